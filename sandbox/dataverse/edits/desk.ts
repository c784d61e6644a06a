import { Agenda, type When, wrongWhen } from '../../time/index.js';
import type { World } from '../core/world.js';
import type { Colleague } from '../insert.js';
import { applyEdit, type Edit, type EditDone, wrongEdit } from './edit.js';
import { EditRefused, orRefused } from './edit-refused.js';
import { type HangReport, type HangRequest, hangOnContacts, readHang } from './hang.js';
import { drawEdits, type RandomEdits, readRandom } from './random-edits.js';

/** What people do in Dynamics, at once or when its time comes. */
export interface EditRequest {
  readonly edits?: readonly Edit[];
  readonly random?: RandomEdits;
  readonly hang?: HangRequest;
  readonly when?: When;
}

export interface EditReport {
  /** False when it waits for its time. */
  readonly applied: boolean;
  readonly counts: Readonly<Record<'created' | 'updated' | 'deleted' | 'merged', number>>;
  readonly done: readonly EditDone[];
  readonly hung?: HangReport;
}

export interface EditLog {
  readonly done: readonly EditDone[];
  readonly hung: readonly HangReport[];
  readonly waiting: number;
  readonly failed: readonly string[];
}

/** People who work in the environment while a migration runs: what they have done, and what they will do. */
export class EditDesk {
  readonly #world: World;
  readonly #colleague: Colleague;
  readonly #agenda: Agenda;
  #done: EditDone[] = [];
  #hung: HangReport[] = [];
  #failed: string[] = [];

  constructor(world: World, colleague: Colleague, contactsWritten: () => number) {
    this.#world = world;
    this.#colleague = colleague;
    this.#agenda = new Agenda(world.clock, contactsWritten);
  }

  /** Throws EditRefused when it is done at once and cannot be. */
  submit(request: EditRequest): EditReport {
    if (request.when === undefined) return this.#apply(request);
    this.#agenda.add(request.when, (nth) => this.#applyLater(repeated(request, nth)));
    return { applied: false, counts: countsOf([]), done: [] };
  }

  /** To be called when something was committed: a milestone may be reached. */
  beat(): void {
    this.#agenda.beat();
  }

  /** Calls off what waits. */
  cancel(): void {
    this.#agenda.clear();
  }

  log(): EditLog {
    return { done: [...this.#done], hung: [...this.#hung], waiting: this.#agenda.waiting, failed: [...this.#failed] };
  }

  #apply({ edits = [], random, hang }: EditRequest): EditReport {
    const done: EditDone[] = [];
    for (const edit of [...edits, ...(random ? drawEdits(this.#world, random) : [])]) {
      done.push(applyEdit(this.#colleague, edit));
      this.#done.push(done.at(-1) as EditDone);
    }
    const hung = hang && orRefused('hanging', () => hangOnContacts(this.#world, this.#colleague, hang));
    if (hung) this.#hung.push(hung);
    return { applied: true, counts: countsOf(done), done, ...(hung ? { hung } : {}) };
  }

  #applyLater(request: EditRequest): void {
    try {
      this.#apply(request);
    } catch (error) {
      // Nobody waits for the answer any more, so the log carries it.
      if (!(error instanceof EditRefused)) throw error;
      this.#failed.push(error.message);
    }
  }
}

/** What is drawn is drawn anew each time. */
const repeated = (request: EditRequest, nth: number): EditRequest => ({
  ...request,
  ...(request.random ? { random: { ...request.random, seed: request.random.seed + nth } } : {}),
  ...(request.hang ? { hang: { ...request.hang, seed: request.hang.seed + nth } } : {}),
});

function countsOf(done: readonly EditDone[]): EditReport['counts'] {
  const count = (op: Edit['op']): number => done.filter((edit) => edit.op === op).length;
  return { created: count('create'), updated: count('update'), deleted: count('delete'), merged: count('merge') };
}

/** Reads a request that came from outside; throws EditRefused. */
export function readEdits(body: Readonly<Record<string, unknown>>): EditRequest {
  const { edits, random, hang, when } = body;
  if (edits === undefined && random === undefined && hang === undefined)
    throw new EditRefused(
      'give edits (a list), random ({seed, update, delete, merge}) or hang ({notes, tasks, calls, opportunities, connections})',
    );
  if (hang !== undefined && (typeof hang !== 'object' || hang === null)) throw new EditRefused('hang must be an object');
  if (edits !== undefined && !Array.isArray(edits)) throw new EditRefused('edits must be a list');
  const wrong =
    (edits ?? []).map(wrongEdit).find((sentence: string | undefined) => sentence !== undefined) ??
    (when === undefined ? undefined : wrongWhen(when));
  if (wrong !== undefined) throw new EditRefused(wrong);
  return {
    ...(edits === undefined ? {} : { edits: edits as Edit[] }),
    ...(random === undefined ? {} : { random: readRandom(random) }),
    ...(hang === undefined ? {} : { hang: readHang(hang as Record<string, unknown>) }),
    ...(when === undefined ? {} : { when: when as When }),
  };
}
