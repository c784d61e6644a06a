import { randomUUID } from 'node:crypto';
import { type RowId, rowId } from '../domain/index.js';
import { type BatchPart, readBatch, writeBatch } from './batch-format.js';
import { classifyAnswer, classifyNetwork } from './classify.js';
import type { ChildRow, ChildSearch, ReadOptions } from './dataverse.js';
import { DataverseError } from './errors.js';
import { type Http, pause } from './http.js';
import { getAll, getPages, type Json, jsonOf } from './json-answer.js';
import type { MetadataCache } from './metadata-cache.js';
import { anyOf, path } from './odata.js';
import type { EntityFacts } from './read-metadata.js';
import type { ChildRelationship, TableMetadata } from './table-metadata.js';

/** Parents per search: with it a search URL stays under 12,000 characters. */
const parentsPerSearch = 200;
/** Searches per batch: they run one after the other on the server. */
const searchesPerBatch = 50;

/**
 * Tables in which Dataverse keeps its own books about a row (jobs, sync and duplicate findings, sharing). No person hangs anything there, they come and go
 * by themselves, and most cannot be queried (general knowledge of the platform, docs/facts/dataverse.md §9).
 */
const bookkeeping = new Set([
  'asyncoperation',
  'bulkdeletefailure',
  'duplicaterecord',
  'mailboxtrackingfolder',
  'principalobjectattributeaccess',
  'processsession',
  'syncerror',
  'userentityinstancedata',
]);

/**
 * Of every Account and Contact Dataverse makes two or three rows in this table by itself, empty ones too: their ids stand in the parent's own columns, and they are
 * as much a part of it. Only further addresses were added by somebody (docs/facts/dataverse.md §9).
 */
const addressTable = 'customeraddress';
const ownAddress = /^address\d_addressid$/;

interface Search {
  readonly relationship: ChildRelationship;
  readonly child: EntityFacts;
  readonly path: string;
}

type Found =
  | { readonly search: Search; readonly rows: readonly Json[]; readonly next: string | undefined }
  | { readonly search: Search; readonly code: string };

export function createChildSearch(http: Http, metadata: MetadataCache) {
  async function childTable(relationship: ChildRelationship, signal: AbortSignal | undefined): Promise<EntityFacts | string> {
    try {
      return await metadata.entity(relationship.childTable, { signal });
    } catch (error) {
      if (error instanceof DataverseError && (error.kind === 'missing' || error.kind === 'refused')) return error.code;
      throw error;
    }
  }

  function searchFor(relationship: ChildRelationship, child: EntityFacts, ids: readonly RowId[]): Search {
    const select = [child.primaryId, `_${relationship.childColumn}_value`];
    if (child.name === 'connection') select.push('_relatedconnectionid_value');
    return { relationship, child, path: path(child.entitySet, { select, filter: anyOf(relationship.childColumn, ids) }) };
  }

  /** One batch of reads. Sent again until every part has an answer that is not of the moment. */
  async function run(searches: readonly Search[], signal: AbortSignal | undefined): Promise<Found[]> {
    const context = { what: 'search for rows that hang on ours', write: false };
    for (let attempt = 1; ; attempt += 1) {
      const boundary = `batch_${randomUUID()}`;
      const parts: BatchPart[] = searches.map((search) => ({
        method: 'GET',
        path: http.rootPath + search.path,
        headers: { Accept: 'application/json' },
      }));
      const answer = await http.request({
        method: 'POST',
        path: '$batch',
        headers: { 'Content-Type': `multipart/mixed; boundary="${boundary}"`, Prefer: 'odata.continue-on-error' },
        body: writeBatch(parts, boundary),
        context,
        attempts: 'retry',
        signal,
      });
      const answers = readBatch(answer.headers['content-type'] ?? '', answer.text);
      const found: Found[] = [];
      let trouble: DataverseError | undefined =
        answers?.length === searches.length ? undefined : classifyNetwork({ code: 'garbled-answer' }, true, context);
      for (const [at, part] of (trouble === undefined ? (answers ?? []) : []).entries()) {
        const search = searches[at] as Search;
        const body = jsonOf({ ...answer, text: part.text });
        if (part.status < 400 && Array.isArray(body?.value)) {
          const next = body['@odata.nextLink'];
          found.push({ search, rows: body.value as Json[], next: typeof next === 'string' ? next : undefined });
          continue;
        }
        const error = classifyAnswer({ status: part.status < 400 ? 502 : part.status, body }, context);
        if (error.kind === 'not-executed' || error.kind === 'throttled') trouble = error;
        else found.push({ search, code: error.code });
      }
      if (trouble === undefined) return found;
      if (attempt === 6) throw trouble;
      await pause(2 ** attempt * 200, signal);
    }
  }

  function childRow(search: Search, row: Json): ChildRow {
    const mirror = row._relatedconnectionid_value;
    return {
      relationship: search.relationship.relationship,
      childTable: search.child.name,
      childColumn: search.relationship.childColumn,
      childId: rowId(String(row[search.child.primaryId])),
      parentId: rowId(String(row[`_${search.relationship.childColumn}_value`])),
      onDelete: search.relationship.onDelete,
      ...(typeof mirror === 'string' ? { mirrorOf: rowId(mirror) } : {}),
    };
  }

  /** Ids of the address rows that are columns of these parents. */
  async function ownAddresses(table: TableMetadata, parents: readonly RowId[], signal: AbortSignal | undefined): Promise<Set<RowId>> {
    const columns = [...table.columns.keys()].filter((column) => ownAddress.test(column));
    const own = new Set<RowId>();
    const ids = [...new Set(parents)];
    for (let at = 0; at < ids.length; at += parentsPerSearch) {
      const filter = anyOf(table.primaryId, ids.slice(at, at + parentsPerSearch));
      const context = { what: `read addresses of ${table.name}`, table: table.name };
      for (const row of await getAll(http, { path: path(table.entitySet, { select: columns, filter }), context, signal }))
        for (const column of columns) if (typeof row[column] === 'string') own.add(rowId(row[column]));
    }
    return own;
  }

  return async function childrenOf(name: string, ids: readonly RowId[], { signal }: ReadOptions = {}): Promise<ChildSearch> {
    const table = await metadata.table(name, { signal });
    const relationships = table.children.filter(
      ({ onDelete, childTable: child }) => (onDelete === 'Cascade' || onDelete === 'RemoveLink') && !bookkeeping.has(child),
    );
    const unsearched = new Map<string, ChildSearch['unsearched'][number]>();
    const giveUp = ({ relationship, childTable: child }: ChildRelationship, code: string) =>
      unsearched.set(relationship, { relationship, childTable: child, code });

    const searches: Search[] = [];
    for (const relationship of relationships) {
      const child = await childTable(relationship, signal);
      if (typeof child === 'string') giveUp(relationship, child);
      else
        for (let at = 0; at < ids.length; at += parentsPerSearch)
          searches.push(searchFor(relationship, child, ids.slice(at, at + parentsPerSearch)));
    }

    const rows: ChildRow[] = [];
    for (let at = 0; at < searches.length; at += searchesPerBatch) {
      for (const found of await run(searches.slice(at, at + searchesPerBatch), signal)) {
        if ('code' in found) {
          giveUp(found.search.relationship, found.code);
          continue;
        }
        rows.push(...found.rows.map((row) => childRow(found.search, row)));
        if (found.next === undefined) continue;
        const context = { what: `read ${found.search.child.name}`, table: found.search.child.name };
        for await (const page of getPages(http, { path: found.next, context, signal }))
          rows.push(...page.map((row) => childRow(found.search, row)));
      }
    }
    const others = withoutPointers(rows).filter((row) => row.childTable !== addressTable);
    const addresses = rows.filter((row) => row.childTable === addressTable);
    if (addresses.length > 0) {
      const own = await ownAddresses(
        table,
        addresses.map(({ parentId }) => parentId),
        signal,
      );
      others.push(...addresses.filter(({ childId }) => !own.has(childId)));
    }
    return { rows: others, unsearched: [...unsearched.values()] };
  };
}

/** An activity is found twice, as itself and as the `activitypointer` that all activities have; the more telling one stays. */
function withoutPointers(rows: readonly ChildRow[]): ChildRow[] {
  const named = new Set(rows.filter((row) => row.childTable !== 'activitypointer').map((row) => row.childId));
  return rows.filter((row) => row.childTable !== 'activitypointer' || !named.has(row.childId));
}
