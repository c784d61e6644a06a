import { beforeEach, describe, expect, test } from '@jest/globals';
import { type ObjectName, type SourceKey, sourceKey } from '../../../src/domain/index.js';
import {
  clearSample,
  countSources,
  fieldsSeen,
  finishReadPass,
  goneCandidates,
  type Ledger,
  type LedgerError,
  markGone,
  markSample,
  membershipsOfUsers,
  readSources,
  seenInPass,
  setDispositions,
  sourceStandings,
  sourcesByKeys,
  startReadPass,
  storePage,
  valuesSeen,
} from '../../../src/ledger/index.js';
import { freshLedger, keysOf, readUsers } from './fresh-ledger.js';

let ledger: Ledger;
beforeEach(async () => {
  ledger = await freshLedger();
});

const body = (name: string) => ({ name });
const page = (pass: number, rows: Record<string, unknown>[], object: ObjectName = 'user') => ({
  object,
  pass,
  rows: rows.map((row) => ({ key: sourceKey(String(row['key'])), body: { ...row } })),
});

test('a record is unchanged when what counts of it is, and keeps the body that it came with', async () => {
  const line = (link: string, name: string) => ({ key: sourceKey('1'), body: { name, link }, compared: { name, link: 'a' } });
  const counts = [];
  for (const row of [line('a?1', 'Bo'), line('a?2', 'Bo'), line('a?3', 'Ib')])
    counts.push(await storePage(ledger, { object: 'user', pass: await startReadPass(ledger, 'user'), rows: [row] }));
  expect(counts.map(({ created, changed, unchanged }) => [created, changed, unchanged])).toEqual([
    [1, 0, 0],
    [0, 0, 1],
    [0, 1, 0],
  ]);
  expect((await sourcesByKeys(ledger, 'user', [sourceKey('1')])).map((source) => source.body)).toEqual([{ name: 'Ib', link: 'a?3' }]);
});

/** A whole pass that meets these users; its count agrees with the second source unless told otherwise. */
async function pass(keys: readonly SourceKey[], end: { complete?: boolean; undisturbed?: boolean; secondCount?: number | null } = {}) {
  const number = await startReadPass(ledger, 'user');
  await storePage(ledger, { object: 'user', pass: number, rows: keys.map((key) => ({ key, body: body(`Name ${key}`) })) });
  const { complete = true, undisturbed = true, secondCount = keys.length } = end;
  return finishReadPass(ledger, { object: 'user', pass: number, complete, undisturbed, secondCount });
}
const gone = (more: { maxShare?: number; confirmed?: number } = {}) => markGone(ledger, { object: 'user', maxShare: 0.5, ...more });

describe('reading into the ledger', () => {
  test('passes are numbered per object, from 1', async () => {
    expect(await startReadPass(ledger, 'user')).toBe(1);
    expect(await startReadPass(ledger, 'user')).toBe(2);
    expect(await startReadPass(ledger, 'workspace')).toBe(1);
  });

  test('a page says what was new, what changed and what did not', async () => {
    const first = await startReadPass(ledger, 'user');
    expect(
      await storePage(
        ledger,
        page(first, [
          { key: 1, a: 1 },
          { key: 2, a: 1 },
        ]),
      ),
    ).toEqual({ created: 2, changed: 0, unchanged: 0 });
    const second = await startReadPass(ledger, 'user');
    expect(await storePage(ledger, page(second, [{ key: 1, a: 1 }, { key: 2, a: 2 }, { key: 3 }]))).toEqual({
      created: 1,
      changed: 1,
      unchanged: 1,
    });
    expect((await sourcesByKeys(ledger, 'user', [sourceKey(2)]))[0]?.body).toEqual({ key: 2, a: 2 });
  });

  test('the same page stored twice changes nothing', async () => {
    const number = await startReadPass(ledger, 'user');
    await storePage(ledger, page(number, [{ key: 1 }]));
    expect(await storePage(ledger, page(number, [{ key: 1 }]))).toEqual({ created: 0, changed: 0, unchanged: 1 });
  });

  test('the order of a body’s fields does not make it another body', async () => {
    const number = await startReadPass(ledger, 'user');
    await storePage(ledger, { object: 'user', pass: number, rows: [{ key: sourceKey(1), body: { a: 1, b: { c: 2, d: 3 } } }] });
    const again = { object: 'user' as const, pass: number, rows: [{ key: sourceKey(1), body: { b: { d: 3, c: 2 }, a: 1 } }] };
    expect(await storePage(ledger, again)).toEqual({ created: 0, changed: 0, unchanged: 1 });
  });

  test.each(['in one page', 'in two pages'])(
    'a key that comes twice in a pass with different bodies is an error that names it, %s',
    async (how) => {
      const number = await startReadPass(ledger, 'user');
      const twice = [
        { key: 7, a: 1 },
        { key: 7, a: 2 },
      ];
      const store = async () => {
        if (how === 'in one page') await storePage(ledger, page(number, twice));
        else for (const row of twice) await storePage(ledger, page(number, [row]));
      };
      const error = (await store().catch((thrown: unknown) => thrown)) as LedgerError;
      expect(error).toMatchObject({ code: 'key-not-unique', next: expect.any(String) });
      expect(error.message).toContain('user 7');
    },
  );

  test('a body may change from one pass to the next, and between two pages of the same body', async () => {
    const first = await startReadPass(ledger, 'user');
    await storePage(
      ledger,
      page(first, [
        { key: 7, a: 1 },
        { key: 7, a: 1 },
      ]),
    );
    const second = await startReadPass(ledger, 'user');
    expect(await storePage(ledger, page(second, [{ key: 7, a: 2 }]))).toMatchObject({ changed: 1 });
  });

  test('text that Postgres cannot hold is stored with the replacement character', async () => {
    const number = await startReadPass(ledger, 'user');
    const odd = { half: 'cut \ud83d', nul: 'a\u0000b', typed: 'a\\ud83d and \\u0000', whole: '😀 ø "quoted" \\ back' };
    await storePage(ledger, { object: 'user', pass: number, rows: [{ key: sourceKey(1), body: odd }] });
    const [stored] = await sourcesByKeys(ledger, 'user', [sourceKey(1)]);
    expect(stored?.body).toEqual({ ...odd, half: 'cut \ufffd', nul: 'a\ufffdb' });
  });

  test('records come in pages in the order of their keys, byte by byte', async () => {
    await readUsers(
      ledger,
      ['b', 'B', 'a', '10', '9', 'ø'].map((key) => sourceKey(key)),
    );
    const keys: string[] = [];
    let afterKey: SourceKey | undefined;
    for (;;) {
      const records = await readSources(ledger, { object: 'user', limit: 4, ...(afterKey === undefined ? {} : { afterKey }) });
      if (records.length === 0) break;
      keys.push(...records.map(({ key }) => key));
      afterKey = records.at(-1)?.key;
    }
    expect(keys).toEqual(['10', '9', 'B', 'a', 'b', 'ø']);
  });

  test('memberships are found by their user, whether the id is a number or a text', async () => {
    const number = await startReadPass(ledger, 'membership');
    const rows = [
      { key: sourceKey('1:5'), body: { workspace_id: 1, contact_id: 5 } },
      { key: sourceKey('2:5'), body: { workspace_id: 2, contact_id: '5' } },
      { key: sourceKey('1:6'), body: { workspace_id: 1, contact_id: 6 } },
    ];
    await storePage(ledger, { object: 'membership', pass: number, rows });
    expect((await membershipsOfUsers(ledger, [sourceKey(5)])).map(({ key }) => key)).toEqual(['1:5', '2:5']);
  });

  test('an attempt that broke off asks what its pass has met', async () => {
    const number = await startReadPass(ledger, 'user');
    await storePage(ledger, page(number, [{ key: 1 }]));
    expect(await seenInPass(ledger, { object: 'user', pass: number, keys: keysOf(1, 3) })).toEqual(new Set(['1']));
    expect(await seenInPass(ledger, { object: 'user', pass: number + 1, keys: keysOf(1, 3) })).toEqual(new Set());
  });

  test('fields are noticed as they come, objects in load order', async () => {
    const user = await startReadPass(ledger, 'user');
    await storePage(ledger, page(user, [{ key: 1, email: null }]));
    await storePage(ledger, page(user, [{ key: 2, data1: 'x' }]));
    await storePage(ledger, page(await startReadPass(ledger, 'workspace'), [{ key: 1, name: 'w' }], 'workspace'));
    expect(await fieldsSeen(ledger)).toEqual([
      { object: 'workspace', field: 'key' },
      { object: 'workspace', field: 'name' },
      { object: 'user', field: 'data1' },
      { object: 'user', field: 'email' },
      { object: 'user', field: 'key' },
    ]);
  });
});

describe('who has left Actimo', () => {
  test('two passes in a row that miss a record prove that it is gone', async () => {
    await pass(keysOf(1, 4));
    expect(await pass(keysOf(1, 3))).toEqual({ seen: 3, missing: 1 });
    expect(await gone()).toMatchObject({ gone: 0, asked: false, candidates: 0 });
    await pass(keysOf(1, 3));
    expect(await gone()).toMatchObject({ gone: 1, asked: false, candidates: 1 });
    expect(await countSources(ledger, 'user')).toEqual({ present: 3, gone: 1 });
    expect(await sourcesByKeys(ledger, 'user', keysOf(4, 4))).toEqual([]);
    expect((await sourceStandings(ledger, 'user', keysOf(4, 5))).get(sourceKey(4))).toEqual({ gone: true, disposition: null });
    expect(await gone()).toMatchObject({ gone: 0, asked: false, candidates: 0 });
  });

  test.each([
    ['was not complete', { complete: false }],
    ['was disturbed', { undisturbed: false }],
    ['does not agree with the second source', { secondCount: 4 }],
    ['has no second source', { secondCount: null }],
  ])('a pass that %s proves nothing', async (_why, end) => {
    await pass(keysOf(1, 4));
    await pass(keysOf(1, 3), end);
    await pass(keysOf(1, 3));
    expect((await gone()).gone).toBe(0);
    await pass(keysOf(1, 3));
    expect((await gone()).gone).toBe(1);
  });

  test('a pass that broke off proves nothing, but what it met is there', async () => {
    await pass(keysOf(1, 4));
    await pass(keysOf(1, 3));
    const broken = await startReadPass(ledger, 'user');
    await storePage(ledger, { object: 'user', pass: broken, rows: [{ key: sourceKey(4), body: body('Name 4') }] });
    await pass(keysOf(1, 3));
    expect((await gone()).gone).toBe(0);
  });

  test('more than the share asks a person and marks nothing', async () => {
    await pass(keysOf(1, 10));
    await pass(keysOf(1, 8));
    await pass(keysOf(1, 8));
    expect(await gone({ maxShare: 0.02 })).toEqual({ gone: 0, asked: true, candidates: 2, present: 10 });
    expect(await goneCandidates(ledger, { object: 'user', maxShare: 0.02 })).toEqual({ asked: true, candidates: 2, present: 10 });
    expect(await countSources(ledger, 'user')).toEqual({ present: 10, gone: 0 });
    expect(await gone({ maxShare: 0.02, confirmed: 1 })).toMatchObject({ gone: 0, asked: true });
    expect(await gone({ maxShare: 0.02, confirmed: 2 })).toEqual({ gone: 2, asked: false, candidates: 2, present: 10 });
  });

  test('the different values of a field are those of the records present', async () => {
    const value = (key: number, data3: unknown) => ({ key: sourceKey(key), body: { ...body(`Name ${key}`), data3 } });
    const read = async (rows: ReturnType<typeof value>[]) => {
      const begun = await startReadPass(ledger, 'user');
      await storePage(ledger, { object: 'user', pass: begun, rows });
      await finishReadPass(ledger, { object: 'user', pass: begun, complete: true, undisturbed: true, secondCount: rows.length });
    };
    const values = async () =>
      [...(await valuesSeen(ledger, { object: 'user', fields: ['data3', 'data4'] }))].map(([field, seen]) => [field, [...seen].sort()]);
    await read([value(1, 'red'), value(2, 'blue'), value(3, 'red'), value(4, ''), value(5, null), value(6, 7)]);
    expect(await values()).toEqual([['data3', [7, 'blue', 'red']]]);
    expect((await valuesSeen(ledger, { object: 'user', fields: ['data3'], limit: 2 })).get('data3')).toHaveLength(2);
    expect(await valuesSeen(ledger, { object: 'user', fields: [] })).toEqual(new Map());
    for (const _ of [1, 2]) await read([value(1, 'red'), value(3, 'red'), value(4, ''), value(5, null), value(6, 7)]);
    await gone({ maxShare: 1 });
    expect(await values()).toEqual([['data3', [7, 'red']]]);
  });

  test('just the share does not ask', async () => {
    await pass(keysOf(1, 10));
    await pass(keysOf(1, 9));
    await pass(keysOf(1, 9));
    expect(await gone({ maxShare: 0.1 })).toMatchObject({ gone: 1, asked: false, candidates: 1 });
  });

  test('somebody who comes back counts as changed and is there again', async () => {
    await pass(keysOf(1, 4));
    await pass(keysOf(1, 3));
    await pass(keysOf(1, 3));
    await gone();
    const number = await startReadPass(ledger, 'user');
    expect(await storePage(ledger, { object: 'user', pass: number, rows: [{ key: sourceKey(4), body: body('Name 4') }] })).toMatchObject({
      changed: 1,
    });
    expect(await countSources(ledger, 'user')).toEqual({ present: 4, gone: 0 });
  });

  test('a pass that was never started cannot end', async () => {
    await expect(
      finishReadPass(ledger, { object: 'user', pass: 3, complete: true, undisturbed: true, secondCount: 1 }),
    ).rejects.toMatchObject({
      code: 'unknown-pass',
    });
  });
});

describe('sample and dispositions', () => {
  test('the sample is read alone, grows, and can be emptied', async () => {
    await readUsers(ledger, keysOf(1, 5));
    const sample = async () => (await readSources(ledger, { object: 'user', limit: 10, sampleOnly: true })).map(({ key }) => key);
    await markSample(ledger, [
      { object: 'user', key: sourceKey(2) },
      { object: 'user', key: sourceKey(99) },
    ]);
    await markSample(ledger, [{ object: 'user', key: sourceKey(4) }]);
    expect(await sample()).toEqual(['2', '4']);
    await clearSample(ledger);
    expect(await sample()).toEqual([]);
  });

  test('a disposition is set, replaced and taken back', async () => {
    await readUsers(ledger, keysOf(1, 2));
    const standing = async () => (await sourceStandings(ledger, 'user', keysOf(1, 1))).get(sourceKey(1))?.disposition;
    await setDispositions(ledger, [{ object: 'user', key: sourceKey(1), disposition: 'held', reason: 'no e-mail' }]);
    expect(await standing()).toBe('held');
    await setDispositions(ledger, [{ object: 'user', key: sourceKey(1), disposition: 'merged', reason: 'same as user 2' }]);
    expect(await standing()).toBe('merged');
    await setDispositions(ledger, [{ object: 'user', key: sourceKey(1), disposition: null }]);
    expect(await standing()).toBeNull();
  });

  test('a disposition on a record that was never read is an error', async () => {
    const marks = [{ object: 'user' as const, key: sourceKey(99), disposition: 'held' as const }];
    await expect(setDispositions(ledger, marks)).rejects.toMatchObject({ code: 'unknown-record' });
  });
});
