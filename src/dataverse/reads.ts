import type { RowId } from '../domain/index.js';
import type { Query, ReadOptions, ReadRow } from './dataverse.js';
import type { Http } from './http.js';
import { getPages } from './json-answer.js';
import type { MetadataCache } from './metadata-cache.js';
import { anyOf, groupsForUrl, path } from './odata.js';
import type { TableMetadata } from './table-metadata.js';
import { fromWire, lookupAnnotation, quotable, selectOf } from './wire.js';

/** Values in one filter: far under the limits on conditions and on the length of a URL. */
const valuesPerRequest = 250;

interface RawQuery {
  readonly select: readonly string[];
  readonly filter?: string | undefined;
  readonly orderBy?: string | undefined;
  readonly pageSize?: number | undefined;
}

async function* pages(http: Http, table: TableMetadata, query: RawQuery, signal?: AbortSignal): AsyncGenerator<readonly ReadRow[]> {
  const lookups = query.select.some((column) => table.columns.get(column)?.kind === 'lookup');
  const prefer = [`odata.maxpagesize=${query.pageSize ?? 5000}`, ...(lookups ? [`odata.include-annotations="${lookupAnnotation}"`] : [])];
  const request = {
    path: path(table.entitySet, { select: selectOf(table, query.select), filter: query.filter, orderBy: query.orderBy }),
    headers: { Prefer: prefer.join(',') },
    context: { what: `read ${table.name}`, table: table.name, columns: quotable(table, query.select) },
    signal,
  };
  for await (const page of getPages(http, request)) yield page.map((row) => fromWire(table, row, query.select));
}

export function createReads(http: Http, metadata: MetadataCache) {
  async function* query(name: string, query: Query, options: ReadOptions = {}): AsyncGenerator<readonly ReadRow[]> {
    yield* pages(http, await metadata.tableWith(name, query.select, options), query, options.signal);
  }

  async function findByValues(
    name: string,
    column: string,
    values: readonly (string | number)[],
    select: readonly string[],
    options: ReadOptions = {},
  ): Promise<readonly ReadRow[]> {
    const table = await metadata.tableWith(name, [column, ...select], options);
    // Reading a wrong column is refused here, with the same words as writing one.
    selectOf(table, [column]);
    const rows: ReadRow[] = [];
    for (const group of groupsForUrl([...new Set(values)], valuesPerRequest)) {
      for await (const page of pages(http, table, { select, filter: anyOf(column, group) }, options.signal)) rows.push(...page);
    }
    return rows;
  }

  async function retrieve(
    name: string,
    ids: readonly RowId[],
    columns: readonly string[],
    options: ReadOptions = {},
  ): Promise<Map<RowId, ReadRow>> {
    const { primaryId } = await metadata.table(name, options);
    const rows = await findByValues(name, primaryId, ids, columns, options);
    return new Map(rows.map((row) => [row.id, row]));
  }

  return { query, findByValues, retrieve };
}
