import type { Column, Table } from '../metadata/types.js';
import type { Place, Slabs } from './slabs.js';

/** How the value of a slot is written: as it is; */
const plain = 0;
/** as a number that stands for a text which many rows have: who made it and when, whose it is, what kind of row a look-up points to; */
const shared = 1;
/** not at all, since it is the row's own id. */
const own = 2;

/** So many different texts are worth a number; what comes after them is written out. */
const mostShared = 4096;

const sharedTargets = new Set(['systemuser', 'team', 'businessunit', 'organization', 'transactioncurrency', 'owner']);
const sharedNames = new Set(['createdon', 'modifiedon']);

const isShared = (column: Column): boolean =>
  sharedNames.has(column.logicalName) ||
  column.type === 'Owner' ||
  (column.targets.length > 0 && column.targets.every((target) => sharedTargets.has(target)));

interface PackedRow extends Place {
  readonly id: string;
}

/**
 * Turns the values of a row into one text and back. Only what differs from an empty row is written, behind numbers whose bits say which slots those
 * are. It knows the columns that the table had when it was made; rows keep the one that they were packed with.
 */
export class Packing {
  /** Slots that the table had. */
  readonly width: number;
  readonly columns: number;
  readonly #empty: readonly unknown[];
  readonly #kinds: Uint8Array;
  readonly #words: number;
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];
  readonly #idSlot: number;

  readonly #slabs: Slabs;

  constructor(table: Table, slabs: Slabs) {
    this.#slabs = slabs;
    this.width = table.width;
    this.columns = table.columns.size;
    const empty: unknown[] = new Array(table.width).fill(null);
    this.#kinds = new Uint8Array(table.width).fill(plain);
    this.#words = Math.ceil(table.width / 32);
    this.#idSlot = table.columns.get(table.primaryId)?.slot ?? -1;
    for (const column of table.columns.values()) {
      empty[column.slot] = column.defaultValue ?? null;
      if (isShared(column)) this.#kinds[column.slot] = shared;
      if (column.typeSlot >= 0) this.#kinds[column.typeSlot] = shared;
    }
    if (this.#idSlot >= 0) this.#kinds[this.#idSlot] = own;
    this.#empty = empty;
  }

  fits(table: Table): boolean {
    return this.width === table.width && this.columns === table.columns.size;
  }

  /** False: a value is no text, number or truth, or the id is another one. Such a row is kept as it is. */
  pack(row: PackedRow, values: readonly unknown[]): boolean {
    const out: unknown[] = new Array(this.#words).fill(0);
    const { width } = this;
    const empty = this.#empty;
    const kinds = this.#kinds;
    if (values.length > width) return false;
    for (let slot = 0; slot < width; slot += 1) {
      const value = values[slot] ?? null;
      if (value === empty[slot]) continue;
      if (kinds[slot] === own) {
        if (value !== row.id) return false;
        continue;
      }
      if (typeof value === 'object' && value !== null) return false;
      // A number would be taken for one that stands for a text.
      if (kinds[slot] === shared && typeof value === 'number') return false;
      out[slot >> 5] = (out[slot >> 5] as number) | (1 << (slot & 31));
      out.push(kinds[slot] === shared && typeof value === 'string' ? this.#number(value) : value);
    }
    this.#slabs.put(row, JSON.stringify(out));
    return true;
  }

  unpack(row: PackedRow): unknown[] {
    const written = JSON.parse(this.#slabs.text(row)) as unknown[];
    const values = this.#empty.slice();
    const kinds = this.#kinds;
    let at = this.#words;
    for (let word = 0; word < this.#words; word += 1) {
      for (let bits = written[word] as number; bits !== 0; bits &= bits - 1) {
        const slot = (word << 5) + 31 - Math.clz32(bits & -bits);
        const value = written[at];
        at += 1;
        values[slot] = kinds[slot] === shared && typeof value === 'number' ? this.#texts[value] : value;
      }
    }
    if (this.#idSlot >= 0) values[this.#idSlot] = row.id;
    return values;
  }

  free(row: PackedRow): void {
    this.#slabs.free(row);
  }

  #number(text: string): number | string {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    if (this.#texts.length >= mostShared) return text;
    this.#numbers.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }
}
