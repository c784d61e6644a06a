import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { LedgerError } from './errors.js';
import { connect, type Database, type Ledger, type LedgerOptions, ledgerOn, schemaOf } from './ledger.js';
import { isUpToDate, migrateSchema } from './sql-migrations.js';

interface RegistryLine {
  readonly client: string;
  readonly purged: boolean;
}

/**
 * Makes a migration's ledger, or opens it and brings its schema up to date when it is there. Throws LedgerError `migration-name`, `other-client` (the name is
 * taken by a migration of another Actimo client), `purged-migration`, `ledger-schema`.
 */
export async function createLedger(options: LedgerOptions & { readonly client: string }): Promise<Ledger> {
  const { url, migration, client, poolSize } = options;
  checkName(migration);
  const db = connect(url, migration, poolSize);
  try {
    await migrateSchema(db, 'shared', 'a2d');
    await sql`
      insert into a2d.migration (name, schema_name, client, state) values (${migration}, ${schemaOf(migration)}, ${client}, 'created')
      on conflict (name) do nothing`.execute(db);
    const line = await registryLine(db, migration);
    if (line.client !== client) {
      const next = 'give the migration another name in the migration file';
      throw new LedgerError('other-client', `migration ${migration} belongs to Actimo client ${line.client}, not to ${client}`, next);
    }
    await migrateSchema(db, 'migration', schemaOf(migration));
    await sql`insert into hash_key (key) values (${randomBytes(32)}) on conflict do nothing`.execute(db);
    return await opened(db, migration, line);
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/**
 * Opens a migration's ledger. Throws LedgerError `unknown-migration`, `purged-migration`, or `ledger-version` when it was made by another version of this program.
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { url, migration, poolSize } = options;
  checkName(migration);
  const db = connect(url, migration, poolSize);
  try {
    const line = await registryLine(db, migration);
    if (!(await isUpToDate(db, 'migration', schemaOf(migration)))) {
      const message = `the ledger of migration ${migration} was made by another version of this program`;
      throw new LedgerError(
        'ledger-version',
        message,
        'run `actimo-to-dynamics start` again with this version: it brings the ledger up to date',
      );
    }
    return await opened(db, migration, line);
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

async function opened(db: Database, migration: string, line: RegistryLine): Promise<Ledger> {
  const { rows } = await sql<{ key: Buffer }>`select key from hash_key`.execute(db);
  const key = rows[0]?.key;
  if (key === undefined) throw unknown(migration);
  return ledgerOn(db, migration, line.client, key);
}

async function registryLine(db: Database, migration: string): Promise<RegistryLine> {
  const { rows: found } = await sql`select to_regclass('a2d.migration') as registry`.execute(db);
  if ((found[0] as { registry: string | null }).registry === null) throw unknown(migration);
  const { rows } = await sql<RegistryLine>`
    select client, purged_at is not null as purged from a2d.migration where name = ${migration}`.execute(db);
  const line = rows[0];
  if (line === undefined) throw unknown(migration);
  if (line.purged) {
    const next = 'choose another name for a new migration; rows keep their GUIDs, so nothing doubles';
    throw new LedgerError('purged-migration', `migration ${migration} has ended and its ledger was purged`, next);
  }
  return line;
}

const unknown = (migration: string): LedgerError =>
  new LedgerError(
    'unknown-migration',
    `there is no migration named ${migration} in this database`,
    'see DATABASE_URL and the name in the migration file, or run `actimo-to-dynamics start`',
  );

function checkName(migration: string): void {
  if (/^[a-z][a-z0-9-]{0,40}$/.test(migration)) return;
  const next = 'use a lower-case letter, then up to 40 lower-case letters, digits and hyphens';
  throw new LedgerError('migration-name', `${JSON.stringify(migration)} cannot be the name of a migration`, next);
}
