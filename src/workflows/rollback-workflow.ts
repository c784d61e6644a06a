import { continueAsNew } from '@temporalio/workflow';
import { control, load } from './activity-options.js';
import { addCounts, type ConvergeStep, historyIsLong, noCounts, type StepCounts } from './steps.js';
import { inWindow } from './window.js';

export interface RollbackInput {
  readonly migration: string;
  readonly scope: 'all' | 'sample';
  /** The epoch of the undo itself; raised before this workflow started, so nobody else writes any more. */
  readonly epoch: number;
  readonly window: number;
  readonly historyLimit?: number | undefined;
  readonly state?: { readonly tables: readonly string[]; readonly table: number; readonly next: number; readonly partitions: number | null; readonly counts: StepCounts };
}

/**
 * Takes back what was written, children before parents: rows that we made are deleted unless somebody hung something on them, rows that were there get
 * their earlier values. Then the schema that we made, if no row is left that needs it. Stops only between chunks.
 */
export async function rollbackWorkflow(input: RollbackInput): Promise<StepCounts> {
  const { migration, scope, epoch } = input;
  if (!input.state) await load.settleOpenChunks({ migration, sweep: true });
  const tables = input.state?.tables ?? (await control.undoOrder({ migration }));
  let { table, next, partitions, counts } = input.state ?? { table: 0, next: 0, partitions: null, counts: noCounts };

  for (; table < tables.length; table += 1, next = 0, partitions = null) {
    const name = tables[table] ?? '';
    const of = partitions ?? (await control.countUndoPartitions({ migration, table: name, scope }));
    next = await inWindow({ from: next, count: of, width: input.window, stop: () => historyIsLong(input.historyLimit) }, async (index) => {
      counts = addCounts(counts, await load.undoPartition({ migration, table: name, scope, epoch, partition: { index, of } }));
    });
    if (next < of) return continueAsNew<typeof rollbackWorkflow>({ ...input, state: { tables, table, next, partitions: of, counts } });
    if (historyIsLong(input.historyLimit) && table + 1 < tables.length) {
      return continueAsNew<typeof rollbackWorkflow>({ ...input, state: { tables, table: table + 1, next: 0, partitions: null, counts } });
    }
  }

  if (scope === 'all') await load.removeSchema({ migration });
  return counts;
}
