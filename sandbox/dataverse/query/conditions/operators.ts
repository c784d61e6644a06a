import { type DataverseFault, faults } from '../../core/errors.js';
import type { World } from '../../core/world.js';
import type { Column } from '../../metadata/types.js';
import { type Comparison, type Filter, literal, type Operand, type Where } from '../ast.js';
import { businessUnitOf, relatives, teamsOf, userAndReports } from './hierarchy.js';
import { fiscalPeriodOf, type Period, periodOf, periodRule } from './period.js';
import { type Kind, kindOf, valueOfText } from './value.js';

/** For whom and of what a condition is asked. */
export interface Asked<R> {
  readonly world: World;
  readonly user: string;
  readonly column: Column;
  readonly left: Operand<R>;
  /** As the query writes them. */
  readonly values: readonly string[];
  /** What the language answers to a value that is none of the column's. */
  readonly badValue: (column: Column, value: string) => DataverseFault;
}

interface Operator {
  /** Numbers of values that it takes. */
  readonly takes: readonly [least: number, most: number];
  /** Columns that it can be asked of; all when left out. */
  readonly kinds?: readonly Kind[];
  readonly filter: <R>(asked: Asked<R>) => Filter<R>;
}

const many = [1, Number.POSITIVE_INFINITY] as const;
const none = [0, 0] as const;
const one = [1, 1] as const;

const not = <R>(item: Filter<R>): Filter<R> => ({ kind: 'not', item });

function stored<R>(asked: Asked<R>): (string | number | boolean)[] {
  return asked.values.map((text) => {
    const value = valueOfText(asked.column, text);
    if (value === undefined) throw asked.badValue(asked.column, text);
    return value;
  });
}

function comparison(op: Comparison): Operator['filter'] {
  return (asked) => {
    const [value] = stored(asked);
    return { kind: 'compare', op, left: asked.left, right: literal(asked.left.type, value) };
  };
}

const within: Operator['filter'] = (asked) => ({ kind: 'in', left: asked.left, values: stored(asked) });

const range: Operator['filter'] = (asked) => {
  const [low, high] = stored(asked);
  return { kind: 'between', left: asked.left, low, high };
};

const like =
  (where: Where): Operator['filter'] =>
  ({ left, values }) => ({ kind: 'like', left, where, right: literal('Edm.String', values[0]) });

const empty: Operator['filter'] = ({ left }) => ({ kind: 'compare', op: 'eq', left, right: literal(null, null) });

/** Options among those that a multi-select column holds. */
const options: Operator['filter'] = (asked) => {
  const { left } = asked;
  const wanted = new Set(stored(asked).map(String));
  return {
    kind: 'test',
    test: (row) =>
      String(left.valueOf(row) ?? '')
        .split(',')
        .some((held) => wanted.has(held)),
  };
};

const ids = <R>(left: Operand<R>, values: Iterable<string>): Filter<R> => ({ kind: 'in', left, values: [...values] });

const people =
  (of: (world: World, user: string) => Iterable<string>): Operator['filter'] =>
  ({ world, user, left }) =>
    ids(left, of(world, user));

const tree =
  (direction: 'above' | 'under', withItself: boolean): Operator['filter'] =>
  (asked) =>
    ids(asked.left, relatives(asked.world, asked.column, String(stored(asked)[0]), direction, withItself));

/** A day as a whole, compared with one that is given. */
const day =
  (fits: (held: string, wanted: string) => boolean): Operator['filter'] =>
  (asked) => {
    const wanted = String(stored(asked)[0]).slice(0, 10);
    return dated(asked.left, (held) => fits(held.slice(0, 10), wanted));
  };

const dated = <R>(left: Operand<R>, fits: (held: string) => boolean): Filter<R> => ({
  kind: 'test',
  test: (row) => {
    const held = left.valueOf(row);
    return typeof held === 'string' && fits(held);
  },
});

const operators: Readonly<Record<string, Operator>> = {
  eq: { takes: one, filter: comparison('eq') },
  ne: { takes: one, filter: comparison('ne') },
  neq: { takes: one, filter: comparison('ne') },
  gt: { takes: one, kinds: ['text', 'number', 'date', 'id'], filter: comparison('gt') },
  ge: { takes: one, kinds: ['text', 'number', 'date', 'id'], filter: comparison('ge') },
  lt: { takes: one, kinds: ['text', 'number', 'date', 'id'], filter: comparison('lt') },
  le: { takes: one, kinds: ['text', 'number', 'date', 'id'], filter: comparison('le') },
  in: { takes: many, filter: within },
  'not-in': { takes: many, filter: (asked) => not(within(asked)) },
  between: { takes: [2, 2], kinds: ['text', 'number', 'date'], filter: range },
  'not-between': { takes: [2, 2], kinds: ['text', 'number', 'date'], filter: (asked) => not(range(asked)) },
  null: { takes: none, filter: empty },
  'not-null': { takes: none, filter: (asked) => not(empty(asked)) },
  like: { takes: one, kinds: ['text'], filter: like('whole') },
  'not-like': { takes: one, kinds: ['text'], filter: (asked) => not(like('whole')(asked)) },
  'begins-with': { takes: one, kinds: ['text'], filter: like('start') },
  'not-begin-with': { takes: one, kinds: ['text'], filter: (asked) => not(like('start')(asked)) },
  'ends-with': { takes: one, kinds: ['text'], filter: like('end') },
  'not-end-with': { takes: one, kinds: ['text'], filter: (asked) => not(like('end')(asked)) },
  'contain-values': { takes: many, kinds: ['options'], filter: options },
  'not-contain-values': { takes: many, kinds: ['options'], filter: (asked) => not(options(asked)) },
  on: { takes: one, kinds: ['date'], filter: day((held, wanted) => held === wanted) },
  'on-or-after': { takes: one, kinds: ['date'], filter: day((held, wanted) => held >= wanted) },
  'on-or-before': { takes: one, kinds: ['date'], filter: day((held, wanted) => held <= wanted) },
  'eq-userid': { takes: none, kinds: ['id'], filter: people((_world, user) => [user]) },
  'ne-userid': { takes: none, kinds: ['id'], filter: ({ left, user }) => not(ids(left, [user])) },
  'eq-userteams': { takes: none, kinds: ['id'], filter: people(teamsOf) },
  'eq-useroruserteams': { takes: none, kinds: ['id'], filter: people((world, user) => [user, ...teamsOf(world, user)]) },
  'eq-useroruserhierarchy': { takes: none, kinds: ['id'], filter: people(userAndReports) },
  'eq-useroruserhierarchyandteams': {
    takes: none,
    kinds: ['id'],
    filter: people((world, user) => [...userAndReports(world, user)].flatMap((one) => [one, ...teamsOf(world, one)])),
  },
  'eq-businessid': { takes: none, kinds: ['id'], filter: people((world, user) => [businessUnitOf(world, user)]) },
  'ne-businessid': { takes: none, kinds: ['id'], filter: ({ world, left, user }) => not(ids(left, [businessUnitOf(world, user)])) },
  'eq-userlanguage': {
    takes: none,
    kinds: ['number'],
    filter: ({ world, left }) => ({ kind: 'in', left, values: [world.settings.baseLanguage] }),
  },
  above: { takes: one, kinds: ['id'], filter: tree('above', false) },
  'eq-or-above': { takes: one, kinds: ['id'], filter: tree('above', true) },
  under: { takes: one, kinds: ['id'], filter: tree('under', false) },
  'eq-or-under': { takes: one, kinds: ['id'], filter: tree('under', true) },
  'not-under': { takes: one, kinds: ['id'], filter: (asked) => not(tree('under', false)(asked)) },
  'in-fiscal-period': {
    takes: one,
    kinds: ['date'],
    filter: ({ left, values }) => {
      const wanted = wholeNumber('in-fiscal-period', values[0]);
      return dated(left, (held) => fiscalPeriodOf(Date.parse(held)) === wanted);
    },
  },
};

export const isOperator = (name: string): boolean => Object.hasOwn(operators, name) || periodRule(name) !== undefined;

/** A condition by the name of its operator, the same for all query languages. Throws what an operator or value that does not fit meets. */
export function conditionOf<R>(name: string, asked: Asked<R>): Filter<R> {
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
  const { column, values } = asked;
  if (operator === undefined) {
    const rule = periodRule(name);
    if (rule === undefined) throw faults.noOperator(name);
    if (kindOf(column) !== 'date' || (rule.hours === true && column.behavior === 'DateOnly'))
      throw faults.operatorOfColumn(name, column.table, column.logicalName);
    if (values.length !== rule.takes) throw faults.valuesOfOperator(name, values.length);
    return inPeriod(
      asked.left,
      periodOf(
        name,
        asked.world.clock.now(),
        values.map((value) => wholeNumber(name, value)),
      ),
      column,
    );
  }
  if (operator.kinds !== undefined && !operator.kinds.includes(kindOf(column)))
    throw faults.operatorOfColumn(name, column.table, column.logicalName);
  if (values.length < operator.takes[0] || values.length > operator.takes[1]) throw faults.valuesOfOperator(name, values.length);
  return operator.filter(asked);
}

/** Whether the operator compares with one value, which may be another column's. */
export const comparesColumns = (name: string): name is Comparison | 'neq' => /^(?:eq|neq?|[gl][et])$/.test(name);

function wholeNumber(name: string, text: string | undefined): number {
  const number = Number(text);
  if (text === undefined || !/^\d{1,10}$/.test(text.trim()) || number < 1) throw faults.aboveZero(name);
  return number;
}

/** Moments are texts that sort as they follow each other, so that no row's has to be read. */
function inPeriod<R>(left: Operand<R>, { from, until }: Period, column: Column): Filter<R> {
  if (column.behavior === 'DateOnly') {
    const first = from === null ? '' : textOf(from).slice(0, 10);
    // A period that ends at midnight does not hold the day that begins there.
    const last = until === null ? '~' : textOf(until - 1).slice(0, 10);
    return dated(left, (held) => held >= first && held <= last);
  }
  // Moments are whole seconds: those of a period begin at the first one in it.
  const first = from === null ? '' : textOf(Math.ceil(from / 1000) * 1000);
  const next = until === null ? '~' : textOf(Math.ceil(until / 1000) * 1000);
  return dated(left, (held) => held >= first && held < next);
}

const beginning = Date.parse('0001-01-01T00:00:00Z');
const end = Date.parse('+010000-01-01T00:00:00Z');

/** A moment as columns hold it; beyond what texts can say, before or after all of them. */
function textOf(at: number): string {
  if (at >= end) return '~';
  return at < beginning ? '' : `${new Date(at).toISOString().slice(0, 19)}Z`;
}
