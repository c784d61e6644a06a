import { workflowInfo } from '@temporalio/workflow';
import type { FacetName } from '../domain/rows.js';
import type { ObjectName } from '../domain/objects.js';

/** One converge step: one facet of one object's table. */
export interface ConvergeStep {
  readonly object: ObjectName;
  readonly table: string;
  readonly facet: FacetName;
}

/** Counts of a converge or undo step; rows themselves never travel. */
export interface StepCounts {
  readonly rows: number;
  readonly verified: number;
  readonly notInOrder: number;
  readonly waiting: number;
}

export const noCounts: StepCounts = { rows: 0, verified: 0, notInOrder: 0, waiting: 0 };

export const addCounts = (a: StepCounts, b: StepCounts): StepCounts => ({
  rows: a.rows + b.rows,
  verified: a.verified + b.verified,
  notInOrder: a.notInOrder + b.notInOrder,
  waiting: a.waiting + b.waiting,
});

/** Whether this run should continue as new: the test hook's limit if set, else the server's suggestion. Read afresh each time. */
export function historyIsLong(limit: number | undefined): boolean {
  const info = workflowInfo();
  return limit === undefined ? info.continueAsNewSuggested : info.historyLength >= limit;
}

/** Workflow ids: meaningful, so that they can be found and so that a second writer of the same object cannot start. */
export const workflowIds = {
  migration: (migration: string) => `migration.${migration}`,
  converge: (migration: string, step: ConvergeStep, pass: string) => `migration.${migration}.converge.${step.object}.${pass}-${step.facet}`,
  delta: (migration: string, pass: string) => `migration.${migration}.delta.${pass}`,
  rollback: (migration: string) => `migration.${migration}.rollback`,
  schedule: (migration: string) => `migration.${migration}.delta`,
} as const;
