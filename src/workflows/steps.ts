import { workflowInfo } from '@temporalio/workflow';
import type { UndoMode } from '../converge/index.js';
import type { ObjectName } from '../domain/objects.js';
import type { FacetName } from '../domain/rows.js';

export { addCounts, noCounts, type StepCounts } from '../converge/counts.js';

/** One converge step: one facet of one object's table. */
export interface ConvergeStep {
  readonly object: ObjectName;
  readonly table: string;
  readonly facet: FacetName;
}

/** One round of an undo over one table; see `src/converge/undo-partition.ts`. */
export interface UndoRound {
  readonly mode: UndoMode;
  readonly table: string;
}

/** Whether this run should continue as new: the test hook's limit if set, else the server's suggestion. Read afresh each time. */
export function historyIsLong(limit: number | undefined): boolean {
  const info = workflowInfo();
  return limit === undefined ? info.continueAsNewSuggested : info.historyLength >= limit;
}
