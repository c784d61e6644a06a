/**
 * So many requests in any one second per key (docs/facts/actimo.md §2). The window slides: the strictest reading of "20 requests per second".
 * Refused requests do not count.
 */
export class RateLimit {
  #sent = new Map<string, number[]>();

  constructor(private readonly perSecond: number) {}

  /** Milliseconds to wait, or 0 when the request may run and has been counted. `now` in milliseconds. */
  take(key: string, now: number): number {
    const sent = this.#sent.get(key) ?? [];
    this.#sent.set(key, sent);
    // When the clock was put back, what was sent lies ahead and would never become old.
    if ((sent.at(-1) ?? now) > now + 1000) sent.length = 0;
    let old = 0;
    while (old < sent.length && (sent[old] as number) <= now - 1000) old++;
    if (old > 0) sent.splice(0, old);
    if (sent.length >= this.perSecond) return Math.max(1, Math.ceil((sent[0] as number) + 1000 - now));
    sent.push(now);
    return 0;
  }
}
