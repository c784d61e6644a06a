import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Migration, Migrator, sql } from 'kysely';
import { packageRoot } from '../domain/package-root.js';
import { LedgerError } from './errors.js';
import type { Database } from './ledger.js';

/** Which numbered SQL files: those of the schema that all migrations of a database share, or those of one migration's own schema. */
export type SqlSet = 'shared' | 'migration';

/** Brings a schema up to the newest numbered file; makes it when it is missing. Safe to call from many processes at once. */
export async function migrateSchema(db: Database, set: SqlSet, schema: string): Promise<void> {
  const { error } = await migratorOf(db, set, schema).migrateToLatest();
  if (error === undefined) return;
  const next = 'use a version of this program at least as new as the one that wrote the ledger, and a database user who may create schemas';
  throw new LedgerError('ledger-schema', `the ledger's schema ${schema} could not be brought up to date`, next, { cause: error });
}

/** Whether the schema has every numbered file of this version. */
export async function isUpToDate(db: Database, set: SqlSet, schema: string): Promise<boolean> {
  const migrations = await migratorOf(db, set, schema).getMigrations();
  return migrations.every(({ executedAt }) => executedAt !== undefined);
}

const migratorOf = (db: Database, set: SqlSet, schema: string): Migrator =>
  new Migrator({
    db,
    provider: { getMigrations: () => sqlFiles(set) },
    migrationTableSchema: schema,
    migrationTableName: 'sql_file',
    migrationLockTableName: 'sql_file_lock',
  });

async function sqlFiles(set: SqlSet): Promise<Record<string, Migration>> {
  const folder = join(packageRoot(), 'src', 'ledger', 'sql', set);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql'));
  const migrations = names.map(async (name): Promise<[string, Migration]> => {
    const text = await readFile(join(folder, name), 'utf8');
    return [name.replace(/\.sql$/, ''), { up: async (db) => void (await sql.raw(text).execute(db)) }];
  });
  return Object.fromEntries(await Promise.all(migrations));
}
