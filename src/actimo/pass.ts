import type { ObjectName, SourceKey } from '../domain/index.js';
import { answersOf, wrongPaging } from './answers.js';
import type { CatalogueEntry } from './catalogue.js';
import { Enricher } from './enrich.js';
import { ActimoError } from './errors.js';
import type { HeldRows } from './held-rows.js';
import { entryOf, keysOf, listsOf, listWithin, type Part, type Reader } from './lists.js';
import type { Received } from './receive.js';
import { SecondCounts } from './second-counts.js';
import { comparable } from './signed-links.js';
import type { PassSummary, ReadOptions, ReadPass, SourceBody, SourcePage, SourceRow } from './source.js';
import { keyOf } from './source-keys.js';
import { Tally } from './tally.js';

/**
 * One pass over one object:
 *  1. take the second counts that cost little, so that a change during the pass shows
 *  2. find the parts: the whole list, or a list per parent
 *  3. each part, answer by answer: key the rows, leave out those that came before, enrich the rest, hand them out
 *  4. take the second counts
 */
export class Pass implements ReadPass {
  readonly #tally = new Tally();
  readonly #entry: CatalogueEntry;
  readonly #counts: SecondCounts;
  #expected: number | null = null;
  #page = 0;

  constructor(
    private readonly reader: Reader,
    private readonly object: ObjectName,
    private readonly options: ReadOptions,
  ) {
    this.#entry = entryOf(reader, object);
    this.#counts = new SecondCounts(reader, object);
  }

  summary(): PassSummary {
    return this.#tally.summary();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SourcePage> {
    const { signal } = this.options;
    await this.#counts.begin(signal);
    if (this.#entry.parent === undefined) for (const part of listsOf(this.reader, this.object)) yield* this.#part(part);
    else yield* this.#parents(this.#entry.parent);
    // A pass with a gap agrees with nothing, and the second question would run into the same gap.
    if (!this.#tally.partial) {
      const { count, moved } = await this.#counts.end(this.#tally.rows, signal);
      this.#tally.secondCount = count;
      if (moved) this.#tally.disturbed = true;
    }
    this.#tally.ended = true;
  }

  async *#parents(parent: ObjectName): AsyncGenerator<SourcePage> {
    const keys = await keysOf(this.reader, parent, this.options.signal);
    let read = 0;
    let refusal: ActimoError | undefined;
    for (const key of keys) {
      const part = listWithin(this.reader, this.object, key);
      try {
        if (part) yield* this.#part(part);
        else this.#missPart(`${parent} ${key}`, 'no key reads it');
        read++;
      } catch (error) {
        if (!(error instanceof ActimoError) || (error.code !== 'actimo-forbidden' && error.code !== 'actimo-not-there')) throw error;
        refusal = error;
        this.#missPart(`${parent} ${key}`, error.status === 403 ? 'the key may not read it (403)' : `it is not there (${error.status})`);
      }
    }
    // Refused by all: that is no gap, the object itself cannot be read.
    if (refusal && read === 0) throw refusal;
  }

  #missPart(what: string, why: string): void {
    this.#tally.partial = true;
    this.#tally.unread(what, why);
  }

  async *#part({ question, parent }: Part): AsyncGenerator<SourcePage> {
    const { requests } = this.reader;
    const enricher = new Enricher(requests, this.object, this.#entry, this.#tally, question.scope);
    const inOnePart = this.#entry.parent !== undefined || requests.keys.lists.length === 1;
    let first: Received | undefined;
    let received = 0;
    let total: number | null = null;
    for await (const answer of answersOf(requests, question, this.options.signal)) {
      if (first && answer.total !== total) this.#tally.disturbed = true;
      received += answer.rows.count;
      total = answer.total;
      if (this.#entry.parent === undefined && inOnePart)
        this.#expected = total ?? (question.paging.style === 'none' ? answer.rows.count : null);
      const inAnswer = new Set<SourceKey>();
      for await (const block of answer.rows.blocks()) {
        const rows = await this.#newRows(block, parent, inAnswer, answer.rows, inOnePart);
        const fresh = await this.#notRead(rows);
        const enriched = await enricher.enrich(fresh, question.scope, this.options.signal);
        const told = enriched.map((row) => ({ ...row, compared: comparable(row.body) }));
        if (told.length > 0) yield { rows: told, page: ++this.#page, expected: this.#expected ?? this.#counts.expected };
      }
      if (first && inAnswer.size === 0 && answer.rows.count > 0 && answer.rows.count === first.rows.count)
        throw wrongPaging(question, 'answers the same rows again for the next page');
      first ??= answer;
    }
    // Rows that left while the pages were turned can have taken others across a page's edge, unseen.
    if (total !== null && received !== total) this.#tally.disturbed = true;
  }

  /** The rows that the pass has not had yet. A key that comes again shows that the list moved while its pages were turned. */
  async #newRows(
    block: readonly SourceBody[],
    parent: string | undefined,
    inAnswer: Set<SourceKey>,
    answer: HeldRows,
    inOnePart: boolean,
  ): Promise<readonly SourceRow[]> {
    const rows: SourceRow[] = [];
    for (const body of block) {
      const key = keyOf(this.#entry, body, parent);
      if (key === null) {
        this.#tally.partial = true;
        this.#tally.countUnread('without key', (count) => ({ what: `${count} rows`, why: `they have no ${this.#entry.key.join(' or ')}` }));
      } else if (inAnswer.has(key)) {
        await this.#checkSame(answer, key, body, parent);
      } else if (this.#tally.seen.has(key)) {
        if (inOnePart) this.#tally.disturbed = true;
      } else {
        this.#tally.seen.add(key);
        inAnswer.add(key);
        this.#counts.see(body);
        rows.push({ key, body });
      }
    }
    return rows;
  }

  /** A row that stands twice in one answer is harmless when both are equal; otherwise the catalogue's key is none, and a record would be lost. */
  async #checkSame(answer: HeldRows, key: SourceKey, body: SourceBody, parent: string | undefined): Promise<void> {
    for await (const block of answer.blocks())
      for (const other of block)
        if (keyOf(this.#entry, other, parent) === key) {
          if (JSON.stringify(comparable(other)) === JSON.stringify(comparable(body))) return;
          throw new ActimoError(
            'actimo-key',
            `Actimo, reading ${this.object}: two different rows have the key ${key} (${this.#entry.key.join(', ')})`,
            `Set objects.${this.object}.key in the catalogue to fields that tell them apart.`,
          );
        }
  }

  async #notRead(rows: readonly SourceRow[]): Promise<readonly SourceRow[]> {
    const { alreadyRead } = this.options;
    if (!alreadyRead || rows.length === 0) return rows;
    const read = await alreadyRead(rows.map(({ key }) => key));
    return rows.filter(({ key }) => !read.has(key));
  }
}
