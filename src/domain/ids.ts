/**
 * Identifiers that must not be mixed up. They are strings on the wire and in Postgres; the brand exists for the compiler only.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Key of a record in Actimo, unique within its object: an id, or `<workspace>:<contact>` for a membership. Never a row number. */
export type SourceKey = Branded<'SourceKey'>;
/** GUID of a Dataverse row, lower case, without braces. */
export type RowId = Branded<'RowId'>;
/** HMAC-SHA256 under the migration's own key, lower-case hex. Of no meaning once the key is purged. */
export type ContentHash = Branded<'ContentHash'>;
/** SHA-256 of a document's canonical JSON, lower-case hex. Its first ten digits are the approval code. */
export type ArtefactHash = Branded<'ArtefactHash'>;

export const sourceKey = (value: string | number): SourceKey => String(value) as SourceKey;
export const rowId = (value: string): RowId => value.toLowerCase() as RowId;
export const contentHash = (value: string): ContentHash => value as ContentHash;
export const artefactHash = (value: string): ArtefactHash => value as ArtefactHash;
