import type { Caller } from '../../auth/privileges.js';
import type { World } from '../../core/world.js';
import type { Column, Table } from '../../metadata/types.js';
import type { Row } from '../../rows/row.js';
import type { Filter } from '../ast.js';
import { compile } from '../compile.js';
import { demandSimple } from '../complexity.js';
import { columnOperand } from '../operands.js';
import { type SortKey, sorted, sortKey } from '../order.js';
import { rowsOf } from '../plan.js';
import { type Aggregation, aggregate, type Cells } from './aggregate.js';
import { type Join, type Joined, joinedRows } from './join.js';
import type { Field } from './write.js';

/** A query over one table and what is joined to it, understood, whatever language it was written in. */
export interface JoinedQuery {
  readonly table: Table;
  /** Conditions on the table itself. */
  readonly filter: Filter | null;
  readonly joins: readonly Join[];
  /** Conditions that look at joined rows as well. */
  readonly after: Filter<Joined> | null;
  readonly order: readonly OrderBy[];
  readonly fields: readonly Field<Joined>[];
  readonly distinct: boolean;
  /** Null: rows are answered, not aggregates of them. */
  readonly aggregation: (Aggregation<Joined> & { readonly order: readonly SortKey<Cells>[] }) | null;
}

/** A column that joined rows are put in order by. */
export interface OrderBy {
  /** Place of its source in the joined rows. */
  readonly at: number;
  readonly column: Column;
  readonly descending: boolean;
  /** Choices by their numbers and not by their labels. */
  readonly raw: boolean;
}

/** Whether an order looks at the table itself alone, so that a page can be found again by the row that it ends with. */
export const isOwnOrder = (order: readonly OrderBy[]): boolean => order.every(({ at }) => at === 0);

/** The rows of a query in order. `only`: the rows to choose from, for a collection below a row. */
export function runJoined(world: World, caller: Caller, query: JoinedQuery, only: readonly Row[] | null): readonly Joined[] {
  const filters = query.joins.map(({ filter }) => filter).filter((filter) => filter !== null);
  demandSimple<Row>(...(query.filter === null ? filters : [query.filter, ...filters]));
  if (query.after !== null) demandSimple(query.after);
  const { table, filter, aggregation, order } = query;
  const own = aggregation === null && isOwnOrder(order);
  const roots = rowsOf(world, { caller, table, only, filter, order: own ? order.map((by) => ownKey(world, by)) : [] });
  const combinations = joinedRows(world, roots, query.joins);
  const passing = query.after === null ? combinations : combinations.filter(compile(world, query.after));
  // What hangs on a row comes in the order in which it was found.
  if (aggregation !== null || own) return passing;
  const keys = order.map((by) => joinedKey(world, by));
  return sorted(world, passing, keys, (row) => row.map((one) => one?.id ?? '').join(''));
}

const ownKey = (world: World, { column, descending, raw }: OrderBy): SortKey =>
  sortKey(world, column, columnOperand(column), (row) => row, descending, raw);

function joinedKey(world: World, { at, column, descending, raw }: OrderBy): SortKey<Joined> {
  const rowOf = (row: Joined): Row | null => row[at] ?? null;
  return sortKey(world, column, columnOperand(column, rowOf), rowOf, descending, raw);
}

/** The results of an aggregate in order; without one, by their groups. */
export function aggregated(world: World, rows: readonly Joined[], aggregation: NonNullable<JoinedQuery['aggregation']>): Cells[] {
  const groups = aggregation.groups.map(
    ({ name }): SortKey<Cells> => ({ name, valueOf: (cells) => cells.get(name)?.value ?? null, isText: false, descending: false }),
  );
  return sorted(world, aggregate(world, rows, aggregation), [...aggregation.order, ...groups], () => '');
}
