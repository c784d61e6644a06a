import { sql } from 'kysely';
import type { HoldReason, ObjectName, SourceKey } from '../../domain/index.js';
import type { Ledger } from '../ledger.js';
import type { Answer, AnsweredBy, AnsweredQuestion, HeldAnswer, HeldCount, HeldQuestion } from './question-types.js';

interface QuestionLine {
  readonly object: ObjectName;
  readonly key: SourceKey;
  readonly code: string;
  readonly field: string;
  readonly reason: string;
  readonly suggestion: string | null;
}

interface AnswerLine {
  readonly answer: Answer;
  readonly by: string;
  readonly at: Date;
  readonly comment: string | null;
}

interface Line extends QuestionLine {
  readonly id: string;
  readonly causedObject: ObjectName | null;
  readonly causedKey: SourceKey | null;
  readonly askedAt: Date;
}

const newestAnswer = sql`
  lateral (select answer, answered_by as by, answered_at as at, comment from held_answer where held_id = h.id order by id desc limit 1)`;

const holdOf = ({ code, field, reason, suggestion }: QuestionLine): HoldReason => ({
  code,
  reason,
  ...(field === '' ? {} : { field }),
  ...(suggestion === null ? {} : { suggestion }),
});

const answerOf = ({ answer, by, at, comment }: AnswerLine): Answer & AnsweredBy => ({
  ...answer,
  by,
  at: at.toISOString(),
  ...(comment === null ? {} : { comment }),
});

/**
 * The questions that are open, in the order of object, key, code and field. `undecidedOnly` leaves those that wait for a person: no answer yet, and not held
 * because of another record.
 */
export async function listHeld(ledger: Ledger, query: { readonly undecidedOnly?: boolean } = {}): Promise<readonly HeldQuestion[]> {
  const { rows } = await sql<Line & ({ answer: null } | AnswerLine)>`
    select h.id::text, h.object, h.key, h.code, h.field, h.reason, h.suggestion, h.caused_object as "causedObject", h.caused_key as "causedKey",
           h.asked_at as "askedAt", a.answer, a.by, a.at, a.comment
      from held h left join ${newestAnswer} a on true
     where h.released_at is null and (not ${query.undecidedOnly ?? false} or (a.answer is null and h.caused_key is null))
     order by h.object, h.key, h.code, h.field`.execute(ledger.db);
  return rows.map((line) => ({
    id: line.id,
    object: line.object,
    key: line.key,
    hold: holdOf(line),
    causedBy: line.causedObject !== null && line.causedKey !== null ? { object: line.causedObject, key: line.causedKey } : null,
    askedAt: line.askedAt.toISOString(),
    answer: line.answer === null ? null : answerOf(line),
  }));
}

/** Every answer in force, of released questions too, in the order of object, key, code and field. */
export async function listAnswers(ledger: Ledger): Promise<readonly AnsweredQuestion[]> {
  const { rows } = await sql<QuestionLine & AnswerLine>`
    select h.object, h.key, h.code, h.field, h.reason, h.suggestion, a.answer, a.by, a.at, a.comment
      from held h join ${newestAnswer} a on true
     order by h.object, h.key, h.code, h.field`.execute(ledger.db);
  return rows.map((line) => ({ object: line.object, key: line.key, hold: holdOf(line), answer: answerOf(line) }));
}

/** The newest answers on these records, or on all of an object, of released questions too: an answer holds in every later pass. */
export async function heldAnswers(ledger: Ledger, object: ObjectName, keys: readonly SourceKey[] | 'all'): Promise<readonly HeldAnswer[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<{ key: SourceKey; code: string; field: string; answer: Answer }>`
    select h.key, h.code, h.field, a.answer from held h join ${newestAnswer} a on true
     where h.object = ${object} and ${keys === 'all' ? sql`true` : sql`h.key = any(${keys})`} order by h.key, h.code, h.field`.execute(
    ledger.db,
  );
  return rows.map(({ key, code, field, answer }) => ({ object, key, code, ...(field === '' ? {} : { field }), ...answer }));
}

/** Open questions by object and code. */
export async function countHeld(ledger: Ledger): Promise<readonly HeldCount[]> {
  const { rows } = await sql<HeldCount>`
    select h.object, h.code, min(h.reason) as reason, count(*)::int as count,
           (count(*) filter (where h.caused_key is null and not exists (select from held_answer a where a.held_id = h.id)))::int as undecided
      from held h where h.released_at is null group by h.object, h.code order by h.object, h.code`.execute(ledger.db);
  return rows;
}
