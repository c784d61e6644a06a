/**
 * Kinds under which the ledger has what the operator wrote. In the stored migration file paths are absolute and file contents stand in place of their paths;
 * the mapping document is canonical JSON.
 */
export const migrationFileKind = 'migration-file';
export const mappingKind = 'mapping-document';
