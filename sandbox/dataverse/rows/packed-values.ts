/**
 * Values of slots as bytes and back. First come the entries: slot, kind and what fits there; then all texts one after the other, a byte a letter
 * unless a letter needs two.
 */

const kinds = { empty: 0, no: 1, yes: 2, whole: 3, real: 4, numbered: 5, short: 6, long: 7 } as const;

/** flags, number of entries, bytes of entries */
const headSize = 1 + 2 + 4;
const isWide = 1;
/** Most bytes of an entry. */
const entrySize = 2 + 1 + 8;

let scratch = Buffer.allocUnsafeSlow(1 << 12);
const real = new Float64Array(1);
const realBytes = new Uint8Array(real.buffer);

/** Letters that do not fit a byte. Text that has none is held by the engine in such a form that this is known without looking. */
const isWideText = /[^\0-\xff]/;

/** Where the bytes of a row go: `at` has room for so many that were asked for. */
export interface Room {
  readonly bytes: Buffer;
  readonly at: number;
}

/** Writes the entries of one row after the other. */
export class PackedWriter {
  #texts: string[] = [];
  #count = 0;
  #at = headSize;

  addText(slot: number, value: string): void {
    const at = this.#entry(slot);
    const bytes = scratch;
    const { length } = value;
    this.#texts.push(value);
    if (length < 256) {
      bytes[at] = kinds.short;
      bytes[at + 1] = length;
      this.#at = at + 2;
    } else {
      bytes[at] = kinds.long;
      this.#at = bytes.writeUInt32LE(length, at + 1);
    }
  }

  add(slot: number, value: number | boolean | null): void {
    const at = this.#entry(slot);
    const bytes = scratch;
    if (typeof value === 'number') {
      // Minus zero is no whole number here: as one it would lose its sign.
      if ((value | 0) === value && !Object.is(value, -0)) {
        bytes[at] = kinds.whole;
        bytes[at + 1] = value;
        bytes[at + 2] = value >> 8;
        bytes[at + 3] = value >> 16;
        bytes[at + 4] = value >> 24;
        this.#at = at + 5;
      } else {
        bytes[at] = kinds.real;
        real[0] = value;
        for (let byte = 0; byte < 8; byte += 1) bytes[at + 1 + byte] = realBytes[byte] as number;
        this.#at = at + 9;
      }
    } else {
      bytes[at] = value === null ? kinds.empty : value ? kinds.yes : kinds.no;
      this.#at = at + 1;
    }
  }

  addNumbered(slot: number, number: number): void {
    const at = this.#entry(slot);
    scratch[at] = kinds.numbered;
    scratch[at + 1] = number & 255;
    scratch[at + 2] = number >> 8;
    this.#at = at + 3;
  }

  #entry(slot: number): number {
    const at = this.#at;
    if (at + entrySize > scratch.length) scratch = Buffer.concat([scratch], scratch.length * 2);
    scratch[at] = slot & 255;
    scratch[at + 1] = slot >> 8;
    this.#count += 1;
    return at + 2;
  }

  /** Forgets the row that was begun. */
  drop(): void {
    this.#texts = [];
    this.#count = 0;
    this.#at = headSize;
  }

  /** Puts the row where there is room for so many bytes, and is ready for the next one. */
  end(room: (size: number) => Room): void {
    const bytes = scratch;
    const entries = this.#at;
    const texts = this.#texts.join('');
    const wide = isWideText.test(texts);
    bytes[0] = wide ? isWide : 0;
    bytes[1] = this.#count & 255;
    bytes[2] = this.#count >> 8;
    bytes.writeUInt32LE(entries, 3);
    const to = room(entries + texts.length * (wide ? 2 : 1));
    for (let byte = 0; byte < entries; byte += 1) to.bytes[to.at + byte] = bytes[byte] as number;
    to.bytes.write(texts, to.at + entries, wide ? 'utf16le' : 'latin1');
    this.drop();
  }
}

/**
 * Puts what was written into the values of an empty row. `textOf` knows the numbered texts. Texts are cut from one that holds those of the whole row: who
 * keeps one keeps all of them in memory.
 */
export function readPacked(bytes: Buffer, from: number, size: number, values: unknown[], textOf: readonly string[]): void {
  const wide = bytes[from] === isWide;
  const count = (bytes[from + 1] as number) | ((bytes[from + 2] as number) << 8);
  const textsAt = from + bytes.readUInt32LE(from + 3);
  const end = from + size;
  const all = wide ? bytes.toString('utf16le', textsAt, end) : bytes.toString('latin1', textsAt, end);
  let letter = 0;
  let at = from + headSize;
  for (let entry = 0; entry < count; entry += 1) {
    const slot = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
    const kind = bytes[at + 2];
    at += 3;
    switch (kind) {
      case kinds.short:
      case kinds.long: {
        const length = kind === kinds.short ? (bytes[at] as number) : bytes.readUInt32LE(at);
        at += kind === kinds.short ? 1 : 4;
        values[slot] = all.substring(letter, letter + length);
        letter += length;
        break;
      }
      case kinds.numbered:
        values[slot] = textOf[(bytes[at] as number) | ((bytes[at + 1] as number) << 8)];
        at += 2;
        break;
      case kinds.whole:
        values[slot] = bytes.readInt32LE(at);
        at += 4;
        break;
      case kinds.real:
        for (let byte = 0; byte < 8; byte += 1) realBytes[byte] = bytes[at + byte] as number;
        values[slot] = real[0];
        at += 8;
        break;
      default:
        values[slot] = kind === kinds.empty ? null : kind === kinds.yes;
    }
  }
}
