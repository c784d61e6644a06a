import type { World } from '../core/world.js';
import { refusal } from '../limits/refusal.js';
import { SlidingWindow } from '../limits/window.js';

const minuteMs = 60_000;

/** Limits of search, lower than those of the Web API: one request a second for each user, 150 a minute for all, both counted over a minute. */
export class SearchLimit {
  readonly #world: World;
  readonly #all = new SlidingWindow(minuteMs);
  readonly #users = new Map<string, SlidingWindow>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Counts a search; throws the 429 of one too many. */
  enter(user: string): void {
    const { clock, settings } = this.#world;
    const now = clock.now();
    const own = this.#users.get(user) ?? new SlidingWindow(minuteMs);
    this.#users.set(user, own);
    for (const [window, most] of [
      [own, settings.searches.user],
      [this.#all, settings.searches.organization],
    ] as const) {
      window.trim(now);
      if (window.requests < most) continue;
      const wait = clock.secondsToWait(window.wait(now, most, Number.POSITIVE_INFINITY));
      throw refusal('0x80072322', `Number of requests exceeded the limit of ${most} over time window of 60 seconds.`, wait);
    }
    own.add(now, 1, 0);
    this.#all.add(now, 1, 0);
  }
}
