import type { ObjectCounts, ObjectName, SourceKey } from '../domain/index.js';
import type { GateDurations } from './gates.js';

/** Which migration a document is about; its durations in words, as the migration file sets them. */
export interface MigrationFacts extends GateDurations {
  readonly name: string;
  /** Actimo's client: id and name. */
  readonly client?: { readonly id: string; readonly name: string };
}

export type CountsByObject = Readonly<Partial<Record<ObjectName, ObjectCounts>>>;

/** One difference that reconciliation found. `source` and `destination` may be personal data; they are shown in the document only. */
export interface Difference {
  readonly object: ObjectName;
  readonly key: SourceKey | string;
  readonly table?: string;
  readonly id?: string;
  /** What kind: a `Disposition` such as `differs`, `conflicted`, `refused`, or `missing`, `extra`, `pending`. */
  readonly kind: string;
  readonly field?: string;
  readonly source?: string;
  readonly destination?: string;
  readonly why?: string;
}

/** What deltas did, over all passes. */
export interface DeltaCounts {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
}

/** Records that seem to have left Actimo, more than the program believes without a person; they count as present until then. */
export type GoneByObject = Readonly<Partial<Record<ObjectName, { readonly candidates: number; readonly present: number }>>>;

/** Held questions by reason code. */
export interface HeldByReason {
  readonly object: ObjectName;
  readonly code: string;
  readonly reason: string;
  readonly count: number;
  /** How many of them nobody has decided yet. */
  readonly undecided: number;
}

/** What a person decided about one held record. The value may be personal data; the comment is a person's words. */
export interface AnswerLine {
  readonly object: ObjectName;
  readonly key: SourceKey | string;
  /** The question, in words. */
  readonly reason: string;
  readonly field?: string;
  readonly decision: string;
  /** The value given, the row linked to, or the record merged into. */
  readonly value?: string;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly comment?: string;
}

/** A row of others, or of ours, that an undo leaves in Dynamics. */
export interface KeptRow {
  readonly table: string;
  readonly id: string;
  readonly object?: ObjectName;
  readonly key?: SourceKey | string;
  /** Why it stays, e.g. "3 notes of others hang on it". */
  readonly reason: string;
}

/** What the mapping room's `verifyRow` says of one field. */
export interface FieldVerdict {
  readonly field: string;
  readonly columns: readonly string[];
  readonly source: string;
  readonly destination: string;
  readonly agrees: boolean;
  readonly why?: string;
}

/** Custom tables of the organisation against the licence; `allowed` null where the licence sets no limit (docs/facts/dataverse.md, licences). */
export interface CustomTables {
  readonly there: number;
  readonly planned: number;
  readonly allowed: number | null;
}
