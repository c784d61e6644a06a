import { storeOf, type World } from '../core/world.js';
import type { Table } from '../metadata/types.js';
import type { Row } from '../rows/row.js';
import type { Filter } from './ast.js';
import { candidates } from './candidates.js';
import { compile } from './compile.js';
import { type SortKey, sorted } from './order.js';

/** Which rows of one table a query reads, in which order, whatever language it was written in. */
export interface Plan {
  readonly table: Table;
  /** Rows to choose from, for a collection below a row; null: all. */
  readonly only: readonly Row[] | null;
  readonly filter: Filter | null;
  readonly order: readonly SortKey[];
}

/** The rows of a plan. Without an order they come by id, which no client may rely on. */
export function rowsOf(world: World, { table, only, filter, order }: Plan): readonly Row[] {
  const store = storeOf(world, table.logicalName);
  const chosen = only ?? candidates(store, filter);
  const source = chosen ?? store.byId();
  const rows = filter === null ? source : source.filter(compile(world, filter));
  // Whole tables come sorted already.
  if (order.length === 0 && chosen === null) return rows;
  return sorted(world, rows, order, (row) => row.id);
}
