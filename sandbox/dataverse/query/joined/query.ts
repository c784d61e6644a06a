import type { World } from '../../core/world.js';
import type { Table } from '../../metadata/types.js';
import type { Row } from '../../rows/row.js';
import type { Filter } from '../ast.js';
import { compile } from '../compile.js';
import { demandSimple } from '../complexity.js';
import { type SortKey, sorted } from '../order.js';
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
  readonly order: readonly SortKey<Joined>[];
  readonly fields: readonly Field<Joined>[];
  readonly distinct: boolean;
  /** Null: rows are answered, not aggregates of them. */
  readonly aggregation: (Aggregation<Joined> & { readonly order: readonly SortKey<Cells>[] }) | null;
}

/** The rows of a query in order. `only`: the rows to choose from, for a collection below a row. */
export function runJoined(world: World, query: JoinedQuery, only: readonly Row[] | null): readonly Joined[] {
  const filters = query.joins.map(({ filter }) => filter).filter((filter) => filter !== null);
  demandSimple<Row>(...(query.filter === null ? filters : [query.filter, ...filters]));
  if (query.after !== null) demandSimple(query.after);
  const roots = rowsOf(world, { table: query.table, only, filter: query.filter, order: [] });
  const combinations = joinedRows(world, roots, query.joins);
  const passing = query.after === null ? combinations : combinations.filter(compile(world, query.after));
  // Roots come by id, and what hangs on one in the order in which it was found.
  if (query.order.length === 0 && query.joins.length === 0) return passing;
  return sorted(world, passing, query.order, (row) => row.map((one) => one?.id ?? '').join(''));
}

/** The results of an aggregate in order; without one, by their groups. */
export function aggregated(world: World, rows: readonly Joined[], aggregation: NonNullable<JoinedQuery['aggregation']>): Cells[] {
  const groups = aggregation.groups.map(
    ({ name }): SortKey<Cells> => ({ valueOf: (cells) => cells.get(name)?.value ?? null, isText: false, descending: false }),
  );
  return sorted(world, aggregate(world, rows, aggregation), [...aggregation.order, ...groups], () => '');
}
