import { faults } from '../core/errors.js';
import type { Work } from '../core/work.js';
import type { Transaction } from '../rows/transaction.js';
import { repeatedName } from './repeated-names.js';

/** One operation as the API understands it, whether it came alone or inside of a batch. */
export interface ApiRequest {
  readonly method: string;
  /** Address of the API root, e.g. `http://host/api/data/v9.2`. */
  readonly root: string;
  /** Below the root, decoded, without query. */
  readonly path: string;
  readonly query: Query;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string | Buffer;
  readonly user: string;
  readonly behalfOf: string | null;
  /** The web server that answers, and whether the client's affinity cookie asked for it. */
  readonly server: { readonly number: number; readonly bound: boolean };
  /** Of a change set; otherwise the operation is a transaction of its own. */
  readonly tx: Transaction | null;
  readonly contentIds: ReadonlyMap<string, string> | null;
  readonly inBatch: boolean;
  /** Rows read and written, for limits and statistics. */
  readonly work: Work;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | null;
  /** Milliseconds that the work takes: the answer waits for them. */
  readonly delayMs?: number;
  /** To be called when the body has been sent: its bytes are then used for another one. */
  readonly release?: () => void;
}

export type Query = ReadonlyMap<string, string>;

/** Query options as a map; names keep their `$` or `@`. */
export function parseQuery(text: string): Query {
  const query = new Map<string, string>();
  if (text === '') return query;
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? '' : decode(part.slice(equals + 1));
    if (query.has(name))
      throw faults.badQuery(`Query option '${name}' was specified more than once, but it must be specified at most once.`);
    query.set(name, value);
  }
  return query;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw faults.badQuery(`Bad Request - the address holds a broken escape: '${text}'.`);
  }
}

export function decodePath(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    throw faults.badQuery(`Bad Request - the address holds a broken escape: '${text}'.`);
  }
}

/** The body as an object; throws the payload error that a broken one meets. */
export function jsonBody(request: ApiRequest, set: string): Record<string, unknown> {
  // A mark of the byte order is none of the text.
  const text = (typeof request.body === 'string' ? request.body : request.body.toString('utf8')).replace(/^\ufeff/, '');
  if (text === '') throw faults.payload(set, 'A null value was found for the payload: the request has no body.');
  const type = request.headers['content-type'];
  if (type === undefined || !/^application\/json\s*(?:;|$)/i.test(type)) throw faults.mediaType(type?.split(';')[0]?.trim());
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw faults.payload(set, 'Invalid JSON. A token was not recognized in the JSON content.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const node = Array.isArray(value) ? 'StartArray' : 'PrimitiveValue';
    throw faults.payload(
      set,
      `An unexpected '${node}' node was found when reading from the JSON reader. A 'StartObject' node was expected.`,
    );
  }
  const repeated = repeatedName(text);
  if (repeated !== null)
    throw faults.payload(
      set,
      `Multiple properties with the name '${repeated}' were detected in a resource or a complex value. In OData, duplicate property names are not allowed.`,
    );
  return value as Record<string, unknown>;
}

/** `Prefer` taken apart. */
export interface Preferences {
  readonly representation: boolean;
  readonly pageSize: number | null;
  /** Patterns of annotations to include; empty: none. */
  readonly annotations: readonly string[];
  readonly continueOnError: boolean;
  readonly trackChanges: boolean;
  readonly respondAsync: boolean;
  /** Address that is told when a request put off is over. */
  readonly callback: string | null;
}

const noPreferences: Preferences = {
  representation: false,
  pageSize: null,
  annotations: [],
  continueOnError: false,
  trackChanges: false,
  respondAsync: false,
  callback: null,
};

export function preferencesOf(request: Pick<ApiRequest, 'headers'>): Preferences {
  const text = request.headers.prefer;
  if (text === undefined || text === '') return noPreferences;
  const pageSize = /odata\.maxpagesize\s*=\s*"?(\d+)/i.exec(text)?.[1];
  const annotations = /odata\.include-annotations\s*=\s*(?:"([^"]*)"|([^\s;,]+))/i.exec(text);
  return {
    representation: /\breturn\s*=\s*representation\b/i.test(text),
    pageSize: pageSize === undefined ? null : Number(pageSize),
    annotations: annotations === null ? [] : (annotations[1] ?? annotations[2] ?? '').split(',').map((name) => name.trim()),
    continueOnError: /odata\.continue-on-error(?!\s*=\s*false)/i.test(text),
    trackChanges: /odata\.track-changes/i.test(text),
    respondAsync: /(?:^|[,;\s])respond-async\b/i.test(text),
    callback: /\bodata\.callback\s*;\s*url\s*=\s*"(https?:[^"]+)"/i.exec(text)?.[1] ?? null,
  };
}

type Preference = 'representation' | 'pages' | 'annotations' | 'changes';

/** The header that tells which of the preferences of a request its answer has kept. */
export function preferenceApplied(preferences: Preferences, ...kept: Preference[]): Readonly<Record<string, string>> {
  const texts: Readonly<Record<Preference, string | false>> = {
    representation: preferences.representation && 'return=representation',
    pages: preferences.pageSize !== null && `odata.maxpagesize=${preferences.pageSize}`,
    annotations: preferences.annotations.length > 0 && `odata.include-annotations="${preferences.annotations.join(',')}"`,
    changes: preferences.trackChanges && 'odata.track-changes',
  };
  const applied = kept.map((one) => texts[one]).filter((text) => text !== false);
  return applied.length === 0 ? {} : { 'Preference-Applied': applied.join(',') };
}

export const isStrong = (request: Pick<ApiRequest, 'headers'>): boolean => /^strong$/i.test(request.headers.consistency ?? '');
