import type { Kept } from './kept.js';
import type { Row } from './row.js';
import type { TableStore } from './table-store.js';

interface Step {
  readonly store: TableStore;
  readonly row: Row;
  /** What the row held before, when it has been changed; null: it was not there, or is gone. */
  readonly before: Kept | null;
  readonly versionBefore: number;
  readonly removed: boolean;
  readonly silent: boolean;
  readonly unchanged: boolean;
}

/** What one transaction has written so far, so that it can be taken back as a whole. */
export class Transaction {
  readonly steps: Step[] = [];
  /** Called when the transaction is committed. */
  readonly afterCommit: (() => void)[] = [];
  #later: { readonly at: number; readonly work: () => void; readonly undo: (() => void) | undefined }[] = [];

  /** Does the work when the transaction is committed, or `undo` when the write that it belongs to is taken back. */
  later(work: () => void, undo?: () => void): void {
    this.#later.push({ at: this.steps.length, work, undo });
  }

  /** To be called when the transaction is committed. */
  settle(): void {
    for (const { work } of this.#later.splice(0)) work();
  }

  /**
   * Lets go of what rows held before, now that nothing is taken back. Left to the collector it would stay for long: what has once been moved among old
   * objects keeps all that it points to, needed or not, until those are looked through.
   */
  close(): void {
    for (const { before } of this.steps) before?.release();
    this.steps.length = 0;
  }

  insert(store: TableStore, row: Row, silent = false): void {
    store.insert(row);
    this.steps.push({ store, row, before: null, versionBefore: 0, removed: false, silent, unchanged: false });
  }

  /** `silent`: part of a write that is already counted; `unchanged`: what was written was there already. */
  replace(store: TableStore, row: Row, values: unknown[], version: number, silent = false, unchanged = false): void {
    const versionBefore = row.version;
    const before = store.exchange(row, values, version);
    this.steps.push({ store, row, before, versionBefore, removed: false, silent, unchanged });
  }

  remove(store: TableStore, row: Row, silent = false): void {
    store.remove(row);
    this.steps.push({ store, row, before: null, versionBefore: row.version, removed: true, silent, unchanged: false });
  }

  /** Undoes everything back to a mark taken from `steps.length`. */
  rollBack(mark = 0): void {
    const kept = this.#later.filter(({ at }) => at < mark);
    for (const { at, undo } of this.#later) if (at >= mark) undo?.();
    this.#later = kept;
    while (this.steps.length > mark) {
      const step = this.steps.pop() as Step;
      if (step.removed) step.store.insert(step.row);
      else if (step.before === null) step.store.remove(step.row);
      else {
        step.store.replace(step.row, step.before.values, step.versionBefore);
        step.before.release();
      }
    }
  }
}
