import type { Clock } from '../../time/index.js';

interface Due {
  readonly at: number;
  readonly run: (at: number) => void;
}

/** Work that is due at moments of the environment's time, done in order: when its time comes, or before the next request is answered. */
export class Timetable {
  readonly #clock: Clock;
  #due: Due[] = [];
  #callOff: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Enters work; it is told the moment for which it was entered, from which what follows it is counted. */
  at(at: number, run: (at: number) => void): void {
    const place = this.#due.findIndex((one) => one.at > at);
    this.#due.splice(place < 0 ? this.#due.length : place, 0, { at, run });
    this.#wake();
  }

  /** Does what is due. */
  settle(): void {
    const now = this.#clock.now();
    for (let [next] = this.#due; next !== undefined && next.at <= now; [next] = this.#due) {
      this.#due.shift();
      next.run(next.at);
    }
    this.#wake();
  }

  /** Takes back what is not done yet. */
  stop(): void {
    this.#due = [];
    this.#wake();
  }

  /** Wakes when the next piece is due, should nobody ask before. */
  #wake(): void {
    this.#callOff?.();
    const [next] = this.#due;
    this.#callOff = next === undefined ? null : this.#clock.after(Math.max(next.at - this.#clock.now(), 0), () => this.settle());
  }
}
