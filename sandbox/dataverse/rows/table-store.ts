import type { Collation } from '../core/collation.js';
import type { Column, Key, Table } from '../metadata/types.js';
import { KeyIndex } from './key-index.js';
import type { Row } from './row.js';
import { ValueIndex } from './value-index.js';

/** The rows of one table by id, with what finds them otherwise. */
export class TableStore {
  readonly table: Table;
  readonly rows = new Map<string, Row>();
  readonly #collation: Collation;
  /** Rows deleted while changes are tracked, and the version that the deletion had. */
  readonly deletions: { readonly id: string; readonly version: number }[] = [];
  /** Rises whenever a row comes, changes or goes. */
  changes = 0;
  #keys: KeyIndex[] = [];
  #byId: readonly Row[] | null = null;
  readonly #values = new Map<Column, ValueIndex>();

  constructor(table: Table, collation: Collation) {
    this.table = table;
    this.#collation = collation;
  }

  insert(row: Row): void {
    this.#enter(row, row.values);
    this.rows.set(row.id, row);
    this.#byId = null;
    this.changes += 1;
  }

  /** All rows in the order of their ids; kept until a row comes or goes, so that pages do not sort again. */
  byId(): readonly Row[] {
    this.#byId ??= [...this.rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    return this.#byId;
  }

  replace(row: Row, values: unknown[], version: number): void {
    const old = row.values;
    for (const index of this.#keys) index.remove(row, old);
    try {
      for (const index of this.#keys) index.add(row, values);
    } catch (error) {
      for (const index of this.#keys) index.remove(row, values);
      for (const index of this.#keys) index.add(row, old);
      throw error;
    }
    for (const index of this.#values.values()) {
      const { slot } = index.column;
      if (old[slot] === values[slot]) continue;
      index.remove(row, old);
      index.add(row, values);
    }
    row.values = values;
    row.version = version;
    this.changes += 1;
  }

  remove(row: Row): void {
    for (const index of this.#keys) index.remove(row, row.values);
    for (const index of this.#values.values()) index.remove(row, row.values);
    this.rows.delete(row.id);
    this.#byId = null;
    this.changes += 1;
  }

  #enter(row: Row, values: unknown[]): void {
    let entered = 0;
    try {
      for (const index of this.#keys) {
        index.add(row, values);
        entered += 1;
      }
    } catch (error) {
      for (const index of this.#keys.slice(0, entered)) index.remove(row, values);
      throw error;
    }
    for (const index of this.#values.values()) index.add(row, values);
  }

  /** Builds the index of a key over the rows that are there; false when two of them hold the same values. */
  addKey(key: Key): boolean {
    const index = new KeyIndex(key, this.#collation);
    try {
      for (const row of this.rows.values()) index.add(row, row.values);
    } catch {
      return false;
    }
    this.#keys = [...this.#keys, index];
    return true;
  }

  removeKey(key: Key): void {
    this.#keys = this.#keys.filter((index) => index.key !== key);
  }

  keyIndex(key: Key): KeyIndex | undefined {
    return this.#keys.find((index) => index.key === key);
  }

  /** Rows whose column holds the value, by the collation. */
  findByValue(column: Column, value: unknown): readonly Row[] {
    let index = this.#values.get(column);
    if (index === undefined) {
      index = new ValueIndex(column, this.#collation);
      for (const row of this.rows.values()) index.add(row, row.values);
      this.#values.set(column, index);
    }
    return index.find(value);
  }

  /** A dropped column needs no index. */
  forgetColumn(column: Column): void {
    this.#values.delete(column);
  }
}
