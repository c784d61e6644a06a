import type { Comparison, Measured } from './bench.js';

/** One way of doing the work. */
export interface Way {
  readonly what: string;
  /** What is needed for a round and does not count. */
  readonly prepare?: (round: number) => Promise<void> | void;
  /** Does one round, which counts; answers how many units it did. */
  readonly round: (round: number) => Promise<number> | number;
  /** Takes down what `prepare` put up. */
  readonly finish?: () => Promise<void> | void;
}

const timed = async ({ prepare, round, finish }: Way, number: number): Promise<{ count: number; seconds: number }> => {
  await prepare?.(number);
  try {
    const began = performance.now();
    const count = await round(number);
    return { count, seconds: (performance.now() - began) / 1_000 };
  } finally {
    await finish?.();
  }
};

/** Both ways in turn, `rounds` times after one that only warms up. */
export async function compare(unit: string, ways: { readonly ours: Way; readonly instead: Way }, rounds = 3): Promise<Comparison> {
  const ours: { count: number; seconds: number }[] = [];
  const instead: { count: number; seconds: number }[] = [];
  for (let number = 0; number <= rounds; number += 1) {
    const one = await timed(ways.ours, number);
    const other = await timed(ways.instead, number);
    if (number === 0) continue;
    ours.push(one);
    instead.push(other);
  }
  const rate = (round: { count: number; seconds: number } | undefined): number => (round ? round.count / round.seconds : Number.NaN);
  const ratios = ours.map((one, at) => rate(one) / rate(instead[at])).sort((a, b) => a - b);
  return {
    unit,
    ours: measured(ways.ours.what, ours),
    instead: measured(ways.instead.what, instead),
    ratio: { median: median(ratios), least: ratios[0] ?? Number.NaN, most: ratios.at(-1) ?? Number.NaN },
  };
}

const measured = (what: string, rounds: readonly { count: number; seconds: number }[]): Measured => ({
  what,
  count: rounds[0]?.count ?? 0,
  seconds: median(rounds.map(({ seconds }) => seconds)),
});

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}
