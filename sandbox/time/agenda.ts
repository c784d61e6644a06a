import type { Clock } from './clock.js';

/**
 * When something is done while a migration runs: as soon as Dataverse has had so many Contact rows written, or after a while, or both, one after the other;
 * with `everyMs` again and again from then on, `times` times in all.
 */
export interface When {
  readonly contactsWritten?: number;
  readonly afterMs?: number;
  readonly everyMs?: number;
  readonly times?: number;
}

const members = ['contactsWritten', 'afterMs', 'everyMs', 'times'] as const;

/** What is wrong with a `when` that came from outside, in a sentence; nothing when it is one. */
export function wrongWhen(when: unknown): string | undefined {
  if (typeof when !== 'object' || when === null || Array.isArray(when)) return `when must be an object with ${members.join(', ')}`;
  const given = when as Record<string, unknown>;
  for (const [name, value] of Object.entries(given)) {
    if (!members.includes(name as never)) return `when has no ${name}; there are ${members.join(', ')}`;
    const least = name === 'everyMs' || name === 'times' ? 1 : 0;
    if (!(Number.isInteger(value) && (value as number) >= least)) return `when.${name} must be a whole number from ${least}`;
  }
  if (given.contactsWritten === undefined && given.afterMs === undefined && given.everyMs === undefined)
    return 'when needs contactsWritten, afterMs or everyMs';
  if (given.times !== undefined && given.everyMs === undefined) return 'when.times needs everyMs';
  return undefined;
}

interface Entry {
  readonly when: When;
  /** Is told how often it was done before. */
  readonly work: (nth: number) => void;
  done: number;
  /** Calls off what waits for the clock; null: the milestone is not reached. */
  callOff: (() => void) | null;
}

/** What is to be done when its time comes. */
export class Agenda {
  readonly #clock: Clock;
  readonly #contactsWritten: () => number;
  #entries = new Set<Entry>();
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock, contactsWritten: () => number) {
    this.#clock = clock;
    this.#contactsWritten = contactsWritten;
  }

  /** How many things are still to be done, those that come again and again among them. */
  get waiting(): number {
    return this.#entries.size;
  }

  add(when: When, work: (nth: number) => void): void {
    const entry: Entry = { when, work, done: 0, callOff: null };
    this.#entries.add(entry);
    if (when.contactsWritten === undefined) this.#begin(entry);
    // A milestone can pass while nobody asks for anything.
    else this.#timer ??= setInterval(() => this.beat(), 20).unref();
  }

  /** Does what waits for a milestone that has been reached. */
  beat(): void {
    if (this.#timer === undefined) return;
    const written = this.#contactsWritten();
    for (const entry of [...this.#entries]) {
      if (entry.callOff === null && written >= (entry.when.contactsWritten ?? 0)) this.#begin(entry);
    }
    if ([...this.#entries].every(({ callOff }) => callOff !== null)) this.#stopBeating();
  }

  /** Forgets what is still to be done. */
  clear(): void {
    for (const { callOff } of this.#entries) callOff?.();
    this.#entries.clear();
    this.#stopBeating();
  }

  #begin(entry: Entry): void {
    const { afterMs, everyMs, contactsWritten } = entry.when;
    const first = afterMs ?? (contactsWritten === undefined ? everyMs : undefined) ?? 0;
    if (first === 0) this.#do(entry);
    else entry.callOff = this.#clock.after(first, () => this.#do(entry));
  }

  #do(entry: Entry): void {
    const { everyMs, times = Number.POSITIVE_INFINITY } = entry.when;
    const again = everyMs !== undefined && entry.done + 1 < times;
    if (again) entry.callOff = this.#clock.after(everyMs, () => this.#do(entry));
    else this.#entries.delete(entry);
    entry.work(entry.done++);
  }

  #stopBeating(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
