import { sql } from 'kysely';
import type { Ledger } from '../ledger.js';

/** The epoch in force; 1 at first. */
export async function epoch(ledger: Ledger): Promise<number> {
  const { rows } = await sql<{ current: number }>`select current from epoch`.execute(ledger.db);
  return (rows[0] as { current: number }).current;
}

/**
 * The lock that orders the begin of chunks (shared) against the raising of the epoch (exclusive). Not the row's own lock: whoever shares that may overtake
 * one who waits for it alone, so busy senders could keep the epoch from being raised.
 */
export const epochLock = sql`hashtext(current_schema()), hashtext('epoch')`;

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
