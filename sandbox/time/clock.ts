interface Due {
  at: number;
  readonly work: () => void;
}

/** Longest wait that a timer of Node takes. */
const longestTimer = 2_147_483_647;

/** The environment's time: the machine's, moved by what tests ask for, and as many times as fast as a benchmark wants. What waits for it follows it. */
export class Clock {
  #from = Date.now();
  #machineFrom = this.#from;
  #speed = 1;
  #due: Due[] = [];
  #timer: NodeJS.Timeout | null = null;
  #cachedSecond = -1;
  #cachedText = '';

  /** Milliseconds since 1970. */
  now(): number {
    return this.#from + (Date.now() - this.#machineFrom) * this.#speed;
  }

  /** How many of its seconds pass in a second of the machine's. */
  get speed(): number {
    return this.#speed;
  }

  set speed(times: number) {
    if (!(Number.isFinite(times) && times > 0)) throw new RangeError('a speed is a number above 0');
    this.set(this.now());
    this.#speed = times;
    this.#arm();
  }

  set(milliseconds: number): void {
    const jump = milliseconds - this.now();
    // Who waits while the clock is put back waits as long as before; put forward, it brings on what lies between.
    if (jump < 0) for (const due of this.#due) due.at += jump;
    this.#from = milliseconds;
    this.#machineFrom = Date.now();
    this.#arm();
  }

  advance(milliseconds: number): void {
    this.set(this.now() + milliseconds);
  }

  /** Does the work when so many of the clock's milliseconds have passed, however they pass. Answers what calls it off. */
  after(milliseconds: number, work: () => void): () => void {
    const due: Due = { at: this.now() + milliseconds, work };
    this.#due.push(due);
    this.#due.sort((a, b) => a.at - b.at);
    this.#arm();
    return () => {
      this.#due = this.#due.filter((one) => one !== due);
      this.#arm();
    };
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(milliseconds, resolve);
    });
  }

  /** Seconds of the machine's that a client has to wait for so many milliseconds of this clock: what `Retry-After` says. */
  secondsToWait(milliseconds: number): number {
    return Math.max(1, Math.ceil(milliseconds / 1000 / this.#speed));
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

  #arm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const [next] = this.#due;
    if (next === undefined) return;
    const wait = Math.max(0, Math.ceil((next.at - this.now()) / this.#speed));
    this.#timer = setTimeout(() => this.#run(), Math.min(wait, longestTimer));
    this.#timer.unref();
  }

  #run(): void {
    const now = this.now();
    const due = this.#due.filter(({ at }) => at <= now);
    this.#due = this.#due.filter(({ at }) => at > now);
    this.#arm();
    for (const { work } of due) work();
  }
}
