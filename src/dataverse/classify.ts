import { type RowId, rowId } from '../domain/index.js';
import { knownCodes, normaliseCode } from './error-codes.js';
import { DataverseError, type DataverseErrorKind } from './errors.js';

/** What was asked for, in the words of an error message, and the names that the answer may be quoted for. */
export interface RequestContext {
  /** E.g. `create rows in contact`. */
  readonly what: string;
  readonly write: boolean;
  readonly table?: string;
  /** Logical names (and wire names) in the request; only these may be taken from a server text. */
  readonly columns?: ReadonlyMap<string, string>;
  /** Rows in the request and those that it refers to; only these may be taken from a server text. */
  readonly ids?: ReadonlySet<string>;
  /** The application user's own id, once known. */
  readonly self?: string | undefined;
}

export interface FailedAnswer {
  readonly status: number;
  /** Parsed JSON, or the text when it is none. */
  readonly body: unknown;
  readonly retryAfter?: number | undefined;
}

function errorOf(body: unknown): { code: string; message: string; isDataverse: boolean } {
  const error = typeof body === 'object' && body !== null ? (body as { error?: unknown }).error : undefined;
  if (typeof error !== 'object' || error === null) return { code: '', message: '', isDataverse: false };
  const { code, message } = error as { code?: unknown; message?: unknown };
  return { code: normaliseCode(code), message: typeof message === 'string' ? message : '', isDataverse: true };
}

function kindByStatus(status: number, isDataverse: boolean, write: boolean): DataverseErrorKind {
  if (status === 401) return 'auth';
  if (status === 404) return 'missing';
  if (status === 412) return 'conflict';
  if (status === 413) return 'too-large';
  if (status === 429) return 'throttled';
  if (status < 500 && status !== 408) return 'refused';
  // Dataverse itself answered that it failed: one transaction, rolled back. 502 to 504 come from in front of it, which knows nothing of what it did.
  if (status === 500 && isDataverse) return 'refused';
  return write ? 'in-doubt' : 'not-executed';
}

const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

function namedIds(message: string, ids: ReadonlySet<string> | undefined): RowId[] {
  if (ids === undefined) return [];
  const found = (message.match(guid) ?? []).map((id) => id.toLowerCase()).filter((id) => ids.has(id));
  return [...new Set(found)].map(rowId);
}

/** Server texts name columns in quotes, beside values in quotes: only a name that the request itself contained is taken. */
function namedColumn(message: string, columns: ReadonlyMap<string, string> | undefined): string | undefined {
  if (columns === undefined) return undefined;
  for (const [, token] of message.matchAll(/['"]([A-Za-z0-9_]+)['"]/g)) {
    const column = token === undefined ? undefined : columns.get(token.toLowerCase());
    if (column !== undefined) return column;
  }
  return undefined;
}

/** `Principal user (Id=...) is missing prvCreateContact`: about us, then it is no row's fault; about an owner, then it is. */
function missingPrivilege(message: string, self: string | undefined): { privilege: string | undefined; ours: boolean } {
  const principal = /Id=([0-9a-f-]{36})/i.exec(message)?.[1]?.toLowerCase();
  return { privilege: /\bprv[A-Za-z0-9_]+/.exec(message)?.[0], ours: principal !== undefined && principal === self?.toLowerCase() };
}

/** Turns an answer with an error status into an error that says what to do and quotes nothing but names. */
export function classifyAnswer(answer: FailedAnswer, context: RequestContext): DataverseError {
  const { code, message, isDataverse } = errorOf(answer.body);
  const known = knownCodes[code];
  let kind = known?.kind ?? kindByStatus(answer.status, isDataverse, context.write);
  if (answer.status === 429) kind = 'throttled';
  if (answer.status === 401) kind = 'auth';
  // If-None-Match on a row that is there answers 412 without a code of its own.
  if (answer.status === 412 && /matching key values already exists/i.test(message)) kind = 'exists';
  const denied = code === '0x80040220' ? missingPrivilege(message, context.self) : undefined;
  if (denied?.ours) kind = 'auth';

  const column = namedColumn(message, context.columns);
  const ids = namedIds(message, context.ids);
  const facts = [
    `HTTP ${answer.status}`,
    code === '' || code === '0x0' ? undefined : code,
    known?.name,
    denied?.privilege && (denied.ours ? `the application user lacks ${denied.privilege}` : `another user lacks ${denied.privilege}`),
    column && `column ${column}`,
    ids.length > 0 ? `names ${ids.slice(0, 3).join(', ')}${ids.length > 3 ? ', ...' : ''}` : undefined,
  ].filter((fact) => fact !== undefined);
  return new DataverseError(
    `could not ${context.what}: ${facts.join(', ')}`,
    {
      kind,
      status: answer.status,
      code: code === '' ? `http-${answer.status}` : code,
      ids,
      ...(context.table === undefined ? {} : { table: context.table }),
      ...(column === undefined ? {} : { column }),
      ...(answer.retryAfter === undefined ? {} : { retryAfter: answer.retryAfter }),
    },
    known?.next,
  );
}

/** Whether Node refused the server's certificate: nothing was sent, and asking again does not help. */
export const isCertificateError = (code: unknown): boolean =>
  typeof code === 'string' && /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_TLS/.test(code);

export const certificateNext = 'the certificate is not trusted; name its authority in dataverse.caFile';

const neverArrived = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Turns a failure of the network into an error. `sent`: the whole request had left, so that the server may have executed it. */
export function classifyNetwork(error: unknown, sent: boolean, context: RequestContext): DataverseError {
  const code = (error as { code?: unknown } | null)?.code;
  const name = typeof code === 'string' ? code : 'no-answer';
  const certificate = isCertificateError(name);
  const doubt = context.write && sent && !neverArrived.has(name) && !certificate;
  return new DataverseError(
    `could not ${context.what}: ${sent ? 'sent, but no usable answer came' : 'the request did not get through'} (${name})`,
    { kind: doubt ? 'in-doubt' : 'not-executed', status: 0, code: name, ...(context.table === undefined ? {} : { table: context.table }) },
    certificate ? certificateNext : undefined,
  );
}
