import type { Columns } from './columns.js';
import type { ContentHash, RowId, SourceKey } from './ids.js';
import type { ObjectName } from './objects.js';

/**
 * The parts of a target row that are written at different times.
 * `core`: its own columns and look-ups to rows written earlier. `links`: look-ups that can be circular (a manager, a primary contact).
 * `state`: statecode and statuscode, last, because a row is created active.
 */
export const facetNames = ['core', 'links', 'state'] as const;
export type FacetName = (typeof facetNames)[number];

/** State of one facet of a target row. Every state but `verified` and `undone` is somebody's next task. */
export type FacetState =
  | 'held' // a person decides
  | 'waiting' // for a row that it refers to
  | 'pending' // to be written
  | 'applied' // written, not yet read back
  | 'verified' // read back and agreed with the source
  | 'differs' // read back unequal, nobody else wrote
  | 'conflicted' // somebody else wrote or deleted it
  | 'refused' // Dataverse said no, with its code
  | 'gone' // its source record left Actimo
  | 'undone'; // taken back

/** Who made the row: us, or it was there before the migration and matched. */
export type RowOrigin = 'created' | 'existed';

/** What becomes of a source record, counted once: the columns of every summary. They add up to `read`. */
export const dispositions = ['verified', 'held', 'refused', 'conflicted', 'differs', 'merged', 'dropped', 'gone'] as const;
export type Disposition = (typeof dispositions)[number];

/** Counts of one object; `pending` (not there yet) is zero when a migration has ended. */
export type ObjectCounts = Readonly<Record<Disposition | 'read' | 'pending', number>>;

/** A source record as the ledger stores it. `body` is the JSON as read. */
export interface SourceRecord {
  readonly object: ObjectName;
  readonly key: SourceKey;
  readonly body: Readonly<Record<string, unknown>>;
  readonly hash: ContentHash;
}

/** Points at a source record. */
export interface SourceRef {
  readonly object: ObjectName;
  readonly key: SourceKey;
}

/** Points at a target row. */
export interface TargetRef {
  readonly table: string;
  readonly id: RowId;
}

/** Which source record feeds which columns of a row; undo of one object gives back just these. */
export interface Contribution {
  readonly source: SourceRef;
  readonly columns: readonly string[];
}

/** A question to a person. `field` is a source field; `suggestion` is what the program would do. No personal data in any of the texts. */
export interface HoldReason {
  readonly code: string;
  readonly field?: string;
  readonly reason: string;
  readonly suggestion?: string;
}

/** A row as the mapping wants it. A facet that is absent is not ours to write. */
export interface DesiredRow extends TargetRef {
  readonly facets: Readonly<Partial<Record<FacetName, Columns>>>;
  readonly contributions: readonly Contribution[];
}
