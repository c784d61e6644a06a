import { faults } from '../../core/errors.js';
import type { World } from '../../core/world.js';
import type { Column } from '../../metadata/types.js';
import type { Row } from '../../rows/row.js';
import { targetOf } from '../../rows/slots.js';
import { comparer } from '../compile.js';
import { type DatePart, partOf } from '../conditions/period.js';
import { kindOf } from '../conditions/value.js';
import { cultureOf } from '../culture.js';
import { formattedValue } from '../formatted.js';

export type Measuring = 'count' | 'countcolumn' | 'countdistinct' | 'sum' | 'avg' | 'min' | 'max';

/** A column of the joined rows. */
export interface Located<R> {
  readonly column: Column;
  readonly rowOf: (row: R) => Row | null;
}

export interface GroupBy<R> extends Located<R> {
  readonly name: string;
  readonly part: DatePart | null;
}

export interface Measure<R> {
  readonly name: string;
  readonly how: Measuring;
  /** Null: rows themselves are counted. */
  readonly of: Located<R> | null;
}

export interface Aggregation<R> {
  readonly groups: readonly GroupBy<R>[];
  readonly measures: readonly Measure<R>[];
  /** A limit below the one that holds for everybody. */
  readonly limit: number | null;
}

/** One value of a result. */
export interface Cell {
  readonly value: string | number | boolean | null;
  readonly formatted: string | null;
  /** The table that a look-up's id is of. */
  readonly target: string | null;
  /** Logical name of the column that it comes from. */
  readonly attribute: string | null;
}

export type Cells = ReadonlyMap<string, Cell>;

/** Aggregates read no more rows than this (docs/facts/dataverse.md §12). */
const mostRows = 50_000;

const numeric = new Set(['Integer', 'BigInt', 'Decimal', 'Double', 'Money']);

/** Whether a column's values can be measured that way. */
export function measurable(how: Measuring, column: Column): boolean {
  if (how === 'sum' || how === 'avg') return numeric.has(column.type);
  return how === 'min' || how === 'max' ? numeric.has(column.type) || column.type === 'DateTime' : true;
}

/** Groups rows and measures each group. Without groups there is one result, of no rows too. */
export function aggregate<R>(world: World, rows: readonly R[], { groups, measures, limit }: Aggregation<R>): Cells[] {
  if (rows.length > Math.min(limit ?? mostRows, mostRows)) throw faults.aggregateLimit();
  const found = new Map<string, { readonly cells: readonly Cell[]; readonly rows: R[] }>();
  for (const row of rows) {
    const cells = groups.map((group) => groupCell(world, group, row));
    const key = JSON.stringify(cells.map(({ value }) => (typeof value === 'string' ? world.collation.fold(value) : value)));
    const known = found.get(key);
    if (known === undefined) found.set(key, { cells, rows: [row] });
    else known.rows.push(row);
  }
  if (groups.length === 0 && found.size === 0) found.set('', { cells: [], rows: [] });
  return [...found.values()].map(({ cells, rows: members }) => {
    const result = new Map<string, Cell>();
    groups.forEach((group, at) => {
      result.set(group.name, cells[at] as Cell);
    });
    for (const measure of measures) result.set(measure.name, measured(world, measure, members));
    return result;
  });
}

function groupCell<R>(world: World, { column, part, rowOf }: GroupBy<R>, from: R): Cell {
  const row = rowOf(from);
  const value = (
    row === null ? null : column.logicalName === 'versionnumber' ? row.version : (row.values[column.slot] ?? null)
  ) as Cell['value'];
  const attribute = column.logicalName;
  if (value === null || row === null) return { value: null, formatted: null, target: null, attribute };
  if (part !== null) {
    const number = partOf(Date.parse(String(value)), part);
    const shown = part === 'fiscal-period' ? `Quarter ${number}` : part === 'fiscal-year' ? `FY${number}` : number.toLocaleString('en-US');
    return { value: number, formatted: shown, target: null, attribute };
  }
  const target = targetOf(column, row.values);
  return { value, formatted: formattedValue(world, column, value, target), target: kindOf(column) === 'id' ? target : null, attribute };
}

function measured<R>(world: World, { how, of }: Measure<R>, rows: readonly R[]): Cell {
  const attribute = of?.column.logicalName ?? null;
  const whole = (value: number): Cell => ({
    value,
    formatted: cultureOf(world.settings.baseLanguage).number(value, 0),
    target: null,
    attribute,
  });
  if (of === null || how === 'count') return whole(rows.length);
  const { column, rowOf } = of;
  const values = rows.map((row) => rowOf(row)?.values[column.slot] ?? null).filter((value) => value !== null);
  const shown = (value: number | string | null): Cell => ({
    value,
    formatted: formattedValue(world, column, value, null),
    target: null,
    attribute,
  });
  switch (how) {
    case 'countcolumn':
      return whole(values.length);
    case 'countdistinct':
      return whole(new Set(values.map((value) => (typeof value === 'string' ? world.collation.fold(value) : value))).size);
    case 'sum':
      return shown(total(values as number[]));
    case 'avg': {
      if (values.length === 0) return shown(null);
      const mean = total(values as number[]) / values.length;
      // As SQL has it: whole numbers have a whole mean.
      return shown(column.type === 'Integer' || column.type === 'BigInt' ? Math.trunc(mean) : mean);
    }
    default: {
      const compare = comparer(world, false);
      const best = values.reduce<unknown>((kept, value) => {
        if (kept === null) return value;
        const order = compare(value, kept);
        return (how === 'min' ? order < 0 : order > 0) ? value : kept;
      }, null);
      return shown(best as number | string | null);
    }
  }
}

/** Ten digits after the point: what binary fractions add beyond them is dust. */
function total(values: readonly number[]): number {
  const sum = values.reduce((so, value) => so + value, 0);
  return Number(sum.toFixed(10));
}
