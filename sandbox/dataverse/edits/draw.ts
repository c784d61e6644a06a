import { Random } from '../core/random.js';

/** So many of them in a seeded order; all when there are fewer. */
export function drawn<T>(from: readonly T[], count: number, seed: number): T[] {
  const left = [...from];
  const out: T[] = [];
  const random = new Random(seed);
  while (left.length > 0 && out.length < count) out.push(...left.splice(Math.floor(random.next() * left.length), 1));
  return out;
}
