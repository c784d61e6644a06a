/** The migration file and the environment: what the operator sets, checked before anything starts. */
export { durationMs } from './duration.js';
export { MigrationFileError, type MigrationFileProblem, SecretsError } from './errors.js';
export { type ExampleValues, exampleMigrationFile } from './example.js';
export type { MigrationFile, MigrationFileInput } from './migration-file.js';
export { migrationJsonSchema, parseMigrationFile } from './parse.js';
export {
  readActimoKeys,
  readDatabaseUrl,
  readDataverseSecret,
  readSecrets,
  readTemporal,
} from './secrets.js';
