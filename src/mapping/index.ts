/** How records of Actimo become rows of Dataverse and how it is checked that they did: the mapping document, its proposer, identity, plans, verdicts. Pure. */
import type { Columns, FacetName, HoldReason, RowId, SchemaDesign, SourceKey, SourceRecord } from '../domain/index.js';
import type { MappingDocument } from './document/schema.js';
import type {
  Body, FieldVerdict, HeldAnswer, MappingContext, MatchCandidate, MatchDecision, MatchQuery, MembershipInput, Person, PersonInput, PersonKeys, Plan, Subject,
  VerifyOptions, WorkspaceInput,
} from './types.js';

export type { MappingDocument } from './document/schema.js';
export type * from './types.js';

// Signatures first; the implementations follow under the same names.
export declare function parseMapping(yaml: string): MappingDocument;
export declare function mappingToYaml(doc: MappingDocument): string;
export declare function mappingJsonSchema(): Record<string, unknown>;
export declare function proposeMapping(input: {
  client: string; users: Iterable<Body>; workspaces: Iterable<Body>; memberships: Iterable<Body>; fieldDefinitions: readonly Body[] | null; prefix?: string;
}): MappingDocument;
export type SeenField = { object: 'workspace' | 'user' | 'membership'; field: string; label?: string };
export declare function mergeFieldsSeen(doc: MappingDocument, seen: Iterable<SeenField>): MappingDocument;
export declare function openFields(doc: MappingDocument): { object: 'workspace' | 'user' | 'membership'; field: string; note: string }[];
/** The decision table of the document, for the mapping gate. */
export declare function describeMapping(doc: MappingDocument): {
  object: 'workspace' | 'user' | 'membership'; field: string; decision: 'mapped' | 'dropped' | 'open'; table?: string; columns: string[]; note: string;
}[];
export declare function designSchema(doc: MappingDocument): SchemaDesign;
export declare function customTables(doc: MappingDocument): number;

/** Every column that the mapping may write to a table or needs to verify it: for `$select` and for `before`. */
export declare function columnsToRead(doc: MappingDocument, table: string): string[];
/** Columns of a table that are set on create and left out of updates, of hashes and of comparisons: `overriddencreatedon`, `ownerid`. */
export declare function createOnlyColumns(table: string): readonly string[];
/** Tables that the mapping writes to, in load order. */
export declare function targetTables(doc: MappingDocument): { table: string; object: 'workspace' | 'user' | 'membership'; facets: FacetName[]; columns: string[] }[];

export declare function personKeys(user: Pick<SourceRecord, 'key' | 'body'>, doc: MappingDocument): PersonKeys;
export declare function groupPeople(keys: Iterable<PersonKeys>, doc: MappingDocument, answers?: readonly HeldAnswer[]): { people: Person[]; held: { userKey: SourceKey; hold: HoldReason }[] };
export declare function orderMembers(members: readonly SourceRecord[]): SourceRecord[];
export declare function matchColumns(doc: MappingDocument): string[];
export declare function matchQuery(members: readonly PersonKeys[], doc: MappingDocument): MatchQuery[];
/** `own`: the GUID we would give this person (a candidate with it is our own row, not a match); `taken`: Contacts that other people of this migration have. */
export declare function decideMatch(members: readonly PersonKeys[], candidates: readonly MatchCandidate[], doc: MappingDocument, options?: { own?: RowId; taken?: ReadonlySet<RowId>; answers?: readonly HeldAnswer[] }): MatchDecision;

export declare function primaryMembership(memberships: readonly Pick<SourceRecord, 'key' | 'body'>[]): SourceKey | null;
/** Admins among a workspace's memberships, earliest active first: the order that `MappingContext.adminsOf` answers in. */
export declare function workspaceAdmins(memberships: readonly Pick<SourceRecord, 'key' | 'body'>[]): SourceKey[];

export declare function planWorkspace(input: WorkspaceInput, ctx: MappingContext): Plan;
export declare function planPerson(input: PersonInput, ctx: MappingContext): Plan;
export declare function planMembership(input: MembershipInput, ctx: MappingContext): Plan;
export declare function verifyRow(subject: Subject, ctx: MappingContext, facet: FacetName, readBack: Columns, options: VerifyOptions): FieldVerdict[];
