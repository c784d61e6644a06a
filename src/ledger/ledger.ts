import { createHmac } from 'node:crypto';
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { type ContentHash, contentHash } from '../domain/index.js';
import { withoutValues } from './errors.js';

/** The database or a transaction on it. Statements are SQL; the builder is not used, so there is no table type. */
export type Database = Kysely<unknown>;

/** An open ledger of one migration; the first argument of every function of this room. */
export interface Ledger {
  readonly migration: string;
  /** Actimo's client id, part of every row's GUID. */
  readonly client: string;
  /** HMAC-SHA256 of canonical JSON under the migration's own key. */
  hash(canonicalJson: string): ContentHash;
  /** Waits for statements under way and gives the connections back. */
  close(): Promise<void>;
  /** For this room only. */
  readonly db: Database;
}

export interface LedgerOptions {
  /** postgres://user:password@host:port/database */
  readonly url: string;
  /** Name of the migration: lower-case letters, digits and hyphens, at most 41. */
  readonly migration: string;
  /** Connections at most; 8 unless told. */
  readonly poolSize?: number;
}

/** Name of the migration's own schema. Names have no underscore, so no two of them meet here. */
export const schemaOf = (migration: string): string => `m_${migration.replaceAll('-', '_')}`;

/** A pool whose connections look into the migration's schema; without a migration, only into what is shared. */
export function connect(url: string, migration: string | null, poolSize = 8): Database {
  const pool = new pg.Pool({ connectionString: url, max: poolSize, application_name: migration === null ? 'a2d' : `a2d:${migration}` });
  // A connection that breaks is replaced and its statement, if any, fails; without a listener it would end the process as well.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return new Kysely({
    dialect: new PostgresDialect({
      pool,
      onCreateConnection: async (connection) => {
        const path = migration === null ? "''" : schemaOf(migration);
        await connection.executeQuery(CompiledQuery.raw(`set search_path to ${path}`));
      },
    }),
    log: (event) => {
      if (event.level === 'error') withoutValues(event.error);
    },
  });
}

export function ledgerOn(db: Database, migration: string, client: string, key: Buffer): Ledger {
  return {
    migration,
    client,
    db,
    hash: (canonicalJson) => contentHash(createHmac('sha256', key).update(canonicalJson, 'utf8').digest('hex')),
    close: () => db.destroy(),
  };
}
