/** The destination: sign-in, HTTP, bulk writes, reads, metadata, limits and errors of one Dataverse environment. */
export { connectDataverse } from './connect.js';
export type * from './dataverse.js';
export { DataverseError, type DataverseErrorDetails, type DataverseErrorKind, SchemaError } from './errors.js';
export { textLiteral } from './odata.js';
export type { Budget, BypassSettings, DataverseDeps, DataverseSettings, Log } from './settings.js';
export type { ChildRelationship, ColumnKind, ColumnMetadata, DeleteBehaviour, TableMetadata } from './table-metadata.js';
export type { RowResult, SendOptions, WriteAnswer, WriteOperation, WriteRequest, WriteRow, WriteVia } from './write-types.js';
