import { demandAccess, demandReach } from '../auth/access.js';
import { demand } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { storeOf, type World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody, preferenceApplied, preferencesOf } from '../http/request.js';
import type { Segment } from '../http/segments.js';
import type { Table } from '../metadata/types.js';
import { seesAt } from '../metadata/visible.js';
import { retrieve } from '../query/retrieve.js';
import { refuseOptionsOfMany } from '../query/run.js';
import { annotationsOf } from '../query/serialize.js';
import type { WriteContext } from '../rows/context.js';
import { createRow } from '../rows/create.js';
import { deleteRow } from '../rows/delete.js';
import { addKey, type KeyMatch, lookUp, matchKey, namedId, namesOfKey } from '../rows/find.js';
import type { Row } from '../rows/row.js';
import { inTransaction, type WriteHooks } from '../rows/run.js';
import { updateRow } from '../rows/update.js';
import { jsonText, noContent } from './answers.js';

/** Throws when the table's metadata has not reached every server yet. */
export function demandVisible(world: World, table: Table, request: ApiRequest): void {
  if (table.visibleAt > seesAt(world, request)) throw faults.notVisible();
}

export interface Target {
  readonly row: Row | undefined;
  /** Null: by primary id. */
  readonly key: KeyMatch | null;
  readonly id: string | null;
}

/** Finds what a segment with a key names; `row` is undefined when it is not there. */
function target(world: World, table: Table, segment: Segment): Target {
  if (segment.key === null) throw faults.badQuery(`The segment '${segment.text}' names no row.`);
  if (segment.key.kind === 'id') return { id: segment.key.id, key: null, row: storeOf(world, table.logicalName).rows.get(segment.key.id) };
  const named = namedId(table, segment.key.pairs);
  if (named !== null) return { id: named, key: null, row: storeOf(world, table.logicalName).rows.get(named) };
  const key = matchKey(world, table, segment.key.pairs);
  return { id: null, key, row: lookUp(world, table, key) };
}

/** The row, or the 404 that a missing one meets. */
export function existing(world: World, table: Table, segment: Segment): Row {
  const found = target(world, table, segment);
  if (found.row !== undefined) return found.row;
  throw found.id === null ? faults.noRowForKey() : faults.missing(table.logicalName, found.id);
}

/** `If-Match` and `If-None-Match` of a write (docs/facts/dataverse.md §11). */
export function checkConditions(request: ApiRequest, table: Table, row: Row | undefined, found: Target): void {
  const match = request.headers['if-match'];
  const noneMatch = request.headers['if-none-match'];
  if (match !== undefined) {
    if (match.trim() !== '*') {
      if (!table.optimistic) throw faults.noRowVersions(table.logicalName);
      if (row === undefined) throw found.id === null ? faults.noRowForKey() : faults.missing(table.logicalName, found.id);
      if (versionIn(match) !== row.version) throw faults.versionMismatch();
    } else if (row === undefined) {
      throw found.id === null ? faults.noRowForKey() : faults.missing(table.logicalName, found.id);
    }
  }
  if (noneMatch?.trim() === '*' && row !== undefined) throw faults.matchingExists();
}

function versionIn(etag: string): number | null {
  const version = /^\s*(?:W\/)?"?(\d+)"?\s*$/.exec(etag)?.[1];
  return version === undefined ? null : Number(version);
}

export function post(world: World, hooks: WriteHooks, table: Table, request: ApiRequest): ApiAnswer {
  demandVisible(world, table, request);
  demand(world, request, 'Create', table);
  const body = jsonBody(request, table.entitySetName);
  const row = inTransaction(world, hooks, request, (context) => createRow(context, table, body));
  return created(world, table, row, request);
}

/** What is answered for a row that has been made: its address, or the row where that was asked for. */
export function created(world: World, table: Table, row: Row, request: ApiRequest): ApiAnswer {
  if (preferencesOf(request).representation) return representation(world, table, row, request, 201);
  return noContent({ 'OData-EntityId': `${request.root}/${table.entitySetName}(${row.id})` });
}

export function patch(world: World, hooks: WriteHooks, table: Table, segment: Segment, request: ApiRequest): ApiAnswer {
  demandVisible(world, table, request);
  const found = target(world, table, segment);
  checkConditions(request, table, found.row, found);
  const body = jsonBody(request, table.entitySetName);
  const created = found.row === undefined;
  const row = inTransaction(world, hooks, request, (context) => upsert(context, table, found, body));
  if (preferencesOf(request).representation) return representation(world, table, row, request, created ? 201 : 200);
  return noContent({
    'OData-EntityId': `${request.root}/${table.entitySetName}${found.key === null ? `(${row.id})` : inAddress(segment.text.slice(segment.name.length))}`,
  });
}

/** A key may hold letters that no header does. */
const inAddress = (key: string): string => encodeURI(key).replaceAll('#', '%23');

/** Updates the row or makes it (docs/facts/dataverse.md §3 "Upsert algorithm"). */
function upsert(context: WriteContext, table: Table, found: Target, body: Record<string, unknown>): Row {
  const { world } = context;
  if (found.row !== undefined) {
    demandAccess(world, context, 'Write', table, found.row);
    updateRow(context, table, found.row, body, found.key === null ? {} : { without: namesOfKey(world, table, found.key.key) });
    return found.row;
  }
  demand(world, context, 'Create', table);
  if (found.key === null) return createRow(context, table, body, { id: found.id as string });
  return createRow(context, table, addKey(world, table, found.key, body));
}

export function remove(world: World, hooks: WriteHooks, table: Table, segment: Segment, request: ApiRequest): ApiAnswer {
  demandVisible(world, table, request);
  const found = target(world, table, segment);
  if (found.row === undefined) throw found.id === null ? faults.noRowForKey() : faults.missing(table.logicalName, found.id);
  demandAccess(world, request, 'Delete', table, found.row);
  checkConditions(request, table, found.row, found);
  const { row } = found;
  inTransaction(world, hooks, request, (context) => deleteRow(context, table, row));
  return noContent();
}

export function get(world: World, table: Table, segment: Segment, request: ApiRequest): ApiAnswer {
  refuseOptionsOfMany(request);
  demandVisible(world, table, request);
  demand(world, request, 'Read', table);
  const row = existing(world, table, segment);
  demandReach(world, request, 'Read', table, row);
  request.work.read += 1;
  const noneMatch = request.headers['if-none-match'];
  if (
    noneMatch !== undefined &&
    noneMatch !== 'null' &&
    table.optimistic &&
    versionIn(noneMatch) === row.version &&
    !request.query.has('$expand') &&
    preferencesOf(request).annotations.length === 0
  ) {
    return { status: 304, headers: { 'OData-Version': '4.0', ETag: `W/"${row.version}"` }, body: null };
  }
  return representation(world, table, row, request, 200);
}

/** One row as JSON, narrowed by `$select`. */
export function representation(world: World, table: Table, row: Row, request: ApiRequest, status: number): ApiAnswer {
  const preferences = preferencesOf(request);
  const annotations = annotationsOf(preferences.annotations);
  const { text, context } = retrieve(world, table, row, request, annotations, seesAt(world, request));
  const applied = preferenceApplied(preferences, 'representation', 'annotations');
  return jsonText(`{"@odata.context":${JSON.stringify(context)},${text}}`, status, { ETag: `W/"${row.version}"`, ...applied });
}
