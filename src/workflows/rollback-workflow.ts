import { continueAsNew } from '@temporalio/workflow';
import { control, load } from './activity-options.js';
import { addCounts, historyIsLong, noCounts, type StepCounts, type UndoRound } from './steps.js';
import { inWindow } from './window.js';

export interface RollbackInput {
  readonly migration: string;
  readonly scope: 'all' | 'sample';
  /** The epoch of the undo itself; raised before this workflow started, so nobody else writes any more. */
  readonly epoch: number;
  readonly window: number;
  readonly historyLimit?: number | undefined;
  /** Set by continue-as-new. */
  readonly state?: {
    readonly rounds: readonly UndoRound[];
    readonly round: number;
    readonly next: number;
    readonly partitions: number | null;
    readonly counts: StepCounts;
  };
}

/**
 * Takes back what was written, in rounds: look for what others changed, give rows that were there their earlier values, delete what we made, children
 * before parents. Then the schema that we made, if no row is left that needs it. Stops only between chunks.
 */
export async function rollbackWorkflow(input: RollbackInput): Promise<StepCounts> {
  const { migration, scope, epoch } = input;
  if (!input.state) await load.settleOpenChunks({ migration, sweep: true });
  const rounds = input.state?.rounds ?? (await control.undoRounds({ migration }));
  let { round, next, partitions, counts } = input.state ?? { round: 0, next: 0, partitions: null, counts: noCounts };

  for (let at = rounds[round]; at !== undefined; at = rounds[round]) {
    const { mode, table } = at;
    const of = partitions ?? (await control.countUndoPartitions({ migration, table, scope }));
    next = await inWindow({ from: next, count: of, width: input.window, stop: () => historyIsLong(input.historyLimit) }, async (index) => {
      counts = addCounts(counts, await load.undoPartition({ migration, mode, table, scope, epoch, partition: { index, of } }));
    });
    if (next < of) return continueAsNew<typeof rollbackWorkflow>({ ...input, state: { rounds, round, next, partitions: of, counts } });
    round += 1;
    next = 0;
    partitions = null;
    if (historyIsLong(input.historyLimit))
      return continueAsNew<typeof rollbackWorkflow>({ ...input, state: { rounds, round, next, partitions, counts } });
  }

  if (scope === 'all') await load.removeSchema({ migration });
  return counts;
}
