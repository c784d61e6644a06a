import type { HoldReason, ObjectName, SourceKey, SourceRef } from '../../domain/index.js';

/** What a person can decide about a held record. */
export const heldDecisions = ['value', 'link', 'merge', 'loadFlagged', 'leaveOut'] as const;
export type HeldDecision = (typeof heldDecisions)[number];

/** What each decision does, and what goes into the value column: shown in the workbook's second sheet. */
export const decisionMeanings: Readonly<Record<HeldDecision, { readonly does: string; readonly value: string }>> = {
  value: { does: 'Uses the value given here instead of what Actimo has in this field.', value: 'the value' },
  link: { does: 'Uses a row that is already in Dynamics, instead of creating one.', value: "the row's id (GUID)" },
  merge: { does: 'Says that this is the same person as another user of Actimo.', value: "the other user's Actimo id" },
  loadFlagged: { does: 'Loads the record as it is, and flags it in Dynamics.', value: 'stays empty' },
  leaveOut: { does: 'Does not load the record; it is counted as left out by your decision.', value: 'stays empty' },
};

/** One question of the ledger, as `listHeld` gives it. */
export interface HeldLine {
  readonly id: string;
  readonly object: ObjectName;
  readonly key: SourceKey | string;
  readonly hold: HoldReason;
  /** The held record because of which this one waits; it is released with it. */
  readonly causedBy?: SourceRef;
  readonly answer?: HeldAnswerInput;
  readonly by?: string;
  /** ISO 8601. */
  readonly at?: string;
  readonly comment?: string;
}

/** A decision in the form that the ledger's `answerHeld` takes. */
export interface HeldAnswerInput {
  readonly kind: HeldDecision;
  readonly value?: string;
  readonly rowId?: string;
  readonly into?: string;
}

/** The workbook's columns, in order, with their widths in characters. */
export const heldColumns = [
  { title: 'id', width: 12 },
  { title: 'object', width: 14 },
  { title: 'Actimo id', width: 16 },
  { title: 'reason', width: 48 },
  { title: 'field', width: 18 },
  { title: 'suggestion', width: 40 },
  { title: 'because of', width: 20 },
  { title: 'decision', width: 14 },
  { title: 'value', width: 32 },
  { title: 'comment', width: 32 },
  { title: 'decided by', width: 24 },
  { title: 'decided at', width: 22 },
] as const;
export type HeldColumn = (typeof heldColumns)[number]['title'];

export const heldSheet = 'Held';

/** A line of the workbook, as text. An empty text is an empty cell. */
export type HeldCells = Readonly<Record<HeldColumn, string>>;

export const cellsOf = (line: HeldLine): HeldCells => ({
  id: line.id,
  object: line.object,
  'Actimo id': line.key,
  reason: `${line.hold.reason} (${line.hold.code})`,
  field: line.hold.field ?? '',
  suggestion: line.hold.suggestion ?? '',
  'because of': line.causedBy ? `${line.causedBy.object} ${line.causedBy.key}` : '',
  decision: line.answer?.kind ?? '',
  value: line.answer?.value ?? line.answer?.rowId ?? line.answer?.into ?? '',
  comment: line.comment ?? '',
  'decided by': line.by ?? '',
  'decided at': line.at ?? '',
});
