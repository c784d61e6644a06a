import type { World } from '../core/world.js';
import { indexText } from '../rows/key-index.js';
import type { Row } from '../rows/row.js';
import type { Comparison, Filter, Operand } from './ast.js';

export type Test = (row: Row) => boolean;

/**
 * Turns a filter into a test. Text is compared by the database's collation; an empty column equals nothing but null and is unequal to everything
 * else (that `ne` finds empty columns is inferred).
 */
export function compile(world: World, filter: Filter): Test {
  switch (filter.kind) {
    case 'and': {
      const tests = filter.items.map((item) => compile(world, item));
      return (row) => tests.every((test) => test(row));
    }
    case 'or': {
      const tests = filter.items.map((item) => compile(world, item));
      return (row) => tests.some((test) => test(row));
    }
    case 'not': {
      const test = compile(world, filter.item);
      return (row) => !test(row);
    }
    case 'compare':
      return compareTest(world, filter.op, filter.left, filter.right);
    case 'text':
      return textTest(world, filter);
    case 'in': {
      const { column } = filter;
      const wanted = new Set(filter.values.map((value) => indexText(column, value, world.collation)));
      return (row) => {
        const value = row.values[column.slot] ?? null;
        return value !== null && wanted.has(indexText(column, value, world.collation));
      };
    }
    case 'between': {
      const { column, low, high } = filter;
      return (row) => {
        const value = row.values[column.slot] ?? null;
        return value !== null && (value as string) >= (low as string) && (value as string) <= (high as string);
      };
    }
    case 'test':
      return filter.test;
  }
}

function compareTest(world: World, op: Comparison, left: Operand, right: Operand): Test {
  const isText = left.type === 'Edm.String' && right.type === 'Edm.String';
  const { fold } = world.collation;
  const fixed = (side: Operand): ((row: Row) => unknown) => {
    if (!side.literal) return isText ? (row) => folded(side.valueOf(row), fold) : side.valueOf;
    const value = side.valueOf({ id: '', version: 0, values: [] });
    const once = isText ? folded(value, fold) : value;
    return () => once;
  };
  const leftOf = fixed(left);
  const rightOf = fixed(right);
  switch (op) {
    case 'eq':
      return (row) => leftOf(row) === rightOf(row);
    case 'ne':
      return (row) => leftOf(row) !== rightOf(row);
    default:
      return (row) => {
        const a = leftOf(row) as string | null;
        const b = rightOf(row) as string | null;
        if (a === null || b === null) return false;
        const order = isText ? world.collation.compare(a, b) : a < b ? -1 : a > b ? 1 : 0;
        return op === 'gt' ? order > 0 : op === 'ge' ? order >= 0 : op === 'lt' ? order < 0 : order <= 0;
      };
  }
}

const folded = (value: unknown, fold: (text: string) => string): unknown => (typeof value === 'string' ? fold(value) : value);

function textTest(world: World, filter: Extract<Filter, { kind: 'text' }>): Test {
  const { fold } = world.collation;
  const { left, right, how } = filter;
  return (row) => {
    const value = left.valueOf(row);
    const wanted = right.valueOf(row);
    if (typeof value !== 'string' || typeof wanted !== 'string') return false;
    const text = fold(value);
    const part = fold(wanted);
    return how === 'contains' ? text.includes(part) : how === 'startswith' ? text.startsWith(part) : text.endsWith(part);
  };
}
