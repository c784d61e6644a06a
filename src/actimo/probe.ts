import { type ObjectName, objectNames } from '../domain/index.js';
import { firstAnswer } from './answers.js';
import type { CatalogueEntry } from './catalogue.js';
import { costOf } from './cost.js';
import { Enricher } from './enrich.js';
import { ActimoError } from './errors.js';
import { entryOf, keysOf, listsOf, listWithin, type Part, type Reader } from './lists.js';
import type { Received } from './receive.js';
import { secondCountOf } from './second-counts.js';
import type { ProbeResult, SourceBody, SourceRow, Unread } from './source.js';
import { keyOf } from './source-keys.js';
import { Tally } from './tally.js';

/** Records that are asked for what enriches them, to see whether that can be read. */
const enrichProbes = 3;

/** Asks the endpoints of every object a few questions and says what is readable, what is not and why, and what a full read takes. */
export async function probe(reader: Reader, signal?: AbortSignal): Promise<readonly ProbeResult[]> {
  const results = new Map<ObjectName, ProbeResult>();
  // Parents come first in `objectNames`, so that their number is known when their children's cost is reckoned.
  for (const object of objectNames) results.set(object, await probeObject(reader, object, results, signal));
  return [...results.values()];
}

async function probeObject(
  reader: Reader,
  object: ObjectName,
  earlier: ReadonlyMap<ObjectName, ProbeResult>,
  signal?: AbortSignal,
): Promise<ProbeResult> {
  const counts = (rows: number | null) => ({
    ...Object.fromEntries([...earlier].map(([name, result]) => [name, result.rows])),
    [object]: rows,
  });
  try {
    const entry = entryOf(reader, object);
    const part = await firstPart(reader, object, entry, signal);
    const answer = part && (await firstAnswer(reader.requests, part.question, signal));
    const rows = await countOf(reader, object, answer, signal);
    const { requests, formula } = costOf(reader, object, counts(rows));
    const sample = answer ? await firstBlock(answer) : [];
    const fields = [...new Set(sample.flatMap((body) => Object.keys(body)))].sort();
    return {
      object,
      readable: true,
      unread: [...(part ? await unreadParts(reader, object, entry, part, sample, signal) : []), ...missingFields(entry, fields, sample)],
      basis: entry.basis,
      fields,
      rows,
      requests,
      seconds: Math.ceil(requests / reader.requests.keys.lists.reduce((sum, scope) => sum + reader.requests.keys.rate(scope), 0)),
      formula,
      ...(entry.readingPost && { readingPost: entry.path }),
    };
  } catch (error) {
    if (!(error instanceof ActimoError) || error.code === 'actimo-unauthorized') throw error;
    const entry = reader.catalogue.objects[object];
    return {
      object,
      readable: false,
      why: error.message,
      unread: [],
      basis: entry?.basis ?? 'inferred',
      fields: [],
      rows: null,
      requests: 0,
      seconds: 0,
      formula: entry ? costOf(reader, object, {}).formula : '0',
    };
  }
}

/** The list to try: the object's own, or that of its first parent. Null when there is no parent, and so nothing to read. */
async function firstPart(reader: Reader, object: ObjectName, entry: CatalogueEntry, signal?: AbortSignal): Promise<Part | null> {
  if (entry.parent === undefined) return listsOf(reader, object)[0] as Part;
  for (const parent of await keysOf(reader, entry.parent, signal)) {
    const part = listWithin(reader, object, parent);
    if (part) return part;
  }
  return null;
}

async function countOf(reader: Reader, object: ObjectName, answer: Received | null, signal?: AbortSignal): Promise<number | null> {
  const { keys } = reader.requests;
  const entry = entryOf(reader, object);
  const paging = entry.paging ?? reader.catalogue.paging;
  if (answer === null) return 0;
  if (entry.parent === undefined && keys.lists.length === 1) {
    if (answer.total !== null) return answer.total;
    if (paging.style === 'none') return answer.rows.count;
  }
  return secondCountOf(reader, object, signal);
}

async function firstBlock({ rows }: Received): Promise<readonly SourceBody[]> {
  for await (const block of rows.blocks()) return block;
  return [];
}

async function unreadParts(
  reader: Reader,
  object: ObjectName,
  entry: CatalogueEntry,
  { question, parent }: Part,
  sample: readonly SourceBody[],
  signal?: AbortSignal,
): Promise<readonly Unread[]> {
  const tally = new Tally();
  const rows: SourceRow[] = [];
  for (const body of sample.slice(0, enrichProbes)) {
    const key = keyOf(entry, body, parent);
    if (key === null) return [{ what: 'stable key', why: `the first rows have no ${entry.key.join(' or ')}` }];
    rows.push({ key, body });
  }
  const enriched = await new Enricher(reader.requests, object, entry, tally, question.scope).enrich(rows, question.scope, signal);
  // What was refused for every record that was tried is refused altogether, whatever the words for some of them are.
  const refused = entry.enrich.filter(({ field }) => enriched.length > 0 && enriched.every(({ body }) => !(field in body)));
  const whys = tally.summary().unread;
  return refused.map(({ field }) => ({ what: field, why: whys.find(({ what }) => what.startsWith(field))?.why ?? 'it was refused' }));
}

/** Documented fields that no row has: a newer API, a smaller key, or custom fields that are not in use. Those of a customer's own slots are not missed. */
function missingFields(entry: CatalogueEntry, fields: readonly string[], sample: readonly SourceBody[]): readonly Unread[] {
  if (sample.length === 0) return [];
  const missing = entry.fields.filter((field) => !fields.includes(field) && !/^data\d+$/.test(field));
  return missing.length === 0 ? [] : [{ what: missing.join(', '), why: 'no row of the first answer has them' }];
}
