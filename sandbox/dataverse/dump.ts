import { createHash } from 'node:crypto';
import { depthIn } from './auth/grants.js';
import type { World } from './core/world.js';
import { columnMetadata, entityMetadata, optionSetMetadata } from './metadata/describe.js';
import { keyMetadata, manyToManyMetadata, relationshipMetadata } from './metadata/describe-links.js';
import type { Table } from './metadata/types.js';
import type { Row } from './rows/row.js';

export interface PlainRow {
  readonly id: string;
  readonly columns: Readonly<Record<string, unknown>>;
}

/** A row by logical names; look-ups as the id alone. */
export function plainRow(table: Table, row: Row): PlainRow {
  const columns: Record<string, unknown> = {};
  for (const column of table.columns.values()) {
    const value = column.logicalName === 'versionnumber' ? row.version : (row.values[column.slot] ?? null);
    if (value !== null) columns[column.logicalName] = value;
  }
  return { id: row.id, columns };
}

/** A row with what tells which table a look-up of several targets points to. */
function dumped(table: Table, row: Row): Record<string, unknown> {
  const { columns } = plainRow(table, row);
  const all: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(columns)) all[name] = Buffer.isBuffer(value) ? digest(value) : value;
  for (const column of table.columns.values()) {
    if (column.typeSlot >= 0 && (row.values[column.slot] ?? null) !== null)
      all[`${column.logicalName}@table`] = row.values[column.typeSlot];
  }
  return all;
}

/** Files are told apart by what is in them; the bytes themselves would fill the dump. */
const digest = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

const byId = (a: Row, b: Row): number => (a.id < b.id ? -1 : 1);
const sorted = <V>(map: ReadonlyMap<string, V>): V[] => [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);

/** Everything that the environment holds: metadata, then rows by table and id, then what is associated. */
export function* dumpWorld(world: World): Generator<Record<string, unknown>> {
  const { metadata } = world;
  const line = (kind: string, name: string, definition: unknown) => ({ side: 'dataverse', metadata: kind, name, definition });
  for (const table of sorted(metadata.tables)) {
    yield line('table', table.logicalName, entityMetadata(world, table));
    for (const column of sorted(table.columns))
      yield line('column', `${table.logicalName}.${column.logicalName}`, columnMetadata(world, column, true));
    for (const key of [...table.keys].sort((a, b) => (a.logicalName < b.logicalName ? -1 : 1)))
      yield line('key', `${table.logicalName}.${key.logicalName}`, keyMetadata(world, key));
  }
  for (const relationship of sorted(metadata.relationships))
    yield line('relationship', relationship.schemaName, relationshipMetadata(world, relationship));
  for (const relationship of sorted(metadata.manyToMany))
    yield line('relationship', relationship.schemaName, manyToManyMetadata(world, relationship));
  for (const set of sorted(metadata.optionSets)) yield line('choice', set.name, optionSetMetadata(world, set));
  for (const store of sorted(world.stores)) {
    for (const row of [...store.kept()].sort(byId))
      yield { side: 'dataverse', table: store.table.logicalName, id: row.id, columns: dumped(store.table, row) };
  }
  for (const relationship of sorted(metadata.manyToMany)) {
    for (const [first, second] of world.links.list(relationship)) {
      yield {
        side: 'dataverse',
        table: relationship.intersect,
        id: `${first}:${second}`,
        columns: {
          [relationship.attribute1]: first,
          [relationship.attribute2]: second,
          ...(relationship.intersect === 'roleprivileges' ? { privilegedepth: depthIn(world, first, second) } : {}),
        },
      };
    }
  }
}
