/** Kinds under which the ledger has what the operator wrote: as in src/activities/connections.ts, whose door would load every room; a test holds them together. */
export const migrationFileKind = 'migration-file';
export const mappingKind = 'mapping-document';
