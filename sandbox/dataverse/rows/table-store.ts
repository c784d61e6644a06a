import type { Collation } from '../core/collation.js';
import type { Column, Key, Table } from '../metadata/types.js';
import type { Kept } from './kept.js';
import { KeyIndex } from './key-index.js';
import { Order } from './order.js';
import { Packing } from './packing.js';
import type { Row } from './row.js';
import { Slabs } from './slabs.js';
import { ValueIndex } from './value-index.js';

/** Rows that a table has at least when it is packed. Fewer take little room, and are looked at by everybody: users, currencies, roles. */
const large = 1_000;
/** Rows that are packed with each one that is written, until all are. */
const alongside = 2;

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
  readonly #order = new Order();
  readonly #slabs = new Slabs();
  #packing: Packing;
  readonly #packedFrom: number;
  /** Those that are still to be looked at; null: the table has never been large. */
  #unpacked: Iterator<Row> | null = null;
  readonly #values = new Map<Column, ValueIndex>();
  /** Told of rows that come and change, with what they hold then and what they held before; null: the row was not there. */
  watch: ((row: Row, values: readonly unknown[], before: readonly unknown[] | null) => void) | null = null;

  constructor(table: Table, collation: Collation, packedFrom = large) {
    this.table = table;
    this.#collation = collation;
    this.#packedFrom = packedFrom;
    this.#packing = new Packing(table, this.#slabs);
  }

  insert(row: Row): void {
    const { values } = row;
    this.#enter(row, values);
    this.rows.set(row.id, row);
    this.#hold(row, values, row.version);
    this.#order.add(row);
    this.changes += 1;
    this.watch?.(row, values, null);
  }

  /** Whether the row is there, and is not another one of its id. */
  holds(row: Row): boolean {
    return this.rows.get(row.id) === row;
  }

  /** Whether the row is no part of another one. */
  standsAlone(_row: Row): boolean {
    return true;
  }

  /** Rows that must be kept so that all are there again: not those that follow from others. */
  kept(): Iterable<Row> {
    return this.rows.values();
  }

  /** Large tables are packed: that costs a little with every write and look, and saves most of the memory. */
  #hold(row: Row, values: readonly unknown[], version: number): void {
    if (this.rows.size < this.#packedFrom) {
      row.hold(values, version);
      return;
    }
    if (!this.#packing.fits(this.table)) this.#packing = new Packing(this.table, this.#slabs);
    row.pack(values, version, this.#packing);
    this.#packOthers();
  }

  /** Some at a time: no write waits for all of them. */
  #packOthers(): void {
    this.#unpacked ??= this.rows.values();
    for (let done = 0; done < alongside; ) {
      const { value: other } = this.#unpacked.next();
      if (other === undefined) return;
      if (other.slab !== null) continue;
      other.pack(other.values, other.version, this.#packing);
      done += 1;
    }
  }

  /** All rows in the order of their ids. */
  byId(): readonly Row[] {
    return this.#order.rows(this.rows);
  }

  /** Changes a row for good. */
  replace(row: Row, values: readonly unknown[], version: number): void {
    this.exchange(row, values, version).release();
  }

  /** Changes a row and answers what it held, to be released in the end. */
  exchange(row: Row, values: readonly unknown[], version: number): Kept {
    const old = row.values;
    const moved = this.#keys.filter((index) => index.differs(old, values));
    for (const index of moved) index.remove(row, old);
    try {
      for (const index of moved) index.add(row, values);
    } catch (error) {
      for (const index of moved) index.remove(row, values);
      for (const index of moved) index.add(row, old);
      throw error;
    }
    for (const index of this.#values.values()) {
      const { slot } = index.column;
      if (old[slot] === values[slot]) continue;
      index.remove(row, old);
      index.add(row, values);
    }
    const kept = row.keep();
    this.#hold(row, values, version);
    this.changes += 1;
    this.watch?.(row, values, old);
    return kept;
  }

  remove(row: Row): void {
    for (const index of this.#keys) index.remove(row, row.values);
    for (const index of this.#values.values()) index.remove(row, row.values);
    this.rows.delete(row.id);
    row.unpack();
    this.#order.remove();
    this.changes += 1;
  }

  #enter(row: Row, values: readonly unknown[]): void {
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

  /** What rows hold in a dropped column goes, and so does its index; `target`: of a look-up, only the ids that are of this table. */
  forgetColumn(column: Column, target: string | null = null): void {
    this.#values.delete(column);
    for (const row of this.rows.values()) {
      if ((row.values[column.slot] ?? null) === null || (target !== null && row.values[column.typeSlot] !== target)) continue;
      const values = row.values.slice();
      values[column.slot] = null;
      if (column.typeSlot >= 0) values[column.typeSlot] = null;
      this.#hold(row, values, row.version);
    }
  }
}
