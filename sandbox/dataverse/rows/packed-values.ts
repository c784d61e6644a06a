/**
 * Values of slots as bytes and back. First come the entries: slot, kind and what fits there; then all texts one after the other, a byte a letter
 * unless a letter needs two.
 */

export type PackedValue = string | number | boolean | null;

const kinds = { empty: 0, no: 1, yes: 2, whole: 3, real: 4, numbered: 5, short: 6, long: 7 } as const;

/** flags, number of entries, bytes of entries */
const headSize = 1 + 2 + 4;
const isWide = 1;
/** Most bytes of an entry. */
const entrySize = 2 + 1 + 8;

let scratch = Buffer.allocUnsafeSlow(1 << 14);
const real = new Float64Array(1);
const realBytes = new Uint8Array(real.buffer);

/** Writes the entries of one row; what it answered is overwritten by the next row. */
export class PackedWriter {
  /** Of rows before as well: a list that is emptied lets its room go. */
  readonly #texts: string[] = [];
  #many = 0;
  #count = 0;
  #at = headSize;
  #letters = 0;

  begin(): void {
    this.#many = 0;
    this.#count = 0;
    this.#at = headSize;
    this.#letters = 0;
  }

  add(slot: number, value: PackedValue): void {
    const at = this.#entry(slot);
    if (typeof value === 'string') {
      const { length } = value;
      this.#texts[this.#many] = value;
      this.#many += 1;
      this.#letters += length;
      if (length < 256) {
        scratch[at] = kinds.short;
        scratch[at + 1] = length;
        this.#at = at + 2;
      } else {
        scratch[at] = kinds.long;
        this.#at = scratch.writeUInt32LE(length, at + 1);
      }
    } else if (typeof value === 'number') {
      // Minus zero is no whole number here: as one it would lose its sign.
      if ((value | 0) === value && !Object.is(value, -0)) {
        scratch[at] = kinds.whole;
        this.#at = scratch.writeInt32LE(value, at + 1);
      } else {
        scratch[at] = kinds.real;
        real[0] = value;
        scratch.set(realBytes, at + 1);
        this.#at = at + 9;
      }
    } else {
      scratch[at] = value === null ? kinds.empty : value ? kinds.yes : kinds.no;
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
    if (at + entrySize > scratch.length) enlarge(at + entrySize);
    scratch[at] = slot & 255;
    scratch[at + 1] = slot >> 8;
    this.#count += 1;
    return at + 2;
  }

  /** The bytes of the row, to be copied away. */
  end(): { readonly bytes: Buffer; readonly size: number } {
    const at = this.#at;
    if (at + this.#letters * 2 > scratch.length) enlarge(at + this.#letters * 2);
    let size = this.#narrow(at);
    scratch[0] = size < 0 ? isWide : 0;
    scratch[1] = this.#count & 255;
    scratch[2] = this.#count >> 8;
    scratch.writeUInt32LE(at, 3);
    if (size < 0) {
      size = at;
      for (let at = 0; at < this.#many; at += 1) size += scratch.write(this.#texts[at] as string, size, 'utf16le');
    }
    return { bytes: scratch, size };
  }

  /** Writes a byte a letter and answers where it ends; less than 0: a letter needs two. */
  #narrow(from: number): number {
    const bytes = scratch;
    let at = from;
    for (let many = 0; many < this.#many; many += 1) {
      const text = this.#texts[many] as string;
      const { length } = text;
      for (let letter = 0; letter < length; letter += 1) {
        const code = text.charCodeAt(letter);
        if (code > 255) return -1;
        bytes[at + letter] = code;
      }
      at += length;
    }
    return at;
  }
}

function enlarge(size: number): void {
  const larger = Buffer.allocUnsafeSlow(size * 2);
  scratch.copy(larger);
  scratch = larger;
}

/** Shorter texts are copied out of the longer one that they are cut from; longer ones would keep all of it in memory. */
const shortest = 13;

/** Puts what was written into the values of an empty row. `textOf` knows the numbered texts. */
export function readPacked(bytes: Buffer, from: number, size: number, values: unknown[], textOf: readonly string[]): void {
  const wide = bytes[from] === isWide;
  const width = wide ? 2 : 1;
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
        const start = textsAt + letter * width;
        values[slot] =
          length < shortest
            ? all.substring(letter, letter + length)
            : bytes.toString(wide ? 'utf16le' : 'latin1', start, start + length * width);
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
