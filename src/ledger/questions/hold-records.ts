import { sql } from 'kysely';
import type { SourceRef } from '../../domain/index.js';
import type { Ledger } from '../ledger.js';
import { recordset } from '../recordset.js';
import type { HeldRecord } from './question-types.js';

/**
 * Asks questions, one per record, code and field. Asking again renews the words, opens a released question again, and leaves an answer alone. Says nothing of
 * the record's disposition: see `setDispositions`.
 */
export async function holdRecords(ledger: Ledger, held: readonly HeldRecord[]): Promise<void> {
  const lines = held.map(({ object, key, hold, causedBy }) => ({
    object,
    key,
    ...hold,
    causedObject: causedBy?.object,
    causedKey: causedBy?.key,
  }));
  const distinct = [...new Map(lines.map((line) => [JSON.stringify([line.object, line.key, line.code, line.field]), line])).values()];
  if (distinct.length === 0) return;
  const shape = 'object text, key text, code text, field text, reason text, suggestion text, "causedObject" text, "causedKey" text';
  await sql`
    insert into held as h (object, key, code, field, reason, suggestion, caused_object, caused_key)
    select object, key, code, coalesce(field, ''), reason, suggestion, "causedObject", "causedKey" from ${recordset(distinct, shape)} order by 1, 2, 3, 4
    on conflict (object, key, code, field) do update
      set reason = excluded.reason, suggestion = excluded.suggestion, caused_object = excluded.caused_object, caused_key = excluded.caused_key,
          released_at = null
    where h.released_at is not null
       or (h.reason, h.suggestion, h.caused_object, h.caused_key)
          is distinct from (excluded.reason, excluded.suggestion, excluded.caused_object, excluded.caused_key)`.execute(ledger.db);
}

/**
 * Releases records whose reason is gone, with all that were held because of them, and takes their disposition `held` back. Answers stay in force. Answers with
 * every record that was released: these are to be planned again.
 */
export async function releaseHeld(ledger: Ledger, refs: readonly SourceRef[]): Promise<readonly SourceRef[]> {
  if (refs.length === 0) return [];
  const { rows } = await sql<SourceRef>`
    with recursive freed as (
      select object, key collate "C" as key from ${recordset(refs, 'object text, key text')}
      union
      select h.object, h.key from held h join freed f on h.caused_object = f.object and h.caused_key = f.key where h.released_at is null
    ), released as (
      update held h set released_at = now() from freed f
       where h.object = f.object and h.key = f.key and h.released_at is null returning h.object, h.key
    ), cleared as (
      update source_record s set disposition = null, disposition_reason = null from freed f
       where s.object = f.object and s.key = f.key and s.disposition = 'held' returning s.object, s.key
    )
    select object, key from released union select object, key from cleared order by 1, 2`.execute(ledger.db);
  return rows;
}
