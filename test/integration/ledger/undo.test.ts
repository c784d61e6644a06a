import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Columns, type RowId, sourceKey } from '../../../src/domain/index.js';
import {
  countUndo,
  countUndone,
  type Ledger,
  listKept,
  ownRows,
  planRows,
  type RowOutcomeKind,
  raiseEpoch,
  recordKept,
  settleChunk,
  undoList,
} from '../../../src/ledger/index.js';
import { begin, contactOf, freshLedger, idOf, keysOf, planContact, write } from './fresh-ledger.js';

let ledger: Ledger;
beforeEach(async () => {
  ledger = await freshLedger();
});

const one = sourceKey(1);
const id = idOf('contact 1');
const matched = { origin: 'existed' as const, before: { jobtitle: 'planned with this' } };
const list = (more: Partial<Parameters<typeof undoList>[1]> = {}) =>
  undoList(ledger, { table: 'contact', scope: 'all', limit: 100, ...more });
const changed = (desired: string, earlier: Columns, outcome: RowOutcomeKind = 'verified') =>
  write(ledger, { id, desired, earlier }, outcome);

describe('what an undo takes back', () => {
  test('per column the earliest value over all chunks, whichever chunk touched it first', async () => {
    await planContact(ledger, one, 'a', matched);
    await changed('a', { jobtitle: 'Clerk', mobilephone: null });
    await changed('b', { jobtitle: 'ours', emailaddress1: 'old@x.dk' });
    await changed('c', { jobtitle: 'ours too', mobilephone: 'ours', emailaddress1: 'ours' });
    expect(await list()).toEqual([
      {
        table: 'contact',
        id,
        object: 'user',
        sourceKey: one,
        part: 'main',
        origin: 'existed',
        version: 'W/"1"',
        earlier: { jobtitle: 'Clerk', mobilephone: null, emailaddress1: 'old@x.dk' },
        written: ['emailaddress1', 'firstname', 'jobtitle', 'lastname', 'mobilephone'],
      },
    ]);
  });

  test.each<RowOutcomeKind>(['refused', 'not-sent', 'conflicted'])(
    'a write that was %s says nothing of what was there before ours',
    async (outcome) => {
      await planContact(ledger, one, 'a', matched);
      await changed('a', { jobtitle: 'stale' }, outcome);
      expect(await list()).toEqual([]);
      await changed('a', { jobtitle: 'just before ours' });
      expect(await list()).toMatchObject([{ earlier: { jobtitle: 'just before ours' } }]);
    },
  );

  test('a write in doubt may have been the first', async () => {
    await planContact(ledger, one, 'a', matched);
    await changed('a', { jobtitle: 'first' });
    await begin(ledger, [{ id, desired: 'b', earlier: { jobtitle: 'ours', mobilephone: 'before' } }]);
    expect(await list()).toMatchObject([{ earlier: { jobtitle: 'first', mobilephone: 'before' } }]);
  });

  test('after it was taken back, history begins anew', async () => {
    await planContact(ledger, one, 'a', matched);
    await changed('a', { jobtitle: 'before the sample' });
    await changed('a', { jobtitle: 'ours' }, 'undone');
    expect(await list()).toEqual([]);
    await planContact(ledger, one, 'a', matched);
    await changed('a', { jobtitle: 'edited after the sample' });
    expect(await list()).toMatchObject([{ earlier: { jobtitle: 'edited after the sample' } }]);
  });

  test('a row of ours has nothing earlier, a row that was never written is not in the list', async () => {
    await planContact(ledger, one, 'a');
    await planContact(ledger, sourceKey(2), 'a');
    await write(ledger, { id, desired: 'a' }, 'verified', { operation: 'create' });
    expect(await list()).toMatchObject([{ id, origin: 'created', earlier: {}, written: ['firstname', 'lastname'] }]);
  });

  test('a row of which a later write failed is still in the list', async () => {
    await planContact(ledger, one, 'a');
    await write(ledger, { id, desired: 'a' }, 'verified');
    await planContact(ledger, one, 'b');
    await write(ledger, { id, desired: 'b' }, 'refused');
    expect((await list()).length).toBe(1);
  });

  test('pages and partitions meet every row once, the sample is apart', async () => {
    const rows = keysOf(1, 50).map((key) => contactOf(key, 'a', { origin: 'existed', sample: Number(key) <= 10 }));
    await planRows(ledger, { pass: 'full', rows });
    const ids = rows.map((row) => row.id).sort();
    for (const slice of [ids.slice(0, 20), ids.slice(20, 35), ids.slice(35)]) {
      const chunk = await begin(
        ledger,
        slice.map((row) => ({ id: row, desired: 'a', earlier: { jobtitle: row } })),
      );
      await settleChunk(
        ledger,
        chunk,
        slice.map((row) => ({ id: row, outcome: 'applied' })),
      );
    }
    const met: RowId[] = [];
    for (const index of [0, 1, 2]) {
      let afterId: RowId | undefined;
      for (;;) {
        const page = await list({ limit: 6, partition: { index, of: 3 }, ...(afterId === undefined ? {} : { afterId }) });
        if (page.length === 0) break;
        for (const row of page) expect(row.earlier).toEqual({ jobtitle: row.id });
        met.push(...page.map((row) => row.id));
        afterId = page.at(-1)?.id;
      }
    }
    expect(met.sort()).toEqual(ids);
    expect((await list({ scope: 'sample' })).length).toBe(10);
    expect(await countUndo(ledger, { table: 'contact', scope: 'sample' })).toBe(10);
    expect(await countUndo(ledger, { table: 'contact', scope: 'all' })).toBe(50);
  });
});

describe('what an undo leaves', () => {
  test('kept rows are listed with their first reason and leave the list, until a later undo looks for itself', async () => {
    await planContact(ledger, one, 'a');
    await write(ledger, { id, desired: 'a' }, 'verified');
    await recordKept(ledger, [{ table: 'contact', id, reason: '2 annotation hang on it' }]);
    await recordKept(ledger, [{ table: 'contact', id, reason: 'another reason' }]);
    expect(await list()).toEqual([]);
    expect(await countUndo(ledger, { table: 'contact', scope: 'all' })).toBe(0);
    expect(await listKept(ledger)).toEqual([{ table: 'contact', id, reason: '2 annotation hang on it', object: 'user', key: one }]);
    expect(
      await ownRows(ledger, [
        { table: 'contact', id },
        { table: 'contact', id: idOf('other') },
      ]),
    ).toEqual([{ table: 'contact', id, kept: true }]);
    await raiseEpoch(ledger);
    expect(await listKept(ledger)).toEqual([]);
    expect((await list()).length).toBe(1);
  });

  test('a row that was there is not one of ours to take along', async () => {
    await planContact(ledger, one, 'a', matched);
    expect(await ownRows(ledger, [{ table: 'contact', id }])).toEqual([]);
  });

  test('counts what was deleted, restored and failed', async () => {
    const rows = keysOf(1, 5).map((key) => contactOf(key, 'a', Number(key) === 2 ? matched : {}));
    await planRows(ledger, { pass: 'full', rows });
    for (const row of rows.slice(0, 4)) await write(ledger, { id: row.id, desired: 'a' }, 'verified');
    await write(ledger, { id: idOf('contact 1'), desired: null }, 'undone', { operation: 'delete' });
    await write(ledger, { id: idOf('contact 2'), desired: null }, 'undone');
    await recordKept(ledger, [{ table: 'contact', id: idOf('contact 3'), reason: 'a note' }]);
    expect(await countUndone(ledger)).toEqual([{ table: 'contact', deleted: 1, restored: 1, failed: 1 }]);
  });
});
