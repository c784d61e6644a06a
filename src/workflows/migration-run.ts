import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  ContinueAsNew,
  condition,
  isCancellation,
  log,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { control } from './activity-options.js';
import { describeFailure } from './failures.js';
import { type DecisionInput, type DecisionVerdict, type DocumentRef, type GateName, gateNames } from './gates.js';
import {
  type AnyCommand,
  type CommandName,
  commandNames,
  commandSignal,
  commandUpdate,
  decideSignal,
  decideUpdate,
  deltaDueSignal,
  progressQuery,
} from './messages.js';
import { MigrationState } from './migration-state.js';
import { awaitingApproval, migrationPhase } from './search-attributes.js';
import { historyIsLong } from './steps.js';

/** Thrown inside a phase when somebody asked for abort or roll-back: the phase ends there, and what was asked for begins. */
export class Interrupted extends Error {}

/**
 * What every phase stands on: messages wired to the rules of `MigrationState`, waiting that reminds, work that can be paused and that parks when it
 * fails for good, and continue-as-new at points where nothing is in flight. The phases themselves are in `migration-phases.ts`.
 */
export abstract class MigrationRun {
  /** Assigned once, as soon as the ledger answered; handlers wait for it. */
  private loaded: MigrationState | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private scope: CancellationScope | undefined;
  private changes = 0;

  constructor(readonly migration: string) {}

  get state(): MigrationState {
    if (this.loaded === undefined) throw ApplicationFailure.nonRetryable('The migration is not loaded yet.', 'NotLoaded');
    return this.loaded;
  }

  protected begin(state: MigrationState): void {
    this.loaded = state;
    this.show();
  }

  /** Sets every handler; called before the first wait, so that no message is missed. */
  protected listen(): void {
    setHandler(decideSignal, async (input) => void (await this.decide(input)), {
      description: 'Approve or reject a gate: { gate, artefact, decision, approver, comment }',
    });
    setHandler(decideUpdate, async (input) => this.orThrow(await this.decide(input), 'DecisionRefused'), {
      description: 'Approve or reject a gate and hear the verdict: { gate, artefact, decision, approver, comment }',
      validator: (input) => {
        const why = MigrationState.malformed(input);
        if (why !== null) throw ApplicationFailure.nonRetryable(why, 'MalformedDecision');
      },
    });
    for (const name of commandNames) {
      setHandler(commandSignal(name), async (input) => void (await this.command(name, input)), { description: `${name}: { by, comment }` });
      setHandler(commandUpdate(name), async (input) => this.orThrow(await this.command(name, input), 'CommandRefused'), {
        description: `${name} and hear the verdict: { by, comment }`,
        validator: (input) => {
          if (typeof input !== 'object' || input === null)
            throw ApplicationFailure.nonRetryable(`${name} takes one JSON object: { by, comment }.`, 'MalformedCommand');
        },
      });
    }
    setHandler(deltaDueSignal, async () => {
      // With `start --adopt` the Schedule is there before the migration is loaded.
      await condition(() => this.loaded !== undefined);
      this.state.snapshot.deltaDue = true;
      this.changes += 1;
    });
    setHandler(progressQuery, () => this.state.progress());
  }

  private orThrow(verdict: DecisionVerdict, type: string): DecisionVerdict {
    if (!verdict.accepted) throw ApplicationFailure.nonRetryable(verdict.sentence, type);
    return verdict;
  }

  /** One message at a time: each is judged on the state that the one before it left. */
  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(
      () => work(),
      () => work(),
    );
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async decide(input: DecisionInput): Promise<DecisionVerdict> {
    await condition(() => this.loaded !== undefined);
    return this.inTurn(async () => {
      const malformed = MigrationState.malformed(input);
      if (malformed !== null) {
        log.warn('a malformed decision was ignored', { reason: malformed });
        return { accepted: false, sentence: malformed };
      }
      const verdict = await control.recordDecision({
        migration: this.migration,
        input,
        verdict: this.state.judge(input),
        document: this.state.gate(input.gate)?.document ?? null,
        at: Date.now(),
      });
      if (verdict.accepted) {
        this.state.decide(input);
        await this.persist();
      }
      return verdict;
    });
  }

  private async command(name: CommandName, input: AnyCommand): Promise<DecisionVerdict> {
    await condition(() => this.loaded !== undefined);
    return this.inTurn(async () => {
      const verdict = this.state.judgeCommand(name, input, Date.now());
      await control.recordCommand({ migration: this.migration, command: name, input, verdict, at: Date.now() });
      if (verdict.accepted) {
        this.state.command(name, input);
        if (name === 'pause' || name === 'abort' || name === 'rollBack') this.scope?.cancel();
        await this.persist();
      }
      return verdict;
    });
  }

  /** Writes the snapshot to the ledger, from where `start --adopt` goes on, and shows it in Temporal's UI. */
  protected async persist(): Promise<void> {
    this.changes += 1;
    this.show();
    await control.saveSnapshot({ migration: this.migration, snapshot: this.state.snapshot });
  }

  private show(): void {
    const state = this.state;
    const open = gateNames.filter((name) => state.isOpen(name));
    upsertSearchAttributes([
      { key: migrationPhase, value: state.snapshot.phase },
      { key: awaitingApproval, value: open.length > 0 ? open.join(' ') : null },
    ]);
    const gates = open.map(
      (name) => `- **${name}**: ${state.gate(name)?.document.headline ?? ''} (code \`${state.gate(name)?.document.code ?? ''}\`)`,
    );
    setCurrentDetails([`**${state.doing()}**`, ...gates].join('\n\n'));
  }

  /** Opens a gate, unless a decision that came in meanwhile made it pointless (`stillWanted` is asked when it is our turn). */
  protected async open(name: GateName, document: DocumentRef, stillWanted: () => boolean = () => true): Promise<void> {
    await this.inTurn(async () => {
      if (!stillWanted()) return;
      this.state.openGate(name, document, Date.now());
      await this.persist();
    });
  }

  private throwIfAsked(): void {
    const { asked, phase } = this.state.snapshot;
    if (asked !== null && phase !== 'rollback') throw new Interrupted();
  }

  /** Waits until `ready()` or until `deadline` (workflow time, ms); sends the reminders that fall due meanwhile. Says whether it became ready. */
  protected async waitUntil(ready: () => boolean, deadline?: number): Promise<boolean> {
    for (;;) {
      this.throwIfAsked();
      if (ready()) return true;
      if (deadline !== undefined && Date.now() >= deadline) return false;
      await this.safePoint();
      const reminder = this.state.nextReminder();
      const wake = Math.min(deadline ?? Number.POSITIVE_INFINITY, reminder?.at ?? Number.POSITIVE_INFINITY);
      const seen = this.changes;
      const woken = () => ready() || this.changes !== seen;
      if (wake === Number.POSITIVE_INFINITY) await condition(woken);
      else await condition(woken, Math.max(1, wake - Date.now()));
      if (reminder && Date.now() >= reminder.at && this.state.isOpen(reminder.gate)) {
        this.state.reminded(reminder.gate);
        const gate = this.state.gate(reminder.gate);
        await control.remind({
          migration: this.migration,
          gate: reminder.gate,
          reminders: gate?.reminders ?? 1,
          openSince: gate?.openedAt ?? 0,
        });
      }
    }
  }

  /**
   * Runs one step of a phase. A pause cancels it and runs it again after `resume` (every step can be run again); abort and roll-back end the phase;
   * a failure that retrying cannot mend parks the migration until somebody sends `retry`.
   */
  protected async work<T>(step: string, run: () => Promise<T>): Promise<T> {
    for (;;) {
      await this.waitUntil(() => this.state.snapshot.paused === null);
      const scope = new CancellationScope();
      this.scope = scope;
      try {
        return await scope.run(run);
      } catch (error) {
        if (error instanceof ContinueAsNew || error instanceof Interrupted || CancellationScope.current().consideredCancelled) throw error;
        const ours = isCancellation(error) && scope.consideredCancelled;
        if (!ours) await this.park(step, error);
      } finally {
        this.scope = undefined;
      }
    }
  }

  private async park(step: string, error: unknown): Promise<void> {
    const failure = describeFailure(error);
    log.error('a step failed for good; waiting for retry, abort or rollBack', { step, type: failure.type });
    this.state.snapshot.stuck = { step, ...failure };
    this.state.snapshot.retryAsked = false;
    await this.persist();
    await this.untilUnstuck();
  }

  /** Also the first thing of a run that began while the migration was parked. */
  protected async untilUnstuck(): Promise<void> {
    if (this.state.snapshot.stuck === null) return;
    try {
      await this.waitUntil(() => this.state.snapshot.retryAsked);
    } finally {
      this.state.snapshot.stuck = null;
      this.state.snapshot.retryAsked = false;
    }
    await this.persist();
  }

  /** Continues as new when history is long. Called only where no step is under way; waits for handlers, so no message is lost or half done. */
  protected async safePoint(): Promise<void> {
    if (!historyIsLong(this.state.settings.historyLimit)) return;
    await condition(allHandlersFinished);
    await this.continueInNewRun();
  }

  protected abstract continueInNewRun(): Promise<never>;
}
