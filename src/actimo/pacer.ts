import { setTimeout as sleep } from 'node:timers/promises';
import { orAborted } from './abort.js';
import type { RateBudget } from './settings.js';

/** Waits shorter than this are not slept: timers are not that exact, and fast rates would fall behind. */
const tolerance = 2;
/** How far a process that was busy may lag behind its pace and still catch up: a fiftieth of the second that Actimo counts in. */
const catchUp = 20;

/**
 * Lets requests with one key leave at even distances, first come first served: never a burst, so that no second holds more than our share.
 * Its own few lines instead of a library, because the rate changes while it runs (a lease), a 429 stops it for a while, and a waiter can be aborted.
 */
export class Pacer {
  #line: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  /** When the next request may leave, in milliseconds of `performance.now()`. */
  #next = 0;
  #distance: number;
  #leaseEnds: number;

  constructor(
    readonly key: string,
    readonly resource: string,
    private readonly perSecond: number,
    private readonly budget?: RateBudget,
  ) {
    this.#distance = 1000 / perSecond;
    this.#leaseEnds = budget ? 0 : Number.POSITIVE_INFINITY;
  }

  /** Resolves when a request may leave. Rejects with the signal's reason when that aborts. */
  async take(signal?: AbortSignal): Promise<void> {
    const turn = this.#line.then(() => this.#wait(signal));
    // A waiter that gave up must not stop those behind it.
    this.#line = turn.catch(() => undefined);
    this.#waiting++;
    try {
      await orAborted(turn, signal);
    } finally {
      this.#waiting--;
    }
  }

  /** Nobody leaves for so long: the server said 429. */
  pause(milliseconds: number): void {
    this.#next = Math.max(this.#next, performance.now() + milliseconds);
  }

  /** Milliseconds until a request that came now would leave, about. For choosing among several keys. */
  get delay(): number {
    return Math.max(0, this.#next - performance.now()) + this.#waiting * this.#distance;
  }

  async #wait(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    for (;;) {
      // Sleep first, ask for the lease after: a lease that ran out during the sleep is no lease.
      const wait = this.#next - performance.now();
      if (wait > tolerance) {
        await sleep(wait, undefined, signal ? { signal } : undefined);
        continue;
      }
      if (performance.now() < this.#leaseEnds) break;
      await this.#renew(signal);
    }
    this.#next = Math.max(this.#next, performance.now() - catchUp) + this.#distance;
  }

  async #renew(signal: AbortSignal | undefined): Promise<void> {
    const asked = performance.now();
    const lease = await (this.budget as RateBudget).lease(this.resource, this.perSecond, signal);
    if (lease.perSecond > 0) {
      this.#leaseEnds = asked + lease.forMs;
      this.#distance = 1000 / Math.min(lease.perSecond, this.perSecond);
    } else {
      this.pause(lease.forMs);
    }
  }
}
