import { beforeEach, describe, expect, test } from '@jest/globals';
import { sourceKey } from '../../../src/domain/index.js';
import {
  countByObject,
  countRowsByOrigin,
  idMap,
  type Ledger,
  listDifferences,
  markFacets,
  markSample,
  planRows,
  setDispositions,
} from '../../../src/ledger/index.js';
import { contactOf, freshLedger, idOf, keysOf, planContact, readUsers, write } from './fresh-ledger.js';

let ledger: Ledger;
beforeEach(async () => {
  ledger = await freshLedger();
});

describe('lists for documents', () => {
  test('differences name what is not in order, and leave out what is, what is held and what has gone', async () => {
    await readUsers(ledger, keysOf(1, 6));
    await planRows(ledger, { pass: 'full', rows: keysOf(1, 6).map((key) => contactOf(key, 'x')) });
    for (const [key, outcome] of [
      [1, 'verified'],
      [2, 'refused'],
      [3, 'applied'],
      [4, 'refused'],
    ] as const) {
      await write(ledger, { id: idOf(`contact ${key}`), desired: 'x' }, outcome);
    }
    await markFacets(ledger, [
      { table: 'contact', id: idOf('contact 2'), facet: 'core', state: 'refused', code: '0x80040265', detail: 'jobtitle is too long' },
    ]);
    await setDispositions(ledger, [{ object: 'user', key: sourceKey(4), disposition: 'held' }]);
    const line = (key: number, kind: string, why: string) => ({
      object: 'user',
      key: String(key),
      table: 'contact',
      id: idOf(`contact ${key}`),
      kind,
      why,
    });
    const all = [
      line(2, 'refused', 'core: jobtitle is too long (0x80040265)'),
      line(3, 'applied', 'core: not read back yet'),
      line(5, 'pending', 'core: not written yet'),
      line(6, 'pending', 'core: not written yet'),
    ];
    expect(await listDifferences(ledger, 10)).toEqual(all);
    expect(await listDifferences(ledger, 2)).toEqual(all.slice(0, 2));
  });

  test('the id map has every row in which something of ours is, once, over all tables', async () => {
    const account = { ...contactOf(sourceKey(1), 'x'), table: 'account', object: 'workspace' as const };
    await planRows(ledger, {
      pass: 'full',
      rows: [account, ...keysOf(1, 4).map((key) => contactOf(key, 'x', Number(key) === 2 ? { origin: 'existed' } : {}))],
    });
    await write(ledger, { id: account.id, desired: 'x' }, 'verified', { table: 'account' });
    for (const key of [1, 2, 3]) await write(ledger, { id: idOf(`contact ${key}`), desired: 'x' }, 'verified');
    await write(ledger, { id: idOf('contact 3'), desired: null }, 'undone', { operation: 'delete' });
    const lines = [];
    for await (const page of idMap(ledger)) lines.push(...page);
    const line = (table: string, object: string, key: number, origin: string) => ({
      object,
      key: String(key),
      part: 'main',
      table,
      id: idOf(`contact ${key}`),
      origin,
    });
    const contacts = [line('contact', 'user', 1, 'created'), line('contact', 'user', 2, 'existed')].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(lines).toEqual([line('account', 'workspace', 1, 'created'), ...contacts]);
    expect(await countRowsByOrigin(ledger)).toEqual([
      { table: 'account', created: 1, changed: 0 },
      { table: 'contact', created: 1, changed: 1 },
    ]);
  });

  test('the sample is counted alone', async () => {
    await readUsers(ledger, keysOf(1, 3));
    await markSample(ledger, [{ object: 'user', key: sourceKey(1) }]);
    const id = await planContact(ledger, sourceKey(1), 'x');
    await write(ledger, { id, desired: 'x' }, 'verified');
    expect((await countByObject(ledger, { sampleOnly: true })).user).toMatchObject({ read: 1, verified: 1, pending: 0 });
    expect((await countByObject(ledger)).user).toMatchObject({ read: 3, verified: 1, pending: 2 });
  });
});
