import { executeChild } from '@temporalio/workflow';
import { queues, workflowIds } from '../domain/temporal-names.js';
import { control, load } from './activity-options.js';
import { convergeWorkflow } from './converge-workflow.js';
import { type DeltaResult, deltaWorkflow } from './delta-workflow.js';
import { MigrationRun } from './migration-run.js';
import type { MigrationSnapshot, PassOptions } from './migration-state.js';
import { rollbackWorkflow } from './rollback-workflow.js';

/** What phases are made of: passes (read, map, converge) and undos, each a step that can be paused and gone on with. */
export abstract class MigrationPasses extends MigrationRun {
  protected get s(): MigrationSnapshot {
    return this.state.snapshot;
  }

  /** A document that was approved and has not changed since stays approved: nobody is asked the same thing twice. */
  protected async openUnlessApproved(gate: 'mapping' | 'schema', document: Parameters<MigrationRun['open']>[1]): Promise<void> {
    const before = this.state.gate(gate);
    if (before?.status === 'approved' && before.document.hash === document.hash) return;
    await this.open(gate, document);
  }

  protected async undo(scope: 'all' | 'sample'): Promise<void> {
    await executeChild(rollbackWorkflow, {
      workflowId: workflowIds.rollback(this.migration),
      taskQueue: queues.control,
      args: [
        {
          migration: this.migration,
          scope,
          epoch: this.s.epoch,
          window: this.state.settings.window,
          historyLimit: this.state.settings.historyLimit,
        },
      ],
    });
  }

  /** One pass, as a step that can be paused: read and map, then every converge step in order, parents before children. */
  protected async pass(step: string, pass: string, options: PassOptions): Promise<DeltaResult> {
    return this.work(step, async () => {
      const passing = this.s.passing?.pass === pass ? this.s.passing : await this.readAndMap(pass, options);
      this.s.passing = passing;
      for (let next = passing.steps[passing.cursor]; next !== undefined; next = passing.steps[passing.cursor]) {
        await this.safePoint();
        await executeChild(convergeWorkflow, {
          workflowId: workflowIds.converge(this.migration, next, pass),
          taskQueue: queues.control,
          args: [
            {
              migration: this.migration,
              step: next,
              pass,
              sampleOnly: options.sampleOnly,
              epoch: this.s.epoch,
              window: this.state.settings.window,
              historyLimit: this.state.settings.historyLimit,
            },
          ],
        });
        passing.cursor += 1;
      }
      this.s.passing = null;
      return passing.found;
    });
  }

  private async readAndMap(pass: string, options: PassOptions): Promise<NonNullable<MigrationSnapshot['passing']>> {
    await load.settleOpenChunks({ migration: this.migration, sweep: false });
    const found = await executeChild(deltaWorkflow, {
      workflowId: workflowIds.delta(this.migration, pass),
      taskQueue: queues.control,
      args: [{ migration: this.migration, pass, ...options, asked: this.state.gate('mapping')?.document.hash ?? null }],
    });
    if (pass.startsWith('delta')) {
      const { created, updated, deleted } = this.s.delta;
      this.s.delta = { created: created + found.created, updated: updated + found.updated, deleted: deleted + found.deleted };
    }
    if (found.mappingChanged) await this.askForDesign();
    const steps = options.plan ? await control.convergeSteps({ migration: this.migration }) : [];
    return { pass, options, found, steps, cursor: 0 };
  }

  /** The next delta pass; or the one that an earlier run of this workflow left under way. */
  protected async deltaPass(step: string, read: boolean, goneApproved?: string): Promise<DeltaResult> {
    const under = this.s.passing;
    if (under === null) this.s.deltaPasses += 1;
    return under === null
      ? this.pass(step, `delta-${this.s.deltaPasses}`, {
          read,
          plan: true,
          sampleOnly: false,
          ...(goneApproved === undefined ? {} : { goneApproved }),
        })
      : this.pass(step, under.pass, under.options);
  }

  /** Puts mapping and schema to people as they are proposed now; what was approved and is the same stays approved. */
  protected async askForDesign(): Promise<void> {
    const { mapping, schema } = await control.designDocuments({ migration: this.migration });
    await this.openUnlessApproved('mapping', mapping);
    await this.openUnlessApproved('schema', schema);
  }
}
