import type { World } from '../core/world.js';
import type { ApiAnswer } from '../http/request.js';
import { jsonText } from '../routes/answers.js';
import type { Annotations } from './serialize.js';
import { textBytes } from './text-bytes.js';

/** Counts stop here, and so does a page (docs/facts/dataverse.md §12). */
export const cap = 5000;

export interface Collection {
  /** What the rows are: `http://host/api/data/v9.2/$metadata#contacts(lastname)`. */
  readonly context: string;
  /** Rows as JSON. */
  readonly items: Iterable<string>;
  /** All that match; null when nobody asked. */
  readonly count: number | null;
  /** Members beside the rows, as JSON. */
  readonly before?: Readonly<Record<string, string | boolean>>;
  readonly nextLink?: string | null;
  readonly deltaLink?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Many rows as the service answers them. */
export function collectionAnswer(world: World, annotations: Annotations, collection: Collection): ApiAnswer {
  const { context, items, count, before = {}, nextLink = null, deltaLink = null, headers = {} } = collection;
  let head = `"@odata.context":${JSON.stringify(context)}`;
  if (count !== null) head += `,"@odata.count":${Math.min(count, cap)}`;
  if (annotations.totals) {
    head += `,"@Microsoft.Dynamics.CRM.totalrecordcount":${count === null ? -1 : Math.min(count, cap)}`;
  }
  if (annotations.totalsExceeded) head += `,"@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded":${count !== null && count > cap}`;
  if (annotations.metadataVersion) head += `,"@Microsoft.Dynamics.CRM.globalmetadataversion":"${world.metadata.version}"`;
  for (const [name, value] of Object.entries(before)) head += `,"${name}":${JSON.stringify(value)}`;
  if (deltaLink !== null) head += `,"@odata.deltaLink":${JSON.stringify(deltaLink)}`;
  const next = nextLink === null ? '' : `,"@odata.nextLink":${JSON.stringify(nextLink)}`;
  const { bytes, release } = textBytes(around(`{${head},"value":[`, items, `]${next}}`));
  return { ...jsonText(bytes, 200, headers), ...(release === null ? {} : { release }) };
}

function* around(head: string, items: Iterable<string>, tail: string): Generator<string> {
  yield head;
  let comma = '';
  for (const item of items) {
    yield comma + item;
    comma = ',';
  }
  yield tail;
}

export const countAnswer = (count: number): ApiAnswer =>
  // The plain number stops at 5,000 (docs/facts/dataverse.md §12); the text says that it is UTF-8.
  jsonText(`\ufeff${Math.min(count, cap)}`, 200, { 'Content-Type': 'text/plain' });
