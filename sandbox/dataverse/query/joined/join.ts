import { faults } from '../../core/errors.js';
import type { World } from '../../core/world.js';
import type { Column } from '../../metadata/types.js';
import type { Row } from '../../rows/row.js';
import type { Filter } from '../ast.js';
import { compile, type Test } from '../compile.js';
import type { Source } from './source.js';

/** One row of each source of a query, in their order; null where an outer join found none. */
export type Joined = readonly (Row | null)[];

/** How a source is joined: `exists` asks only whether there is a row, `first` takes at most one. */
export type JoinType = 'inner' | 'outer' | 'exists' | 'first';

export interface Join {
  readonly source: Source;
  /** Place of the source in the joined rows, and of the one that it hangs on. */
  readonly at: number;
  readonly parent: number;
  readonly type: JoinType;
  /** Column of this source that holds what the parent's `to` holds. */
  readonly from: Column;
  readonly to: Column;
  readonly filter: Filter | null;
  /** What hangs on a source of which only the existence counts. */
  readonly inner: readonly Join[];
}

/** A query that makes more combinations than this would not come back in time. */
const mostCombinations = 1_000_000;

/** Puts to each root row the rows that its joins find, one after the other, as SQL does. */
export function joinedRows(world: World, roots: readonly Row[], joins: readonly Join[]): readonly Joined[] {
  let combinations: readonly Joined[] = roots.map((row) => [row]);
  for (const join of joins) {
    const find = finder(world, join);
    const next: Joined[] = [];
    for (const combination of combinations) {
      const parent = combination[join.parent] ?? null;
      const found = parent === null ? [] : find(parent);
      if (join.type === 'exists') {
        if (found.length > 0) next.push([...combination, null]);
        continue;
      }
      if (found.length === 0 && join.type !== 'inner') next.push([...combination, null]);
      for (const row of join.type === 'first' ? found.slice(0, 1) : found) next.push([...combination, row]);
      if (next.length > mostCombinations) throw faults.sqlTimeout();
    }
    combinations = next;
  }
  return combinations;
}

/** Rows that a join finds for a row of its parent. */
export function finder(world: World, join: Join): (parent: Row) => readonly Row[] {
  const { source, from, to, filter, inner } = join;
  const test: Test | null = filter === null ? null : compile(world, filter);
  const deeper = inner.map((one) => finder(world, one));
  return (parent) => {
    const value = parent.values[to.slot] ?? null;
    if (value === null) return [];
    const found = source.byValue(from, value);
    const passing = test === null ? found : found.filter(test);
    return deeper.length === 0
      ? passing
      : passing.filter((row) => deeper.every((find, at) => inner[at]?.type === 'outer' || find(row).length > 0));
  };
}
