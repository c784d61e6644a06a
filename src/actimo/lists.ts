import type { ObjectName, SourceKey } from '../domain/index.js';
import { answersOf, type ListQuestion } from './answers.js';
import type { Catalogue, CatalogueEntry } from './catalogue.js';
import { ActimoError } from './errors.js';
import type { Scope } from './key-ring.js';
import type { Requests } from './requests.js';
import { keyOf } from './source-keys.js';

/** What every part of this room needs to ask. */
export interface Reader {
  readonly requests: Requests;
  readonly catalogue: Catalogue;
}

/** The catalogue's entry of an object. Throws `ActimoError` code `actimo-not-in-catalogue`. */
export function entryOf({ catalogue }: Reader, object: ObjectName): CatalogueEntry {
  const entry = catalogue.objects[object];
  if (!entry)
    throw new ActimoError(
      'actimo-not-in-catalogue',
      `The Actimo catalogue has no entry for ${object}`,
      `Add objects.${object} to your catalogue, or use the one of this program by leaving out actimo.catalogue.`,
    );
  return entry;
}

/** One list of an object in one scope, and the parent that it belongs to. */
export interface Part {
  readonly question: ListQuestion;
  readonly parent: string | undefined;
}

/** The lists that an object without a parent consists of: one, or one per workspace key. */
export function listsOf(reader: Reader, object: ObjectName, query?: Readonly<Record<string, string>>): readonly Part[] {
  const entry = entryOf(reader, object);
  return reader.requests.keys.lists.map((scope) => ({
    parent: undefined,
    question: questionOf(reader, object, entry, scope, undefined, query),
  }));
}

/** The list of one parent's records, or null when no key sees that parent. */
export function listWithin(reader: Reader, object: ObjectName, parent: SourceKey, query?: Readonly<Record<string, string>>): Part | null {
  const scope = reader.requests.keys.within(parent);
  return scope === undefined ? null : { parent, question: questionOf(reader, object, entryOf(reader, object), scope, parent, query) };
}

/** The different keys of an object without a parent, in the order in which they come. */
export async function keysOf(reader: Reader, object: ObjectName, signal?: AbortSignal): Promise<readonly SourceKey[]> {
  const entry = entryOf(reader, object);
  const keys = new Set<SourceKey>();
  for (const { question } of listsOf(reader, object))
    for await (const answer of answersOf(reader.requests, question, signal))
      for await (const block of answer.rows.blocks())
        for (const body of block) {
          const key = keyOf(entry, body, undefined);
          if (key !== null) keys.add(key);
        }
  return [...keys];
}

const questionOf = (
  { catalogue }: Reader,
  object: ObjectName,
  entry: CatalogueEntry,
  scope: Scope,
  parent: string | undefined,
  query: Readonly<Record<string, string>> | undefined,
): ListQuestion => ({ about: object, entry, paging: entry.paging ?? catalogue.paging, scope, parent, query });
