import { faults } from '../core/errors.js';
import type { Property, Table } from '../metadata/types.js';
import type { WriteContext } from './context.js';
import { resolveReference } from './reference.js';
import type { Row } from './row.js';
import { updateRow } from './update.js';

/** Puts a row that exists into a collection of another one. Throws when it is of another table, or is in a many-to-many collection already. */
export function associateRow(
  context: WriteContext,
  table: Table,
  row: Row,
  navigation: Extract<Property, { kind: 'collection' | 'many' }>,
  reference: unknown,
): void {
  const found = resolveReference(context, table.entitySetName, reference);
  if (navigation.kind === 'collection') {
    const { relationship } = navigation;
    if (found.table.logicalName !== relationship.referencingEntity)
      throw faults.payload(table.entitySetName, `'${String(reference)}' is no row of '${relationship.referencingEntity}'.`);
    updateRow(context, found.table, found.row, { [`${relationship.nav}@odata.bind`]: `/${table.entitySetName}(${row.id})` });
    return;
  }
  const { relationship, side } = navigation;
  const other = side === 1 ? relationship.entity2 : relationship.entity1;
  if (found.table.logicalName !== other) throw faults.payload(table.entitySetName, `'${String(reference)}' is no row of '${other}'.`);
  const [first, second] = side === 1 ? [row.id, found.row.id] : [found.row.id, row.id];
  if (context.world.links.of(relationship, 1, first).has(second)) throw faults.duplicateRow();
  context.tx.afterCommit.push(() => {
    context.world.links.add(relationship, first, second);
    context.world.securityVersion += 1;
  });
}
