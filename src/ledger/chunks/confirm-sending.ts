import { sql } from 'kysely';
import type { Ledger } from '../ledger.js';
import { holdEpoch } from './epoch.js';

/**
 * The last thing before a chunk's request leaves, each time that it leaves: between its begin and now it may have waited long for its turn. Writes down the
 * moment, from which an undo counts how long the request can still be under way. When it throws, nothing may be sent. Throws EpochRaisedError when the
 * sender's epoch is over.
 */
export async function confirmSending(ledger: Ledger, chunk: { readonly id: string; readonly epoch: number }): Promise<void> {
  await ledger.db.transaction().execute(async (tx) => {
    await holdEpoch(tx, chunk.epoch);
    await sql`update chunk set sent_at = clock_timestamp() where id = ${chunk.id}::bigint`.execute(tx);
  });
}
