import { sql } from 'kysely';
import { LedgerError } from './errors.js';
import { toJson } from './json.js';
import { connect, type Database, type Ledger, schemaOf } from './ledger.js';

/** A migration's line in the registry; it outlives the purge and holds no personal data. */
export interface MigrationLine {
  readonly migration: string;
  readonly client: string;
  readonly state: string;
  /** What the caller chose to keep, e.g. counts. */
  readonly summary: unknown;
  /** ISO 8601, UTC, like the times below. */
  readonly createdAt: string;
  readonly changedAt: string;
  readonly purgedAt: string | null;
}

/** Every migration that this database knows, newest first; none for a database that has no ledger yet. */
export async function listMigrations(url: string): Promise<readonly MigrationLine[]> {
  const db = connect(url, null, 1);
  try {
    const { rows: found } = await sql<{ registry: string | null }>`select to_regclass('a2d.migration') as registry`.execute(db);
    if (found[0]?.registry === null) return [];
    const { rows } = await sql<MigrationLine & { createdAt: Date; changedAt: Date; purgedAt: Date | null }>`
      select name as migration, client, state, summary, created_at as "createdAt", changed_at as "changedAt", purged_at as "purgedAt"
        from a2d.migration order by created_at desc, name`.execute(db);
    return rows.map((line) => ({
      ...line,
      createdAt: line.createdAt.toISOString(),
      changedAt: line.changedAt.toISOString(),
      purgedAt: line.purgedAt?.toISOString() ?? null,
    }));
  } finally {
    await db.destroy();
  }
}

/**
 * Writes a migration's state, and its summary when given, into the registry. No personal data: the line outlives the purge. Takes an open ledger, or URL and
 * name when the ledger may be purged already. Throws LedgerError `unknown-migration`.
 */
export async function setRegistryState(
  where: Ledger | { readonly url: string; readonly migration: string },
  line: { readonly state: string; readonly summary?: unknown },
): Promise<void> {
  if ('db' in where) return writeState(where.db, where.migration, line);
  const db = connect(where.url, null, 1);
  try {
    await writeState(db, where.migration, line);
  } finally {
    await db.destroy();
  }
}

/** Drops everything that is known of the migration, its hash key included. The registry line stays and says so; repeating it changes nothing. */
export async function purge(ledger: Ledger): Promise<void> {
  await ledger.db.transaction().execute(async (tx) => {
    await sql`drop schema if exists ${sql.id(schemaOf(ledger.migration))} cascade`.execute(tx);
    await sql`
      update a2d.migration set state = 'purged', changed_at = now(), purged_at = coalesce(purged_at, now()) where name = ${ledger.migration}`.execute(
      tx,
    );
  });
}

async function writeState(db: Database, migration: string, line: { readonly state: string; readonly summary?: unknown }): Promise<void> {
  const summary = line.summary === undefined ? null : toJson(line.summary);
  const { numAffectedRows } = await sql`
    update a2d.migration set state = ${line.state}, summary = coalesce(${summary}::jsonb, summary), changed_at = now() where name = ${migration}`.execute(
    db,
  );
  if (numAffectedRows === 0n)
    throw new LedgerError('unknown-migration', `there is no migration named ${migration} in this database`, 'see DATABASE_URL');
}
