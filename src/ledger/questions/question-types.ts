import type { HoldReason, ObjectName, RowId, SourceKey, SourceRef } from '../../domain/index.js';

/** A record that a person must decide on, or that is held because of another record. */
export interface HeldRecord extends SourceRef {
  readonly hold: HoldReason;
  /** The held record that this one hangs on: it is released with that one. */
  readonly causedBy?: SourceRef | undefined;
}

/** What a person decided. */
export interface Answer {
  readonly kind: 'value' | 'link' | 'merge' | 'loadFlagged' | 'leaveOut';
  /** With `value`: replaces the source field. */
  readonly value?: unknown;
  /** With `link`: the row to use. */
  readonly rowId?: RowId;
  /** With `merge`: the record that this one is the same as. */
  readonly into?: SourceKey;
}

/** Who gave an answer, when (ISO 8601, UTC), and what was said of it. */
export interface AnsweredBy {
  readonly by: string;
  readonly at: string;
  readonly comment?: string;
}

/** A question with its newest answer. Times are ISO 8601, UTC. */
export interface HeldQuestion extends SourceRef {
  readonly id: string;
  readonly hold: HoldReason;
  readonly causedBy: SourceRef | null;
  readonly askedAt: string;
  readonly answer: (Answer & AnsweredBy) | null;
}

/** An answer as the mapping takes it; `code` and `field` are those of the question. */
export interface HeldAnswer extends Answer {
  readonly object: ObjectName;
  readonly key: SourceKey;
  readonly code: string;
  readonly field?: string;
}

/** An answer in force, with the question that it answers: a question that was released keeps its answer. */
export interface AnsweredQuestion extends SourceRef {
  readonly hold: HoldReason;
  readonly answer: Answer & AnsweredBy;
}

/** How many questions have the same reason, and how many of them nobody has decided. */
export interface HeldCount {
  readonly object: ObjectName;
  readonly code: string;
  /** In the words of one of them. */
  readonly reason: string;
  readonly count: number;
  readonly undecided: number;
}
