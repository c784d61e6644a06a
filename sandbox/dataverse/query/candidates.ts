import type { Column } from '../metadata/types.js';
import type { Row } from '../rows/row.js';
import type { TableStore } from '../rows/table-store.js';
import { type Filter, valueOfLiteral } from './ast.js';

/** Rows that can match at all, when the filter pins a column to values; null: every row must be looked at. */
export function candidates(store: TableStore, filter: Filter | null): readonly Row[] | null {
  const pinned = filter === null ? null : pin(filter);
  if (pinned === null) return null;
  if (pinned.column.primaryId) {
    return [...new Set(pinned.values)].map((id) => store.rows.get(String(id))).filter((row) => row !== undefined);
  }
  if (store.rows.size < 200) return null;
  const found = new Set<Row>();
  for (const value of pinned.values) for (const row of store.findByValue(pinned.column, value)) found.add(row);
  return [...found];
}

interface Pinned {
  readonly column: Column;
  readonly values: readonly unknown[];
}

const indexable = new Set(['String', 'Lookup', 'Customer', 'Owner', 'Uniqueidentifier']);

function pin(filter: Filter): Pinned | null {
  switch (filter.kind) {
    case 'in':
      return filter.left.column !== null && indexable.has(filter.left.column.type)
        ? { column: filter.left.column, values: filter.values }
        : null;
    case 'compare': {
      if (filter.op !== 'eq') return null;
      const [column, other] = filter.left.column === null ? [filter.right.column, filter.left] : [filter.left.column, filter.right];
      if (column === null || !other.literal || !indexable.has(column.type)) return null;
      const value = valueOfLiteral(other);
      return value === null ? null : { column, values: [value] };
    }
    case 'and': {
      const pinned = filter.items.map(pin).filter((item) => item !== null);
      return pinned.find((item) => item.column.primaryId) ?? pinned[0] ?? null;
    }
    case 'or': {
      const values: unknown[] = [];
      let column: Column | null = null;
      for (const item of filter.items) {
        const pinned = pin(item);
        if (pinned === null || (column !== null && pinned.column !== column)) return null;
        column = pinned.column;
        values.push(...pinned.values);
      }
      return column === null ? null : { column, values };
    }
    default:
      return null;
  }
}
