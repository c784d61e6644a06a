/**
 * Kinds under which the ledger has what the operator wrote. In the stored migration file paths are absolute and file contents stand in place of their paths;
 * the mapping document is canonical JSON.
 */
export const migrationFileKind = 'migration-file';
export const mappingKind = 'mapping-document';
/** The mapping that people approved last: the one that everything is planned and written by. `mappingKind` is what is proposed to them. */
export const mappingInForceKind = 'mapping-in-force';
