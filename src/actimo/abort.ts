/** Runs `work` under a signal that aborts with the caller's, or after `milliseconds`. No listener is left on the caller's signal, which outlives thousands of requests. */
export async function withDeadline<T>(
  outer: AbortSignal | undefined,
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer?.throwIfAborted();
  const inner = new AbortController();
  const follow = () => inner.abort(outer?.reason);
  outer?.addEventListener('abort', follow, { once: true });
  const timer = setTimeout(() => inner.abort(new DeadlineError(milliseconds)), milliseconds);
  try {
    return await work(inner.signal);
  } catch (error) {
    // What an aborted stream or socket throws differs by where it was; the reason is what counts.
    throw inner.signal.aborted ? inner.signal.reason : error;
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', follow);
  }
}

/** An answer that did not come to its end in time. */
export class DeadlineError extends Error {
  constructor(milliseconds: number) {
    super(`no complete answer within ${milliseconds} ms`);
    this.name = 'DeadlineError';
  }
}

/** The promise, or the signal's reason as soon as that aborts. The work behind the promise goes on; its failure is then nobody's concern. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  let give: (reason: unknown) => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    give = reject;
  });
  const onAbort = () => give(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
