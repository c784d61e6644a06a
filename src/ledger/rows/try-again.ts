import { sql } from 'kysely';
import type { Ledger } from '../ledger.js';

/**
 * Facets that were refused, differ, or are in conflict become pending: somebody says that the reason is gone, and the next converge looks. What is still in the
 * way comes out as before. Answers with how many there were.
 */
export async function tryAgain(ledger: Ledger): Promise<number> {
  const { numAffectedRows } = await sql`
    update target_facet set state = 'pending', code = null, detail = null
     where state in ('refused', 'differs', 'conflicted') and desired is not null`.execute(ledger.db);
  return Number(numAffectedRows ?? 0);
}
