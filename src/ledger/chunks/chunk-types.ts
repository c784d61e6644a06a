import type { Columns, ContentHash, FacetName, ObjectName, RowId, RowOrigin, SourceKey, TargetRef } from '../../domain/index.js';

export type ChunkOperation = 'create' | 'update' | 'delete';

/** One row of a chunk. */
export interface ChunkRow {
  readonly id: RowId;
  /** What the request writes; null: the row is taken away, or gets its earlier values back. */
  readonly desired: ContentHash | null;
  /** Values of the columns that are about to be written, read just before; null for a row that is not there. */
  readonly earlier: Columns | null;
}

/** A request that is about to be sent. */
export interface ChunkStart {
  /** The sender's epoch. */
  readonly epoch: number;
  /** The pass; what follows a `#` (which partition, for instance) is for finding the chunk again and does not belong to the pass's name. */
  readonly pass: string;
  readonly table: string;
  readonly facet: FacetName;
  readonly operation: ChunkOperation;
  readonly rows: readonly ChunkRow[];
}

/**
 * What became of a row of a chunk.
 * `applied`: Dataverse said yes. `verified`, `differs`: and it was read back. `refused`: Dataverse said no. `conflicted`: somebody else had written or deleted
 * the row, ours was not written. `not-sent`: known not to have run. `gone`: deleted for good. `undone`: taken back.
 */
export type RowOutcomeKind = 'applied' | 'verified' | 'differs' | 'refused' | 'conflicted' | 'not-sent' | 'gone' | 'undone';

export interface RowOutcome {
  readonly id: RowId;
  readonly outcome: RowOutcomeKind;
  /** The row's version afterwards; null: it has none any more; absent: not known. */
  readonly version?: string | null | undefined;
  readonly code?: string | undefined;
  /** Dataverse's words. They may quote people's data: they stay in the ledger. */
  readonly detail?: string | undefined;
}

/** A chunk that is not settled, or on a presumption only; `rows` are those whose outcome is not known for certain. */
export interface OpenChunk extends ChunkStart {
  readonly id: string;
  readonly presumed: boolean;
  /** How long ago the request left, or was about to, in milliseconds, by the ledger's clock: the only one that all processes share. */
  readonly sentMsAgo: number;
}

/** A row that an undo has to take back. */
export interface UndoRow extends TargetRef {
  readonly object: ObjectName;
  readonly sourceKey: SourceKey;
  readonly part: string;
  readonly origin: RowOrigin;
  readonly version: string | null;
  /** Per column the earliest value before a write of ours that went through, or may have. */
  readonly earlier: Columns;
  /** Columns that are ours in this row, in alphabetical order. */
  readonly written: readonly string[];
}

export const passName = (pass: string): string => pass.split('#', 1)[0] ?? pass;

/** One row of one chunk, for the audit trail. */
export interface AuditEntry extends TargetRef {
  readonly chunk: string;
  readonly epoch: number;
  readonly pass: string;
  readonly facet: FacetName;
  readonly operation: ChunkOperation;
  readonly desired: ContentHash | null;
  readonly earlier: Columns | null;
  readonly sentAt: string;
  readonly settledAt: string | null;
  /** Null: in doubt. */
  readonly outcome: RowOutcomeKind | null;
  readonly code: string | null;
  readonly detail: string | null;
}
