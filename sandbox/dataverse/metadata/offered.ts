import type { World } from '../core/world.js';
import type { Origin } from './metadata.js';
import type { Table } from './types.js';

/** A standard table's look-up learns to point to a new table. */
export function offerTarget(
  world: World,
  on: string,
  lookup: string,
  target: Table,
  relationship: string,
  nav: string,
  origin: Origin,
): void {
  const table = world.metadata.tables.get(on) as Table;
  const column = table.columns.get(lookup);
  if (column !== undefined)
    world.metadata.addTarget(
      table,
      column,
      { target: target.logicalName, relationship, nav, onDelete: 'Cascade', onAssign: 'Cascade' },
      origin,
    );
}

/** Notes may hang on rows of the table from now on. */
export function offerNotes(world: World, table: Table, origin: Origin): void {
  table.hasNotes = true;
  offerTarget(world, 'annotation', 'objectid', table, `${table.schemaName}_Annotations`, `objectid_${table.logicalName}`, origin);
}

/** Activities may be about rows of the table from now on. */
export function offerActivities(world: World, table: Table, origin: Origin): void {
  table.hasActivities = true;
  for (const [kind, plural] of [
    ['task', 'Tasks'],
    ['phonecall', 'PhoneCalls'],
  ] as const)
    offerTarget(
      world,
      kind,
      'regardingobjectid',
      table,
      `${table.schemaName}_${plural}`,
      `regardingobjectid_${table.logicalName}_${kind}`,
      origin,
    );
}

/** Rows of the table may be connected from now on. */
export function offerConnections(world: World, table: Table, origin: Origin): void {
  table.connections = true;
  const { logicalName } = table;
  for (const side of [1, 2])
    offerTarget(
      world,
      'connection',
      `record${side}id`,
      table,
      `${logicalName}_connections${side}`,
      `record${side}id_${logicalName}`,
      origin,
    );
}
