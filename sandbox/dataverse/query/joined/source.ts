import { type Caller, demand } from '../../auth/privileges.js';
import { sightOf } from '../../auth/sight.js';
import { faults } from '../../core/errors.js';
import type { World } from '../../core/world.js';
import type { Column, Table } from '../../metadata/types.js';
import type { Row } from '../../rows/row.js';

/** Rows that can be joined, found by the value of a column. */
export interface Source {
  readonly name: string;
  readonly columns: ReadonlyMap<string, Column>;
  readonly table: Table;
  readonly byValue: (column: Column, value: unknown) => readonly Row[];
}

/** The table of that name, which the caller must be allowed to read, or the pairs behind the name of an intersect table. */
export function sourceOf(world: World, caller: Caller, name: string, seesAt: number): Source {
  const table = world.metadata.readable(name);
  const store = world.stores.get(name);
  if (table !== undefined && store !== undefined && table.visibleAt <= seesAt) {
    demand(world, caller, 'Read', table);
    const sight = sightOf(world, caller, table);
    const seen = (rows: readonly Row[]): readonly Row[] => (sight === null ? rows : sight.all(rows));
    return {
      name,
      table,
      columns: table.columns,
      byValue(column, value) {
        if (!column.primaryId) return seen(store.findByValue(column, value));
        const row = store.rows.get(String(value));
        return row === undefined ? [] : seen([row]);
      },
    };
  }
  throw faults.noTable(name);
}
