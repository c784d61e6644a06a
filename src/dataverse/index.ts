/** The destination: sign-in, HTTP, bulk writes, reads, metadata, limits and errors of one Dataverse environment. */
export { connectDataverse } from './connect.js';
export type * from './dataverse.js';
export { DataverseError, SchemaError } from './errors.js';
export type { Budget, DataverseSettings } from './settings.js';
export type { ColumnKind, ColumnMetadata, TableMetadata } from './table-metadata.js';
export type { SendOptions, WriteAnswer, WriteOperation, WriteRequest } from './write-types.js';
