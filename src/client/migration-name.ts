import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseMigrationFile } from '../config/index.js';
import type { Context } from './context.js';
import { usageError } from './errors.js';

/** Which migration a command is about: both are options of every command. */
export interface WhichMigration {
  readonly migration?: string | undefined;
  readonly file?: string | undefined;
}

export const defaultFile = 'migration.yaml';

/** By `--migration`, else A2D_MIGRATION, else the name in the migration file. Throws ClientError `usage`, MigrationFileError. */
export async function migrationName(context: Context, { migration, file }: WhichMigration): Promise<string> {
  const named = migration ?? (file === undefined ? context.env.A2D_MIGRATION : undefined);
  if (named !== undefined && named !== '') return named;
  const path = resolve(context.cwd, file ?? defaultFile);
  if (!existsSync(path)) {
    throw usageError(
      `There is no ${file ?? defaultFile} here, so it is not clear which migration is meant.`,
      'Run it beside the migration file, or add --file FILE or --migration NAME.',
    );
  }
  return parseMigrationFile(await readFile(path, 'utf8')).name;
}
