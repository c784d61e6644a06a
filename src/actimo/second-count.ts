import type { ObjectName } from '../domain/index.js';
import { answersOf } from './answers.js';
import { entryOf, keysOf, listsOf, listWithin, type Part, type Reader } from './lists.js';
import { numberOf } from './receive.js';
import { keyOf } from './source-keys.js';

/** The number of records by the catalogue's second question; null when it has none, or when that is not answered with numbers. Throws `ActimoError`. */
export async function secondCountOf(reader: Reader, object: ObjectName, signal?: AbortSignal): Promise<number | null> {
  const { secondCount } = entryOf(reader, object);
  if (!secondCount) return null;
  return secondCount.kind === 'sum'
    ? sumOf(reader, secondCount.object, secondCount.field, signal)
    : countAgain(reader, object, secondCount.query, signal);
}

async function sumOf(reader: Reader, object: ObjectName, field: string, signal?: AbortSignal): Promise<number | null> {
  const entry = entryOf(reader, object);
  const numbers = new Map<string, number>();
  for (const { question } of listsOf(reader, object))
    for await (const answer of answersOf(reader.requests, question, signal))
      for await (const block of answer.rows.blocks())
        for (const body of block) {
          const key = keyOf(entry, body, undefined);
          const number = numberOf(body[field]);
          if (key === null || number === null) return null;
          numbers.set(key, number);
        }
  return [...numbers.values()].reduce((sum, number) => sum + number, 0);
}

async function countAgain(
  reader: Reader,
  object: ObjectName,
  query: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<number> {
  const entry = entryOf(reader, object);
  const parts: (Part | null)[] =
    entry.parent === undefined
      ? [...listsOf(reader, object, query)]
      : (await keysOf(reader, entry.parent, signal)).map((parent) => listWithin(reader, object, parent, query));
  // Lists seen with the keys of several workspaces overlap: only there must keys be told apart.
  const overlap = entry.parent === undefined && parts.length > 1;
  const keys = new Set<string>();
  let count = 0;
  for (const part of parts) {
    if (part === null) continue;
    for await (const answer of answersOf(reader.requests, part.question, signal)) {
      if (!overlap && answer.total !== null) {
        count += answer.total;
        break;
      }
      if (!overlap) {
        count += answer.rows.count;
        continue;
      }
      for await (const block of answer.rows.blocks())
        for (const body of block) keys.add(keyOf(entry, body, part.parent) ?? `without key ${keys.size}`);
    }
  }
  return overlap ? keys.size : count;
}
