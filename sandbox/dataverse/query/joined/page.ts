import { faults } from '../../core/errors.js';
import type { World } from '../../core/world.js';
import type { ApiRequest } from '../../http/request.js';
import type { Row } from '../../rows/row.js';
import { cap } from '../answer.js';
import type { Annotations } from '../serialize.js';
import { cookieOf, placeAfter } from './cookie.js';
import type { Joined } from './join.js';
import { aggregated, type JoinedQuery, runJoined } from './query.js';
import { cellsText, fieldWriter } from './write.js';

/** A query and the page of it that is asked for. */
export interface PagedQuery {
  readonly query: JoinedQuery;
  /** No more rows than this, and no further page; null: pages. */
  readonly top: number | null;
  /** Rows from and before a place, whatever the page; null: all. */
  readonly slice: readonly [from: number, before: number] | null;
  readonly page: number;
  /** Rows of a page; null: as many as there may be. */
  readonly count: number | null;
  readonly cookie: string | null;
  /** Whether pages may go on by a cookie: not for aggregates, distinct rows and an order by joined columns. */
  readonly cookies: boolean;
}

/** Without a cookie, pages reach no further than this. */
/** Rows that pages reach without a cookie. */
export const mostWithoutCookie = 50_000;

/** A page of what a query finds. */
export interface Found {
  readonly items: readonly string[];
  readonly members: readonly string[];
  readonly total: number;
  /** Whether rows are left, and the cookie that leads to them where there is one. */
  readonly more: boolean;
  readonly cookie: string | null;
}

/** Runs a query and writes the page of it that is asked for. */
export function findRows(
  world: World,
  request: ApiRequest,
  paged: PagedQuery,
  annotations: Annotations,
  only: readonly Row[] | null,
): Found {
  const { query, slice } = paged;
  const found = runJoined(world, request, query, only);
  const sliced = <T>(list: readonly T[]): readonly T[] => (slice === null ? list : list.slice(...slice));
  // Distinct rows and results of aggregates are counted after they were made.
  const rows = query.distinct || query.aggregation !== null ? found : sliced(found);
  const size = Math.min(paged.top ?? paged.count ?? cap, cap);
  if (query.aggregation !== null) {
    const results = sliced(aggregated(world, rows, query.aggregation));
    request.work.read += results.length;
    return {
      ...pageOf(paged, results, (paged.page - 1) * size, size, (cells) => cellsText(cells, annotations, true)),
      members: [],
      cookie: null,
    };
  }
  const write = fieldWriter(world, query.fields, annotations);
  const members = query.fields.map(({ name }) => name);
  if (query.distinct) {
    const texts = new Map<string, string>();
    for (const row of rows) {
      const text = `{${write(row).slice(1)}}`;
      const folded = world.collation.fold(text);
      if (!texts.has(folded)) texts.set(folded, text);
    }
    request.work.read += texts.size;
    return { ...pageOf(paged, sliced([...texts.values()]), (paged.page - 1) * size, size, (text) => text), members, cookie: null };
  }
  const place = paged.cookie === null || !paged.cookies || paged.page === 1 ? null : placeAfter(query, paged.cookie, paged.page, rows);
  const from = place ?? (paged.page - 1) * size;
  if (place === null && from >= mostWithoutCookie) throw highPage();
  const item = (row: Joined): string => `{"@odata.etag":"W/\\"${row[0]?.version ?? 0}\\""${write(row)}}`;
  const page = pageOf(paged, rows, from, size, item);
  request.work.read += page.items.length;
  const shown = rows.slice(from, from + size);
  return { ...page, members, cookie: page.more && paged.cookies ? cookieOf(query, paged.page, shown) : null };
}

function pageOf<T>(
  paged: PagedQuery,
  rows: readonly T[],
  from: number,
  size: number,
  write: (row: T) => string,
): Pick<Found, 'items' | 'total' | 'more'> {
  const page = rows.slice(from, from + size);
  return { items: page.map(write), total: rows.length, more: paged.top === null && page.length > 0 && from + size < rows.length };
}

export const highPage = () => faults.argument('Paging cookie is required when trying to retrieve a set of records on any high pages.');
