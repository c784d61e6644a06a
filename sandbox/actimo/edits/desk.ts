import type { Agenda, When } from '../../time/index.js';
import type { ActimoStore } from '../store.js';
import { applyEdit, type Edit, type EditDone, EditError } from './edit.js';
import { drawEdits, type RandomEdits } from './random-edits.js';

/** At once, or when its time comes; in the first client unless another one is named by its id. */
export interface EditRequest {
  readonly client?: number;
  readonly edits?: readonly Edit[];
  readonly random?: RandomEdits;
  readonly when?: When;
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

/** Carries out edits, keeps those whose time has not come, and remembers what was done. */
export class EditDesk {
  readonly #stores: readonly ActimoStore[];
  readonly #agenda: Agenda;
  readonly #changed: () => void;
  #done: EditDone[] = [];
  #failed: string[] = [];

  constructor(stores: readonly ActimoStore[], agenda: Agenda, changed: () => void) {
    this.#stores = stores;
    this.#agenda = agenda;
    this.#changed = changed;
  }

  submit(request: EditRequest): EditReport {
    const store = this.#storeOf(request);
    if (!request.when) return this.#apply(store, request);
    this.#agenda.add(request.when, (nth) => this.#applyLater(store, repeated(request, nth)));
    return { applied: false, counts: { created: 0, updated: 0, deleted: 0 }, done: [] };
  }

  /** Carries out what has become due. */
  beat(): void {
    this.#agenda.beat();
  }

  /** All that was carried out since the start or the last reset, how many requests wait, and what could not be done when its time came. */
  log(): EditLog {
    return { done: [...this.#done], waiting: this.#agenda.waiting, failed: [...this.#failed] };
  }

  reset(): void {
    this.#done = [];
    this.#failed = [];
    this.cancel();
  }

  /** Calls off what waits. */
  cancel(): void {
    this.#agenda.clear();
  }

  #storeOf({ client }: EditRequest): ActimoStore {
    const store = this.#stores.find(({ world }) => (client === undefined ? world.client === 0 : world.project.id === client));
    if (!store) throw new EditError(`there is no client ${client}`);
    return store;
  }

  #applyLater(store: ActimoStore, request: EditRequest): void {
    try {
      this.#apply(store, request);
    } catch (error) {
      // Nobody waits for the answer any more, so the log carries it.
      this.#failed.push(error instanceof Error ? error.message : String(error));
    }
  }

  #apply(store: ActimoStore, { edits = [], random }: EditRequest): EditReport {
    const done: EditDone[] = [];
    const before = store.state();
    try {
      for (const edit of [...edits, ...(random ? drawEdits(store, random) : [])]) done.push(applyEdit(store, edit));
    } catch (error) {
      // All of them or none.
      store.restore(before);
      throw error;
    }
    this.#done.push(...done);
    this.#changed();
    const count = (op: Edit['op']): number => done.filter((edit) => edit.op === op).length;
    return { applied: true, counts: { created: count('create'), updated: count('update'), deleted: count('delete') }, done };
  }
}

/** What is drawn is drawn anew each time. */
const repeated = (request: EditRequest, nth: number): EditRequest =>
  request.random ? { ...request, random: { ...request.random, seed: request.random.seed + nth } } : request;
