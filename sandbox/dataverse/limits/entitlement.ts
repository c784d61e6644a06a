import type { World } from '../core/world.js';
import { refusal } from './refusal.js';
import { SlidingWindow } from './window.js';

const dayMs = 86_400_000;

/** What the pool looks like now. */
export interface EntitlementReport {
  readonly pool: number;
  /** Requests of the last 24 hours, of all users without a licence together. */
  readonly used: number;
  readonly enforced: boolean;
}

/**
 * Power Platform requests of 24 hours: one pool that all users without a licence share, application users among them. Each row of a bulk message and each
 * operation of a batch counts (docs/facts/dataverse.md §5 "Power Platform requests"). Going over it is shown and, where `enforced` says so, refused.
 */
export class Entitlement {
  readonly #world: World;
  readonly #window = new SlidingWindow(dayMs);

  constructor(world: World) {
    this.#world = world;
  }

  /** Throws the 429 of a pool that is used up, where that is enforced. */
  demand(): void {
    const { clock, settings } = this.#world;
    const { pool, enforced } = settings.entitlement;
    const now = clock.now();
    this.#window.trim(now);
    if (!enforced || this.#window.requests < pool) return;
    const wait = clock.secondsToWait(this.#window.wait(now, pool, Number.POSITIVE_INFINITY));
    throw refusal('0x80072322', `Number of requests exceeded the limit of ${pool} over time window of 86400 seconds.`, wait);
  }

  charge(requests: number): void {
    this.#window.add(this.#world.clock.now(), requests, 0);
  }

  report(): EntitlementReport {
    this.#window.trim(this.#world.clock.now());
    return { ...this.#world.settings.entitlement, used: this.#window.requests };
  }
}
