import { sql } from 'kysely';
import { EpochRaisedError } from '../errors.js';
import type { Database, Ledger } from '../ledger.js';

/** The epoch in force; 1 at first. */
export async function epoch(ledger: Ledger): Promise<number> {
  const { rows } = await sql<{ current: number }>`select current from epoch`.execute(ledger.db);
  return (rows[0] as { current: number }).current;
}

/**
 * The lock that orders the begin of chunks (shared) against the raising of the epoch (exclusive). Not the row's own lock: whoever shares that may overtake
 * one who waits for it alone, so busy senders could keep the epoch from being raised.
 */
const epochLock = sql`hashtext(current_schema()), hashtext('epoch')`;

/**
 * Keeps the epoch from being raised until this transaction has ended. The lock comes before the statement that reads, whose view is from when it begins.
 * Throws EpochRaisedError when `mine` is over.
 */
export async function holdEpoch(tx: Database, mine: number): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${epochLock})`.execute(tx);
  const { rows } = await sql<{ current: number }>`select current from epoch`.execute(tx);
  const { current } = rows[0] as { current: number };
  if (current !== mine) throw new EpochRaisedError(mine, current);
}

/**
 * Ends the epoch and answers with the next. It waits for chunks that are just being begun; when it has answered, no chunk of an earlier epoch can begin any more.
 */
export async function raiseEpoch(ledger: Ledger): Promise<number> {
  return ledger.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${epochLock})`.execute(tx);
    const { rows } = await sql<{ current: number }>`update epoch set current = current + 1 returning current`.execute(tx);
    return (rows[0] as { current: number }).current;
  });
}
