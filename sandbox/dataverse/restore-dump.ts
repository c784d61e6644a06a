import type { World } from './core/world.js';
import { EditRefused } from './edits/edit-refused.js';
import { Row } from './rows/row.js';
import { linesIn } from './state.js';

/** A line of a dump (see dump.ts). */
interface DumpLine {
  readonly side?: string;
  readonly metadata?: string;
  readonly name?: string;
  readonly table?: string;
  readonly id?: string;
  readonly columns?: Readonly<Record<string, unknown>>;
}

/** Whether a file holds a dump rather than a state. */
export function isDump(file: string): boolean {
  for (const line of linesIn(file)) return 'side' in (JSON.parse(line) as object);
  return false;
}

/**
 * Puts the rows of a dump back. Its metadata must be there: a dump describes tables and columns as the API shows them, which is not all that is known about
 * them; a state (`GET /sandbox/state`) carries them too.
 */
export function restoreDump(world: World, file: string): void {
  for (const line of dataverseLines(file)) if (line.metadata !== undefined) demandMetadata(world, line.metadata, String(line.name));
  for (const store of world.stores.values()) for (const row of [...store.kept()]) store.remove(row);
  const pairs = new Map([...world.metadata.manyToMany.values()].map((relationship) => [relationship.intersect, relationship]));
  for (const relationship of pairs.values())
    for (const [first] of world.links.list(relationship)) world.links.forget(relationship, 1, first);
  for (const { table: tableName, id, columns } of dataverseLines(file)) {
    if (tableName === undefined || id === undefined || columns === undefined) continue;
    const relationship = pairs.get(tableName);
    const store = world.stores.get(tableName);
    if (relationship !== undefined)
      world.links.add(relationship, String(columns[relationship.attribute1]), String(columns[relationship.attribute2]));
    else if (store !== undefined) {
      const values: unknown[] = new Array(store.table.width).fill(null);
      for (const column of store.table.columns.values()) {
        values[column.slot] = columns[column.logicalName] ?? null;
        if (column.typeSlot >= 0) values[column.typeSlot] = columns[`${column.logicalName}@table`] ?? null;
      }
      const version = Number(columns.versionnumber ?? 1);
      if (version > world.version) world.version = version;
      store.insert(new Row(id, version, values));
    }
  }
  // Rows that this environment has not made itself may have any id: new ones must not meet them.
  world.random.state = (world.random.state ^ Math.imul(world.version, 0x9e3779b1)) >>> 0;
  world.securityVersion += 1;
}

function* dataverseLines(file: string): Generator<DumpLine> {
  for (const text of linesIn(file)) {
    const line = JSON.parse(text) as DumpLine;
    if (line.side === 'dataverse') yield line;
  }
}

function demandMetadata({ metadata }: World, kind: string, name: string): void {
  const [table = '', part = ''] = name.split('.');
  const known =
    kind === 'table'
      ? metadata.tables.has(name)
      : kind === 'column'
        ? metadata.tables.get(table)?.columns.has(part) === true
        : kind === 'key'
          ? metadata.tables.get(table)?.keys.some((key) => key.logicalName === part) === true
          : kind === 'choice'
            ? metadata.optionSets.has(name)
            : metadata.relationships.has(name) || metadata.manyToMany.has(name);
  if (!known)
    throw new EditRefused(`the dump has the ${kind} ${name}, which is not there; put a state back (GET /sandbox/state) instead`, true);
}
