import { faults } from '../core/errors.js';
import { storeOf, tableOf } from '../core/world.js';
import { mergeable } from '../metadata/define.js';
import type { Table } from '../metadata/types.js';
import type { Body } from './apply.js';
import type { WriteContext } from './context.js';
import { childrenOf } from './delete.js';
import type { Row } from './row.js';
import { column, link, read, write } from './slots.js';
import { updateRow } from './update.js';

/** Throws when the two rows cannot be merged. */
export function demandMergeable(table: Table, target: Row, subordinate: Row): void {
  if (!mergeable.has(table.logicalName)) throw faults.unsupportedMessage('Merge', table.logicalName);
  if (subordinate === target) throw faults.argument('A row cannot be merged with itself.');
  for (const row of [target, subordinate])
    if (read(table, row.values, 'statecode') !== 0)
      throw faults.argument(`The ${table.logicalName} ${row.id} is inactive and cannot be merged.`);
}

/** One of two rows goes inactive, and what hung on it hangs on the other, which gets `content` (docs/facts/dataverse.md §9 "Merge"). */
export function mergeRows(context: WriteContext, table: Table, target: Row, subordinate: Row, content: Body): void {
  updateRow(context, table, target, content);
  for (const relationship of context.world.metadata.oneToMany(table.logicalName))
    if (relationship.cascade.Merge === 'Cascade') moveChildren(context, relationship, target, subordinate);
  close(context, table, target, subordinate);
}

type Parental = Parameters<typeof childrenOf>[1];

function moveChildren(context: WriteContext, relationship: Parental, target: Row, subordinate: Row): void {
  const { world, tx } = context;
  const child = tableOf(world, relationship.referencingEntity);
  for (const found of [...childrenOf(context, relationship, subordinate)]) {
    if (found === target || found === subordinate) continue;
    // What stands in the columns of the row that goes stays there.
    if (!storeOf(world, child.logicalName).standsAlone(found)) continue;
    const values = found.values.slice();
    link(child, values, relationship.referencingAttribute, relationship.referencedEntity, target.id);
    if (child.columns.has('modifiedon')) write(child, values, 'modifiedon', context.now);
    world.version += 1;
    tx.replace(storeOf(world, child.logicalName), found, values, world.version);
    context.work.written += 1;
  }
}

/** The row that was merged away is inactive and says where it went. */
function close(context: WriteContext, table: Table, target: Row, subordinate: Row): void {
  const { world, tx } = context;
  updateRow(context, table, subordinate, { statecode: inactiveState(table) });
  const values = subordinate.values.slice();
  values[column(table, 'merged').slot] = true;
  link(table, values, 'masterid', table.logicalName, target.id);
  tx.replace(storeOf(world, table.logicalName), subordinate, values, subordinate.version, true);
}

const inactiveState = (table: Table): number => (table.logicalName === 'lead' ? 2 : 1);
