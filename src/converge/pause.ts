import { setTimeout as sleep } from 'node:timers/promises';

/** Waits `ms` milliseconds, or rejects as soon as `signal` aborts. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal });

/** The signal of work that nobody may stop. */
export const never: AbortSignal = new AbortController().signal;
