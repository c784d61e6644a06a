import type { World } from '../core/world.js';
import type { Row } from '../rows/row.js';
import { type Comparison, type Filter, type Operand, valueOfLiteral } from './ast.js';
import { liker } from './like.js';

export type Test<R = Row> = (row: R) => boolean;

/**
 * Turns a filter into a test. Text is compared by the database's collation; an empty column equals nothing but null and is unequal to everything
 * else (that `ne` finds empty columns is inferred).
 */
export function compile<R>(world: World, filter: Filter<R>): Test<R> {
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
    case 'like':
      return likeTest(world, filter);
    case 'in': {
      const { left, values } = filter;
      const keyOf = keyFor(world, left);
      const wanted = new Set(values.map(keyOf));
      return (row) => {
        const value = left.valueOf(row) ?? null;
        return value !== null && wanted.has(keyOf(value));
      };
    }
    case 'between': {
      const { left, low, high } = filter;
      const compare = comparer(world, left.type === 'Edm.String');
      return (row) => {
        const value = left.valueOf(row) ?? null;
        return value !== null && compare(value, low) >= 0 && compare(value, high) <= 0;
      };
    }
    case 'test':
      return filter.test;
  }
}

/** The text by which equal values of a column are found in a set. */
function keyFor<R>(world: World, left: Operand<R>): (value: unknown) => string {
  const isText = left.type === 'Edm.String';
  return (value) => (isText && typeof value === 'string' ? world.collation.fold(value) : String(value));
}

/** Order of two values that are there. */
export function comparer(world: World, isText: boolean): (a: unknown, b: unknown) => number {
  if (isText) return (a, b) => world.collation.compare(String(a), String(b));
  return (a, b) => ((a as string) < (b as string) ? -1 : (a as string) > (b as string) ? 1 : 0);
}

function compareTest<R>(world: World, op: Comparison, left: Operand<R>, right: Operand<R>): Test<R> {
  const isText = left.type === 'Edm.String' && right.type === 'Edm.String';
  const { fold } = world.collation;
  const fixed = (side: Operand<R>): ((row: R) => unknown) => {
    if (!side.literal) return isText ? (row) => folded(side.valueOf(row), fold) : side.valueOf;
    const value = valueOfLiteral(side as Operand<never>);
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
    default: {
      const compare = comparer(world, isText);
      return (row) => {
        const a = leftOf(row) ?? null;
        const b = rightOf(row) ?? null;
        if (a === null || b === null) return false;
        const order = compare(a, b);
        return op === 'gt' ? order > 0 : op === 'ge' ? order >= 0 : op === 'lt' ? order < 0 : order <= 0;
      };
    }
  }
}

const folded = (value: unknown, fold: (text: string) => string): unknown => (typeof value === 'string' ? fold(value) : (value ?? null));

function likeTest<R>(world: World, filter: Extract<Filter<R>, { kind: 'like' }>): Test<R> {
  const { left, right, where } = filter;
  if (right.literal) {
    const pattern = valueOfLiteral(right as Operand<never>);
    if (typeof pattern !== 'string') return () => false;
    const matches = liker(world.collation, pattern, where);
    return (row) => {
      const value = left.valueOf(row);
      return typeof value === 'string' && matches(value);
    };
  }
  return (row) => {
    const value = left.valueOf(row);
    const pattern = right.valueOf(row);
    return typeof value === 'string' && typeof pattern === 'string' && liker(world.collation, pattern, where)(value);
  };
}
