import { faults } from '../../core/errors.js';
import { storeOf, type World } from '../../core/world.js';
import { hierarchyOf } from '../../metadata/hierarchy.js';
import type { Column, ManyToMany } from '../../metadata/types.js';
import type { Row } from '../../rows/row.js';

/** Rows over or under a row, whichever way the tree is asked: `under` the row's descendants, `above` its ancestors. */
export function relatives(world: World, column: Column, id: string, direction: 'above' | 'under', withItself: boolean): Set<string> {
  const tables = column.primaryId ? [column.table] : column.targets;
  const found = new Set<string>(withItself ? [id] : []);
  const table = tables.find((name) => hierarchyOf(world.metadata, name) !== undefined);
  const relationship = table === undefined ? undefined : hierarchyOf(world.metadata, table);
  if (table === undefined || relationship === undefined)
    throw faults.badCondition(`The attribute '${column.logicalName}' of '${column.table}' has no hierarchical relationship.`);
  const store = storeOf(world, table);
  const parent = store.table.columns.get(relationship.referencingAttribute) as Column;
  let edge = [id];
  while (edge.length > 0) {
    const next: string[] = [];
    for (const one of edge) {
      const ids = direction === 'above' ? [store.rows.get(one)?.values[parent.slot]] : store.findByValue(parent, one).map((row) => row.id);
      for (const other of ids) {
        if (typeof other !== 'string' || other === id || found.has(other)) continue;
        found.add(other);
        next.push(other);
      }
    }
    edge = next;
  }
  return found;
}

/** How many rows stand directly under one of the table; null when its rows form no hierarchy. */
export function childCounter(world: World, table: string): ((row: Row) => number) | null {
  const relationship = hierarchyOf(world.metadata, table);
  const store = storeOf(world, table);
  const parent = relationship === undefined ? undefined : store.table.columns.get(relationship.referencingAttribute);
  return parent === undefined ? null : (row) => store.findByValue(parent, row.id).length;
}

/** Teams that a user is a member of. */
export const teamsOf = (world: World, user: string): ReadonlySet<string> =>
  world.links.of(world.metadata.manyToMany.get('teammembership_association') as ManyToMany, 2, user);

/** The user and everybody who reports to him, directly or not. */
export function userAndReports(world: World, user: string): Set<string> {
  const store = storeOf(world, 'systemuser');
  return relatives(world, store.table.columns.get('systemuserid') as Column, user, 'under', true);
}

export function businessUnitOf(world: World, user: string): string {
  const store = storeOf(world, 'systemuser');
  const slot = store.table.columns.get('businessunitid')?.slot ?? -1;
  const id = store.rows.get(user)?.values[slot];
  return typeof id === 'string' ? id : world.ids.businessUnit;
}
