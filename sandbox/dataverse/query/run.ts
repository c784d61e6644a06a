import { demand } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { storeOf, type World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, isStrong, preferencesOf } from '../http/request.js';
import type { Table } from '../metadata/types.js';
import { jsonText } from '../routes/answers.js';
import type { Row } from '../rows/row.js';
import { compile } from './compile.js';
import { expander, parseExpand } from './expand.js';
import { parseFilter } from './filter-parser.js';
import { parseOrder } from './order.js';
import { candidates } from './plan.js';
import { annotationsOf, propertyName, selectColumns, serializer } from './serialize.js';
import { readSkipToken, skipToken } from './skip-token.js';

const known = new Set(['$select', '$filter', '$orderby', '$top', '$count', '$expand', '$skiptoken', 'tag', 'partitionId']);
const otherQueries = new Set(['fetchXml', 'sql', 'savedQuery', 'userQuery']);
const cap = 5000;

/** Reads many rows: `GET /contacts?$select=...` (docs/facts/dataverse.md §3, §5, §12). `only`: the rows to choose from, for a collection below a row. */
export function queryRows(world: World, table: Table, request: ApiRequest, only: readonly Row[] | null = null): ApiAnswer {
  demand(world, request, 'Read', table);
  for (const name of request.query.keys()) refuseOption(name);
  const { query } = request;
  const preferences = preferencesOf(request);
  if (preferences.trackChanges) throw faults.notPlayed('change tracking');
  const annotations = annotationsOf(preferences.annotations);
  const seesAt = isStrong(request) ? Number.POSITIVE_INFINITY : world.clock.now();
  const top = topOf(query.get('$top'));
  if (top !== null && preferences.pageSize !== null) throw faults.badQuery('$top and odata.maxpagesize may not be used together.');
  const select = selectColumns(world, table, query.get('$select'), seesAt);
  const expands = parseExpand(world, table, query.get('$expand'), seesAt);
  const rows = matching(world, table, request, only);
  const after = query.get('$skiptoken');
  const from = after === undefined ? 0 : position(rows, readSkipToken(after), query.has('$orderby'));
  const pageSize = Math.min(preferences.pageSize === null || preferences.pageSize === 0 ? cap : preferences.pageSize, cap);
  const size = top === null ? pageSize : Math.min(top, cap);
  const page = rows.slice(from, from + size);
  request.work.read += page.length;
  const write = serializer(world, table, select, annotations);
  const expanded = expander(world, expands, annotations, request);
  const items = page.map((row) => `{${write(row, expanded(row))}}`);
  const chosen = [...(select?.map(propertyName) ?? []), ...expands.map((item) => `${item.name}()`)];
  let head = `"@odata.context":${JSON.stringify(`${request.root}/$metadata#${table.entitySetName}${chosen.length === 0 ? '' : `(${chosen.join(',')})`}`)}`;
  if (query.get('$count') === 'true') {
    head += `,"@odata.count":${Math.min(rows.length, cap)}`;
    if (annotations.totals) {
      head += `,"@Microsoft.Dynamics.CRM.totalrecordcount":${Math.min(rows.length, cap)},"@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded":${rows.length > cap}`;
    }
  } else if (annotations.totals) {
    head += ',"@Microsoft.Dynamics.CRM.totalrecordcount":-1,"@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded":false';
  }
  if (annotations.totals) head += `,"@Microsoft.Dynamics.CRM.globalmetadataversion":"${world.metadata.version}"`;
  const last = page[page.length - 1];
  const more = top === null && from + size < rows.length && last !== undefined;
  const next = more
    ? `,"@odata.nextLink":${JSON.stringify(nextLink(request, table, skipToken(Math.floor(from / size) + 2, last.id)))}`
    : '';
  const applied = preferences.pageSize === null ? {} : { 'Preference-Applied': `odata.maxpagesize=${preferences.pageSize}` };
  return jsonText(`{${head},"value":[${items.join(',')}]${next}}`, 200, applied);
}

/** Rows that `$filter` lets through, in order. Without `$orderby` they come by id, which no client may rely on. */
export function matching(world: World, table: Table, request: ApiRequest, only: readonly Row[] | null): readonly Row[] {
  const store = storeOf(world, table.logicalName);
  const seesAt = isStrong(request) ? Number.POSITIVE_INFINITY : world.clock.now();
  const scope = { world, table, user: request.user, seesAt, variable: null };
  const text = request.query.get('$filter');
  const filter = text === undefined || text === '' ? null : parseFilter(scope, text);
  const order = parseOrder(scope, request.query.get('$orderby'));
  const chosen = only ?? candidates(store, filter);
  const source = chosen ?? store.byId();
  const test = filter === null ? null : compile(world, filter);
  const rows = test === null ? source : source.filter(test);
  // Whole tables come sorted already.
  if (order === null && chosen === null) return rows;
  return [...rows].sort(order ?? ((a, b) => (a.id < b.id ? -1 : 1)));
}

function refuseOption(name: string): void {
  if (known.has(name)) return;
  if (otherQueries.has(name)) throw faults.notPlayed(`the query option ${name}`);
  // Parameter aliases and what the server does not know at all pass by.
  if (!name.startsWith('$')) return;
  if (name === '$skip') throw faults.badQuery('The query parameter $skip is not supported.');
  if (name === '$search' || name === '$format') throw faults.badQuery(`The query parameter ${name} is not supported.`);
  if (name === '$apply' || name === '$deltatoken') throw faults.notPlayed(`the query option ${name}`);
  throw faults.badQuery(`The query parameter ${name} is not supported.`);
}

function topOf(text: string | undefined): number | null {
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

function nextLink(request: ApiRequest, table: Table, token: string): string {
  const parts: string[] = [];
  for (const [name, value] of request.query) if (name !== '$skiptoken') parts.push(`${name}=${encodeURIComponent(value)}`);
  parts.push(`$skiptoken=${encodeURIComponent(token)}`);
  return `${request.root}/${request.path === '' ? table.entitySetName : request.path}?${parts.join('&')}`;
}
