import { sql } from 'kysely';
import type { Ledger } from './ledger.js';

/** A wish for a share of a limit that all processes and migrations of this database keep together. */
export interface LeaseWish {
  /** What is limited, e.g. `dataverse:<application user>`. */
  readonly resource: string;
  /** Who asks; asking again replaces the holder's earlier share. */
  readonly holder: string;
  readonly want: number;
  /** The whole limit. Shares that have not expired never add up to more. */
  readonly capacity: number;
  readonly ttlMs: number;
}

/**
 * Takes or renews a share; answers how much was granted, from 0 to `want`. One statement: the lock on the resource's line orders all who ask. A holder that
 * others go short of is cut down to an equal share when it renews.
 */
export async function takeLease(ledger: Pick<Ledger, 'db'>, wish: LeaseWish): Promise<number> {
  const { resource, holder, want, capacity } = wish;
  const granted = (holders: ReturnType<typeof sql>) =>
    sql`a2d.lease_granted(${holders}, ${holder}, ${want}::int, ${capacity}::int, ${wish.ttlMs} * interval '1 millisecond')`;
  const { rows } = await sql<{ granted: number }>`
    insert into a2d.lease as l (resource, holders) values (${resource}, ${granted(sql`'{}'`)})
    on conflict (resource) do update set holders = ${granted(sql`l.holders`)}
    returning (holders -> ${holder}::text ->> 'n')::int as granted`.execute(ledger.db);
  return rows[0]?.granted ?? 0;
}

/** Gives a share back before it expires. */
export async function releaseLease(ledger: Pick<Ledger, 'db'>, lease: Pick<LeaseWish, 'resource' | 'holder'>): Promise<void> {
  await sql`update a2d.lease set holders = holders - ${lease.holder}::text where resource = ${lease.resource}`.execute(ledger.db);
}
