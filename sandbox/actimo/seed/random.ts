/**
 * Seeded random numbers. One short-lived generator per (seed, stream, index), so that person 400,000 is made without making the others first
 * and the same seed gives the same bytes whatever was asked for before.
 */
export class Random {
  #state: number;

  constructor(seed: number, stream: number, index: number) {
    this.#state = mix(mix(mix(seed | 0) + stream) + index);
  }

  /** A number from 0 up to but not including 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from 0 up to but not including `below`. */
  int(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** True in `share` of the cases. Draws one number whatever the answer, so that a changed share moves nothing else. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.int(from.length)] as T;
  }

  /** Picks by weight; the weights need not add up to one. */
  weighted<T>(from: readonly (readonly [T, number])[]): T {
    let total = 0;
    for (const [, weight] of from) total += weight;
    let left = this.next() * total;
    for (const [value, weight] of from) {
      left -= weight;
      if (left < 0) return value;
    }
    return (from[from.length - 1] as readonly [T, number])[0];
  }

  /** `0..length-1` in a seeded order. */
  permutation(length: number): number[] {
    const order = Array.from({ length }, (_, i) => i);
    for (let i = length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const held = order[i] as number;
      order[i] = order[j] as number;
      order[j] = held;
    }
    return order;
  }
}

function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** One stream per kind of thing, so that they do not move together. */
export const streams = {
  person: 1,
  custom: 2,
  cases: 3,
  workspace: 4,
  membership: 5,
  group: 6,
  groupMember: 7,
  edits: 8,
  keys: 9,
  message: 10,
  recipient: 11,
  answer: 12,
  pulse: 13,
  social: 14,
  oneOnOne: 15,
} as const;
