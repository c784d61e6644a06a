import { sql } from 'kysely';
import type { Ledger } from '../ledger.js';

/** The epoch in force; 1 at first. */
export async function epoch(ledger: Ledger): Promise<number> {
  const { rows } = await sql<{ current: number }>`select current from epoch`.execute(ledger.db);
  return (rows[0] as { current: number }).current;
}

/**
 * Ends the epoch and answers with the next. When it has answered, no chunk of an earlier epoch can begin any more: `beginChunk` holds a lock on this line that
 * the update waits for, and reads it anew when it had to wait itself.
 */
export async function raiseEpoch(ledger: Ledger): Promise<number> {
  const { rows } = await sql<{ current: number }>`update epoch set current = current + 1 returning current`.execute(ledger.db);
  return (rows[0] as { current: number }).current;
}
