import type {
  Columns,
  DesiredRow,
  FacetName,
  HoldReason,
  ObjectName,
  RowId,
  RowOrigin,
  SourceKey,
  SourceRecord,
  SourceRef,
  TargetRef,
} from '../domain/index.js';
import type { MappingDocument } from './document/schema.js';

/** A body as Actimo sent it: JSON, nothing promised about its types. */
export type Body = Readonly<Record<string, unknown>>;

/** What a person decided about a question. `code` and `field` are those of the hold that was answered. */
export interface HeldAnswer {
  readonly object: ObjectName;
  readonly key: SourceKey;
  readonly code: string;
  readonly field?: string;
  readonly kind: 'value' | 'link' | 'merge' | 'loadFlagged' | 'leaveOut';
  /** With `value`: replaces the source field. */
  readonly value?: unknown;
  /** With `link`: the Contact to use. */
  readonly rowId?: RowId;
  /** With `merge`: the user that this one is the same person as. */
  readonly into?: SourceKey;
}

/** What became of the record that another one refers to; null from `targetOf` means: not decided yet, so wait. */
export type Target =
  | { readonly state: 'there'; readonly id: RowId }
  | { readonly state: 'held' }
  | { readonly state: 'dropped' }
  /** Actimo refers to a record that it does not have (any more). */
  | { readonly state: 'missing' };

/** Who owns a row. `fallback` says that the wanted e-mail is no enabled user who may own the table. */
export interface Owner {
  readonly id: RowId;
  readonly fallback: boolean;
  /** `systemuser` unless the fallback owner is a team. */
  readonly table?: 'systemuser' | 'team';
}

/** Everything outside a record that its rows depend on. All functions answer from memory; none may answer differently within one batch. */
export interface MappingContext {
  readonly doc: MappingDocument;
  /** The migration's own GUID of a row: UUIDv5 over (client, table, part, source key). */
  idOf(table: string, part: string, key: SourceKey): RowId;
  /** The Contact of a user (after identity), the Account of a workspace. */
  targetOf(ref: SourceRef): Target | null;
  /** The owner for an e-mail; null asks for the fallback owner. */
  owners(email: string | null): Owner;
  connectionRole(name: string): RowId | null;
  /** Users who are admins of a workspace, in the order of `workspaceAdmins`. */
  adminsOf(workspace: SourceKey): readonly SourceKey[];
  /** The e-mail of a user as Actimo has it. */
  emailOf(user: SourceKey): string | null;
}

/** A facet of a part of this record that was written once: it is planned even when nothing is left in it, so that what was written is cleared. */
export interface AppliedFacet {
  readonly part: string;
  readonly facet: FacetName;
}

export interface PersonInput {
  /** All records of one person, in any order: `orderMembers` decides. */
  readonly members: readonly SourceRecord[];
  /** All memberships of all members. */
  readonly memberships: readonly SourceRecord[];
  /** The Contact: ours, or one that matched. `before` holds the values of `columnsToRead(doc, 'contact')` from before the migration when it existed. */
  readonly target: TargetRef & { readonly origin: RowOrigin; readonly before: Columns | null };
  /** About any of the members and memberships. */
  readonly answers: readonly HeldAnswer[];
  readonly applied?: readonly AppliedFacet[];
}

export interface WorkspaceInput {
  readonly record: SourceRecord;
  readonly answers: readonly HeldAnswer[];
  readonly applied?: readonly AppliedFacet[];
}

export interface MembershipInput {
  readonly record: SourceRecord;
  /** All memberships of the person (of every member), this one included. */
  readonly siblings: readonly SourceRecord[];
  /** About this membership and its siblings. */
  readonly answers: readonly HeldAnswer[];
  readonly applied?: readonly AppliedFacet[];
}

/** A row as planned: what it should hold, which part of which record it is, who made it. */
export interface RowPlan extends DesiredRow {
  /** `main`, or `location:<slug>` for a workspace's further locations. */
  readonly part: string;
  /** The record that the row belongs to (of a person: the one whose key gave the Contact its GUID is the caller's to know; here the first member). */
  readonly of: SourceRef;
  readonly origin: RowOrigin;
  readonly before: Columns | null;
}

/** Something that a person should know of but that stops nothing. No personal data. */
export interface Flag extends SourceRef {
  readonly code: string;
  readonly field?: string;
  readonly text: string;
}

/** A question about one record; the shape that the ledger's `holdRecords` takes. */
export interface Hold extends SourceRef {
  readonly hold: HoldReason;
  readonly causedBy?: SourceRef;
}

export type Plan =
  | { readonly kind: 'rows'; readonly rows: readonly RowPlan[]; readonly flags: readonly Flag[] }
  /** Its columns are on the row of another record (a primary membership on the Contact); nothing of its own is written. */
  | { readonly kind: 'carried'; readonly on: TargetRef; readonly by: SourceRef; readonly flags: readonly Flag[] }
  | { readonly kind: 'held'; readonly holds: readonly Hold[] }
  | { readonly kind: 'waiting'; readonly for: SourceRef }
  | { readonly kind: 'dropped'; readonly reason: string }
  | { readonly kind: 'merged'; readonly into: SourceRef };

/** What one row is verified against. */
export type Subject =
  | { readonly object: 'user'; readonly input: PersonInput }
  | { readonly object: 'workspace'; readonly input: WorkspaceInput; readonly part: string }
  | { readonly object: 'membership'; readonly input: MembershipInput };

/** Verdict on one source field. `source` and `destination` are for the eyes of the sample's approver: personal data, never to be logged. */
export interface FieldVerdict {
  readonly field: string;
  readonly columns: readonly string[];
  readonly source: string;
  readonly destination: string;
  readonly agrees: boolean;
  /** Why not, or what is special; without personal data. */
  readonly why?: string;
}

export interface VerifyOptions {
  /** True when the row was created by the write that is being verified: only then are the create-only columns compared. */
  readonly created: boolean;
  /**
   * The facets that the row's plan has. When given, `core` is also judged by the rules of the facets that it lacks: nothing to write there must mean
   * that the row is right without.
   */
  readonly facets?: readonly FacetName[];
}

/** What identity and matching know of one user. Personal data, in memory only. */
export interface PersonKeys {
  readonly userKey: SourceKey;
  readonly employeeNumber: string | null;
  /** Lower case, trimmed. */
  readonly email: string | null;
  /** E.164. */
  readonly phones: readonly string[];
  /** Phones as written, for finding rows that hold them so. */
  readonly phonesAsWritten: readonly string[];
  /** Folded first and last name; empty when there is none. */
  readonly name: string;
  readonly lastName: string;
}

export type PersonRule = 'only' | 'employeeNumber' | 'emailAndName' | 'phoneAndName' | 'answered';

export interface Person {
  /** The lowest user key: stays the same however the records change. */
  readonly personKey: SourceKey;
  readonly members: readonly { readonly userKey: SourceKey; readonly rule: PersonRule }[];
}

export type MatchKey = 'actimoId' | 'employeeNumber' | 'email' | 'mobileAndLastName';

/** One step of the search for an existing Contact: any of `columns` equal to any of `values`. */
export interface MatchQuery {
  readonly key: MatchKey;
  readonly columns: readonly string[];
  readonly values: readonly string[];
}

export interface MatchCandidate {
  readonly id: RowId;
  /** At least `matchColumns(doc)`. */
  readonly columns: Columns;
}

export type MatchDecision =
  | { readonly kind: 'none' }
  | { readonly kind: 'match'; readonly id: RowId; readonly rule: MatchKey | 'answered' }
  | { readonly kind: 'held'; readonly hold: HoldReason };
