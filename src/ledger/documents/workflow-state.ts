import { sql } from 'kysely';
import { toJson } from '../json.js';
import type { Ledger } from '../ledger.js';

/** Stores the workflow's own state, from where `start --adopt` goes on when Temporal's history is lost. */
export async function saveState(ledger: Ledger, state: object): Promise<void> {
  await sql`
    insert into workflow_state (state) values (${toJson(state)}::jsonb)
    on conflict (only_one) do update set state = excluded.state, saved_at = now()`.execute(ledger.db);
}

/** The state as last saved, or null. */
export async function loadState(ledger: Ledger): Promise<unknown> {
  const { rows } = await sql<{ state: unknown }>`select state from workflow_state`.execute(ledger.db);
  return rows[0]?.state ?? null;
}

/** The brake that an operator put on: requests per second to Dataverse over all processes. 0 takes it off. */
export async function setBrake(ledger: Ledger, requestsPerSecond: number): Promise<void> {
  await sql`
    insert into brake (requests_per_second) values (${requestsPerSecond})
    on conflict (only_one) do update set requests_per_second = excluded.requests_per_second`.execute(ledger.db);
}

/** Requests per second, or null when there is no brake. */
export async function brake(ledger: Ledger): Promise<number | null> {
  const { rows } = await sql<{ rate: number }>`select requests_per_second as rate from brake where requests_per_second > 0`.execute(
    ledger.db,
  );
  return rows[0]?.rate ?? null;
}
