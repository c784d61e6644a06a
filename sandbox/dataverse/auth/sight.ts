import type { World } from '../core/world.js';
import type { Table } from '../metadata/types.js';
import { Row } from '../rows/row.js';
import { readable } from './access.js';
import type { Caller } from './privileges.js';
import { hiddenColumns } from './secured.js';

/** How much of a table a caller sees. */
export interface Sight {
  /** The row as he sees it, its secured columns empty; null: not at all. */
  one(row: Row): Row | null;
  all(rows: readonly Row[]): readonly Row[];
}

/** Null: he sees every row as it is. */
export function sightOf(world: World, caller: Caller, table: Table): Sight | null {
  const reaches = readable(world, caller, table);
  const hidden = hiddenColumns(world, caller, table);
  if (reaches === null && hidden.length === 0) return null;
  const one = (row: Row): Row | null => {
    if (reaches !== null && !reaches(row)) return null;
    if (hidden.length === 0) return row;
    const values = row.values.slice();
    for (const { slot, typeSlot } of hidden) {
      values[slot] = null;
      if (typeSlot >= 0) values[typeSlot] = null;
    }
    return new Row(row.id, row.version, values);
  };
  return { one, all: (rows) => rows.flatMap((row) => one(row) ?? []) };
}
