/** Sums over a sliding window, kept in slices of a three-hundredth, so that memory does not grow with the load. */
export class SlidingWindow {
  readonly #slices = new Map<number, { requests: number; executionMs: number }>();
  readonly windowMs: number;
  readonly #width: number;
  readonly #count = 300;
  #latest = 0;
  requests = 0;
  executionMs = 0;

  constructor(windowMs: number) {
    this.windowMs = windowMs;
    this.#width = Math.max(1, windowMs / this.#count);
  }

  add(now: number, requests: number, executionMs: number): void {
    const slice = Math.floor(now / this.#width);
    const known = this.#slices.get(slice);
    if (known === undefined) this.#slices.set(slice, { requests, executionMs });
    else {
      known.requests += requests;
      known.executionMs += executionMs;
    }
    this.requests += requests;
    this.executionMs += executionMs;
  }

  /** Forgets what has left the window; everything when the clock was put back, since no time will come at which it leaves. */
  trim(now: number): void {
    if (now < this.#latest - 1000) {
      this.#slices.clear();
      this.requests = 0;
      this.executionMs = 0;
    }
    this.#latest = now;
    const oldest = Math.floor(now / this.#width) - this.#count;
    for (const [slice, held] of this.#slices) {
      if (slice > oldest) break;
      this.requests -= held.requests;
      this.executionMs -= held.executionMs;
      this.#slices.delete(slice);
    }
  }

  /** Milliseconds until both sums are below what is allowed, if nothing comes in. */
  wait(now: number, requests: number, executionMs: number): number {
    let restRequests = this.requests;
    let restExecution = this.executionMs;
    for (const [slice, held] of this.#slices) {
      if (restRequests < requests && restExecution < executionMs) break;
      restRequests -= held.requests;
      restExecution -= held.executionMs;
      if (restRequests < requests && restExecution < executionMs) return Math.max(0, (slice + this.#count + 1) * this.#width - now);
    }
    return 0;
  }
}
