import { storeOf, tableOf, type World } from '../core/world.js';
import type { ApiAnswer } from '../http/request.js';
import { ownedBy } from '../jobs/owned-by.js';
import type { Timetable } from '../jobs/timetable.js';
import { noteOn } from '../rows/server-write.js';
import { read } from '../rows/slots.js';
import { putRow } from '../seed.js';

/** States and status reasons of an operation, by what it is about. */
export const stages = {
  waiting: [0, 0],
  running: [2, 20],
  canceling: [2, 22],
  succeeded: [3, 30],
  failed: [3, 31],
  canceled: [3, 32],
} as const;

export interface OperationSpec {
  readonly name: string;
  readonly displayName: string;
  readonly user: string;
  /** Body of the request. */
  readonly inputs: string;
  /** Address of its monitor. */
  readonly location: (id: string) => string;
  /** Who is told when it is over. */
  readonly callback: string | null;
  readonly run: () => ApiAnswer;
}

const table = 'backgroundoperation';
const mostRetries = 3;

/** Requests that are carried out later, each a row of `backgroundoperation` that says how it stands. */
export class BackgroundOperations {
  readonly #world: World;
  readonly #timetable: Timetable;
  readonly #changed: () => void;

  constructor(world: World, timetable: Timetable, changed: () => void) {
    this.#world = world;
    this.#timetable = timetable;
    this.#changed = changed;
  }

  /** Enters an operation; answers its id. It begins after a third of the time that it takes. */
  start(spec: OperationSpec): string {
    const world = this.#world;
    const { id } = putRow(world, table, {
      name: spec.name,
      displayname: spec.displayName,
      inputparameters: pairs(spec.inputs),
      runas: spec.user,
      ...ownedBy(world, spec.user),
    });
    this.#timetable.at(world.clock.now() + world.settings.backgroundMs / 3, (at) => this.#begin(id, spec, at));
    this.#changed();
    return id;
  }

  #begin(id: string, spec: OperationSpec, at: number): void {
    if (this.#statusOf(id) === stages.canceling[1]) {
      this.#end(id, spec, 'canceled', {});
      return;
    }
    this.#enter(id, 'running', { starttime: this.#world.clock.text() });
    this.#timetable.at(at + (this.#world.settings.backgroundMs * 2) / 3, (then) => this.#carryOut(id, spec, 0, then));
  }

  #carryOut(id: string, spec: OperationSpec, retries: number, at: number): void {
    const status = this.#statusOf(id);
    if (status === null) return;
    const answer = spec.run();
    if (answer.status < 400) {
      this.#end(id, spec, 'succeeded', { outputparameters: pairs(String(answer.body ?? '')) });
      return;
    }
    if (retries < mostRetries && status !== stages.canceling[1]) {
      this.#enter(id, 'running', { retrycount: retries + 1 });
      this.#timetable.at(at + this.#world.settings.backgroundMs * 2 ** retries, (then) => this.#carryOut(id, spec, retries + 1, then));
      return;
    }
    const { error } = JSON.parse(String(answer.body)) as { error: { code: string; message: string } };
    this.#end(id, spec, 'failed', { errorcode: Number(error.code) | 0, errormessage: error.message });
  }

  #end(id: string, spec: OperationSpec, stage: keyof typeof stages, values: Readonly<Record<string, unknown>>): void {
    this.#enter(id, stage, { ...values, endtime: this.#world.clock.text() });
    if (spec.callback === null) return;
    const body = JSON.stringify({ location: spec.location(id), backgroundOperationId: id, ...stateOf(this.#world, id) });
    // Whoever asked to be told and does not listen can still look.
    fetch(spec.callback, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }).catch(() => null);
  }

  #enter(id: string, stage: keyof typeof stages, values: Readonly<Record<string, unknown>>): void {
    const [state, status] = stages[stage];
    noteOn(this.#world, table, id, { ...values, backgroundoperationstatecode: state, backgroundoperationstatuscode: status });
    this.#changed();
  }

  #statusOf(id: string): unknown {
    const row = storeOf(this.#world, table).rows.get(id);
    return row === undefined ? null : read(tableOf(this.#world, table), row.values, 'backgroundoperationstatuscode');
  }
}

/** How an operation stands, as its monitor and its callback tell it; null: there is none. */
export function stateOf(world: World, id: string): Record<string, unknown> | null {
  const row = storeOf(world, table).rows.get(id);
  if (row === undefined) return null;
  const column = (name: string) => read(tableOf(world, table), row.values, name);
  const error = column('errormessage');
  return {
    ...(error === null ? {} : { backgroundOperationErrorCode: column('errorcode'), backgroundOperationErrorMessage: error }),
    backgroundOperationStateCode: column('backgroundoperationstatecode'),
    backgroundOperationStatusCode: column('backgroundoperationstatuscode'),
  };
}

/** Operations that were under way when the environment was saved are over. */
export function closeLostOperations(world: World): void {
  for (const row of [...storeOf(world, table).rows.values()]) {
    if (read(tableOf(world, table), row.values, 'backgroundoperationstatecode') === 3) continue;
    const [state, status] = stages.failed;
    noteOn(world, table, row.id, {
      backgroundoperationstatecode: state,
      backgroundoperationstatuscode: status,
      errorcode: 0,
      errormessage: 'The environment was stopped while the operation was under way.',
    });
  }
}

/** Members of a JSON object as a list of keys and values, which is how the table keeps them. */
function pairs(text: string): string {
  const value: unknown = text === '' ? {} : JSON.parse(text);
  return JSON.stringify(
    Object.entries(value as Record<string, unknown>)
      .filter(([key]) => !key.startsWith('@'))
      .map(([Key, Value]) => ({ Key, Value })),
  );
}
