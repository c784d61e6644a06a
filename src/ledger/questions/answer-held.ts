import { sql } from 'kysely';
import { LedgerError } from '../errors.js';
import type { Ledger } from '../ledger.js';
import { recordset } from '../recordset.js';
import type { Answer, AnsweredBy } from './question-types.js';

/** An answer to the question `id`. */
export interface GivenAnswer extends AnsweredBy {
  readonly id: string;
  readonly answer: Answer;
}

/**
 * Stores answers; all of them or none. Answers before them are kept, the newest is in force; giving the same answer again, by the same person with the
 * same comment, changes nothing.
 * Throws LedgerError `unknown-question`.
 */
export async function answerHeld(ledger: Ledger, answers: readonly GivenAnswer[]): Promise<void> {
  if (answers.length === 0) return;
  const lines = answers.map((given, n) => ({ ...given, n }));
  const given = recordset(lines, 'n int, id text, answer jsonb, "by" text, at timestamptz, comment text');
  await ledger.db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: string }>`
      select r.id from ${given} where not exists (select from held h where h.id::text = r.id) order by n limit 1`.execute(tx);
    if (rows[0] !== undefined) {
      throw new LedgerError(
        'unknown-question',
        `there is no held question ${rows[0].id}`,
        'export the held records again and answer in the new file',
      );
    }
    await sql`
      insert into held_answer (held_id, answer, answered_by, answered_at, comment)
      select r.id::bigint, r.answer, r."by", r.at, r.comment from ${given}
       where not exists (select from held_answer a
                          where a.id = (select max(id) from held_answer b where b.held_id = r.id::bigint)
                            and a.answer = r.answer and a.answered_by = r."by" and a.comment is not distinct from r.comment)
       order by n`.execute(tx);
  });
}
