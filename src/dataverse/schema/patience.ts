import { DataverseError, SchemaError } from '../errors.js';
import { pause } from '../http.js';

/** Metadata spreads over the servers of an environment in up to half a minute, and other people's customizations hold a lock for longer (docs/facts/dataverse.md §6). */
const patience = { firstMs: 50, longestMs: 10_000, totalMs: 180_000 };

function* delays(): Generator<number> {
  let waited = 0;
  for (let delay = patience.firstMs; waited < patience.totalMs; delay = Math.min(patience.longestMs, delay * 2)) {
    waited += delay;
    yield delay;
  }
}

/** Asks until there is an answer other than undefined; quick at first, so that a quick server costs nothing. */
export async function poll<T>(part: string, what: string, signal: AbortSignal | undefined, ask: () => Promise<T | undefined>): Promise<T> {
  for (const delay of delays()) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await pause(delay, signal);
  }
  throw new SchemaError(
    'schema-timeout',
    part,
    `${part}: ${what} took longer than ${patience.totalMs / 1000} s`,
    'run it again: what is there already is left as it is',
  );
}

/**
 * Kinds that pass by themselves while metadata is made one after the other: another customization is running, the lock is taken, what was made a second ago is
 * not seen yet (then even a table that is there is `missing`), the answer got lost.
 */
const passing = new Set(['not-executed', 'in-doubt', 'missing']);

/**
 * Makes one part. `find` is asked before each try, since a lost answer may have been a success; it answers undefined while the part is not there.
 * `exists` from Dataverse means the same as having made it.
 */
export async function makeUntilThere<T>(
  part: string,
  signal: AbortSignal | undefined,
  find: () => Promise<T | undefined>,
  make: () => Promise<void>,
): Promise<T> {
  let last: DataverseError | undefined;
  for (const delay of delays()) {
    const there = await find();
    if (there !== undefined) return there;
    try {
      await make();
      return await poll(part, 'becoming visible', signal, find);
    } catch (error) {
      if (!(error instanceof DataverseError) || (!passing.has(error.kind) && error.kind !== 'exists')) throw error;
      last = error;
    }
    await pause(delay, signal);
  }
  throw last ?? new SchemaError('schema-timeout', part, `${part} could not be made in time`);
}
