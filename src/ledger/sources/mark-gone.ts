import { type Kysely, sql, type Transaction } from 'kysely';
import type { ObjectName } from '../../domain/index.js';
import type { Ledger } from '../ledger.js';

export interface GoneQuestion {
  readonly object: ObjectName;
  /** Share of the records present, 0 to 1, above which a person is asked. */
  readonly maxShare: number;
  /** So many a person has confirmed to be gone, even if that is more than `maxShare`. */
  readonly confirmed?: number;
}

/** What seems to have left Actimo. */
export interface GoneCandidates {
  readonly candidates: number;
  /** Records that count as present, the candidates among them. */
  readonly present: number;
  /** More than `maxShare`: a person is asked, and until then they count as present. */
  readonly asked: boolean;
}

/** How many records the next `markGone` would mark, and whether they are more than it does without a person. */
export async function goneCandidates(ledger: Ledger, question: GoneQuestion): Promise<GoneCandidates> {
  const { candidates, present } = await missedTwice(ledger.db, question.object);
  return { candidates, present, asked: isAsked({ candidates, present }, question) };
}

/**
 * Marks as gone what the last two passes that prove something both missed, and what no pass has met since. A pass proves something when it was complete and
 * undisturbed and its count agreed with the second source; one that broke off proves nothing, either way. Marks nothing when a person has to be asked.
 */
export async function markGone(ledger: Ledger, question: GoneQuestion): Promise<GoneCandidates & { readonly gone: number }> {
  const { object } = question;
  return ledger.db.transaction().execute(async (tx) => {
    const { candidates, present, pass } = await missedTwice(tx, object);
    const asked = isAsked({ candidates, present }, question);
    if (asked || candidates === 0 || pass === null) return { candidates, present, asked, gone: 0 };
    const { numAffectedRows } = await sql`
      update source_record set gone_at = now() where object = ${object} and gone_at is null and seen_pass < ${pass}`.execute(tx);
    return { candidates, present, asked, gone: Number(numAffectedRows) };
  });
}

const isAsked = ({ candidates, present }: { candidates: number; present: number }, { maxShare, confirmed = 0 }: GoneQuestion): boolean =>
  candidates > maxShare * present && candidates > confirmed;

async function missedTwice<DB>(
  db: Kysely<DB> | Transaction<DB>,
  object: ObjectName,
): Promise<{ candidates: number; present: number; pass: number | null }> {
  const { rows } = await sql<{ candidates: number; present: number; pass: number | null }>`
    with proving as (
      select pass from read_pass where object = ${object} and complete and undisturbed and seen = second_count order by pass desc limit 2
    ), older as (
      select case when count(*) = 2 then min(pass) end as pass from proving
    )
    select count(*) filter (where s.seen_pass < older.pass)::int as candidates, count(s.key)::int as present, older.pass
      from older left join source_record s on s.object = ${object} and s.gone_at is null
     group by older.pass`.execute(db);
  return rows[0] ?? { candidates: 0, present: 0, pass: null };
}
