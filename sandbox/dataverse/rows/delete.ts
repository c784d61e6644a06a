import { faults } from '../core/errors.js';
import { storeOf, tableOf } from '../core/world.js';
import { dropImagesOf } from '../files/stored.js';
import type { Relationship, Table } from '../metadata/types.js';
import type { WriteContext } from './context.js';
import type { Row } from './row.js';
import { rulesOf } from './rules.js';
import { column } from './slots.js';

/** Deletes a row and what hangs on it, as its relationships say (docs/facts/dataverse.md, addendum "Delete cascades"). */
export function deleteRow(context: WriteContext, table: Table, row: Row): void {
  const { world, tx } = context;
  const store = storeOf(world, table.logicalName);
  if (!store.holds(row)) return;
  const rules = rulesOf(table);
  context.logic?.before(context, { message: 'Delete', table, id: row.id, values: row.values.slice(), earlier: row.values, body: {} });
  rules.beforeDelete?.(context, table, row);
  const relationships = world.metadata.oneToMany(table.logicalName);
  for (const relationship of relationships) {
    if (relationship.cascade.Delete === 'Restrict' && childrenOf(context, relationship, row).length > 0) throw faults.restricted();
  }
  tx.remove(store, row);
  dropImagesOf(context, table, row);
  context.work.written += 1;
  world.version += 1;
  if (table.changeTracking) {
    const { version } = world;
    tx.afterCommit.push(() => store.deletions.push({ id: row.id, version }));
  }
  for (const relationship of relationships) {
    const how = relationship.cascade.Delete;
    if (how !== 'Cascade' && how !== 'RemoveLink') continue;
    const child = tableOf(world, relationship.referencingEntity);
    for (const found of childrenOf(context, relationship, row)) {
      if (how === 'Cascade') deleteRow(context, child, found);
      else removeLink(context, child, relationship, found);
    }
  }
  for (const relationship of world.metadata.manyToMany.values()) {
    if (relationship.entity1 === table.logicalName) forgetAfterCommit(context, relationship, 1, row.id);
    if (relationship.entity2 === table.logicalName) forgetAfterCommit(context, relationship, 2, row.id);
  }
  forgetSharing(context, table, row);
  rules.afterDelete?.(context, table, row);
}

/** What was shared with somebody is shared no more. */
function forgetSharing({ world, tx }: WriteContext, table: Table, row: Row): void {
  const store = world.stores.get('principalobjectaccess');
  if (store === undefined || store.rows.size === 0 || table.ownership !== 'UserOwned') return;
  for (const found of [...store.findByValue(column(store.table, 'objectid'), row.id)]) tx.remove(store, found);
}

function forgetAfterCommit(
  context: WriteContext,
  relationship: Parameters<WriteContext['world']['links']['forget']>[0],
  side: 1 | 2,
  id: string,
): void {
  if (context.world.links.of(relationship, side, id).size === 0) return;
  context.tx.afterCommit.push(() => {
    context.world.links.forget(relationship, side, id);
    context.world.securityVersion += 1;
  });
}

/** Rows that point to this one through the relationship. */
export function childrenOf(context: Pick<WriteContext, 'world'>, relationship: Relationship, row: Row): readonly Row[] {
  const store = context.world.stores.get(relationship.referencingEntity);
  const lookup = store?.table.columns.get(relationship.referencingAttribute);
  if (store === undefined || lookup === undefined || store.rows.size === 0) return [];
  const found = store.findByValue(lookup, row.id);
  if (lookup.typeSlot < 0 || found.length === 0) return found;
  return found.filter((child) => child.values[lookup.typeSlot] === relationship.referencedEntity);
}

function removeLink(context: WriteContext, table: Table, relationship: Relationship, row: Row): void {
  const lookup = column(table, relationship.referencingAttribute);
  const values = row.values.slice();
  values[lookup.slot] = null;
  if (lookup.typeSlot >= 0) values[lookup.typeSlot] = null;
  context.world.version += 1;
  context.tx.replace(storeOf(context.world, table.logicalName), row, values, context.world.version, true);
  context.work.written += 1;
}
