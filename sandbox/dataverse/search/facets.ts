import type { World } from '../core/world.js';
import { formatted } from '../query/formatted.js';
import type { Hit } from './find.js';
import { refused } from './refuse.js';

/** One value or stretch of values, and how many rows have it. */
export interface Facet {
  readonly type: 'Value' | 'Range';
  readonly value?: unknown;
  readonly optionalvalue?: unknown;
  readonly from?: unknown;
  readonly to?: unknown;
  readonly count: number;
}

const tableNames = new Set(['entityname', '@search.entityname']);

/** Groups what was found as `name,count:10`, `name,sort:-count`, `name,values:a|b` and `name,interval:day` say. */
export function facetsOf(world: World, hits: readonly Hit[], asked: readonly string[]): Record<string, Facet[]> {
  return Object.fromEntries(
    asked.map((text) => {
      const [name = '', ...rest] = text.split(',');
      const options = new Map(
        rest.map((option) => {
          const colon = option.indexOf(':');
          return [option.slice(0, Math.max(colon, 0)).trim(), option.slice(colon + 1).trim()] as const;
        }),
      );
      for (const option of options.keys())
        if (!['count', 'sort', 'values', 'interval', 'timeoffset'].includes(option))
          throw refused(`The facet '${text}' has the unknown option '${option}'.`);
      if (options.has('values') && options.has('interval')) throw refused(`The facet '${text}' has both values and an interval.`);
      if ((options.has('values') || options.has('interval')) && (options.has('count') || options.has('sort')))
        throw refused(`The facet '${text}' has a count or an order together with values or an interval.`);
      const found = valuesOf(world, hits, name);
      const values = options.get('values');
      const interval = options.get('interval');
      if (values !== undefined) return [name, ranges(found, values.split('|'))];
      if (interval !== undefined)
        return [
          name,
          byValue(
            found.map((one) => ({ ...one, value: stepOf(one.value, interval) })),
            'value',
            Number.POSITIVE_INFINITY,
          ),
        ];
      return [name, byValue(found, options.get('sort') ?? 'count', Number(options.get('count') ?? 10))];
    }),
  );
}

interface Found {
  readonly value: unknown;
  readonly label: string | null;
}

/** Values of a facet's column in what was found; `account:name` and `account.name` speak of one table only. */
function valuesOf(world: World, hits: readonly Hit[], name: string): Found[] {
  if (tableNames.has(name)) return hits.map(({ indexed }) => ({ value: indexed.table.logicalName, label: null }));
  const [, only, column = ''] = /^(?:(\w+)[:.])?(\w+)$/.exec(name) ?? [];
  if (column === '') throw refused(`The facet '${name}' is not understood.`);
  return hits.flatMap(({ indexed, row }) => {
    if (only !== undefined && only !== indexed.table.logicalName) return [];
    const held = indexed.columns.get(column);
    if (held === undefined) throw refused(`The column '${column}' of '${indexed.table.logicalName}' is not in the search index.`);
    const value = row.values[held.slot] ?? null;
    return value === null ? [] : [{ value, label: held.targets.length > 0 || held.type === 'Owner' ? formatted(world, held, row) : null }];
  });
}

function byValue(found: readonly Found[], sort: string, most: number): Facet[] {
  const counts = new Map<unknown, { count: number; label: string | null }>();
  for (const { value, label } of found) counts.set(value, { count: (counts.get(value)?.count ?? 0) + 1, label });
  const facets = [...counts].map(
    ([value, { count, label }]): Facet => ({ type: 'Value', value, ...(label === null ? {} : { optionalvalue: label }), count }),
  );
  const key = sort.replace('-', '');
  if (key !== 'count' && key !== 'value') throw refused(`Facets cannot be put in the order of '${sort}'.`);
  const rising = key === 'value' ? !sort.startsWith('-') : sort.startsWith('-');
  const rank = (facet: Facet) => (key === 'count' ? facet.count : (facet.value as string | number));
  return facets.sort((one, other) => (rank(one) < rank(other) ? -1 : rank(one) > rank(other) ? 1 : 0) * (rising ? 1 : -1)).slice(0, most);
}

/** Stretches between the given bounds, before the first and after the last one. */
function ranges(found: readonly Found[], bounds: readonly string[]): Facet[] {
  const placed = found.map(({ value }) => comparable(value));
  const edges = bounds.map(comparable);
  return [...edges, null].map((to, at): Facet => {
    const from = at === 0 ? null : (edges[at - 1] ?? null);
    const count = placed.filter((value) => (from === null || value >= from) && (to === null || value < to)).length;
    return { type: 'Range', ...(from === null ? {} : { from: bounds[at - 1] }), ...(to === null ? {} : { to: bounds[at] }), count };
  });
}

/** A number, or a moment in milliseconds. */
function comparable(value: unknown): number {
  const number = Number(value);
  if (!Number.isNaN(number)) return number;
  const text = String(value);
  return Date.parse(/[Z+]/.test(text) || text.length === 10 ? text : `${text}Z`);
}

const lengths: Readonly<Record<string, number>> = { minute: 16, hour: 13, day: 10, month: 7, year: 4 };

/** The beginning of the step that a value lies in. */
function stepOf(value: unknown, interval: string): unknown {
  if (/^\d+$/.test(interval) && typeof value === 'number') return Math.floor(value / Number(interval)) * Number(interval);
  const date = new Date(String(value));
  if (Number.isNaN(date.getTime())) throw refused(`The interval '${interval}' does not fit the facet.`);
  if (interval === 'week') return new Date(date.getTime() - ((date.getUTCDay() + 6) % 7) * 86_400_000).toISOString().slice(0, 10);
  if (interval === 'quarter') return `${date.getUTCFullYear()}-${String(Math.floor(date.getUTCMonth() / 3) * 3 + 1).padStart(2, '0')}-01`;
  const length = lengths[interval];
  if (length === undefined) throw refused(`The interval '${interval}' is not known.`);
  return new Date(`${date.toISOString().slice(0, length)}${'0000-01-01T00:00:00.000Z'.slice(length)}`).toISOString();
}
