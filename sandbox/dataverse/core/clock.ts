/** The environment's time: the machine's, moved by what tests ask for. */
export class Clock {
  #offset = 0;
  #cachedSecond = -1;
  #cachedText = '';

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#offset;
  }

  set(milliseconds: number): void {
    this.#offset = milliseconds - Date.now();
  }

  advance(milliseconds: number): void {
    this.#offset += milliseconds;
  }

  /** Now as columns hold it: whole seconds, UTC. */
  text(): string {
    const second = Math.floor(this.now() / 1000);
    if (second !== this.#cachedSecond) {
      this.#cachedSecond = second;
      this.#cachedText = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
    }
    return this.#cachedText;
  }
}
