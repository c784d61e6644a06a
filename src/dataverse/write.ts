import { type Columns, isLookup, type RowId } from '../domain/index.js';
import { maxBatchParts, readBatch } from './batch-format.js';
import type { ChunkSizer } from './chunk-size.js';
import { classifyAnswer, classifyNetwork, type RequestContext } from './classify.js';
import { DataverseError } from './errors.js';
import type { Http, HttpAnswer } from './http.js';
import { retryAfterOf } from './http.js';
import { jsonOf } from './json-answer.js';
import type { MetadataCache } from './metadata-cache.js';
import type { Experience, Pace } from './pace.js';
import type { DataverseSettings } from './settings.js';
import type { TableMetadata } from './table-metadata.js';
import { quotable, targetsOf } from './wire.js';
import { batchWrite, bulkWrite } from './write-requests.js';
import type { RowResult, SendOptions, WriteAnswer, WriteOperation, WriteRequest, WriteVia } from './write-types.js';

interface WriteDeps {
  readonly http: Http;
  readonly metadata: MetadataCache;
  readonly pace: Pace;
  readonly sizer: ChunkSizer;
  readonly settings: DataverseSettings;
}

export function bestVia(table: TableMetadata, operation: WriteOperation, ifMatch: boolean): WriteVia {
  if (operation === 'create') return table.messages.createMultiple ? 'bulk' : 'batch';
  // No bulk message takes a version per row, and only elastic tables have DeleteMultiple (docs/facts/dataverse.md §4).
  return operation === 'update' && table.messages.updateMultiple && !ifMatch ? 'bulk' : 'batch';
}

function checkRequest(request: WriteRequest, table: TableMetadata): void {
  const wrong = (says: string, code: string) =>
    new DataverseError(`${request.operation} in ${table.name}: ${says}`, { kind: 'refused', status: 0, code, table: table.name });
  if (request.via === 'bulk' && bestVia(table, request.operation, false) !== 'bulk')
    throw wrong('the table takes no bulk message for this', 'no-bulk-message');
  if (request.via === 'bulk' && request.rows.some((row) => row.ifMatch !== undefined))
    throw wrong('a bulk message cannot check versions', 'no-bulk-versions');
  if (request.via === 'batch' && request.rows.length > maxBatchParts)
    throw wrong(`a batch holds at most ${maxBatchParts} operations`, 'batch-too-long');
  if (request.rows.length === 0) throw wrong('there are no rows', 'no-rows');
}

const deadlocks = new Set(['0x80044150', '0x80044339']);

function experienceOf(error: DataverseError): Experience {
  if (deadlocks.has(error.code)) return 'deadlock';
  if (error.code === '0x80044151' || error.status === 504 || (error.kind === 'in-doubt' && error.status === 0)) return 'timeout';
  if (error.kind === 'too-large') return 'too-large';
  return error.kind === 'refused' || error.kind === 'exists' || error.kind === 'missing' ? 'refused' : 'unknown';
}

function unusable(context: RequestContext): WriteAnswer {
  return { kind: 'in-doubt', error: classifyNetwork({ code: 'garbled-answer' }, true, context) };
}

function bulkAnswer(request: WriteRequest, answer: HttpAnswer, context: RequestContext): WriteAnswer {
  if (request.operation === 'create') {
    const ids = jsonOf(answer)?.Ids;
    const same =
      Array.isArray(ids) && ids.length === request.rows.length && request.rows.every((row, at) => String(ids[at]).toLowerCase() === row.id);
    if (!same) return unusable(context);
  } else if (answer.status !== 204) {
    return unusable(context);
  }
  return { kind: 'answered', results: request.rows.map(({ id }) => ({ id, ok: true })) };
}

function batchAnswer(request: WriteRequest, answer: HttpAnswer, context: RequestContext): WriteAnswer {
  const parts = readBatch(answer.headers['content-type'] ?? '', answer.text);
  if (parts === undefined || parts.length !== request.rows.length) return unusable(context);
  const results: RowResult[] = [];
  for (const [at, { id }] of request.rows.entries()) {
    const part = parts[at] as (typeof parts)[number];
    if (part.status < 400) {
      results.push({ id, ok: true });
      continue;
    }
    const body = jsonOf({ ...answer, text: part.text });
    const error = classifyAnswer({ status: part.status, body, retryAfter: retryAfterOf(part.headers) }, context);
    // One row in doubt makes the request one to be read back: a second road to the same end would only be walked rarely.
    if (error.kind === 'in-doubt') return { kind: 'in-doubt', error };
    results.push({ id, ok: false, error });
  }
  return { kind: 'answered', results };
}

function failedAnswer(error: DataverseError): WriteAnswer {
  switch (error.kind) {
    case 'in-doubt':
      return { kind: 'in-doubt', error };
    case 'not-executed':
    case 'throttled':
    case 'auth':
    case 'aborted':
      return { kind: 'not-executed', error };
    default:
      return { kind: 'refused', error };
  }
}

function experiencesOf(answer: WriteAnswer): Experience {
  if (answer.kind !== 'answered') return experienceOf(answer.error);
  const worst = answer.results.find((result) => !result.ok && deadlocks.has(result.error.code));
  return worst === undefined ? 'clean' : 'deadlock';
}

const referredTo = (columns: Columns): RowId[] => Object.values(columns).flatMap((value) => (isLookup(value) ? value.id : []));

const aborted = (what: string, table: string): WriteAnswer => ({
  kind: 'not-executed',
  error: new DataverseError(`did not ${what}: stopped before it was sent`, { kind: 'aborted', status: 0, code: 'aborted', table }),
});

export function createSend({ http, metadata, pace, sizer, settings }: WriteDeps) {
  return async function send(request: WriteRequest, options: SendOptions = {}): Promise<WriteAnswer> {
    const { signal } = options;
    const what = `${request.operation} ${request.rows.length} rows in ${request.table}`;
    const columns = new Set(request.rows.flatMap((row) => Object.keys(row.columns)));
    let table: TableMetadata;
    const sets = new Map<string, string>();
    try {
      table = await metadata.tableWith(request.table, columns, { signal });
      await Promise.all(
        [...targetsOf(request.rows)].map(async (target) => sets.set(target, (await metadata.entity(target, { signal })).entitySet)),
      );
    } catch (error) {
      if (signal?.aborted) return aborted(what, request.table);
      // A table that is not there is the request's own mistake; anything else is of the moment.
      if (!(error instanceof DataverseError) || error.kind === 'missing') throw error;
      return { kind: 'not-executed', error };
    }
    checkRequest(request, table);
    const entitySet = (target: string): string => sets.get(target) as string;
    const prepared =
      request.via === 'bulk'
        ? bulkWrite(request, table, entitySet, settings.bypass)
        : batchWrite(request, table, entitySet, settings.bypass, http.rootPath);
    const context: RequestContext = {
      what,
      write: true,
      table: table.name,
      columns: quotable(table, columns),
      ids: new Set(request.rows.flatMap((row) => [row.id, ...referredTo(row.columns)])),
    };

    let beforeSendFailed: { error: unknown } | undefined;
    let answer: WriteAnswer;
    let took = 0;
    let throttled = false;
    let done: (() => void) | undefined;
    try {
      done = await pace.acquire(table.name, signal);
      const reply = await http.request({
        method: 'POST',
        ...prepared,
        context,
        attempts: 'once',
        signal,
        beforeSend: async () => {
          try {
            await options.beforeSend?.();
          } catch (error) {
            beforeSendFailed = { error };
            throw error;
          }
        },
        onSent: options.onSent,
        onAnswer: options.onAnswer,
      });
      took = reply.took;
      throttled = reply.throttled;
      answer = request.via === 'bulk' ? bulkAnswer(request, reply, context) : batchAnswer(request, reply, context);
    } catch (error) {
      if (beforeSendFailed !== undefined) throw beforeSendFailed.error;
      if (error instanceof DataverseError) answer = failedAnswer(error);
      else if (signal?.aborted) return aborted(what, table.name);
      else throw error;
    } finally {
      done?.();
    }
    const experience = experiencesOf(answer);
    pace.report(table.name, throttled ? 'throttled' : experience, http.dopHint());
    sizer.report({ table: table.name, operation: request.operation, via: request.via, rows: request.rows.length }, experience, took);
    return answer;
  };
}
