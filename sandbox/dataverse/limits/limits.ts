import type { DataverseFault } from '../core/errors.js';
import type { World } from '../core/world.js';
import { refusal } from './refusal.js';
import { SlidingWindow } from './window.js';

interface Budget {
  window: SlidingWindow;
  inFlight: number;
  /** Until then every request is refused: a wait that was announced holds. */
  blockedUntil: number;
  blockedBy: 'requests' | 'execution';
  /** Refusals since the block began. */
  refused: number;
}

/** What an admitted request holds until it is answered. */
export interface Admission {
  readonly headers: Readonly<Record<string, string>>;
  /** Charges the execution time and gives the place back. */
  readonly leave: (executionMs: number) => void;
}

/** The three service protection limits, each per user and web server (docs/facts/dataverse.md §5). */
export class Limits {
  readonly #world: World;
  readonly #budgets = new Map<string, Budget>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Throws the 429 that a limit answers with. */
  enter(user: string, server: number): Admission {
    const now = this.#world.clock.now();
    const { limits } = this.#world.settings;
    const budget = this.#budgetOf(`${user}/${server}`);
    budget.window.trim(now);
    // No wait is that long: the clock was put back.
    if (budget.blockedUntil - now > limits.windowMs + 2000 * this.#world.clock.speed) budget.blockedUntil = 0;
    if (now < budget.blockedUntil) throw this.#refuse(budget, now, budget.blockedBy);
    budget.refused = 0;
    if (budget.inFlight >= limits.concurrency) {
      throw refusal('0x80072326', `Number of concurrent requests exceeded the limit of ${limits.concurrency}.`, 1);
    }
    if (budget.window.requests >= limits.requests) throw this.#refuse(budget, now, 'requests');
    if (budget.window.executionMs >= limits.executionMs) throw this.#refuse(budget, now, 'execution');
    budget.window.add(now, 1, 0);
    budget.inFlight += 1;
    let left = false;
    return {
      headers: {
        'x-ms-ratelimit-burst-remaining-xrm-requests': String(Math.max(0, limits.requests - budget.window.requests)),
        'x-ms-ratelimit-time-remaining-xrm-requests': (Math.max(0, limits.executionMs - budget.window.executionMs) / 1000).toFixed(2),
      },
      leave: (executionMs) => {
        if (left) return;
        left = true;
        budget.inFlight -= 1;
        budget.window.add(this.#world.clock.now(), 0, executionMs);
      },
    };
  }

  #budgetOf(key: string): Budget {
    const { windowMs } = this.#world.settings.limits;
    let budget = this.#budgets.get(key);
    if (budget === undefined) {
      budget = { window: new SlidingWindow(windowMs), inFlight: 0, blockedUntil: 0, blockedBy: 'requests', refused: 0 };
      this.#budgets.set(key, budget);
    } else if (budget.window.windowMs !== windowMs) {
      // The setting was changed: what was counted over another span says nothing about this one.
      budget.window = new SlidingWindow(windowMs);
      budget.blockedUntil = 0;
    }
    return budget;
  }

  /** The announced wait is long enough, and grows when it is not kept. */
  #refuse(budget: Budget, now: number, by: Budget['blockedBy']): DataverseFault {
    const { clock, settings } = this.#world;
    const { limits } = settings;
    const needed = now + budget.window.wait(now, limits.requests, limits.executionMs);
    budget.refused += 1;
    // A client that was in the middle of sending has not been told yet; one that goes on after that pays for it.
    const penalty = budget.refused > limits.concurrency ? Math.ceil(limits.windowMs / 300_000) * 1000 : 0;
    const longest = limits.windowMs + 1000 * clock.speed;
    const wait = clock.secondsToWait(Math.min(Math.max(needed, budget.blockedUntil) - now + penalty, longest));
    budget.blockedBy = by;
    budget.blockedUntil = Math.max(budget.blockedUntil, now + wait * 1000 * clock.speed - 1);
    return by === 'requests'
      ? refusal(
          '0x80072322',
          `Number of requests exceeded the limit of ${limits.requests} over time window of ${limits.windowMs / 1000} seconds.`,
          wait,
        )
      : refusal(
          '0x80072321',
          `Combined execution time of incoming requests exceeded limit of ${limits.executionMs.toLocaleString('en-US')} milliseconds over time window of ${limits.windowMs / 1000} seconds. Decrease number of concurrent requests or reduce the duration of requests and try again later.`,
          wait,
        );
  }
}
