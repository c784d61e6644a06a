import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';

/** Bulk calls in flight by table: two that overlap may meet in a deadlock, of which one is the victim (docs/facts/dataverse.md §4 "Deadlocks"). */
export class Overlap {
  readonly #inFlight = new Map<string, number>();

  /** Call when a bulk call has arrived; the answer ends it. */
  enter(set: string): () => void {
    this.#inFlight.set(set, (this.#inFlight.get(set) ?? 0) + 1);
    return () => {
      this.#inFlight.set(set, (this.#inFlight.get(set) ?? 1) - 1);
    };
  }

  /** Throws the deadlock when this call is the victim of one. */
  meet(world: World, set: string): void {
    if ((this.#inFlight.get(set) ?? 0) > 1 && world.random.chance(world.settings.deadlockChance)) throw faults.deadlock();
  }
}
