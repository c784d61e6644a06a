import { type Kept, plainlyKept } from './kept.js';
import type { Packing } from './packing.js';
import type { Place } from './slabs.js';

/** Where the values of a row come from that does not hold them itself. */
export interface Held {
  unpack(row: Row): unknown[];
  free(row: Row): void;
  /** Takes over what the row holds, which is about to hold something else. */
  keep(row: Row): Kept;
}

/** Rows unpacked last, by version: a row that is looked at is looked at many times in a row. */
const recent: (Row | undefined)[] = new Array(16).fill(undefined);
const recentValues: (unknown[] | undefined)[] = new Array(16).fill(undefined);

/**
 * A stored row: one value per slot of its table. A store packs the rows that it keeps, and whoever asks for their values gets them unpacked: to look
 * at, not to change. An update hands in new ones.
 */
export class Row implements Place {
  readonly id: string;
  version: number;
  slab: Place['slab'] = null;
  at = 0;
  size = 0;
  #held: readonly unknown[] | Held;

  constructor(id: string, version: number, values: readonly unknown[] | Held) {
    this.id = id;
    this.version = version;
    this.#held = values;
  }

  get values(): readonly unknown[] {
    const held = this.#held;
    if (isPlain(held)) return held;
    const place = this.version & 15;
    if (recent[place] === this) return recentValues[place] as unknown[];
    const values = held.unpack(this);
    recent[place] = this;
    recentValues[place] = values;
    return values;
  }

  /** Holds these values from now on, as they are. */
  hold(values: readonly unknown[] | Held, version: number): void {
    this.#forget();
    this.version = version;
    this.#held = values;
  }

  /** Holds these values from now on, packed if they can be. */
  pack(values: readonly unknown[], version: number, packing: Packing): void {
    this.#forget();
    this.version = version;
    this.#held = packing.pack(this, values) ? packing : values;
  }

  /** Hands over what it holds: to be followed by what it holds from now on. */
  keep(): Kept {
    const held = this.#held;
    return isPlain(held) ? plainlyKept(held) : held.keep(this);
  }

  /** Holds its values itself again: it is no longer in a store. */
  unpack(): void {
    const { values } = this;
    this.#forget();
    this.#held = values;
  }

  #forget(): void {
    if (!isPlain(this.#held)) this.#held.free(this);
    if (recent[this.version & 15] === this) recent[this.version & 15] = undefined;
  }
}

const isPlain = (held: readonly unknown[] | Held): held is readonly unknown[] => Array.isArray(held);
