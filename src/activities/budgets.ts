import { randomUUID } from 'node:crypto';
import type { RateBudget } from '../actimo/index.js';
import { pause } from '../converge/index.js';
import type { Budget } from '../dataverse/index.js';
import { brake, type Ledger, takeLease } from '../ledger/index.js';

/** How long a share is ours without being asked for again. A process that dies gives its share back by saying nothing. */
const leaseMs = 4_000;
/** Shares are taken in thousandths, because a rate is seldom a whole number. */
const milli = 1_000;
/** While there is nothing to give. */
const againMs = 250;

/** This process among those that share a limit. */
const holder = randomUUID();

/** Actimo's rate per key, shared by all processes: each takes what it wants as far as others leave it. */
export function actimoBudget(ledger: Ledger): RateBudget {
  return {
    async lease(resource, wanted, signal) {
      for (;;) {
        signal?.throwIfAborted();
        const granted = await takeLease(ledger, {
          resource,
          holder,
          want: Math.round(wanted * milli),
          capacity: Math.round(wanted * milli),
          ttlMs: leaseMs,
        });
        if (granted > 0) return { perSecond: granted / milli, forMs: leaseMs / 2 };
        await pause(againMs, signal ?? new AbortController().signal);
      }
    },
  };
}

/**
 * Requests to Dataverse under way at once, as one application user over all processes; and the operator's brake in requests a second. The share is asked
 * for again in the middle of its time, by whoever wants to send then.
 */
export function dataverseBudget(ledger: Ledger, resource: string, concurrency: number): Budget {
  let share = 0;
  let renewAt = 0;
  let underWay = 0;
  let perSecond = 0;
  let nextStart = 0;
  let renewing: Promise<void> | undefined;

  const renew = async (): Promise<void> => {
    share = await takeLease(ledger, { resource, holder, want: concurrency, capacity: concurrency, ttlMs: leaseMs });
    perSecond = (await brake(ledger)) ?? 0;
    renewAt = Date.now() + leaseMs / 2;
  };
  return {
    async acquire(_kind, signal) {
      const stop = signal ?? new AbortController().signal;
      for (;;) {
        stop.throwIfAborted();
        if (Date.now() >= renewAt) {
          renewing ??= renew().finally(() => {
            renewing = undefined;
          });
          await renewing;
        }
        const now = Date.now();
        if (underWay < share && now >= nextStart) {
          underWay += 1;
          if (perSecond > 0) nextStart = Math.max(now, nextStart) + 1_000 / perSecond;
          return () => {
            underWay -= 1;
          };
        }
        await pause(underWay < share ? Math.max(1, nextStart - now) : 10, stop);
      }
    },
  };
}
