import { faults } from '../../core/errors.js';
import { asGuid } from '../../core/guid.js';
import { storeOf, type World } from '../../core/world.js';
import { type ApiAnswer, type ApiRequest, preferenceApplied, preferencesOf } from '../../http/request.js';
import type { Table } from '../../metadata/types.js';
import type { Row } from '../../rows/row.js';
import { read } from '../../rows/slots.js';
import { collectionAnswer } from '../answer.js';
import { findRows } from '../joined/page.js';
import { contextOf, linkTo } from '../odata.js';
import { annotationsOf } from '../serialize.js';
import { countWanted, pageSizeOf } from '../sizes.js';
import { cookieFrame, readFrame } from '../skip-token.js';
import { readFetch } from './read.js';
import { fetchScope } from './run.js';

/** `GET /accounts?savedQuery=<id>` and `?userQuery=<id>`: FetchXML that is kept as a row, in pages that a link leads through. */
export function viewRows(world: World, table: Table, request: ApiRequest, only: readonly Row[] | null): ApiAnswer {
  const { query } = request;
  const kind = query.has('savedQuery') ? 'savedquery' : 'userquery';
  const given = query.get(kind === 'savedquery' ? 'savedQuery' : 'userQuery') ?? '';
  const id = asGuid(given.replace(/^\{(.*)\}$/, '$1'));
  const store = storeOf(world, kind);
  const view = id === null ? undefined : store.rows.get(id);
  if (view === undefined) throw faults.missing(kind, given);
  const returned = read(store.table, view.values, 'returnedtypecode');
  if (returned !== table.logicalName)
    throw faults.fetch('entitiesDoNotMatch', `The query returns '${String(returned)}' and not what '${table.entitySetName}' holds.`);
  const kept = readFetch(fetchScope(world, table, request), table, String(read(store.table, view.values, 'fetchxml') ?? ''));
  const preferences = preferencesOf(request);
  const annotations = annotationsOf(preferences.annotations);
  const token = query.get('$skiptoken');
  const at = token === undefined ? { page: 1, cookie: '' } : readFrame(token);
  const size = preferences.pageSize === null ? kept.count : pageSizeOf(preferences.pageSize);
  const fetch = kept.top === null ? { ...kept, page: at.page, cookie: at.cookie === '' ? null : at.cookie, count: size } : kept;
  const found = findRows(world, request, fetch, annotations, only);
  return collectionAnswer(world, annotations, {
    context: contextOf(request, table, found.members),
    items: found.items,
    count: kept.countRows || countWanted(query) ? found.total : null,
    nextLink: found.more ? linkTo(request, table, '$skiptoken', cookieFrame(fetch.page + 1, found.cookie ?? '')) : null,
    headers: preferenceApplied(preferences, 'pages', 'annotations'),
  });
}
