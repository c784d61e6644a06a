import type { Columns, FacetName, HoldReason, ObjectName, RowOrigin, SourceKey, SourceRef, TargetRef } from '../../domain/index.js';
import type { MappingDocument } from '../document/schema.js';
import type { OwnColumn } from '../schema/own-columns.js';
import type { Body, FieldVerdict, MappingContext } from '../types.js';

/** A value that found no column: it goes, with record and field, into the column for values without a place. */
export interface Unplaced {
  readonly key: SourceKey;
  readonly field: string;
  readonly value: unknown;
}

/** A question that a rule has. When a person has decided "load flagged", or the document says so, the outcome's columns are loaded as they are. */
export interface RuleHold extends HoldReason {
  readonly causedBy?: SourceRef;
}

/** What a rule makes of its source. `columns` with a hold are what "load flagged" writes. */
export interface Outcome {
  readonly columns: Columns;
  readonly holds?: readonly RuleHold[];
  readonly unplaced?: readonly Unplaced[];
  readonly flags?: readonly { readonly code: string; readonly field?: string; readonly text: string }[];
  readonly waitFor?: SourceRef;
}

/** What every source has: a record, or several of one person merged into one body. */
export interface Source {
  readonly object: ObjectName;
  readonly key: SourceKey;
  readonly body: Body;
  /** The record that a field of the body came from. */
  keyOf(field: string): SourceKey;
}

export interface Member {
  readonly key: SourceKey;
  readonly body: Body;
}

/** A person: one or several users, and their memberships. */
export interface PersonSource extends Source {
  /** First one first; the body has the first value of each group of fields. */
  readonly members: readonly Member[];
  /** Values of further members that the body does not have. */
  readonly leftovers: readonly Unplaced[];
  readonly memberships: readonly Member[];
  readonly primary: Member | null;
}

/** A location of a workspace, or the workspace itself with its primary location. */
export interface AccountSource extends Source {
  readonly part: string;
  /** The location's own fields; empty when the workspace has none. */
  readonly location: Body;
}

export interface MembershipSource extends Source {
  /** The user and the workspace as the body names them. */
  readonly user: SourceRef;
  readonly workspace: SourceRef;
}

/** What a rule may know besides its source. */
export interface RuleContext {
  readonly doc: MappingDocument;
  readonly world: MappingContext;
  readonly target: TargetRef & { readonly origin: RowOrigin; readonly before: Columns | null };
  /** Logical name of one of the migration's own columns. */
  own(column: OwnColumn): string;
  /** Whether a person, or the document, has decided to load this in spite of the question. */
  accepts(code: string, field?: string): boolean;
  /** Whether the column for values without a place, as read back, has this value. Only for `agrees`. */
  unplacedHas(key: SourceKey, field: string, value: unknown): boolean;
}

/**
 * One idea of the mapping. `write` makes columns of a source; `agrees`, written apart, starts from the same source and judges what was read back.
 * The two share no conversion, so that a mistake in one is noticed by the other.
 */
export interface Rule<S extends Source> {
  readonly name: string;
  readonly table: string;
  readonly facet: FacetName;
  /** Source fields that it carries; empty for one that follows from the record itself. */
  readonly reads: readonly { readonly object: ObjectName; readonly field: string }[];
  /** Set when a row is created and never again: left out of updates, hashes and later comparisons. */
  readonly createOnly?: boolean;
  /** In a few words for the mapping gate, e.g. "E.164, and as written". */
  readonly says: string;
  /** The columns it may write. */
  columns(doc: MappingDocument): readonly string[];
  write(source: S, context: RuleContext): Outcome;
  agrees(source: S, readBack: Columns, context: RuleContext): readonly FieldVerdict[];
}
