import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import type { Query } from '../http/request.js';
import type { Column } from '../metadata/types.js';
import type { Row } from '../rows/row.js';
import type { Operand } from './ast.js';
import { comparer } from './compile.js';
import { kindOf } from './conditions/value.js';
import { formatted } from './formatted.js';
import { pathOperand, type Scope } from './operands.js';

/** What rows are put in order by. */
export interface SortKey<R = Row> {
  /** Tells orders of one table apart. */
  readonly name: string;
  readonly valueOf: (row: R) => unknown;
  readonly isText: boolean;
  readonly descending: boolean;
}

/** Columns whose stored value means nothing to a reader. */
const shown = new Set(['Picklist', 'State', 'Status', 'Boolean', 'Lookup', 'Customer', 'Owner', 'MultiSelectPicklist']);

/** Look-ups are put in order by the name of what they lead to and choices by their labels; `raw`: choices by their numbers. */
export function sortKey<R>(
  world: World,
  column: Column,
  operand: Operand<R>,
  rowOf: (row: R) => Row | null,
  descending: boolean,
  raw = false,
): SortKey<R> {
  if (!shown.has(column.type) || (raw && kindOf(column) !== 'id'))
    return { name: column.logicalName, valueOf: operand.valueOf, isText: operand.type === 'Edm.String', descending };
  return {
    name: `label of ${column.logicalName}`,
    isText: true,
    descending,
    valueOf: (from) => {
      const row = rowOf(from);
      return row === null ? null : formatted(world, column, row);
    },
  };
}

/** Reads `$orderby`; nothing when there is none. */
export function parseOrder(scope: Scope, text: string | undefined, aliases: Query = new Map()): SortKey[] {
  if (text === undefined || text.trim() === '') return [];
  return text.split(',').map((part) => {
    const match = /^\s*(@?[\w/]+)(?:\s+(asc|desc))?\s*$/.exec(part);
    if (match === null) throw faults.badQuery(`Syntax error in $orderby '${text}'.`);
    const written = match[1] as string;
    const named = written.startsWith('@') ? (aliases.get(written) ?? written) : written;
    const operand = pathOperand(scope, named);
    const descending = match[2] === 'desc';
    if (operand.column === null) return { name: named, valueOf: operand.valueOf, isText: operand.type === 'Edm.String', descending };
    // Choices by their numbers, unlike in FetchXML (PD `webapi/query/order-rows.md`).
    return sortKey(scope.world, operand.column, operand, (row) => row, descending, true);
  });
}

/** Where a row stands in an order: its values by key, and its id, which tells equal rows apart. */
export interface Place {
  readonly id: string;
  readonly values: readonly unknown[];
}

export const placeOf = <R>(row: R, keys: readonly SortKey<R>[], id: string): Place => ({
  id,
  values: keys.map((key) => key.valueOf(row) ?? null),
});

/** Compares places. Empty values come first. */
export function byPlace<R>(world: World, keys: readonly SortKey<R>[]): (a: Place, b: Place) => number {
  const compares = keys.map((key) => comparer(world, key.isText));
  return (a, b) => {
    for (let at = 0; at < keys.length; at += 1) {
      const x = a.values[at];
      const y = b.values[at];
      if (x === y) continue;
      const sign = keys[at]?.descending === true ? -1 : 1;
      if (x === null) return -sign;
      if (y === null) return sign;
      const order = (compares[at] as (a: unknown, b: unknown) => number)(x, y);
      if (order !== 0) return sign * order;
    }
    return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
  };
}

/** Puts rows in order, so that pages do not overlap. */
export function sorted<R>(world: World, rows: readonly R[], keys: readonly SortKey<R>[], idOf: (row: R) => string): R[] {
  const compare = byPlace(world, keys);
  const entries = rows.map((row) => ({ row, place: placeOf(row, keys, idOf(row)) }));
  entries.sort((a, b) => compare(a.place, b.place));
  return entries.map((entry) => entry.row);
}
