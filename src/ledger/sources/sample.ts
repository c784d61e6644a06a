import { sql } from 'kysely';
import type { SourceRef } from '../../domain/index.js';
import type { Ledger } from '../ledger.js';
import { recordset } from '../recordset.js';

/** Puts records into the sample, beside those that are in it. Unknown ones are passed over. */
export async function markSample(ledger: Ledger, refs: readonly SourceRef[]): Promise<void> {
  if (refs.length === 0) return;
  await sql`
    update source_record s set sample = true
      from ${recordset(refs, 'object text, key text')} where s.object = r.object and s.key = r.key and not s.sample`.execute(ledger.db);
}

/** Empties the sample: of records, and of the rows planned for it. */
export async function clearSample(ledger: Ledger): Promise<void> {
  await ledger.db.transaction().execute(async (tx) => {
    await sql`update source_record set sample = false where sample`.execute(tx);
    await sql`update target_row set sample = false where sample`.execute(tx);
  });
}
