import { randomUUID } from 'node:crypto';
import type { BatchPart } from './batch-format.js';
import { writeBatch } from './batch-format.js';
import type { BypassSettings } from './settings.js';
import type { TableMetadata } from './table-metadata.js';
import { type EntitySets, toWire } from './wire.js';
import type { WriteRequest } from './write-types.js';

/** A request ready to leave: pure, so that its bytes can be looked at. */
export interface PreparedWrite {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function bypassHeaders(bypass: BypassSettings | undefined): Record<string, string> {
  const logic = [bypass?.customSync && 'CustomSync', bypass?.customAsync && 'CustomAsync'].filter(Boolean).join(',');
  return {
    ...(logic === '' ? {} : { 'MSCRM.BypassBusinessLogicExecution': logic }),
    ...(bypass?.flows ? { 'MSCRM.SuppressCallbackRegistrationExpanderJob': 'true' } : {}),
  };
}

/**
 * `create` in bulk is CreateMultiple with our own ids, not UpsertMultiple, although the latter would be quiet when sent twice: an upsert writes over
 * what a person changed since the first time, brings back a row that a person deleted, and rewrites a contact that was merged away
 * (docs/facts/dataverse.md §3). CreateMultiple sent twice is refused as a whole with `exists`, and nothing is lost: the caller reads back and knows.
 */
export function bulkWrite(
  request: WriteRequest,
  table: TableMetadata,
  entitySet: EntitySets,
  bypass: BypassSettings | undefined,
): PreparedWrite {
  const message = request.operation === 'create' ? 'CreateMultiple' : 'UpdateMultiple';
  const targets = request.rows.map((row) => ({
    '@odata.type': `Microsoft.Dynamics.CRM.${table.name}`,
    ...toWire(table, row.columns, entitySet),
    [table.primaryId]: row.id,
  }));
  return {
    path: `${table.entitySet}/Microsoft.Dynamics.CRM.${message}`,
    headers: bypassHeaders(bypass),
    body: JSON.stringify({ Targets: targets }),
  };
}

function batchPart(
  request: WriteRequest,
  at: number,
  table: TableMetadata,
  entitySet: EntitySets,
  bypass: BypassSettings | undefined,
  root: string,
): BatchPart {
  const row = request.rows[at] as WriteRequest['rows'][number];
  const version = table.optimisticConcurrency ? row.ifMatch : undefined;
  const headers = bypassHeaders(bypass);
  if (request.operation === 'create') {
    const body = JSON.stringify({ ...toWire(table, row.columns, entitySet), [table.primaryId]: row.id });
    return { method: 'POST', path: root + table.entitySet, headers, body };
  }
  const path = `${root}${table.entitySet}(${row.id})`;
  if (request.operation === 'delete') {
    return { method: 'DELETE', path, headers: { ...headers, ...(version === undefined ? {} : { 'If-Match': version }) } };
  }
  // Without If-Match a PATCH on a row that is gone would create it again.
  return {
    method: 'PATCH',
    path,
    headers: { ...headers, 'If-Match': version ?? '*' },
    body: JSON.stringify(toWire(table, row.columns, entitySet)),
  };
}

/** `root`: path of the API root, as in the request lines. */
export function batchWrite(
  request: WriteRequest,
  table: TableMetadata,
  entitySet: EntitySets,
  bypass: BypassSettings | undefined,
  root: string,
): PreparedWrite {
  const boundary = `batch_${randomUUID()}`;
  return {
    path: '$batch',
    headers: { 'Content-Type': `multipart/mixed; boundary="${boundary}"`, Prefer: 'odata.continue-on-error', ...bypassHeaders(bypass) },
    body: writeBatch(
      request.rows.map((_, at) => batchPart(request, at, table, entitySet, bypass, root)),
      boundary,
    ),
  };
}
