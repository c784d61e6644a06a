import { sql } from 'kysely';
import type { ObjectName } from '../../domain/index.js';
import type { Ledger } from '../ledger.js';

export interface GoneQuestion {
  readonly object: ObjectName;
  /** Share of the records present, 0 to 1, above which a person is asked. */
  readonly maxShare: number;
  /** A person said yes to more than `maxShare`. */
  readonly approved?: boolean;
}

export interface GoneAnswer {
  /** How many were marked now. */
  readonly gone: number;
  /** More than `maxShare` would be gone: nothing was marked. */
  readonly asked: boolean;
  readonly candidates: number;
}

/**
 * Marks as gone what the last two passes that prove something both missed, and what no pass has met since. A pass proves something when it was complete and
 * undisturbed and its count agreed with the second source; one that broke off proves nothing, either way.
 */
export async function markGone(ledger: Ledger, question: GoneQuestion): Promise<GoneAnswer> {
  const { object } = question;
  return ledger.db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ candidates: number; present: number; pass: number | null }>`
      with proving as (
        select pass from read_pass where object = ${object} and complete and undisturbed and seen = second_count order by pass desc limit 2
      ), older as (
        select case when count(*) = 2 then min(pass) end as pass from proving
      )
      select count(*) filter (where s.seen_pass < older.pass)::int as candidates, count(s.key)::int as present, older.pass
        from older left join source_record s on s.object = ${object} and s.gone_at is null
       group by older.pass`.execute(tx);
    const { candidates, present, pass } = rows[0] ?? { candidates: 0, present: 0, pass: null };
    if (candidates === 0 || pass === null) return { gone: 0, asked: false, candidates: 0 };
    if (candidates > question.maxShare * present && !question.approved) return { gone: 0, asked: true, candidates };
    const { numAffectedRows } = await sql`
      update source_record set gone_at = now() where object = ${object} and gone_at is null and seen_pass < ${pass}`.execute(tx);
    return { gone: Number(numAffectedRows), asked: false, candidates };
  });
}
