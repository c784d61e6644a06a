import { beforeEach, describe, expect, test } from '@jest/globals';
import { type SourceRef, sourceKey } from '../../../src/domain/index.js';
import {
  answerHeld,
  countHeld,
  type HeldQuestion,
  heldAnswers,
  holdRecords,
  type Ledger,
  listAnswers,
  listHeld,
  releaseHeld,
  setDispositions,
  sourceStandings,
} from '../../../src/ledger/index.js';
import { freshLedger, idOf, keysOf, readUsers } from './fresh-ledger.js';

let ledger: Ledger;
beforeEach(async () => {
  ledger = await freshLedger();
});

const user = (key: number): SourceRef => ({ object: 'user', key: sourceKey(key) });
const noEmail = (key: number, reason = 'has no e-mail') => ({ ...user(key), hold: { code: 'no-email', field: 'email', reason } });
const at = new Date('2026-03-01T10:00:00Z').toISOString();
async function question(key: number): Promise<HeldQuestion> {
  const found = (await listHeld(ledger)).find((held) => held.key === String(key));
  if (found === undefined) throw new Error(`nothing is asked about ${key}`);
  return found;
}

describe('questions to people', () => {
  test('are listed with what they are about', async () => {
    await holdRecords(ledger, [{ ...user(1), hold: { code: 'shared', reason: 'shares a mailbox', suggestion: 'merge' } }, noEmail(2)]);
    expect(await listHeld(ledger)).toEqual([
      {
        id: expect.any(String),
        ...user(1),
        hold: { code: 'shared', reason: 'shares a mailbox', suggestion: 'merge' },
        causedBy: null,
        askedAt: expect.any(String),
        answer: null,
      },
      {
        id: expect.any(String),
        ...user(2),
        hold: { code: 'no-email', field: 'email', reason: 'has no e-mail' },
        causedBy: null,
        askedAt: expect.any(String),
        answer: null,
      },
    ]);
  });

  test('asking again renews the words, doubles nothing and erases no answer', async () => {
    await holdRecords(ledger, [noEmail(1), noEmail(1)]);
    const { id } = await question(1);
    await answerHeld(ledger, [{ id, answer: { kind: 'value', value: 'ida@x.dk' }, by: 'bo', at }]);
    await holdRecords(ledger, [noEmail(1, 'still has no e-mail')]);
    expect(await listHeld(ledger)).toMatchObject([
      { id, hold: { reason: 'still has no e-mail' }, answer: { kind: 'value', value: 'ida@x.dk', by: 'bo', at } },
    ]);
  });

  test('the newest answer is in force; the same answer again, from the same file, changes nothing', async () => {
    await holdRecords(ledger, [noEmail(1)]);
    const { id } = await question(1);
    await answerHeld(ledger, [{ id, answer: { kind: 'leaveOut' }, by: 'bo', at }]);
    const later = '2026-03-02T10:00:00.000Z';
    await answerHeld(ledger, [{ id, answer: { kind: 'leaveOut' }, by: 'bo', at: later }]);
    expect((await question(1)).answer).toEqual({ kind: 'leaveOut', by: 'bo', at });
    await answerHeld(ledger, [{ id, answer: { kind: 'link', rowId: idOf('contact') }, by: 'eva', at: later }]);
    expect((await question(1)).answer).toEqual({ kind: 'link', rowId: idOf('contact'), by: 'eva', at: later });
  });

  test('what was said of an answer is kept with it, and another comment makes another answer', async () => {
    await holdRecords(ledger, [noEmail(1), noEmail(2), noEmail(3)]);
    const { id } = await question(1);
    const leaveOut = { id, answer: { kind: 'leaveOut' as const }, by: 'bo' };
    await answerHeld(ledger, [{ ...leaveOut, at, comment: 'left the company' }]);
    const later = '2026-03-02T10:00:00.000Z';
    await answerHeld(ledger, [{ ...leaveOut, at: later, comment: 'left the company' }]);
    expect((await question(1)).answer).toEqual({ kind: 'leaveOut', by: 'bo', at, comment: 'left the company' });
    await answerHeld(ledger, [{ ...leaveOut, at: later, comment: 'left the company in May' }]);
    await answerHeld(ledger, [{ id: (await question(3)).id, answer: { kind: 'loadFlagged' }, by: 'eva', at }]);
    await releaseHeld(ledger, [user(1)]);
    const hold = { code: 'no-email', field: 'email', reason: 'has no e-mail' };
    expect(await listAnswers(ledger)).toEqual([
      { ...user(1), hold, answer: { kind: 'leaveOut', by: 'bo', at: later, comment: 'left the company in May' } },
      { ...user(3), hold, answer: { kind: 'loadFlagged', by: 'eva', at } },
    ]);
  });

  test('an answer to a question that does not exist stores none of the answers', async () => {
    await holdRecords(ledger, [noEmail(1)]);
    const { id } = await question(1);
    const answers = [id, '999', 'x'].map((of) => ({ id: of, answer: { kind: 'leaveOut' as const }, by: 'bo', at }));
    await expect(answerHeld(ledger, answers)).rejects.toMatchObject({ code: 'unknown-question' });
    expect((await question(1)).answer).toBeNull();
  });

  test('answers stay in force when the question is released, and come by record or for a whole object', async () => {
    await holdRecords(ledger, [noEmail(1), { ...user(2), hold: { code: 'shared', reason: 'shares a mailbox' } }, noEmail(3)]);
    await answerHeld(ledger, [
      { id: (await question(1)).id, answer: { kind: 'value', value: 'ida@x.dk' }, by: 'bo', at },
      { id: (await question(2)).id, answer: { kind: 'merge', into: sourceKey(1) }, by: 'bo', at },
    ]);
    await releaseHeld(ledger, [user(1)]);
    expect((await listHeld(ledger)).map(({ key }) => key)).toEqual(['2', '3']);
    const first = { ...user(1), code: 'no-email', field: 'email', kind: 'value', value: 'ida@x.dk' };
    const second = { ...user(2), code: 'shared', kind: 'merge', into: '1' };
    expect(await heldAnswers(ledger, 'user', keysOf(1, 1))).toEqual([first]);
    expect(await heldAnswers(ledger, 'user', 'all')).toEqual([first, second]);
    expect(await heldAnswers(ledger, 'workspace', 'all')).toEqual([]);
  });

  test('a released question that comes up again is open again, with its answer', async () => {
    await holdRecords(ledger, [noEmail(1)]);
    const { id } = await question(1);
    await answerHeld(ledger, [{ id, answer: { kind: 'loadFlagged' }, by: 'bo', at }]);
    await releaseHeld(ledger, [user(1)]);
    expect(await listHeld(ledger)).toEqual([]);
    await holdRecords(ledger, [noEmail(1)]);
    expect(await question(1)).toMatchObject({ id, answer: { kind: 'loadFlagged' } });
  });
});

describe('held because of another record', () => {
  const child = (key: string, of: SourceRef) => ({
    object: 'membership' as const,
    key: sourceKey(key),
    hold: { code: 'parent-held', reason: `because of ${of.object} ${of.key}` },
    causedBy: of,
  });

  test('a child waits for its cause, not for a person', async () => {
    await holdRecords(ledger, [noEmail(1), child('7:1', user(1))]);
    expect((await listHeld(ledger)).map(({ key, causedBy }) => [key, causedBy])).toEqual([
      ['7:1', user(1)],
      ['1', null],
    ]);
    expect((await listHeld(ledger, { undecidedOnly: true })).map(({ key }) => key)).toEqual(['1']);
    expect(await countHeld(ledger)).toEqual([
      { object: 'membership', code: 'parent-held', reason: 'because of user 1', count: 1, undecided: 0 },
      { object: 'user', code: 'no-email', reason: 'has no e-mail', count: 1, undecided: 1 },
    ]);
  });

  test('releasing the cause releases its children and theirs, and takes their disposition back', async () => {
    await readUsers(ledger, keysOf(1, 4));
    await setDispositions(
      ledger,
      keysOf(1, 4).map((key) => ({ object: 'user' as const, key, disposition: 'held' as const, reason: 'x' })),
    );
    const because = (key: number, of: number) => ({ ...user(key), hold: { code: 'parent-held', reason: 'because' }, causedBy: user(of) });
    await holdRecords(ledger, [noEmail(1), because(2, 1), because(3, 2), noEmail(4)]);
    expect(await releaseHeld(ledger, [user(1)])).toEqual([user(1), user(2), user(3)]);
    expect((await listHeld(ledger)).map(({ key }) => key)).toEqual(['4']);
    const standings = await sourceStandings(ledger, 'user', keysOf(1, 4));
    expect([...standings.values()].map(({ disposition }) => disposition).sort()).toEqual(['held', null, null, null].sort());
    expect(await releaseHeld(ledger, [user(1)])).toEqual([]);
  });

  test('records that hold each other are released together', async () => {
    const because = (key: number, of: number) => ({ ...user(key), hold: { code: 'loop', reason: 'because' }, causedBy: user(of) });
    await holdRecords(ledger, [because(1, 2), because(2, 1)]);
    expect(await releaseHeld(ledger, [user(2)])).toEqual([user(1), user(2)]);
  });
});
