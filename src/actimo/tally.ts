import type { SourceKey } from '../domain/index.js';
import type { PassSummary, Unread } from './source.js';

/** What a pass has noticed so far. */
export class Tally {
  /** Keys of the pass. The one thing that grows with the object: some 50 bytes each. */
  readonly seen = new Set<SourceKey>();
  readonly #unread = new Map<string, string>();
  readonly #counted = new Map<string, { count: number; words: (count: number) => Unread }>();
  /** Set when something could not be read that belongs to the pass. */
  partial = false;
  disturbed = false;
  ended = false;
  vanished = 0;
  secondCount: number | null = null;

  unread(what: string, why: string): void {
    this.#unread.set(what, why);
  }

  /** For things that are too many to be listed one by one. */
  countUnread(kind: string, words: (count: number) => Unread): void {
    const counted = this.#counted.get(kind);
    this.#counted.set(kind, { count: (counted?.count ?? 0) + 1, words });
  }

  /** Rows of the pass so far. */
  get rows(): number {
    return this.seen.size - this.vanished;
  }

  summary(): PassSummary {
    return {
      complete: this.ended && !this.partial,
      undisturbed: !this.disturbed,
      rows: this.rows,
      secondCount: this.secondCount,
      unread: [
        ...[...this.#unread].map(([what, why]) => ({ what, why })),
        ...[...this.#counted.values()].map(({ count, words }) => words(count)),
      ],
    };
  }
}
