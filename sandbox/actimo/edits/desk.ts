import type { ActimoStore } from '../store.js';
import { applyEdit, type Edit, type EditDone, EditError } from './edit.js';
import { drawEdits, type RandomEdits } from './random-edits.js';

/** When edits are carried out: at once, or as soon as Dataverse has had so many contact rows written. */
export interface EditRequest {
  readonly edits?: readonly Edit[];
  readonly random?: RandomEdits;
  readonly when?: { readonly contactsWritten: number };
}

export interface EditReport {
  /** False when the edits wait for their milestone. */
  readonly applied: boolean;
  readonly counts: Readonly<Record<'created' | 'updated' | 'deleted', number>>;
  readonly done: readonly EditDone[];
}

export interface EditLog {
  readonly done: readonly EditDone[];
  readonly waiting: number;
  readonly failed: readonly string[];
}

interface Waiting {
  readonly request: EditRequest;
  readonly from: number;
}

/** Carries out edits, keeps those that wait for a milestone, and remembers what was done. */
export class EditDesk {
  #waiting: Waiting[] = [];
  #done: EditDone[] = [];
  #failed: string[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: ActimoStore,
    private readonly contactsWritten: () => number,
    private readonly changed: () => void,
  ) {}

  submit(request: EditRequest): EditReport {
    if (!request.when) return this.#apply(request);
    this.#waiting.push({ request, from: request.when.contactsWritten });
    // A milestone can pass while nobody asks Actimo for anything.
    this.#timer ??= setInterval(() => this.beat(), 20).unref();
    return { applied: false, counts: { created: 0, updated: 0, deleted: 0 }, done: [] };
  }

  /** Carries out what has become due. */
  beat(): void {
    if (this.#waiting.length === 0) return;
    const written = this.contactsWritten();
    const due = this.#waiting.filter(({ from }) => written >= from);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter((waiting) => !due.includes(waiting));
    if (this.#waiting.length === 0) this.close();
    for (const { request } of due) {
      try {
        this.#apply(request);
      } catch (error) {
        // Nobody waits for the answer any more, so the log carries it.
        if (!(error instanceof EditError)) throw error;
        this.#failed.push(error.message);
      }
    }
  }

  /** All that was carried out since the start or the last reset, how many requests wait, and what could not be done when its time came. */
  log(): EditLog {
    return { done: [...this.#done], waiting: this.#waiting.length, failed: [...this.#failed] };
  }

  reset(): void {
    this.#waiting = [];
    this.#done = [];
    this.#failed = [];
    this.close();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #apply({ edits = [], random }: EditRequest): EditReport {
    const done: EditDone[] = [];
    for (const edit of [...edits, ...(random ? drawEdits(this.store, random) : [])]) done.push(applyEdit(this.store, edit));
    this.#done.push(...done);
    this.changed();
    const count = (op: Edit['op']): number => done.filter((edit) => edit.op === op).length;
    return { applied: true, counts: { created: count('create'), updated: count('update'), deleted: count('delete') }, done };
  }
}
