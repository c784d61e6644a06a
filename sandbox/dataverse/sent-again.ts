import { createHash } from 'node:crypto';

/**
 * Counts operations on rows that arrive once more after they were carried out, refused or not: what a client sends again that it need not. Each is known by a
 * digest, which costs time and memory for every row, so it is counted only where the setting `countAgain` asks for it.
 */
export class SentAgain {
  readonly #done = new Set<string>();
  readonly #again = new Map<string, number>();

  /** An operation on one row has arrived. `what`: all that makes it this one and no other. Answers what is to be called when it is carried out. */
  asked(table: string, what: readonly (string | Buffer)[]): () => void {
    const hash = createHash('sha1').update(table);
    for (const part of what) hash.update(' ').update(part);
    const digest = hash.digest('base64');
    if (this.#done.has(digest)) this.#again.set(table, (this.#again.get(table) ?? 0) + 1);
    return () => void this.#done.add(digest);
  }

  /** Rows sent again, those of some tables left out. */
  count(without: ReadonlySet<string>): number {
    return [...this.#again].reduce((sum, [table, count]) => (without.has(table) ? sum : sum + count), 0);
  }

  clear(): void {
    this.#done.clear();
    this.#again.clear();
  }
}
