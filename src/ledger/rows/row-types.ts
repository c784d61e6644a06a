import type {
  Columns,
  ContentHash,
  Contribution,
  FacetName,
  FacetState,
  HoldReason,
  ObjectName,
  RowId,
  RowOrigin,
  SourceKey,
  SourceRef,
  TargetRef,
} from '../../domain/index.js';

/** What a facet should hold. `desired` null: the row should not be there. */
export interface PlannedFacet {
  readonly facet: FacetName;
  readonly desired: ContentHash | null;
  readonly state: 'pending' | 'waiting' | 'held';
  /** With `held`. */
  readonly reason?: HoldReason | undefined;
}

/** A target row as the mapping wants it, hashed. */
export interface PlannedRow extends TargetRef {
  readonly object: ObjectName;
  readonly sourceKey: SourceKey;
  /** `main`, or which further row of the record this is. */
  readonly part: string;
  readonly origin: RowOrigin;
  /** Of a row that was there before the migration: the values of our columns. The first ones given are kept. */
  readonly before?: Columns | null | undefined;
  readonly sample: boolean;
  readonly facets: readonly PlannedFacet[];
  readonly contributions: readonly Contribution[];
}

/** One facet of a target row with everything that the ledger knows of it. */
export interface FacetRow extends TargetRef {
  readonly object: ObjectName;
  readonly sourceKey: SourceKey;
  readonly part: string;
  readonly origin: RowOrigin;
  readonly before: Columns | null;
  readonly sample: boolean;
  /** Row version (ETag) as of the last write or read of any facet. */
  readonly version: string | null;
  readonly facet: FacetName;
  readonly desired: ContentHash | null;
  /** What was written last; null: nothing of ours is there. */
  readonly applied: ContentHash | null;
  /** What was read back and agreed since the last write. */
  readonly verified: ContentHash | null;
  readonly state: FacetState;
  /** Dataverse's code, or ours, when the state is not in order. */
  readonly code: string | null;
  readonly reason: HoldReason | null;
}

/** A share of a table's rows: those whose hashed id falls on `index` of `of`. */
export interface Partition {
  readonly index: number;
  readonly of: number;
}

/** Which source record feeds which columns of a row. */
export interface RowContribution {
  readonly id: RowId;
  readonly source: SourceRef;
  readonly columns: readonly string[];
}
