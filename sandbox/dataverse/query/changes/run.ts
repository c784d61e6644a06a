import { readable } from '../../auth/access.js';
import { sightOf } from '../../auth/sight.js';
import { faults } from '../../core/errors.js';
import { storeOf, tableOf, type World } from '../../core/world.js';
import { type ApiAnswer, type ApiRequest, preferenceApplied, preferencesOf, type Query } from '../../http/request.js';
import type { Table } from '../../metadata/types.js';
import type { Row } from '../../rows/row.js';
import { read } from '../../rows/slots.js';
import { collectionAnswer, countAnswer } from '../answer.js';
import { contextOf, linkTo, scopeOf } from '../odata.js';
import { annotationsOf, propertyName, selectColumns, serializer } from '../serialize.js';
import { countWanted, pageSizeOf } from '../sizes.js';
import { cookieFrame, readFrame } from '../skip-token.js';
import { type ChangePlace, deltaToken, placeText, readDeltaToken, readPlace } from './token.js';

const day = 24 * 3_600_000;
const known = new Set(['$select', '$count', '$skiptoken', '$deltatoken']);

/** Whether the request asks for changes, or for a further page of them. */
export const asksForChanges = (request: ApiRequest): boolean =>
  preferencesOf(request).trackChanges ||
  request.query.has('$deltatoken') ||
  request.query.get('$skiptoken')?.includes('istracking="True"') === true;

/** A row that was written, or the id of one that is gone. */
type Change = { readonly version: number; readonly row: Row } | { readonly version: number; readonly deleted: string };

/**
 * `Prefer: odata.track-changes` answers all rows and a link to what changes from then on; that link answers rows written since, by their version,
 * and after them the rows deleted (docs/facts/dataverse.md §12).
 */
export function changedRows(world: World, table: Table, request: ApiRequest): ApiAnswer {
  demandTracked(world, table, request);
  const { query } = request;
  const preferences = preferencesOf(request);
  const annotations = annotationsOf(preferences.annotations);
  const select = selectColumns(world, table, query.get('$select'), scopeOf(world, table, request).seesAt);
  const sight = sightOf(world, request, table);
  const since = sinceOf(world, query);
  const token = query.get('$skiptoken');
  const place = token === undefined ? null : placeIn(token);
  const changes = changesSince(world, table, since);
  const left = place === null ? changes : changes.filter((change) => isAfter(change, place));
  const page = left.slice(0, pageSizeOf(preferences.pageSize));
  request.work.read += page.length;
  const write = serializer(world, table, select, annotations);
  const gone = JSON.stringify(`${request.root}/$metadata#${table.entitySetName}/$deletedEntity`);
  const last = page[page.length - 1];
  // What is written while somebody turns pages must not be lost to him, so the link tells of what came after the first.
  const seen = place?.since ?? world.version;
  const context = contextOf(request, table, select?.map(propertyName) ?? []);
  const more = page.length < left.length && last !== undefined;
  const next: ChangePlace | null = more
    ? { page: place?.page ?? 1, deletions: 'deleted' in last, version: last.version, since: seen }
    : null;
  return collectionAnswer(world, annotations, {
    context: since === null ? context : `${context}/$delta`,
    items: page.map((change) =>
      'row' in change
        ? `{${write(sight?.one(change.row) ?? change.row)}}`
        : `{"@odata.context":${gone},"id":"${change.deleted}","reason":"deleted"}`,
    ),
    count: countWanted(query) ? changes.length : null,
    nextLink: next === null ? null : linkTo(request, table, '$skiptoken', cookieFrame(next.page + 1, placeText(next), true)),
    deltaLink: more ? null : deltaLink(world, table, request, seen),
    headers: preferenceApplied(preferences, 'changes', 'pages', 'annotations'),
  });
}

/** `GET /contacts/$count?$deltatoken=...` */
export function countChanges(world: World, table: Table, request: ApiRequest): ApiAnswer {
  demandTracked(world, table, request);
  return countAnswer(changesSince(world, table, sinceOf(world, request.query)).length);
}

/** Changes are told to those who may read every row of the table (docs/facts/dataverse.md §12). */
function demandTracked(world: World, table: Table, request: ApiRequest): void {
  const { query } = request;
  if (readable(world, request, table) !== null)
    throw faults.access(request.user, 'Read', table.logicalName, '00000000-0000-0000-0000-000000000000');
  if (!table.changeTracking) throw faults.notTracked(table.logicalName);
  for (const name of query.keys()) {
    if (known.has(name) || !(name.startsWith('$') || name === 'fetchXml' || name === 'sql' || name.endsWith('Query'))) continue;
    throw faults.badQuery(`The "${name}" query parameter isn't supported when Change Tracking is enabled.`);
  }
}

/** The version that a delta link tells of; null without one. Throws when it is older than changes are kept. */
function sinceOf(world: World, query: Query): number | null {
  const text = query.get('$deltatoken');
  if (text === undefined) return null;
  const { version, at } = readDeltaToken(text);
  const organizations = tableOf(world, 'organization');
  const settings = storeOf(world, 'organization').rows.get(world.ids.organization);
  const days = Number(settings === undefined ? 0 : read(organizations, settings.values, 'expirechangetrackingindays'));
  if (at < world.clock.now() - days * day || version > world.version) throw faults.expiredVersion();
  return version;
}

function placeIn(token: string): ChangePlace {
  const { page, cookie } = readFrame(token);
  return readPlace(page, cookie);
}

function changesSince(world: World, table: Table, since: number | null): Change[] {
  const store = storeOf(world, table.logicalName);
  const rows = [...store.rows.values()].filter((row) => since === null || row.version > since).sort((a, b) => a.version - b.version);
  const changes: Change[] = rows.map((row) => ({ version: row.version, row }));
  if (since === null) return changes;
  // A row that was made anew under its old id is changed, not gone.
  for (const { id, version } of store.deletions) if (version > since && !store.rows.has(id)) changes.push({ version, deleted: id });
  return changes;
}

function isAfter(change: Change, place: ChangePlace): boolean {
  const deletion = 'deleted' in change;
  return deletion === place.deletions ? change.version > place.version : deletion;
}

function deltaLink(world: World, table: Table, request: ApiRequest, version: number): string {
  const select = request.query.get('$select');
  const options = select === undefined ? '' : `$select=${encodeURIComponent(select).replaceAll('%2C', ',')}&`;
  return `${request.root}/${table.entitySetName}?${options}$deltatoken=${encodeURIComponent(deltaToken(version, world.clock.now()))}`;
}
