import { setMaxListeners } from 'node:events';
import { Context } from '@temporalio/activity';
import { asFailure } from './failures.js';

/** Below a tenth of the heartbeat timeout, so that one late beat changes nothing. */
const beatEveryMs = 1_000;

/** Where an earlier attempt of the same activity was; a hint, the truth is in the ledger. */
export interface Resume<D> {
  readonly details: D | undefined;
  /** From now on every heartbeat carries this. */
  note(details: D): void;
}

/**
 * Runs an activity's work with a heartbeat from beginning to end and with the signal that cancels it. Every error leaves as an `ApplicationFailure`
 * without personal data.
 */
export async function beating<T, D = never>(work: (signal: AbortSignal, resume: Resume<D>) => Promise<T>): Promise<T> {
  const context = Context.current();
  // Every request, pause and lease of the activity listens to its one signal: many at a time, and all let go of it.
  setMaxListeners(0, context.cancellationSignal);
  let details = context.info.heartbeatDetails as D | undefined;
  const beat = () => context.heartbeat(details);
  const timer = setInterval(beat, beatEveryMs);
  try {
    beat();
    return await work(context.cancellationSignal, {
      details,
      note: (next) => {
        details = next;
        beat();
      },
    });
  } catch (error) {
    throw asFailure(error, context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
