import type { ManyToMany } from '../metadata/types.js';

interface Pairs {
  readonly from1: Map<string, Set<string>>;
  readonly from2: Map<string, Set<string>>;
}

/** Which rows are associated through many-to-many relationships. */
export class Links {
  readonly #pairs = new Map<string, Pairs>();

  #of(relationship: ManyToMany): Pairs {
    let pairs = this.#pairs.get(relationship.schemaName);
    if (pairs === undefined) {
      pairs = { from1: new Map(), from2: new Map() };
      this.#pairs.set(relationship.schemaName, pairs);
    }
    return pairs;
  }

  /** False when the two were associated already. */
  add(relationship: ManyToMany, id1: string, id2: string): boolean {
    const { from1, from2 } = this.#of(relationship);
    if (from1.get(id1)?.has(id2) === true) return false;
    if (!from1.has(id1)) from1.set(id1, new Set());
    if (!from2.has(id2)) from2.set(id2, new Set());
    from1.get(id1)?.add(id2);
    from2.get(id2)?.add(id1);
    return true;
  }

  remove(relationship: ManyToMany, id1: string, id2: string): boolean {
    const { from1, from2 } = this.#of(relationship);
    from2.get(id2)?.delete(id1);
    return from1.get(id1)?.delete(id2) ?? false;
  }

  /** Ids on the other side of the row. */
  of(relationship: ManyToMany, side: 1 | 2, id: string): ReadonlySet<string> {
    const pairs = this.#of(relationship);
    return (side === 1 ? pairs.from1 : pairs.from2).get(id) ?? new Set();
  }

  /** Pairs in order of their ids. */
  list(relationship: ManyToMany): readonly (readonly [string, string])[] {
    const pairs: [string, string][] = [];
    for (const [id1, others] of this.#of(relationship).from1) for (const id2 of others) pairs.push([id1, id2]);
    return pairs.sort((a, b) => (a[0] + a[1] < b[0] + b[1] ? -1 : 1));
  }

  forget(relationship: ManyToMany, side: 1 | 2, id: string): void {
    const pairs = this.#of(relationship);
    const [mine, theirs] = side === 1 ? [pairs.from1, pairs.from2] : [pairs.from2, pairs.from1];
    for (const other of mine.get(id) ?? []) theirs.get(other)?.delete(id);
    mine.delete(id);
  }

  drop(relationship: ManyToMany): void {
    this.#pairs.delete(relationship.schemaName);
  }
}
