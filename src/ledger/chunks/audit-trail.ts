import { sql } from 'kysely';
import type { SourceRef } from '../../domain/index.js';
import type { Ledger } from '../ledger.js';
import type { AuditEntry } from './chunk-types.js';

/** Every request that touched a row which belongs to this source record or is fed by it, oldest first. Holds personal data: the earlier values. */
export async function auditTrail(ledger: Ledger, ref: SourceRef): Promise<readonly AuditEntry[]> {
  const { rows } = await sql<Omit<AuditEntry, 'sentAt' | 'settledAt'> & { sentAt: Date; settledAt: Date | null }>`
    with mine as (
      select table_name, id from target_row where object = ${ref.object} and source_key = ${ref.key}
      union
      select table_name, id from contribution where object = ${ref.object} and key = ${ref.key}
    )
    select c.id::text as chunk, c.epoch, c.pass, c.table_name as "table", x.id, c.facet, c.operation, encode(x.desired, 'hex') as desired,
           nullif(c.earlier -> (x.n - 1)::int, 'null') as earlier, c.sent_at as "sentAt", c.settled_at as "settledAt", x.outcome,
           c.details -> x.id::text ->> 'code' as code, c.details -> x.id::text ->> 'detail' as detail
      from mine m
      join chunk c on c.table_name = m.table_name and c.lowest <= m.id and c.highest >= m.id
     cross join lateral unnest(c.row_ids, c.desired, c.outcomes) with ordinality as x (id, desired, outcome, n)
     where x.id = m.id order by c.id, x.id`.execute(ledger.db);
  return rows.map((row) => ({ ...row, sentAt: row.sentAt.toISOString(), settledAt: row.settledAt?.toISOString() ?? null }));
}
