import { valueOfId } from '../addresses/embedded.js';
import type { Column, Table } from '../metadata/types.js';
import type { Kept } from './kept.js';
import { PackedWriter, readPacked } from './packed-values.js';
import type { Place, Slabs } from './slabs.js';

/** How the value of a slot is written: as it is; */
const plain = 0;
/** as a number that stands for a text which many rows have: who made it and when, whose it is, where somebody works, what kind of row a look-up points to; */
const shared = 1;
/** not at all while it is what follows from the id of the row; */
const following = 2;
/** not at all while it is what an empty row has there, which is not nothing. */
const defaulted = 3;

/** So many different texts are worth a number; what comes after them is written out. */
const mostShared = 4096;

const sharedTargets = new Set(['systemuser', 'team', 'businessunit', 'organization', 'transactioncurrency', 'owner']);
const sharedNames = new Set(['createdon', 'modifiedon', 'overriddencreatedon', 'parentcustomerid', 'accountid']);

const isShared = (column: Column): boolean =>
  sharedNames.has(column.logicalName) ||
  column.type === 'Owner' ||
  (column.targets.length > 0 && column.targets.every((target) => sharedTargets.has(target)));

const writer = new PackedWriter();

interface PackedRow extends Place {
  readonly id: string;
}

/**
 * Turns the values of a row into bytes and back. Only what differs from an empty row is written. It knows the columns that the table had when it was made; rows keep the one that they were packed with.
 */
export class Packing {
  /** Slots that the table had. */
  readonly width: number;
  readonly columns: number;
  readonly #empty: readonly unknown[];
  readonly #kinds: Uint8Array;
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];
  /** How values follow from the id of the row, by slot. */
  readonly #ofId: (((id: string) => string) | undefined)[];
  readonly #following: number[] = [];

  readonly #slabs: Slabs;

  constructor(table: Table, slabs: Slabs) {
    this.#slabs = slabs;
    this.width = table.width;
    this.columns = table.columns.size;
    this.#ofId = new Array(table.width).fill(undefined);
    const empty: unknown[] = new Array(table.width).fill(null);
    this.#kinds = new Uint8Array(table.width).fill(plain);
    for (const column of table.columns.values()) {
      const given = column.defaultValue ?? null;
      empty[column.slot] = given;
      if (isShared(column)) this.#kinds[column.slot] = shared;
      if (given !== null) this.#kinds[column.slot] = defaulted;
      if (column.typeSlot >= 0) this.#kinds[column.typeSlot] = shared;
    }
    for (const { logicalName, slot } of table.columns.values()) {
      const of = logicalName === table.primaryId ? (id: string) => id : valueOfId(table.logicalName, logicalName);
      if (of === null) continue;
      this.#ofId[slot] = of;
      this.#following.push(slot);
      this.#kinds[slot] = following;
    }
    this.#empty = empty;
  }

  fits(table: Table): boolean {
    return this.width === table.width && this.columns === table.columns.size;
  }

  /** False: a value is no text, number or truth. Such a row is kept as it is. */
  pack(row: PackedRow, values: readonly unknown[]): boolean {
    const { width } = this;
    const kinds = this.#kinds;
    if (values.length > width) return false;
    const empty = this.#empty;
    for (let slot = 0; slot < width; slot += 1) {
      const value = values[slot] ?? null;
      const kind = kinds[slot];
      // Most slots are empty, and nothing is told from something quicker than two values from each other.
      if (value === null) {
        if (kind === defaulted || kind === following) writer.add(slot, null);
      } else if (typeof value === 'string') {
        if (kind === plain) writer.addText(slot, value);
        else if (kind === shared) {
          const number = this.#number(value);
          if (number >= 0) writer.addNumbered(slot, number);
          else writer.addText(slot, value);
        } else if (value !== (kind === defaulted ? empty[slot] : this.#ofId[slot]?.(row.id))) writer.addText(slot, value);
      } else if (typeof value === 'object') {
        writer.drop();
        return false;
      } else if (kind !== defaulted || value !== empty[slot]) writer.add(slot, value as number | boolean);
    }
    writer.end((size) => this.#slabs.put(row, size));
    return true;
  }

  unpack(row: PackedRow): unknown[] {
    const values = this.#empty.slice();
    for (const slot of this.#following) values[slot] = this.#ofId[slot]?.(row.id);
    const { slab } = row;
    if (slab === null) throw new Error('the row is not packed');
    readPacked(slab.bytes, row.at, row.size, values, this.#texts);
    return values;
  }

  keep(row: PackedRow): Kept {
    return new KeptBytes(row, this, this.#slabs);
  }

  free(row: PackedRow): void {
    this.#slabs.free(row);
  }

  /** Less than 0: the text is not worth one. */
  #number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    if (this.#texts.length >= mostShared) return -1;
    this.#numbers.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }
}

/** The bytes of a row that has others by now: as values they would be five times as large, and hardly any are looked at. */
class KeptBytes implements PackedRow, Kept {
  readonly id: string;
  slab: Place['slab'] = null;
  at = 0;
  size = 0;
  readonly #packing: Packing;

  constructor(row: PackedRow, packing: Packing, slabs: Slabs) {
    this.id = row.id;
    this.#packing = packing;
    slabs.hand(row, this);
  }

  get values(): readonly unknown[] {
    return this.#packing.unpack(this);
  }

  release(): void {
    this.#packing.free(this);
  }
}
