import { type Disposition, dispositions, type ObjectCounts, type ObjectName, objectLabels, objectNames } from '../domain/index.js';
import type { Cell, Column, Finding, TableSection, Tone } from './document.js';
import { count } from './format.js';
import type { CountsByObject } from './inputs.js';

export const text = (title: string): Column => ({ title });
export const number = (title: string): Column => ({ title, align: 'right' });
export const code = (value: string): Cell => ({ text: value, code: true });
export const toned = (value: string | number, tone: Tone): Cell => ({ text: typeof value === 'number' ? count(value) : value, tone });

/** A number that asks for attention when it is not zero. */
export const flagged = (value: number, tone: Tone): Cell => (value === 0 ? toned(0, 'quiet') : toned(value, tone));

/** Rows cut at `limit`, with what was cut counted. */
export function limited<Row>(rows: readonly Row[], limit: number): { readonly rows: readonly Row[]; readonly more?: number } {
  return rows.length <= limit ? { rows } : { rows: rows.slice(0, limit), more: rows.length - limit };
}

/** Nothing more to show: how each count of records is to be read. */
const dispositionTones: Readonly<Record<Disposition | 'pending', Tone>> = {
  verified: 'good',
  held: 'warn',
  refused: 'bad',
  conflicted: 'bad',
  differs: 'bad',
  pending: 'warn',
  merged: 'quiet',
  dropped: 'quiet',
  gone: 'quiet',
};

export const objectsOf = (counts: CountsByObject): readonly ObjectName[] => objectNames.filter((name) => counts[name] !== undefined);

/** Every source record, counted once: one line per object, the parts adding up to what was read. */
export function countsTable(counts: CountsByObject, title = 'Every record of Actimo, counted once'): TableSection {
  const names = objectsOf(counts);
  const columns = countColumns(counts);
  return {
    kind: 'table',
    title,
    note: 'Read is the sum of the columns after it.',
    columns: [text('Object'), number('Read'), ...columns.map((name) => number(capitalised(name)))],
    rows: names.map((name) => [
      objectLabels[name],
      counts[name]?.read ?? 0,
      ...columns.map((column) => cellOf(counts[name]?.[column] ?? 0, column)),
    ]),
    foot: ['All', total(counts, 'read'), ...columns.map((column) => cellOf(total(counts, column), column))],
  };
}

export const total = (counts: CountsByObject, column: keyof ObjectCounts): number =>
  objectsOf(counts).reduce((sum, name) => sum + (counts[name]?.[column] ?? 0), 0);

/** A line per object whose parts do not add up to what was read: a record was lost from the books. At the end it does not block, so that people can decide. */
export const sumFindings = (counts: CountsByObject, severity: 'blocks' | 'attention' = 'blocks'): readonly Finding[] =>
  objectsOf(counts).flatMap((name) => {
    const line = counts[name] as ObjectCounts;
    const sum = countColumns(counts).reduce((parts, column) => parts + line[column], 0);
    if (sum === line.read) return [];
    const difference = `${objectLabels[name]}: ${count(line.read)} records were read, but ${count(sum)} are accounted for.`;
    return [{ severity, text: difference, next: 'Run `retry`; if the difference stays, report it as a fault of this program.' }];
  });

const countColumns = (counts: CountsByObject): readonly (Disposition | 'pending')[] =>
  total(counts, 'pending') > 0 ? ['verified', 'pending', ...dispositions.slice(1)] : dispositions;

const cellOf = (value: number, column: Disposition | 'pending'): Cell => flagged(value, dispositionTones[column]);

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
