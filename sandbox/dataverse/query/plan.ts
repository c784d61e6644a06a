import type { Caller } from '../auth/privileges.js';
import { sightOf } from '../auth/sight.js';
import { storeOf, type World } from '../core/world.js';
import type { Table } from '../metadata/types.js';
import type { Row } from '../rows/row.js';
import type { TableStore } from '../rows/table-store.js';
import type { Filter } from './ast.js';
import { candidates } from './candidates.js';
import { compile } from './compile.js';
import { type SortKey, sorted } from './order.js';

/** Which rows of one table a query reads, in which order, whatever language it was written in. */
export interface Plan {
  /** Who asks: rows out of his reach are not there. */
  readonly caller: Caller;
  readonly table: Table;
  /** Rows to choose from, for a collection below a row; null: all. */
  readonly only: readonly Row[] | null;
  readonly filter: Filter | null;
  readonly order: readonly SortKey[];
}

/** The rows of a plan. Without an order they come by id, which no client may rely on. */
export function rowsOf(world: World, { caller, table, only, filter, order }: Plan): readonly Row[] {
  const store = storeOf(world, table.logicalName);
  const chosen = only ?? candidates(store, filter);
  const sight = sightOf(world, caller, table);
  const all = chosen ?? store.byId();
  const source = sight === null ? all : sight.all(all);
  if (filter === null && sight === null && chosen === null && order.length > 0) return wholeInOrder(world, store, order);
  const rows = filter === null ? source : source.filter(compile(world, filter));
  // Whole tables come sorted already.
  if (order.length === 0 && chosen === null) return rows;
  return sorted(world, rows, order, idOf);
}

const idOf = (row: Row): string => row.id;

interface Kept {
  /** The order, and all that it may depend on: the table's rows, names that look-ups lead to, labels. */
  readonly key: string;
  readonly rows: readonly Row[];
}

const kept = new WeakMap<TableStore, Kept>();

/** A whole table in order; remembered until anything is written, so that who turns its pages does not wait for the same sort again. */
function wholeInOrder(world: World, store: TableStore, keys: readonly SortKey[]): readonly Row[] {
  const order = keys.map(({ name, descending }) => `${name} ${descending}`).join();
  const key = [store.changes, world.version, world.metadata.version, order].join();
  const known = kept.get(store);
  if (known?.key === key) return known.rows;
  const rows = sorted(world, store.byId(), keys, idOf);
  kept.set(store, { key, rows });
  return rows;
}
