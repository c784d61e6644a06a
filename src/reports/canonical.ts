import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { type ArtefactHash, artefactHash } from '../domain/index.js';
import type { Document } from './document.js';
import { ReportError } from './errors.js';

/** A document as stored and signed for. `json` is RFC 8785 canonical JSON; its UTF-8 bytes are what `hash` is the SHA-256 of. */
export interface DocumentJson {
  readonly json: string;
  readonly hash: ArtefactHash;
  readonly code: string;
}

/** The canonical JSON behind a document, without its times, with its hash and approval code. */
export function documentJson(document: Document): DocumentJson {
  const { times: _times, undoUntil: _until, ...rest } = document;
  const json = canonicalize(wellFormed(rest));
  if (json === undefined) throw new ReportError('not-json', `The ${document.kind} document is not JSON.`);
  const hash = artefactHash(createHash('sha256').update(json, 'utf8').digest('hex'));
  return { json, hash, code: approvalCode(hash) };
}

/** The document behind a stored canonical JSON text; throws `ReportError` when it is no document of this program. */
export function parseDocument(json: string): Document {
  const parsed: unknown = JSON.parse(json);
  if (!isDocument(parsed))
    throw new ReportError(
      'not-a-document',
      'The stored text is not a document of this program.',
      'Ask for a document by its kind, e.g. `show scope`.',
    );
  return parsed;
}

/** The first ten hex digits of a document's hash: what an approver types to show that this document was read. */
export const approvalCode = (hash: string): string => hash.slice(0, 10).toLowerCase();

/** The code as shown on page one, in two groups of five. Groups may be typed: see `readApprovalCode`. */
export const groupedCode = (code: string): string => `${code.slice(0, 5)} ${code.slice(5)}`;

/** What a person typed, without the spaces and hyphens of its groups, in lower case. */
export const readApprovalCode = (typed: string): string => typed.replaceAll(/[\s-]/gu, '').toLowerCase();

const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  'sections' in value &&
  Array.isArray(value.sections) &&
  'findings' in value;

/** Half of a surrogate pair (a name cut in the middle of an emoji) is no JSON text: shown as the replacement character, here as in Dynamics. */
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(loneSurrogate, '\uFFFD');
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [wellFormed(key), wellFormed(inner)]));
  return value;
}

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
