import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, preferenceApplied, preferencesOf } from '../http/request.js';
import type { Table } from '../metadata/types.js';
import { seesAt } from '../metadata/visible.js';
import type { Row } from '../rows/row.js';
import { cap, collectionAnswer } from './answer.js';
import { expander } from './expand.js';
import { contextNames, parseExpand } from './expand-options.js';
import { parseFilter } from './filter-parser.js';
import { highPage, mostWithoutCookie } from './joined/page.js';
import type { Scope } from './operands.js';
import { byPlace, type Place, parseOrder, placeOf, type SortKey } from './order.js';
import { rowsOf } from './plan.js';
import { annotationsOf, propertyName, selectColumns, serializer } from './serialize.js';
import { countWanted, pageSizeOf, topOf } from './sizes.js';
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
  // With a page size $top is read and ignored.
  const wanted = topOf(query.get('$top'));
  const top = preferences.pageSize === null ? wanted : null;
  const select = selectColumns(world, table, query.get('$select'), seesAt);
  const expands = parseExpand(world, table, query.get('$expand'), seesAt, true);
  const rows = matching(world, table, request, only);
  const after = query.get('$skiptoken');
  const order = parseOrder(scopeOf(world, table, request), query.get('$orderby'), query);
  const size = top === null ? pageSizeOf(preferences.pageSize) : Math.min(top, cap);
  const from = after === undefined ? 0 : startOf(world, rows, order, after, size);
  const page = rows.slice(from, from + size);
  request.work.read += page.length;
  const write = serializer(world, table, select, annotations);
  const expanded = expander(world, table, expands, { request, annotations, many: true });
  const last = page[page.length - 1];
  const more = top === null && from + size < rows.length && last !== undefined;
  return collectionAnswer(world, annotations, {
    context: contextOf(request, table, [...(select?.map(propertyName) ?? []), ...contextNames(expands)]),
    items: written(page, (row) => `{${write(row, expanded(row))}}`),
    count: countWanted(query) ? rows.length : null,
    nextLink: more ? linkTo(request, table, '$skiptoken', skipToken(Math.floor(from / size) + 2, placeOf(last, order, last.id))) : null,
    headers: preferenceApplied(preferences, 'pages', 'annotations'),
  });
}

function* written(rows: readonly Row[], write: (row: Row) => string): Generator<string> {
  for (const row of rows) yield write(row);
}

/** Rows that `$filter` lets through, in the order of `$orderby`. */
export function matching(world: World, table: Table, request: ApiRequest, only: readonly Row[] | null): readonly Row[] {
  const scope = scopeOf(world, table, request);
  const text = request.query.get('$filter');
  const filter = text === undefined ? null : parseFilter(scope, text, request.query);
  return rowsOf(world, { caller: request, table, only, filter, order: parseOrder(scope, request.query.get('$orderby'), request.query) });
}

export const contextOf = (request: ApiRequest, table: Table, members: readonly string[]): string =>
  `${request.root}/$metadata#${table.entitySetName}${members.length === 0 ? '' : `(${members.join(',')})`}`;

/** A page goes on after where the last row of the one before stood, whether or not that row is still there. */
/** The first row of a page: after the last one of the page before or, without its cookie, as many rows on as the number of the page says. */
function startOf(world: World, rows: readonly Row[], order: readonly SortKey[], token: string, size: number): number {
  const { page, place } = readSkipToken(token, order.length);
  if (place !== null) return position(world, rows, order, place);
  if (page === 0) throw faults.badQuery('Invalid page number in paging cookie.');
  const from = (page - 1) * size;
  if (from >= mostWithoutCookie) throw highPage();
  return from;
}

function position(world: World, rows: readonly Row[], keys: readonly SortKey[], place: Place): number {
  const compare = byPlace(world, keys);
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle] as Row;
    if (compare(placeOf(row, keys, row.id), place) <= 0) low = middle + 1;
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
