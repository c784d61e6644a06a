import { ApplicationFailure, allHandlersFinished, CancellationScope, condition, continueAsNew } from '@temporalio/workflow';
import { control, load } from './activity-options.js';
import { MigrationPasses } from './migration-passes.js';
import { Interrupted } from './migration-run.js';
import { type DeltaCounts, firstSnapshot, type MigrationSnapshot, MigrationState, type Phase, type Settings } from './migration-state.js';

/** Passes after cut-over that may still find changes before a person must look: Actimo is then not closed. */
const lastDeltaLimit = 20;
/** How often, in document mode, an open schema gate looks whether what is in Dataverse matches by now. */
const schemaRecheckMs = 60_000;

export interface MigrationInput {
  readonly migration: string;
  /** Go on from the ledger: Temporal's history was lost. */
  readonly adopt?: boolean;
  /** Set by continue-as-new. */
  readonly snapshot?: MigrationSnapshot;
  readonly settings?: Settings;
}

export interface MigrationResult {
  readonly outcome: 'accepted' | 'rolledBack' | 'aborted';
  readonly delta: DeltaCounts;
}

/** One method per phase; each answers the phase that follows. A phase can be entered again at any time: what was done already is not done twice. */
export class MigrationPhases extends MigrationPasses {
  /** From the ledger, or from the run before, to the end. */
  async run(input: MigrationInput): Promise<MigrationResult> {
    this.listen();
    if (input.snapshot && input.settings) {
      this.begin(new MigrationState(this.migration, input.settings, input.snapshot));
    } else {
      const opened = await control.openMigration({ migration: this.migration, adopt: input.adopt ?? false });
      this.begin(new MigrationState(this.migration, opened.settings, opened.snapshot ?? firstSnapshot(opened.epoch)));
      this.s.epoch = opened.epoch;
      await this.persist();
    }
    while (this.s.phase !== 'done') await this.step();
    await condition(allHandlersFinished);
    return { outcome: this.s.outcome ?? 'aborted', delta: this.s.delta };
  }

  /** A cancel from Temporal's own tools means: stop writing and keep everything. `start --adopt` goes on from there. */
  async stopAndKeep(): Promise<void> {
    await CancellationScope.nonCancellable(async () => {
      await control.raiseEpoch({ migration: this.migration });
      await control.endDeltaSchedule({ migration: this.migration });
    });
  }

  /** Runs the phase at hand and moves to the next; `Interrupted` moves to what was asked for. */
  async step(): Promise<void> {
    const phases: Readonly<Record<Exclude<Phase, 'done'>, () => Promise<Phase>>> = {
      audit: () => this.audit(),
      scopeGate: () => this.scopeGate(),
      design: () => this.design(),
      designGate: () => this.designGate(),
      schemaInPlace: () => this.schemaInPlace(),
      sample: () => this.sample(),
      sampleGate: () => this.sampleGate(),
      sampleUndo: () => this.sampleUndo(),
      full: () => this.full(),
      delta: () => this.followChanges(),
      lastDelta: () => this.lastDelta(),
      closing: () => this.closing(),
      undoWindow: () => this.undoWindow(),
      purge: () => this.purge(),
      rollback: () => this.rollback(),
      aborted: () => this.aborted(),
    };
    await this.untilUnstuck().catch(ignoreInterrupted);
    const phase = this.s.phase;
    if (phase === 'done') return;
    const began = Date.now();
    let next: Phase;
    try {
      next = await phases[phase]();
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      next = await this.whatWasAsked();
    }
    this.s.phase = next;
    this.s.phaseMs[phase] = (this.s.phaseMs[phase] ?? 0) + Date.now() - began;
    if (next !== phase) this.s.passing = null;
    if (next !== 'done') await this.persist();
    await this.safePoint();
  }

  private async whatWasAsked(): Promise<Phase> {
    const asked = this.s.asked;
    this.s.epoch = await control.raiseEpoch({ migration: this.migration });
    await control.endDeltaSchedule({ migration: this.migration });
    if (asked?.kind === 'rollBack') return 'rollback';
    this.s.asked = null;
    return 'aborted';
  }

  private async audit(): Promise<Phase> {
    await this.pass('audit', 'audit', { read: true, plan: false, sampleOnly: false });
    const document = await this.work('scope document', () => control.scopeDocument({ migration: this.migration }));
    await this.open('scope', document);
    return 'scopeGate';
  }

  private async scopeGate(): Promise<Phase> {
    await this.waitUntil(() => !this.state.isOpen('scope'));
    return this.state.gate('scope')?.status === 'approved' ? 'design' : 'audit';
  }

  private async design(): Promise<Phase> {
    await this.designAgain();
    return 'designGate';
  }

  private async designAgain(): Promise<void> {
    await this.work('mapping', () => control.designMapping({ migration: this.migration }));
    await this.work('design', () => this.askForDesign());
  }

  private designDecided(): 'approved' | 'rejected' | null {
    const statuses = [this.state.gate('mapping')?.status, this.state.gate('schema')?.status];
    if (statuses.includes('rejected')) return 'rejected';
    return statuses.every((status) => status === 'approved') ? 'approved' : null;
  }

  private async designGate(): Promise<Phase> {
    const recheck = this.state.settings.schemaMode === 'document';
    while (this.designDecided() === null) {
      const decided = await this.waitUntil(() => this.designDecided() !== null, recheck ? Date.now() + schemaRecheckMs : undefined);
      if (!decided) await this.recheckSchema();
    }
    if (this.designDecided() === 'approved') return 'schemaInPlace';
    this.s.attempt += 1;
    return 'design';
  }

  /** Where the customer's own people make the schema, an open gate says what is there by now: it cannot be approved before it matches. */
  private async recheckSchema(): Promise<void> {
    if (this.state.settings.schemaMode !== 'document' || !this.state.isOpen('schema')) return;
    const { schema } = await this.work('schema check', () => control.designDocuments({ migration: this.migration }));
    await this.open('schema', schema, () => this.state.isOpen('schema'));
  }

  private async schemaInPlace(): Promise<Phase> {
    await this.adoptDesign();
    return 'sample';
  }

  private async sample(): Promise<Phase> {
    // Not again in the middle of the sample's pass: choosing empties the sample first.
    if (this.s.passing === null) await this.work('sample choice', () => control.selectSample({ migration: this.migration }));
    await this.pass('sample', `sample-${this.s.attempt}`, { read: false, plan: true, sampleOnly: true });
    const document = await this.work('sample document', () => control.sampleDocument({ migration: this.migration }));
    await this.open('sample', document);
    return 'sampleGate';
  }

  private async sampleGate(): Promise<Phase> {
    await this.waitUntil(() => !this.state.isOpen('sample'));
    return this.state.gate('sample')?.status === 'approved' ? 'full' : 'sampleUndo';
  }

  private async sampleUndo(): Promise<Phase> {
    this.s.epoch = await this.work('epoch', () => control.raiseEpoch({ migration: this.migration }));
    await this.work('sample undo', () => this.undo('sample'));
    this.s.attempt += 1;
    // Whoever approved the design did so before the sample was seen: it is put to people again, changed or not.
    for (const gate of ['mapping', 'schema', 'sample'] as const) this.state.closeGate(gate);
    return 'design';
  }

  private async full(): Promise<Phase> {
    if (this.s.deltaWindowUntil === null) this.s.deltaWindowUntil = Date.now() + this.state.settings.deltaWindowMs;
    await this.deltaSchedule();
    await this.pass('full migration', 'full', { read: true, plan: true, sampleOnly: false });
    return 'delta';
  }

  /** The schedule ends some time after the window, so that an abandoned migration does not read Actimo for ever; followChanges moves the end out. */
  private async deltaSchedule(): Promise<void> {
    const { deltaEveryMs, deltaWindowMs } = this.state.settings;
    const until = Math.max(this.s.deltaWindowUntil ?? 0, Date.now()) + Math.max(deltaWindowMs, 2 * deltaEveryMs);
    await control.ensureDeltaSchedule({ migration: this.migration, everyMs: deltaEveryMs, until });
  }

  private async followChanges(): Promise<Phase> {
    for (;;) {
      if (this.state.gate('cutOver')?.status === 'approved') return 'lastDelta';
      const asksForDelta = this.s.deltaDue || this.s.passing !== null;
      if (asksForDelta || this.s.retryAsked) {
        this.s.deltaDue = false;
        this.s.retryAsked = false;
        await this.deltaPass('delta', asksForDelta);
        await this.recheckSchema();
      }
      await this.afterReopenedDesign('delta');
      // Approved while the pass ran: the report of that moment is what was approved, and it is not replaced.
      const approved = () => this.state.gate('cutOver')?.status === 'approved';
      if (approved()) continue;
      const windowOver = Date.now() >= (this.s.deltaWindowUntil ?? 0);
      const gate = this.state.gate('cutOver');
      if (asksForDelta ? windowOver || gate !== undefined : windowOver && gate === undefined) {
        await this.open('cutOver', await this.reconcile(), () => !approved());
        await this.deltaSchedule();
      }
      const deadline = this.state.gate('cutOver') === undefined ? (this.s.deltaWindowUntil ?? undefined) : undefined;
      await this.waitUntil(
        () => this.s.deltaDue || this.s.retryAsked || this.state.gate('cutOver')?.status === 'approved' || this.designReopenedAndDecided(),
        deadline,
      );
    }
  }

  /** After the first design, the gates of mapping and schema open again when Actimo brings something that the mapping does not know. */
  private designReopenedAndDecided(): boolean {
    return this.designOpenings() > this.s.designOpenings && this.designDecided() !== null;
  }

  private designOpenings(): number {
    return (this.state.gate('mapping')?.openings ?? 0) + (this.state.gate('schema')?.openings ?? 0);
  }

  /** What was approved is what everything is planned and written by from now on; then Dynamics is made ready for it. */
  private async adoptDesign(): Promise<void> {
    const document = this.state.gate('mapping')?.document.hash;
    if (document === undefined) throw ApplicationFailure.nonRetryable('There is no approved mapping.', 'NoMapping');
    await this.work('mapping', () => control.adoptMapping({ migration: this.migration, document }));
    await this.work('schema', () => load.deploySchema({ migration: this.migration }));
    this.s.designOpenings = this.designOpenings();
  }

  /**
   * Acts on what people said of a reopened mapping or schema: yes brings it in, with a pass for the records that waited for it; no designs again and asks
   * again. Until then those records stay held and everything else goes on. Answers whether a pass was made.
   */
  private async afterReopenedDesign(step: string): Promise<boolean> {
    if (!this.designReopenedAndDecided()) return false;
    if (this.designDecided() === 'approved') {
      await this.adoptDesign();
      await this.deltaPass(step, false);
      return true;
    }
    this.s.designOpenings = this.designOpenings();
    await this.designAgain();
    return false;
  }

  private async lastDelta(): Promise<Phase> {
    await control.endDeltaSchedule({ migration: this.migration });
    for (;;) {
      await this.work('last delta', async () => {
        if (this.s.lastDeltas < lastDeltaLimit) return;
        this.s.lastDeltas = 0;
        throw ApplicationFailure.nonRetryable(
          `Actimo still changed in ${lastDeltaLimit} passes after cut-over: it is not closed.`,
          'ActimoNotClosed',
        );
      });
      const found = await this.deltaPass('last delta', true, this.state.gate('cutOver')?.document.hash);
      this.s.lastDeltas += 1;
      if (found.created + found.updated + found.deleted + found.missing + found.toWrite === 0) return 'closing';
    }
  }

  private async reconcile() {
    await this.work('reconciliation', () => load.reconcile({ migration: this.migration, epoch: this.s.epoch }));
    return this.work('reconciliation document', () => control.reconciliationDocument({ migration: this.migration, snapshot: this.s }));
  }

  private async closing(): Promise<Phase> {
    const reconciliation = await this.reconcile();
    this.s.clean = reconciliation.clean;
    const summary = await this.work('summary', () => control.summaryDocument({ migration: this.migration, snapshot: this.s }));
    this.s.undoUntil ??= Date.now() + this.state.settings.rollbackWindowMs;
    await this.open('accept', summary);
    return 'undoWindow';
  }

  private async undoWindow(): Promise<Phase> {
    for (;;) {
      const gate = this.state.gate('accept');
      if (gate?.status === 'approved') return 'purge';
      // A no alone takes nothing back: roll-back is asked for by its name. Until then the same question stands.
      if (gate?.status === 'rejected') await this.open('accept', gate.document);
      if (await this.afterReopenedDesign('retry')) return 'closing';
      if (this.s.retryAsked || this.s.passing !== null) {
        this.s.retryAsked = false;
        await this.deltaPass('retry', false);
        return 'closing';
      }
      const closes = this.s.clean && !this.s.undoClosed ? (this.s.undoUntil ?? undefined) : undefined;
      if (closes !== undefined && Date.now() >= closes) {
        this.s.undoClosed = true;
        await control.recordUndoClosed({ migration: this.migration, at: Date.now() });
        await this.persist();
        continue;
      }
      const seen = this.s.undoUntil;
      await this.waitUntil(
        () => !this.state.isOpen('accept') || this.s.retryAsked || this.s.undoUntil !== seen || this.designReopenedAndDecided(),
        closes,
      );
    }
  }

  private async purge(): Promise<Phase> {
    await this.work('purge', () => control.purgeLedger({ migration: this.migration, snapshot: this.s }));
    this.s.outcome = 'accepted';
    return 'done';
  }

  /** Stops writing and keeps everything; the summary says what is in Dynamics now. Accepting it ends the migration, roll-back takes it back. */
  private async aborted(): Promise<Phase> {
    await this.work('settle', () => load.settleOpenChunks({ migration: this.migration, sweep: true }));
    for (const gate of ['scope', 'mapping', 'schema', 'sample', 'cutOver', 'accept'] as const) this.state.closeGate(gate);
    await this.open('accept', await this.work('summary', () => control.summaryDocument({ migration: this.migration, snapshot: this.s })));
    for (;;) {
      await this.waitUntil(() => !this.state.isOpen('accept'));
      if (this.state.gate('accept')?.status === 'approved') {
        await this.work('purge', () => control.purgeLedger({ migration: this.migration, snapshot: this.s }));
        this.s.outcome = 'aborted';
        return 'done';
      }
      const document = this.state.gate('accept')?.document;
      if (document) await this.open('accept', document);
    }
  }

  private async rollback(): Promise<Phase> {
    for (const gate of ['scope', 'mapping', 'schema', 'sample', 'cutOver', 'accept'] as const) this.state.closeGate(gate);
    await this.persist();
    await this.work('roll-back', () => this.undo('all'));
    await this.work('undo document', () => control.undoDocument({ migration: this.migration, snapshot: this.s }));
    this.s.outcome = 'rolledBack';
    this.s.asked = null;
    return 'done';
  }

  protected override async continueInNewRun(): Promise<never> {
    const next: MigrationInput = {
      migration: this.migration,
      snapshot: { ...this.s, runs: this.s.runs + 1 },
      settings: this.state.settings,
    };
    return continueAsNew<(input: MigrationInput) => Promise<unknown>>(next);
  }
}

const ignoreInterrupted = (error: unknown): void => {
  if (!(error instanceof Interrupted)) throw error;
};
