import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';

/** One bulk call between its arrival and its answer. */
export interface InFlight {
  /** Throws the deadlock when this call is the victim of one. */
  readonly meet: (world: World) => void;
  /** To be called when the call has written its rows. */
  readonly written: () => void;
  readonly leave: () => void;
}

interface Call extends InFlight {
  hasWritten: boolean;
  /** Another one on the same table wrote its rows while this one was under way. */
  met: boolean;
}

/** Bulk calls in flight by table: two that overlap may meet in a deadlock, of which one is the victim (docs/facts/dataverse.md §4 "Deadlocks"). */
export class Overlap {
  readonly #inFlight = new Map<string, Set<Call>>();

  /** Call when a bulk call has arrived. */
  enter(set: string): InFlight {
    const calls = this.#inFlight.get(set) ?? new Set<Call>();
    const call: Call = {
      hasWritten: false,
      met: [...calls].some((other) => other.hasWritten),
      meet: (world) => {
        if ((calls.size === 1 && !call.met) || !world.random.chance(world.settings.deadlockChance)) return;
        // The others go on without it.
        calls.delete(call);
        throw faults.deadlock();
      },
      written: () => {
        call.hasWritten = true;
        for (const other of calls) if (other !== call) other.met = true;
      },
      leave: () => {
        calls.delete(call);
      },
    };
    calls.add(call);
    this.#inFlight.set(set, calls);
    return call;
  }
}
