import { readDatabaseUrl } from '../config/index.js';
import { type Ledger, listMigrations, type MigrationLine, openLedger } from '../ledger/index.js';
import type { Context } from './context.js';
import { ClientError } from './errors.js';
import { exitCodes } from './exit-codes.js';

/** Few: a command asks one thing after the other. */
const connections = 2;

/** Opens a migration's ledger for as long as `work` takes. Throws LedgerError, or ClientError `postgres-unreachable`. */
export async function withLedger<T>(context: Context, migration: string, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  const url = readDatabaseUrl(context.env);
  const ledger = await reachable(url, () => openLedger({ url, migration, poolSize: connections }));
  try {
    return await work(ledger);
  } finally {
    await ledger.close();
  }
}

/** Every migration of the database, those that ended too. */
export async function registryLines(context: Context): Promise<readonly MigrationLine[]> {
  const url = readDatabaseUrl(context.env);
  return reachable(url, () => listMigrations(url));
}

/** Says where Postgres should have been, without the password. Codes of class 08, 28, 3D and 57 are Postgres saying that it lets nobody in. */
export async function reachable<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    if (!/^(E[A-Z]+|08\w{3}|28\w{3}|3D\w{3}|57P\w{2})$/.test(code)) throw error;
    throw new ClientError(
      'postgres-unreachable',
      exitCodes.unreachable,
      `Postgres cannot be used at ${URL.canParse(url) ? new URL(url).host : 'the address in DATABASE_URL'} (${code}).`,
      'See that it runs, and that DATABASE_URL names its host, database, user and password.',
      { cause: error },
    );
  }
}
