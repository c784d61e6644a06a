import type { World } from '../../core/world.js';
import { type ApiAnswer, type ApiRequest, preferenceApplied, preferencesOf } from '../../http/request.js';
import type { Table } from '../../metadata/types.js';
import type { Row } from '../../rows/row.js';
import { collectionAnswer } from '../answer.js';
import { findRows } from '../joined/page.js';
import { contextOf, scopeOf } from '../odata.js';
import { annotationsOf } from '../serialize.js';
import { countWanted } from '../sizes.js';
import { cookieFrame } from '../skip-token.js';
import { readFetch } from './read.js';
import { FetchScope } from './scope.js';

/** `GET /contacts?fetchXml=...` */
export function fetchRows(world: World, table: Table, request: ApiRequest, only: readonly Row[] | null): ApiAnswer {
  const preferences = preferencesOf(request);
  const annotations = annotationsOf(preferences.annotations);
  const fetch = readFetch(fetchScope(world, table, request), table, request.query.get('fetchXml') ?? '');
  const found = findRows(world, request, fetch, annotations, only);
  const before: Record<string, string | boolean> = {};
  if (found.more) {
    if (annotations.pagingCookie && found.cookie !== null)
      before['@Microsoft.Dynamics.CRM.fetchxmlpagingcookie'] = cookieFrame(fetch.page + 1, found.cookie);
    if (annotations.moreRecords) before['@Microsoft.Dynamics.CRM.morerecords'] = true;
  }
  return collectionAnswer(world, annotations, {
    context: contextOf(request, table, found.members),
    items: found.items,
    count: fetch.countRows || countWanted(request.query) ? found.total : null,
    before,
    headers: preferenceApplied(preferences, 'annotations'),
  });
}

export function fetchScope(world: World, table: Table, request: ApiRequest): FetchScope {
  return new FetchScope(world, request, scopeOf(world, table, request).seesAt);
}
