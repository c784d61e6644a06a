import { continueAsNew } from '@temporalio/workflow';
import { control, load } from './activity-options.js';
import { addCounts, type ConvergeStep, historyIsLong, noCounts, type StepCounts } from './steps.js';
import { inWindow } from './window.js';

export interface ConvergeInput {
  readonly migration: string;
  readonly step: ConvergeStep;
  /** Which pass this belongs to, e.g. `sample`, `full`, `delta-3`; goes into the audit trail. */
  readonly pass: string;
  readonly sampleOnly: boolean;
  /** Writers of an older epoch stop. */
  readonly epoch: number;
  /** Partition activities in flight. */
  readonly window: number;
  readonly historyLimit?: number | undefined;
  /** Set by continue-as-new. */
  readonly state?: { readonly next: number; readonly partitions: number; readonly counts: StepCounts };
}

/**
 * Makes applied equal desired, then verified equal applied, for one facet of one object: a bounded window of partition activities.
 * Its id carries object and pass, so there is one writer per object at any time.
 */
export async function convergeWorkflow(input: ConvergeInput): Promise<StepCounts> {
  const { migration, step, pass, sampleOnly, epoch } = input;
  const partitions = input.state?.partitions ?? (await control.countPartitions({ migration, step, sampleOnly }));
  let counts = input.state?.counts ?? noCounts;

  const next = await inWindow(
    { from: input.state?.next ?? 0, count: partitions, width: input.window, stop: () => historyIsLong(input.historyLimit) },
    async (index) => {
      counts = addCounts(
        counts,
        await load.convergePartition({ migration, step, pass, sampleOnly, epoch, partition: { index, of: partitions } }),
      );
    },
  );

  if (next < partitions) return continueAsNew<typeof convergeWorkflow>({ ...input, state: { next, partitions, counts } });
  return counts;
}
