const hex = Buffer.from('0123456789abcdef', 'latin1');
/** The GUID that is being written: a row's id is wanted a million times, and pieces of text are garbage each time. */
const text = Buffer.from('00000000-0000-0000-0000-000000000000', 'latin1');

/** Random numbers that are the same for the same seed (mulberry32), so that a run can be had again. */
export class Random {
  /** Where in the sequence it is. */
  state: number;

  constructor(seed: number) {
    this.state = (seed ^ 0x9e3779b9) >>> 0;
  }

  /** At least 0, below 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  chance(share: number): boolean {
    return share > 0 && this.next() < share;
  }

  /** A version 4 GUID in lower case. */
  guid(): string {
    const a = this.#word();
    const b = this.#word();
    const c = this.#word();
    const d = this.#word();
    const variant = Math.floor(this.next() * 4);
    put(0, a, 8);
    put(9, b >>> 16, 4);
    put(14, (b & 0xfff) | 0x4000, 4);
    put(19, ((c >>> 16) & 0xfff) | ((8 + variant) << 12), 4);
    put(24, c & 0xffff, 4);
    put(28, d, 8);
    return text.toString('latin1');
  }

  #word(): number {
    return Math.floor(this.next() * 4294967296);
  }
}

function put(at: number, number: number, digits: number): void {
  for (let digit = 0; digit < digits; digit += 1) text[at + digit] = hex[(number >>> (4 * (digits - 1 - digit))) & 15] as number;
}
