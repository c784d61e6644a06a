import type { ObjectName } from '../domain/index.js';
import { answersOf } from './answers.js';
import type { SecondCount } from './catalogue.js';
import { entryOf, keysOf, listsOf, listWithin, type Part, type Reader } from './lists.js';
import { numberOf } from './receive.js';
import type { SourceBody } from './source.js';
import { keyOf } from './source-keys.js';

/** What the other questions say about one pass: asked around it, and told of each row in between. */
export class SecondCounts {
  readonly #questions: readonly { readonly question: SecondCount; before: number | null; uncovered: number }[];

  constructor(
    private readonly reader: Reader,
    private readonly object: ObjectName,
  ) {
    this.#questions = entryOf(reader, object).secondCounts.map((question) => ({ question, before: null, uncovered: 0 }));
  }

  /** Sums cost next to nothing, so they are taken before the pass too: a change during the pass then shows. */
  async begin(signal?: AbortSignal): Promise<void> {
    for (const one of this.#questions)
      if (one.question.kind === 'sum') one.before = await answerTo(this.reader, this.object, one.question, signal);
  }

  see(body: SourceBody): void {
    for (const one of this.#questions) if (!covers(one.question, body)) one.uncovered++;
  }

  /** Rows that the pass will have, as far as it can be told. */
  get expected(): number | null {
    const sum = this.#questions.find(({ before }) => before !== null);
    return sum ? (sum.before as number) + sum.uncovered : null;
  }

  /** The number that disagrees with `rows` if any does, else `rows`; null when there is no question, or one that is not answered. */
  async end(rows: number, signal?: AbortSignal): Promise<{ count: number | null; moved: boolean }> {
    let moved = false;
    let count: number | null = this.#questions.length > 0 ? rows : null;
    for (const { question, before, uncovered } of this.#questions) {
      const after = await answerTo(this.reader, this.object, question, signal);
      if (before !== null && before !== after) moved = true;
      if (count === rows) count = after === null ? null : after + uncovered;
    }
    return { count, moved };
  }
}

/** The number of records by the cheapest of the catalogue's second questions; null when it has none, or when that is not answered with numbers. */
export async function secondCountOf(reader: Reader, object: ObjectName, signal?: AbortSignal): Promise<number | null> {
  const { secondCounts } = entryOf(reader, object);
  const question = secondCounts.find(({ kind }) => kind === 'sum') ?? secondCounts[0];
  return question ? answerTo(reader, object, question, signal) : null;
}

const covers = (question: SecondCount, body: SourceBody): boolean =>
  question.kind !== 'sum' || Object.entries(question.covers).every(([name, value]) => (body[name] ?? null) === value);

const answerTo = (reader: Reader, object: ObjectName, question: SecondCount, signal?: AbortSignal): Promise<number | null> =>
  question.kind === 'sum' ? sumOf(reader, question.object, question.field, signal) : countAgain(reader, object, question.query, signal);

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
