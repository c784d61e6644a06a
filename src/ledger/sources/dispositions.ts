import { sql } from 'kysely';
import type { ObjectName, SourceKey, SourceRef } from '../../domain/index.js';
import { LedgerError } from '../errors.js';
import type { Ledger } from '../ledger.js';
import { recordset } from '../recordset.js';

/** What the plan decided on a record that gets no row of its own; null takes it back. `reason` holds no personal data. */
export interface DispositionChange extends SourceRef {
  readonly disposition: 'held' | 'merged' | 'dropped' | null;
  readonly reason?: string | undefined;
}

/** Writes what the plan decided, in one statement. Throws LedgerError `unknown-record`. */
export async function setDispositions(ledger: Ledger, changes: readonly DispositionChange[]): Promise<void> {
  if (changes.length === 0) return;
  const last = [...new Map(changes.map((change) => [`${change.object} ${change.key}`, change])).values()];
  const { rows } = await sql<{ object: ObjectName; key: SourceKey }>`
    with r as (
      select * from ${recordset(last, 'object text, key text, disposition text, reason text')}
    ), changed as (
      update source_record s set disposition = r.disposition, disposition_reason = r.reason
        from r where s.object = r.object and s.key = r.key and (s.disposition, s.disposition_reason) is distinct from (r.disposition, r.reason)
    )
    select r.object, r.key from r left join source_record s on s.object = r.object and s.key = r.key where s.key is null limit 1`.execute(
    ledger.db,
  );
  const unknown = rows[0];
  if (unknown !== undefined) throw new LedgerError('unknown-record', `${unknown.object} ${unknown.key} was never read from Actimo`);
}
