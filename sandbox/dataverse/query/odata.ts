import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, preferencesOf } from '../http/request.js';
import type { Table } from '../metadata/types.js';
import { seesAt } from '../metadata/visible.js';
import type { Row } from '../rows/row.js';
import { cap, collectionAnswer } from './answer.js';
import { expander, parseExpand } from './expand.js';
import { parseFilter } from './filter-parser.js';
import type { Scope } from './operands.js';
import { parseOrder } from './order.js';
import { rowsOf } from './plan.js';
import { annotationsOf, propertyName, selectColumns, serializer } from './serialize.js';
import { readSkipToken, skipToken } from './skip-token.js';

/** What a request's query is read against. */
export const scopeOf = (world: World, table: Table, request: ApiRequest): Scope => ({
  world,
  table,
  user: request.user,
  behalfOf: request.behalfOf,
  seesAt: seesAt(world, request),
  variable: null,
});

/** Reads many rows: `GET /contacts?$select=...` (docs/facts/dataverse.md §3, §5, §12). `only`: the rows to choose from, for a collection below a row. */
export function odataRows(world: World, table: Table, request: ApiRequest, only: readonly Row[] | null): ApiAnswer {
  const { query } = request;
  const preferences = preferencesOf(request);
  const annotations = annotationsOf(preferences.annotations);
  const { seesAt } = scopeOf(world, table, request);
  const top = topOf(query.get('$top'));
  if (top !== null && preferences.pageSize !== null) throw faults.badQuery('$top and odata.maxpagesize may not be used together.');
  const select = selectColumns(world, table, query.get('$select'), seesAt);
  const expands = parseExpand(world, table, query.get('$expand'), seesAt);
  const rows = matching(world, table, request, only);
  const after = query.get('$skiptoken');
  const from = after === undefined ? 0 : position(rows, readSkipToken(after), query.has('$orderby'));
  const size = top === null ? pageSizeOf(preferences.pageSize) : Math.min(top, cap);
  const page = rows.slice(from, from + size);
  request.work.read += page.length;
  const write = serializer(world, table, select, annotations);
  const expanded = expander(world, expands, annotations, request);
  const last = page[page.length - 1];
  const more = top === null && from + size < rows.length && last !== undefined;
  return collectionAnswer(world, annotations, {
    context: contextOf(request, table, [...(select?.map(propertyName) ?? []), ...expands.map((item) => `${item.name}()`)]),
    items: page.map((row) => `{${write(row, expanded(row))}}`),
    count: query.get('$count') === 'true' ? rows.length : null,
    nextLink: more ? linkTo(request, table, '$skiptoken', skipToken(Math.floor(from / size) + 2, last.id)) : null,
    headers: preferences.pageSize === null ? {} : { 'Preference-Applied': `odata.maxpagesize=${preferences.pageSize}` },
  });
}

/** Rows that `$filter` lets through, in the order of `$orderby`. */
export function matching(world: World, table: Table, request: ApiRequest, only: readonly Row[] | null): readonly Row[] {
  const scope = scopeOf(world, table, request);
  const text = request.query.get('$filter');
  const filter = text === undefined || text === '' ? null : parseFilter(scope, text, request.query);
  return rowsOf(world, { caller: request, table, only, filter, order: parseOrder(scope, request.query.get('$orderby'), request.query) });
}

/** Rows of a page when so many were asked for. */
export const pageSizeOf = (asked: number | null): number => (asked === null || asked === 0 ? cap : Math.min(asked, cap));

export const contextOf = (request: ApiRequest, table: Table, members: readonly string[]): string =>
  `${request.root}/$metadata#${table.entitySetName}${members.length === 0 ? '' : `(${members.join(',')})`}`;

export function topOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d+$/.test(text))
    throw faults.badQuery(
      `Invalid value '${text}' for $top query option found. The $top query option requires a non-negative integer value.`,
    );
  return Number(text);
}

/** A page goes on after the last row of the one before; when that row is gone, after where it stood. */
function position(rows: readonly Row[], token: { readonly id: string }, ordered: boolean): number {
  if (ordered) {
    const at = rows.findIndex((row) => row.id === token.id);
    if (at >= 0) return at + 1;
  }
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as Row).id <= token.id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The same query with one option put in or replaced. */
export function linkTo(request: ApiRequest, table: Table, option: string, value: string): string {
  const parts: string[] = [];
  for (const [name, held] of request.query) if (name !== option) parts.push(`${name}=${encodeURIComponent(held)}`);
  parts.push(`${option}=${encodeURIComponent(value)}`);
  return `${request.root}/${request.path === '' ? table.entitySetName : request.path}?${parts.join('&')}`;
}
