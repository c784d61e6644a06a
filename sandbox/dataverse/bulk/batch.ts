import { faults } from '../core/errors.js';
import { type BatchOperation, boundaryOf, readBatch } from '../http/batch-format.js';
import { errorAnswer } from '../http/error-answer.js';
import { belowRoot } from '../http/own-address.js';
import { type ApiAnswer, type ApiRequest, decodePath, parseQuery, preferencesOf } from '../http/request.js';
import { answer } from '../routes/api.js';
import type { Service } from '../routes/service.js';
import { commit } from '../rows/run.js';
import { Transaction } from '../rows/transaction.js';

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  206: 'Partial Content',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  412: 'Precondition Failed',
  413: 'Payload Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
};

/** `POST $batch`: operations one after the other, change sets as one transaction each (docs/facts/dataverse.md §4 "$batch"). */
export function batch(service: Service, request: ApiRequest): ApiAnswer {
  const text = typeof request.body === 'string' ? request.body : request.body.toString('utf8');
  const parts = readBatch(text, boundaryOf(request.headers['content-type']));
  const count = parts.reduce((sum, part) => sum + (part.kind === 'single' ? 1 : part.operations.length), 0);
  if (count > 1000) throw faults.payload('$batch', `The batch has ${count} operations; the maximum number of operations is 1000.`);
  const goOn = preferencesOf(request).continueOnError;
  const boundary = `batchresponse_${service.world.random.guid()}`;
  const out: string[] = [];
  let failed: number | null = null;
  let delayMs = 0;
  for (const part of parts) {
    const done = part.kind === 'single' ? single(service, request, part.operation) : changeSet(service, request, part.operations);
    out.push(`--${boundary}\r\n${done.text}`);
    delayMs = Math.max(delayMs, done.delayMs);
    if (done.failed === null) continue;
    if (!goOn) {
      failed = done.failed;
      break;
    }
  }
  out.push(`--${boundary}--\r\n`);
  return {
    status: failed ?? 200,
    headers: { 'Content-Type': `multipart/mixed; boundary=${boundary}`, 'OData-Version': '4.0' },
    body: out.join(''),
    delayMs,
  };
}

interface Done {
  readonly delayMs: number;
  readonly text: string;
  /** Status of the failure, if it failed. */
  readonly failed: number | null;
}

function single(service: Service, outer: ApiRequest, operation: BatchOperation): Done {
  const done = run(service, outer, operation, null, null);
  return { text: part(service, done, null), failed: done.status >= 400 ? done.status : null, delayMs: done.delayMs ?? 0 };
}

function changeSet(service: Service, outer: ApiRequest, operations: readonly BatchOperation[]): Done {
  const boundary = `changesetresponse_${service.world.random.guid()}`;
  const tx = new Transaction();
  const contentIds = new Map<string, string>();
  const out: string[] = [];
  for (const operation of operations) {
    const done = run(service, outer, operation, tx, contentIds);
    if (done.status >= 400) {
      tx.rollBack();
      return { text: part(service, done, null), failed: done.status, delayMs: 0 };
    }
    if (operation.contentId !== null) {
      const made = done.headers['OData-EntityId'];
      contentIds.set(operation.contentId, made ?? operation.url);
    }
    out.push(`--${boundary}\r\n${part(service, done, operation.contentId)}`);
  }
  commit(service.hooks, tx);
  return {
    text: `Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n${out.join('')}--${boundary}--\r\n`,
    failed: null,
    delayMs: 0,
  };
}

function run(
  service: Service,
  outer: ApiRequest,
  operation: BatchOperation,
  tx: Transaction | null,
  contentIds: ReadonlyMap<string, string> | null,
): ApiAnswer {
  const headers = { ...inherited(outer.headers), ...operation.headers };
  const inner: ApiRequest = {
    ...outer,
    method: operation.method,
    headers,
    body: operation.body,
    tx,
    contentIds,
    inBatch: true,
    path: '',
    query: new Map(),
  };
  let target: { path: string; query: ReadonlyMap<string, string> };
  try {
    target = targetOf(outer, operation.url, contentIds);
    if (target.path === '$batch') throw faults.payload('$batch', 'A batch may not hold another batch.');
  } catch (error) {
    return errorAnswer(error, inner);
  }
  return answer(service, { ...inner, ...target });
}

/** Headers of the batch that count for each operation in it. */
function inherited(headers: ApiRequest['headers']): Record<string, string | undefined> {
  const { authorization, consistency, mscrmcallerid, callerobjectid } = headers;
  const passed: Record<string, string | undefined> = { authorization, consistency, mscrmcallerid, callerobjectid };
  for (const name of Object.keys(headers)) if (name.startsWith('mscrm.')) passed[name] = headers[name];
  return passed;
}

/** An operation's address may be absolute, from the host's root, or below the API root; `$1` stands for what an earlier part made. */
function targetOf(
  outer: ApiRequest,
  url: string,
  contentIds: ReadonlyMap<string, string> | null,
): { path: string; query: ReadonlyMap<string, string> } {
  if (url.length > 65_536) throw faults.longAddress();
  let text = url;
  const reference = /^\/?(?:api\/data\/v9\.\d\/)?\$(\w+)(?=$|[/?])/.exec(text);
  if (reference !== null && reference[1] !== 'batch' && reference[1] !== 'metadata') {
    const known = contentIds?.get(reference[1] as string);
    if (known === undefined) throw faults.noContentId(`$${reference[1]}`);
    text = known + text.slice(reference[0].length);
  }
  text = belowRoot(outer.root, text);
  const question = text.indexOf('?');
  return {
    path: decodePath(question < 0 ? text : text.slice(0, question)),
    query: parseQuery(question < 0 ? '' : text.slice(question + 1)),
  };
}

function part({ world }: Service, done: ApiAnswer, contentId: string | null): string {
  const lines = ['Content-Type: application/http', 'Content-Transfer-Encoding: binary'];
  if (contentId !== null) lines.push(`Content-ID: ${contentId}`);
  lines.push('', `HTTP/1.1 ${done.status} ${reasons[done.status] ?? ''}`);
  if (done.status >= 400) lines.push(`REQ_ID: ${world.random.guid()}`);
  const id = done.headers['OData-EntityId'];
  if (id !== undefined) lines.push(`Location: ${id}`);
  for (const [name, value] of Object.entries(done.headers)) lines.push(`${name}: ${value}`);
  lines.push('', done.body === null ? '' : done.body.toString(), '');
  return lines.join('\r\n');
}
