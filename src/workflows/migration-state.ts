import type { DeltaResult } from './delta-workflow.js';
import { type DecisionInput, type DecisionVerdict, type DocumentRef, type GateName, type GateState, gateNames } from './gates.js';
import type { AnyCommand, CommandName, Progress } from './messages.js';
import type { ConvergeStep } from './steps.js';

/** Where a migration stands. The order is the order of a migration that nobody sends back; `docs/architecture.md` has the picture. */
export const phases = [
  'audit',
  'scopeGate',
  'design',
  'designGate',
  'schemaInPlace',
  'sample',
  'sampleGate',
  'sampleUndo',
  'full',
  'delta',
  'lastDelta',
  'closing',
  'undoWindow',
  'purge',
  'rollback',
  'aborted',
  'done',
] as const;
export type Phase = (typeof phases)[number];

/** From the migration file; all durations in milliseconds. */
export interface Settings {
  readonly deltaEveryMs: number;
  readonly deltaWindowMs: number;
  readonly rollbackWindowMs: number;
  readonly reminderMs: number;
  readonly schemaMode: 'deploy' | 'document';
  /** Partition activities of one object in flight. */
  readonly window: number;
  /** Continue-as-new from this many history events on, a hook for tests; otherwise when the server suggests it. */
  readonly historyLimit?: number | undefined;
}

export interface DeltaCounts {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
}

export interface PassOptions {
  /** Read Actimo first; otherwise only map what was read already. */
  readonly read: boolean;
  /** Map and write; the audit only reads. */
  readonly plan: boolean;
  readonly sampleOnly: boolean;
  /** Hash of the approved report that says how many records left Actimo: so many are believed to be gone, even above the migration file's `goneShare`. */
  readonly goneApproved?: string;
}

/** Everything that a migration's next run, or `start --adopt` after a lost Temporal history, needs. Plain JSON; no personal data. */
export interface MigrationSnapshot {
  phase: Phase;
  epoch: number;
  gates: Partial<Record<GateName, GateState>>;
  /** The pass under way: read and mapped, its converge steps done before `cursor`. A new run goes on there and does not start over. */
  passing: { pass: string; options: PassOptions; found: DeltaResult; steps: readonly ConvergeStep[]; cursor: number } | null;
  /** Passes since cut-over. */
  lastDeltas: number;
  /** How often the gates of mapping and schema had opened when they were last acted on; more means that they were reopened. */
  designOpenings: number;
  deltaPasses: number;
  delta: DeltaCounts;
  deltaDue: boolean;
  deltaWindowUntil: number | null;
  undoUntil: number | null;
  undoClosed: boolean;
  /** The reconciliation was clean; an unclean one keeps the undo window open. */
  clean: boolean;
  paused: { by: string } | null;
  stuck: { step: string; type: string; message: string } | null;
  asked: { kind: 'abort' | 'rollBack'; by: string } | null;
  retryAsked: boolean;
  /** Number of attempts at the design, sample and converge steps: makes child ids new after a reject or a retry. */
  attempt: number;
  runs: number;
  /** Milliseconds spent in each phase, waiting for people included; workflow time. */
  phaseMs: Partial<Record<Phase, number>>;
  outcome: 'accepted' | 'rolledBack' | 'aborted' | null;
}

export const firstSnapshot = (epoch: number): MigrationSnapshot => ({
  phase: 'audit',
  epoch,
  gates: {},
  passing: null,
  lastDeltas: 0,
  designOpenings: 0,
  deltaPasses: 0,
  delta: { created: 0, updated: 0, deleted: 0 },
  deltaDue: false,
  deltaWindowUntil: null,
  undoUntil: null,
  undoClosed: false,
  clean: false,
  paused: null,
  stuck: null,
  asked: null,
  retryAsked: false,
  attempt: 1,
  runs: 1,
  phaseMs: {},
  outcome: null,
});

const refuse = (sentence: string): DecisionVerdict => ({ accepted: false, sentence });
const accept = (sentence: string): DecisionVerdict => ({ accepted: true, sentence });

/**
 * The rules of gates and commands, without Temporal: a plain class that the workflow wires to messages and that tests drive by hand.
 * `now` is workflow time in milliseconds, always handed in.
 */
export class MigrationState {
  constructor(
    readonly migration: string,
    readonly settings: Settings,
    readonly snapshot: MigrationSnapshot,
  ) {}

  get ended(): boolean {
    return this.snapshot.phase === 'done';
  }

  gate(name: GateName): GateState | undefined {
    return this.snapshot.gates[name];
  }

  isOpen(name: GateName): boolean {
    return this.gate(name)?.status === 'open';
  }

  /** Opens a gate on a document. The same document on an open gate changes nothing; another one replaces it, so an old code no longer opens it. */
  openGate(name: GateName, document: DocumentRef, now: number): void {
    const before = this.gate(name);
    if (before?.status === 'open' && before.document.hash === document.hash) return;
    const openings = (before?.openings ?? 0) + 1;
    this.snapshot.gates[name] = { gate: name, document, status: 'open', openedAt: now, openings, reminders: 0 };
  }

  closeGate(name: GateName): void {
    delete this.snapshot.gates[name];
  }

  /** Refuses only what is malformed: everything else gets a recorded verdict. Synchronous, as an update's validator must be. */
  static malformed(input: DecisionInput): string | null {
    if (typeof input !== 'object' || input === null)
      return 'A decision is one JSON object: { gate, artefact, decision, approver, comment }.';
    if (!gateNames.includes(input.gate)) return `There is no gate "${String(input.gate)}". The gates are: ${gateNames.join(', ')}.`;
    if (input.decision !== 'approve' && input.decision !== 'reject') return 'decision must be "approve" or "reject".';
    if (typeof input.artefact !== 'string' || !/^[0-9a-f]{10,64}$/.test(input.artefact)) {
      return 'artefact must be the approval code on the document: at least its ten hexadecimal digits.';
    }
    if (typeof input.approver !== 'string') return 'approver must be a name.';
    return null;
  }

  /** What the rules say of a decision. Does not change anything; `decide` does, once the ledger has the decision. */
  judge(input: DecisionInput): DecisionVerdict {
    const gate = this.gate(input.gate);
    if (input.approver.trim() === '') return refuse('A decision needs the name of the person who decides: approver is empty.');
    if (this.ended) return refuse('The migration has ended; nothing is left to decide.');
    if (gate === undefined) return refuse(`Gate ${input.gate} is not open yet; the migration is in phase ${this.snapshot.phase}.`);
    if (gate.status !== 'open') return refuse(`Gate ${input.gate} is closed: ${gate.decidedBy ?? 'somebody'} ${gate.status} it already.`);
    if (!gate.document.hash.startsWith(input.artefact)) {
      // The right code is not told: it is on the document, and is there to show that somebody opened it.
      return refuse(`The code does not belong to the document that gate ${input.gate} is about now. Open that one.`);
    }
    const comment = input.comment?.trim() ?? '';
    if (input.decision === 'reject' && comment === '')
      return refuse('A reject needs a comment that says why, for the people who must mend it.');
    if (input.decision === 'approve' && gate.document.blocked) return refuse(gate.document.blocked);
    if (input.decision === 'approve' && input.gate === 'cutOver' && comment === '') {
      return refuse('Cut-over needs a comment that says who closed Actimo, and when.');
    }
    return accept(`${input.gate}: ${input.decision === 'approve' ? 'approved' : 'rejected'} by ${input.approver}.`);
  }

  /** Applies a decision that was judged and recorded. */
  decide(input: DecisionInput): void {
    const gate = this.gate(input.gate);
    if (gate === undefined) return;
    const status = input.decision === 'approve' ? 'approved' : 'rejected';
    const comment = input.comment?.trim();
    this.snapshot.gates[input.gate] = { ...gate, status, decidedBy: input.approver, ...(comment ? { comment } : {}) };
  }

  reminded(name: GateName): void {
    const gate = this.gate(name);
    if (gate) this.snapshot.gates[name] = { ...gate, reminders: gate.reminders + 1 };
  }

  /** What the rules say of a command at this moment. */
  judgeCommand(name: CommandName, input: AnyCommand, now: number): DecisionVerdict {
    const s = this.snapshot;
    if (typeof input?.by !== 'string' || input.by.trim() === '')
      return refuse(`${name} needs the name of the person who asks for it: by is empty.`);
    if (this.ended) return refuse('The migration has ended.');
    if (s.phase === 'purge') return refuse('The migration was accepted and its ledger is being purged; no command can change that.');
    switch (name) {
      case 'pause':
        return s.paused
          ? refuse(`Already paused by ${s.paused.by}.`)
          : accept('Paused: writing stops at the end of the chunk under way. resume goes on.');
      case 'resume':
        return s.paused ? accept('Resumed.') : refuse('Not paused.');
      case 'retry':
        return accept('What was held with an answer, refused or differing is tried again.');
      case 'delta':
        return s.phase === 'full' || s.phase === 'delta'
          ? accept('A delta pass is due now; it starts as soon as the migration is free.')
          : refuse(`A delta belongs between the full migration and cut-over; the migration is in phase ${s.phase}.`);
      case 'throttle':
        return typeof input.requestsPerSecond === 'number' && input.requestsPerSecond >= 0
          ? accept(
              input.requestsPerSecond === 0 ? 'The brake is off.' : `At most ${input.requestsPerSecond} requests a second to Dataverse.`,
            )
          : refuse('throttle needs requestsPerSecond, a number; 0 takes the brake off.');
      case 'abort':
        if (s.phase === 'rollback' || s.asked?.kind === 'rollBack') return refuse('A roll-back is under way and is not stopped half-way.');
        if (s.phase === 'aborted') return refuse('Already aborted.');
        return accept('Aborting: writing stops, everything is kept, undo stays possible.');
      case 'rollBack':
        if (s.phase === 'rollback' || s.asked?.kind === 'rollBack') return refuse('A roll-back is already under way.');
        if (s.undoClosed || (s.undoUntil !== null && s.clean && now > s.undoUntil)) {
          return refuse(`The undo window closed at ${new Date(s.undoUntil ?? now).toISOString()}; what is in Dynamics stays.`);
        }
        return accept('Rolling back: every row of this migration is taken back, children before parents.');
      case 'extend':
        if (s.undoUntil === null) return refuse('The undo window has not begun; there is nothing to extend.');
        if (s.undoClosed) return refuse(`The undo window closed at ${new Date(s.undoUntil).toISOString()} and cannot be opened again.`);
        if (typeof input.hours !== 'number' || !(input.hours > 0 && input.hours <= 24 * 90))
          return refuse('extend needs hours, a number above 0 and up to 2160.');
        return accept(`Undo stays possible until ${new Date(s.undoUntil + input.hours * 3_600_000).toISOString()}.`);
    }
  }

  /** Applies a command that was judged and recorded. */
  command(name: CommandName, input: AnyCommand): void {
    const s = this.snapshot;
    switch (name) {
      case 'pause':
        s.paused = { by: input.by };
        return;
      case 'resume':
        s.paused = null;
        return;
      case 'retry':
        s.retryAsked = true;
        return;
      case 'delta':
        s.deltaDue = true;
        return;
      case 'abort':
      case 'rollBack':
        s.asked = { kind: name, by: input.by };
        s.paused = null;
        return;
      case 'extend':
        s.undoUntil = (s.undoUntil ?? 0) + (input.hours ?? 0) * 3_600_000;
        return;
      case 'throttle':
        return; // the ledger holds it: every process reads it there
    }
  }

  /** The gate that is reminded next and when, or null. */
  nextReminder(): { gate: GateName; at: number } | null {
    const open = gateNames.map((name) => this.gate(name)).filter((gate): gate is GateState => gate?.status === 'open');
    const due = open.map((gate) => ({ gate: gate.gate, at: gate.openedAt + (gate.reminders + 1) * this.settings.reminderMs }));
    return due.sort((a, b) => a.at - b.at)[0] ?? null;
  }

  /** The one sentence that people see first. */
  doing(): string {
    const s = this.snapshot;
    if (s.stuck) return `Stuck in ${s.stuck.step}: ${s.stuck.message} Send retry when the reason is gone.`;
    if (s.paused) return `Paused by ${s.paused.by} in phase ${s.phase}.`;
    const open = gateNames.filter((name) => this.isOpen(name));
    const waits = open.length > 0 ? ` Waiting for a decision on: ${open.join(', ')}.` : '';
    return `${phaseWords[s.phase]}${waits}`;
  }

  progress(): Progress {
    const s = this.snapshot;
    return {
      migration: this.migration,
      phase: s.phase,
      doing: this.doing(),
      step: stepOf(s.passing),
      gates: gateNames.map((name) => this.gate(name)).filter((gate): gate is GateState => gate !== undefined),
      paused: s.paused !== null,
      stuck: s.stuck,
      epoch: s.epoch,
      deltaPasses: s.deltaPasses,
      undoUntil: s.undoUntil,
      undoClosed: s.undoClosed,
      deltaWindowUntil: s.deltaWindowUntil,
      runs: s.runs,
    };
  }
}

function stepOf(passing: MigrationSnapshot['passing']): string | null {
  const step = passing?.steps[passing.cursor];
  return passing && step ? `${step.table} ${step.facet} (${passing.cursor + 1} of ${passing.steps.length})` : null;
}

const phaseWords: Readonly<Record<Phase, string>> = {
  audit: 'Reading Actimo and looking at Dynamics.',
  scopeGate: 'The scope is written down.',
  design: 'Designing mapping and schema.',
  designGate: 'Mapping and schema are designed; nothing has been written.',
  schemaInPlace: 'Putting the schema in place.',
  sample: 'Migrating the sample.',
  sampleGate: 'The sample is in Dynamics.',
  sampleUndo: 'Taking the sample back.',
  full: 'Migrating everything: Actimo is read once more and mapped, then all of it is written.',
  delta: 'Following changes in Actimo until cut-over.',
  lastDelta: 'Last deltas, until a pass finds nothing.',
  closing: 'Reconciling and writing the summary.',
  undoWindow: 'Everything is in Dynamics and can still be taken back.',
  purge: 'Accepted; purging the ledger.',
  rollback: 'Taking everything back.',
  aborted: 'Aborted: nothing is written any more; roll back, or accept what is there.',
  done: 'Ended.',
};
