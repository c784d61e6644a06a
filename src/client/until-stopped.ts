/** Waits for SIGINT or SIGTERM. The first one asks for an orderly end; a second one ends the process, and what it started follows it. */
export interface UntilStopped {
  /** Settles with the first signal. */
  readonly stopped: Promise<NodeJS.Signals>;
  /** Aborts with the first signal. */
  readonly signal: AbortSignal;
  /** Lets go of the signals; the process then ends by itself when nothing is left to do. */
  release(): void;
}

export function untilStopped(): UntilStopped {
  const controller = new AbortController();
  let resolve: (signal: NodeJS.Signals) => void = () => undefined;
  const stopped = new Promise<NodeJS.Signals>((settle) => {
    resolve = settle;
  });
  const onSignal = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    resolve(signal);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // While signals are waited for, something must keep the process alive.
  const alive = setInterval(() => undefined, 60_000);
  return {
    stopped,
    signal: controller.signal,
    release: () => {
      clearInterval(alive);
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
