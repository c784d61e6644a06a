import { faults } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import type { Row } from '../rows/row.js';
import { noteOn } from '../rows/server-write.js';
import { column, link, read, write } from '../rows/slots.js';
import { putRow } from '../seed.js';
import { ownedBy } from './owned-by.js';
import type { Timetable } from './timetable.js';

/** Kinds of work that the environment does in the background (`operationtype` of `asyncoperation`). */
export const jobKinds = { duplicateRulePublish: 7, bulkDelete: 13, keyIndex: 75, exportSolution: 202, importSolution: 203 } as const;

/** Where a job stands: state and status of its row. */
const stages = { waiting: [0, 0], postponed: [1, 10], running: [2, 20], succeeded: [3, 30], failed: [3, 31] } as const;

export interface JobSpec {
  readonly kind: keyof typeof jobKinds;
  readonly name: string;
  readonly user: string;
  /** Milliseconds of the environment's time until it is done; it begins after a third of them. */
  readonly takesMs: number;
  /** Not before this moment, milliseconds since 1970. */
  readonly notBefore?: number;
  /** Id that its row must get. */
  readonly id?: string;
  readonly begin?: () => void;
  /** Of a job that comes again: when, counted from when it last began. */
  readonly again?: (last: number) => number;
  /** When its time comes and somebody has cancelled it. */
  readonly cancelled?: () => void;
  /** The work itself. What it throws, and a text that it answers, is why the job failed. */
  readonly finish: () => string | undefined;
}

/** Work that goes on while requests come and go, each piece of it a row of `asyncoperation` (docs/facts/dataverse.md §4 "Jobs"). */
export class Jobs {
  readonly #world: World;
  readonly #timetable: Timetable;
  readonly #changed: () => void;

  constructor(world: World, timetable: Timetable, changed: () => void) {
    this.#world = world;
    this.#timetable = timetable;
    this.#changed = changed;
  }

  /** Enters a job; answers the id of its row. */
  start(spec: JobSpec): string {
    const world = this.#world;
    const begins = Math.max(world.clock.now(), spec.notBefore ?? 0);
    const row = putRow(world, 'asyncoperation', {
      ...(spec.id === undefined ? {} : { asyncoperationid: spec.id }),
      name: spec.name,
      operationtype: jobKinds[spec.kind],
      ...ownedBy(world, spec.user),
      postponeuntil: spec.notBefore === undefined ? null : textOf(spec.notBefore),
      statecode: stages.waiting[0],
      statuscode: stages.waiting[1],
    });
    this.#run(row, spec, begins);
    return row.id;
  }

  /** Once, from that moment on; again afterwards, should it recur. */
  #run(row: Row, spec: JobSpec, begins: number): void {
    const world = this.#world;
    this.#timetable.at(begins + spec.takesMs / 3, () => {
      if (!this.#open(row)) return;
      this.#enter(row, 'running', { startedon: world.clock.text() });
      spec.begin?.();
    });
    this.#timetable.at(begins + spec.takesMs, () => {
      if (!this.#open(row)) {
        spec.cancelled?.();
        return;
      }
      const why = failure(spec.finish);
      const next = spec.again?.(begins);
      if (next === undefined) {
        this.#enter(row, why === undefined ? 'succeeded' : 'failed', { completedon: world.clock.text(), message: why ?? null });
      } else {
        this.#enter(row, 'postponed', { postponeuntil: textOf(next), message: why ?? null });
        this.#run(row, spec, next);
      }
      this.#changed();
    });
  }

  /** A job that somebody has deleted or cancelled does nothing any more. */
  #open(row: Row): boolean {
    const table = tableOf(this.#world, 'asyncoperation');
    return storeOf(this.#world, 'asyncoperation').rows.get(row.id) === row && read(table, row.values, 'statecode') !== 3;
  }

  #enter(row: Row, stage: keyof typeof stages, values: Readonly<Record<string, unknown>>): void {
    const [state, status] = stages[stage];
    noteOn(this.#world, 'asyncoperation', row.id, {
      ...values,
      statecode: state,
      statuscode: status,
      modifiedon: this.#world.clock.text(),
    });
  }
}

function failure(work: () => string | undefined): string | undefined {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const textOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** Jobs that were under way when the environment was saved are over: nobody does their work any more. */
export function closeLostJobs(world: World): void {
  const table = tableOf(world, 'asyncoperation');
  const store = storeOf(world, 'asyncoperation');
  const state = column(table, 'statecode').slot;
  for (const row of [...store.rows.values()]) {
    if (row.values[state] === 3) continue;
    const values = row.values.slice();
    write(table, values, 'statecode', stages.failed[0]);
    write(table, values, 'statuscode', stages.failed[1]);
    write(table, values, 'message', 'The environment was stopped while the job was under way.');
    link(table, values, 'modifiedby', 'systemuser', world.ids.systemUser);
    store.replace(row, values, row.version);
  }
}

/** What a client may change about a job: it may cancel one that is not over. */
export function refuseJobChange(before: number, state: unknown, status: unknown): void {
  if (before === 3) throw faults.inactive('asyncoperation');
  if (state !== 3 || status !== 32) throw faults.argument('A system job can only be cancelled: statecode 3 with statuscode 32.');
}
