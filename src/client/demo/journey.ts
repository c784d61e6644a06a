import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../../ledger/index.js';
import type { GateState } from '../../workflows/gates.js';
import type { Progress } from '../../workflows/messages.js';
import type { Phase } from '../../workflows/migration-state.js';
import { ClientError } from '../errors.js';
import { exitCodes } from '../exit-codes.js';
import type { MigrationHandle } from '../migration-handle.js';
import { barsOf } from './bars.js';
import type { Display } from './display.js';
import type { LimitNotes } from './limits.js';

export interface Journey {
  readonly handle: MigrationHandle;
  readonly display: Display;
  /** Open until the migration is accepted. */
  readonly ledger: Ledger;
  readonly limits: LimitNotes;
  readonly stopped: AbortSignal;
  /** Called once for each opening of a gate. Answers false when nothing is to be followed any more. */
  readonly onGate: (gate: GateState, progress: Progress, closed: AbortSignal) => Promise<boolean>;
}

const everyMs = 250;
const longStepMs = 5_000;
/** Without any answer from the worker for so long, something is wrong that waiting does not mend. */
const patienceMs = 120_000;

/** Follows a migration on the screen, phase by phase and gate by gate, until it has ended or nobody wants to follow it any more. */
export async function follow(journey: Journey): Promise<void> {
  const { handle, display, stopped } = journey;
  const opened = new Set<string>();
  let phase: Phase | undefined;
  let passes = 0;
  let bars = new Bars(journey);
  const steps = new LongSteps();
  for (let heard = Date.now(); ; await sleep(everyMs, undefined, { signal: stopped })) {
    const progress = await handle.progress();
    if (progress === null) {
      await complainUnlessRunning(journey, heard);
      continue;
    }
    heard = Date.now();
    if (progress.phase !== phase) {
      if (phase !== undefined) await bars.draw(phase, true);
      phase = progress.phase;
      // Phases that only wait for an answer show their gate instead.
      if (!waiting.has(phase)) display.phase(`${phase}: ${progress.doing.split(' Waiting for')[0]}`);
      bars = new Bars(journey);
    }
    if (progress.deltaPasses > passes) {
      passes = progress.deltaPasses;
      if (phase === 'delta' || phase === 'lastDelta') display.line(`          delta pass ${passes}`);
    }
    for (const note of [...steps.news(progress.step), ...(await journey.limits.news())]) {
      await bars.draw(phase, true);
      display.line(`          ${note}`);
    }
    if (progress.stuck) throw stuckError(progress.stuck);
    if (phase === 'done') return;
    const gate = progress.gates.find((candidate) => candidate.status === 'open' && !opened.has(nameOf(candidate)));
    if (gate === undefined) {
      await bars.draw(phase, false);
      continue;
    }
    await bars.draw(phase, true);
    display.end();
    opened.add(nameOf(gate));
    if (!(await untilDecided(journey, gate, progress))) return;
    heard = Date.now();
    // What follows begins with a heading of its own, also when it is the same phase once more.
    phase = undefined;
  }
}

const waiting: ReadonlySet<Phase> = new Set(['scopeGate', 'designGate', 'sampleGate']);

/** A gate that opens again is to be decided again, and so is one whose document was replaced. */
const nameOf = ({ gate, openings, document }: GateState): string => `${gate} ${openings} ${document.hash}`;

/** Hands the gate over; meanwhile looks whether somebody else decides it. */
async function untilDecided({ handle, stopped, onGate }: Journey, gate: GateState, progress: Progress): Promise<boolean> {
  const closed = new AbortController();
  const onStop = (): void => closed.abort();
  stopped.addEventListener('abort', onStop, { once: true });
  const watching = setInterval(() => {
    handle.progress().then(
      (now) => {
        if (now !== null && !now.gates.some((other) => nameOf(other) === nameOf(gate) && other.status === 'open')) closed.abort();
      },
      () => undefined,
    );
  }, 2_000);
  try {
    return await onGate(gate, progress, closed.signal);
  } finally {
    clearInterval(watching);
    stopped.removeEventListener('abort', onStop);
  }
}

async function complainUnlessRunning({ handle }: Journey, heard: number): Promise<void> {
  const status = (await handle.describe())?.status.name ?? 'not there';
  if (status !== 'RUNNING')
    throw new ClientError(
      'demo-ended',
      exitCodes.failed,
      `The migration's workflow is ${status.toLowerCase()}.`,
      "See worker.log in the output folder, and Temporal's web UI.",
    );
  if (Date.now() - heard > patienceMs)
    throw new ClientError(
      'demo-silent',
      exitCodes.failed,
      'The worker has not answered for two minutes.',
      'See worker.log in the output folder.',
    );
}

const stuckError = ({ step, type, message }: NonNullable<Progress['stuck']>): ClientError =>
  new ClientError(
    'demo-stuck',
    exitCodes.failed,
    `The migration is stuck in ${step}: ${message} (${type})`,
    'See worker.log in the output folder.',
  );

/** Names the step that is under way when it takes long enough to be read. */
class LongSteps {
  private step: string | null = null;
  private since = 0;
  private said = true;

  news(step: string | null): string[] {
    if (step !== this.step) {
      this.step = step;
      this.since = Date.now();
      this.said = false;
    }
    if (step === null || this.said || Date.now() - this.since < longStepMs) return [];
    this.said = true;
    return [`writing ${step}`];
  }
}

/** Draws the bars of one phase, never so often that the questions to the ledger would cost more than a tenth of the time. */
class Bars {
  private next = 0;

  constructor(private readonly journey: Journey) {}

  async draw(phase: Phase, last: boolean): Promise<void> {
    const began = Date.now();
    if (!last && began < this.next) return;
    const bars = await barsOf(this.journey.ledger, phase);
    if (bars.some(({ done, total }) => done > 0 || (total ?? 0) > 0)) this.journey.display.bars(bars);
    this.next = Date.now() + 10 * (Date.now() - began);
  }
}
