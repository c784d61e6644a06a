import type { Row } from './row.js';

const byId = (a: Row, b: Row): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Rows in the order of their ids. New ones are sorted by themselves and merged in when somebody asks. */
export class Order {
  #sorted: Row[] = [];
  #fresh: Row[] = [];
  #gone = false;

  add(row: Row): void {
    this.#fresh.push(row);
  }

  /** A row is there no longer. */
  remove(): void {
    this.#gone = true;
  }

  /** `there`: the rows that are still there. */
  rows(there: ReadonlyMap<string, Row>): readonly Row[] {
    if (this.#gone) {
      const stays = (row: Row): boolean => there.get(row.id) === row;
      this.#sorted = this.#sorted.filter(stays);
      this.#fresh = this.#fresh.filter(stays);
      this.#gone = false;
    }
    if (this.#fresh.length > 0) {
      this.#sorted = merged(this.#sorted, this.#fresh.sort(byId));
      this.#fresh = [];
    }
    return this.#sorted;
  }
}

/** A row that went and came back is in both. */
function merged(left: readonly Row[], right: readonly Row[]): Row[] {
  const all: Row[] = [];
  let at = 0;
  for (const row of right) {
    while (at < left.length && (left[at] as Row).id < row.id) {
      all.push(left[at] as Row);
      at += 1;
    }
    if (left[at] !== row && all.at(-1) !== row) all.push(row);
  }
  for (; at < left.length; at += 1) all.push(left[at] as Row);
  return all;
}
