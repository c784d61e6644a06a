import { DataverseFault } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import type { Column, Table } from '../metadata/types.js';
import { read } from '../rows/slots.js';

/** Throws when a duplicate detection rule looks at the column. */
export function refuseInDuplicateRule(world: World, table: Table, column: Column): void {
  const [rules, conditions] = [tableOf(world, 'duplicaterule'), tableOf(world, 'duplicaterulecondition')];
  for (const row of storeOf(world, 'duplicaterulecondition').rows.values()) {
    const rule = storeOf(world, 'duplicaterule').rows.get(String(read(conditions, row.values, 'regardingobjectid')));
    if (rule === undefined) continue;
    const looksAt = (entity: string, attribute: string): boolean =>
      read(rules, rule.values, entity) === table.logicalName && read(conditions, row.values, attribute) === column.logicalName;
    if (looksAt('baseentityname', 'baseattributename') || looksAt('matchingentityname', 'matchingattributename')) {
      throw new DataverseFault(
        400,
        '0x80048418',
        `The column ${column.logicalName} cannot be deleted because the duplicate detection rule ${String(read(rules, rule.values, 'name'))} looks at it.`,
      );
    }
  }
}
