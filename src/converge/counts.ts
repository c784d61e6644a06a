/** What a step did, in numbers; they travel through Temporal, rows never do. */
export interface StepCounts {
  /** Rows looked at. */
  readonly rows: number;
  readonly verified: number;
  /** Refused, conflicted or differing: each is in the reconciliation with its reason. */
  readonly notInOrder: number;
  /** Left for a later pass: they refer to a row that is not there yet. */
  readonly waiting: number;
}

export const noCounts: StepCounts = { rows: 0, verified: 0, notInOrder: 0, waiting: 0 };

export const addCounts = (a: StepCounts, b: StepCounts): StepCounts => ({
  rows: a.rows + b.rows,
  verified: a.verified + b.verified,
  notInOrder: a.notInOrder + b.notInOrder,
  waiting: a.waiting + b.waiting,
});
