import { beforeEach, describe, expect, test } from '@jest/globals';
import { type FacetState, type RowId, sourceKey } from '../../../src/domain/index.js';
import {
  clearSample,
  contributionsOf,
  countFacets,
  type FacetRow,
  facetsForRows,
  facetsOfSources,
  facetsToWrite,
  type Ledger,
  markFacets,
  type PlannedRow,
  planRows,
  refreshBefore,
  rowsBefore,
  settleChunk,
  tryAgain,
  writtenFacets,
  writtenRows,
} from '../../../src/ledger/index.js';
import { begin, contactOf, freshLedger, hashOf, idOf, keysOf, planContact, write } from './fresh-ledger.js';

let ledger: Ledger;
beforeEach(async () => {
  ledger = await freshLedger();
});

const one = sourceKey(1);
const plan = (...rows: PlannedRow[]) => planRows(ledger, { pass: 'full', rows });
async function facet(id: RowId, name = 'core'): Promise<FacetRow> {
  const found = (await facetsForRows(ledger, 'contact', [id])).find((row) => row.facet === name);
  if (found === undefined) throw new Error(`no facet ${name} of ${id}`);
  return found;
}
const held = (reason: string) => ({
  facets: [{ facet: 'core' as const, desired: hashOf('a'), state: 'held' as const, reason: { code: 'no-email', reason } }],
});

describe('planning rows', () => {
  test('says what was new, what is to be done differently, and what is as it was', async () => {
    expect(await plan(contactOf(one, 'a'), contactOf(sourceKey(2), 'a'))).toEqual({ created: 2, changed: 0, unchanged: 0 });
    expect(await plan(contactOf(one, 'a'), contactOf(sourceKey(2), 'b'), contactOf(sourceKey(3), 'a'))).toEqual({
      created: 1,
      changed: 1,
      unchanged: 1,
    });
    expect(await plan(contactOf(one, 'a'), contactOf(sourceKey(2), 'b'), contactOf(sourceKey(3), 'a'))).toEqual({
      created: 0,
      changed: 0,
      unchanged: 3,
    });
  });

  test('the same row twice in one plan counts once, the last one wins', async () => {
    expect(await plan(contactOf(one, 'a'), contactOf(one, 'b'))).toEqual({ created: 1, changed: 0, unchanged: 0 });
    expect((await facet(contactOf(one, 'b').id)).desired).toBe(hashOf('b'));
  });

  test('a plan without rows changes nothing', async () => {
    expect(await plan()).toEqual({ created: 0, changed: 0, unchanged: 0 });
  });

  test.each<[FacetState, 'applied' | 'verified' | 'differs' | 'refused' | 'conflicted']>([
    ['applied', 'applied'],
    ['verified', 'verified'],
    ['differs', 'differs'],
    ['refused', 'refused'],
    ['conflicted', 'conflicted'],
  ])('a facet that is %s stays so while its desired content is the same', async (state, outcome) => {
    const id = await planContact(ledger, one, 'a');
    await write(ledger, { id, desired: 'a' }, outcome);
    expect(await plan(contactOf(one, 'a'))).toEqual({ created: 0, changed: 0, unchanged: 1 });
    expect((await facet(id)).state).toBe(state);
  });

  test.each(['applied', 'verified', 'differs', 'refused', 'conflicted'] as const)(
    'new desired content makes a facet that is %s pending',
    async (outcome) => {
      const id = await planContact(ledger, one, 'a');
      await write(ledger, { id, desired: 'a' }, outcome);
      expect(await plan(contactOf(one, 'b'))).toEqual({ created: 0, changed: 1, unchanged: 0 });
      expect(await facet(id)).toMatchObject({ state: 'pending', desired: hashOf('b'), code: null });
    },
  );

  test('a change that is taken back before it was written leaves the facet as it was', async () => {
    const id = await planContact(ledger, one, 'a');
    await write(ledger, { id, desired: 'a' }, 'verified');
    await plan(contactOf(one, 'b'));
    await plan(contactOf(one, 'a'));
    expect((await facet(id)).state).toBe('verified');
  });

  test('a facet in doubt takes new desired content, and is pending once the chunk is settled', async () => {
    const id = await planContact(ledger, one, 'a');
    const chunk = await begin(ledger, [{ id, desired: 'a' }]);
    await plan(contactOf(one, 'b'));
    expect(await facetsToWrite(ledger, { table: 'contact', facet: 'core', limit: 10 })).toEqual([]);
    await settleChunk(ledger, chunk, [{ id, outcome: 'verified' }]);
    expect(await facet(id)).toMatchObject({ state: 'pending', applied: hashOf('a'), desired: hashOf('b') });
  });

  test('a change that is taken back while its chunk is in doubt ends where the chunk ends', async () => {
    const id = await planContact(ledger, one, 'a');
    await write(ledger, { id, desired: 'a' }, 'verified');
    await plan(contactOf(one, 'b'));
    const chunk = await begin(ledger, [{ id, desired: 'b' }]);
    await plan(contactOf(one, 'a'));
    await settleChunk(ledger, chunk, [{ id, outcome: 'applied' }]);
    expect(await facet(id)).toMatchObject({ state: 'pending', applied: hashOf('b'), verified: null });

    const other = await begin(ledger, [{ id, desired: 'a' }]);
    await settleChunk(ledger, other, [{ id, outcome: 'verified' }]);
    await plan(contactOf(one, 'b'));
    const third = await begin(ledger, [{ id, desired: 'b' }]);
    await plan(contactOf(one, 'a'));
    await settleChunk(ledger, third, [{ id, outcome: 'refused', code: '0x1' }]);
    expect(await facet(id)).toMatchObject({ state: 'verified', applied: hashOf('a') });
  });

  test('held carries its reason, and a later plan lets it go', async () => {
    const id = await planContact(ledger, one, 'a', held('has no e-mail'));
    expect(await facet(id)).toMatchObject({ state: 'held', reason: { code: 'no-email', reason: 'has no e-mail' } });
    expect(await plan(contactOf(one, 'a'))).toMatchObject({ changed: 1 });
    expect(await facet(id)).toMatchObject({ state: 'pending', reason: null });
  });

  test('held although it was verified before goes back to verified when the reason is gone', async () => {
    const id = await planContact(ledger, one, 'a');
    await write(ledger, { id, desired: 'a' }, 'verified');
    await plan(contactOf(one, 'b', { facets: [{ facet: 'core', desired: hashOf('b'), state: 'held' }] }));
    expect((await facet(id)).state).toBe('held');
    await plan(contactOf(one, 'a'));
    expect((await facet(id)).state).toBe('verified');
  });

  test('a row that should not be there: never written it is gone, written it is to be deleted', async () => {
    const absent = { facets: [{ facet: 'core' as const, desired: null, state: 'pending' as const }] };
    expect(await facet(await planContact(ledger, one, 'a', absent))).toMatchObject({ state: 'gone' });

    const id = await planContact(ledger, sourceKey(2), 'a');
    await write(ledger, { id, desired: 'a' }, 'verified');
    await plan(contactOf(sourceKey(2), 'a', absent));
    expect(await facet(id)).toMatchObject({ state: 'pending', desired: null });
    await write(ledger, { id, desired: null }, 'gone', { operation: 'delete' });
    expect(await facet(id)).toMatchObject({ state: 'gone', applied: null });
    await plan(contactOf(sourceKey(2), 'a'));
    expect((await facet(id)).state).toBe('pending');
  });

  test('what was taken back is pending when it is planned again', async () => {
    const id = await planContact(ledger, one, 'a');
    await write(ledger, { id, desired: 'a' }, 'verified');
    await write(ledger, { id, desired: null }, 'undone', { operation: 'delete' });
    expect(await facet(id)).toMatchObject({ state: 'undone', applied: null, verified: null });
    expect(await plan(contactOf(one, 'a'))).toMatchObject({ changed: 1 });
    expect((await facet(id)).state).toBe('pending');
  });

  test('who made a row and what it held before stay as first given; sample sticks until it is cleared', async () => {
    const before = { firstname: 'Old', ownerid: { table: 'systemuser', id: idOf('owner') }, jobtitle: null };
    const id = await planContact(ledger, one, 'a', { origin: 'existed', before, sample: true });
    await plan(contactOf(one, 'a', { origin: 'created', before: { firstname: 'New' }, sample: false }));
    expect(await facet(id)).toMatchObject({ origin: 'existed', before, sample: true });
    await clearSample(ledger);
    expect((await facet(id)).sample).toBe(false);
  });

  test('what a row held before is noted anew only as long as nothing of ours is in it', async () => {
    const id = await planContact(ledger, one, 'a', { origin: 'existed', before: { jobtitle: 'first' } });
    await refreshBefore(ledger, 'contact', [{ id, before: { jobtitle: 'second' } }]);
    await write(ledger, { id, desired: 'a' }, 'applied');
    await refreshBefore(ledger, 'contact', [{ id, before: { jobtitle: 'third' } }]);
    expect(await rowsBefore(ledger, 'contact', [id])).toEqual(new Map([[id, { jobtitle: 'second' }]]));
  });

  test('contributions are those of the last plan, each list of columns stored once', async () => {
    const feeds = (key: number, ...columns: string[]) => ({ source: { object: 'user' as const, key: sourceKey(key) }, columns });
    const id = await planContact(ledger, one, 'a', {
      contributions: [feeds(1, 'lastname', 'firstname', 'lastname'), feeds(2, 'mobilephone')],
    });
    expect(await contributionsOf(ledger, 'contact', [id])).toEqual([
      { id, ...feeds(1, 'firstname', 'lastname') },
      { id, ...feeds(2, 'mobilephone') },
    ]);
    await plan(contactOf(one, 'a', { contributions: [feeds(2, 'firstname', 'lastname'), feeds(3)] }));
    expect(await contributionsOf(ledger, 'contact', [id])).toEqual([
      { id, ...feeds(2, 'firstname', 'lastname') },
      { id, ...feeds(3) },
    ]);
  });

  test('20,000 rows are planned in seconds, and a second time change nothing', async () => {
    const rows = keysOf(1, 20_000).map((key) => contactOf(key, `a${key}`));
    expect(await plan(...rows)).toEqual({ created: 20_000, changed: 0, unchanged: 0 });
    expect(await plan(...rows)).toEqual({ created: 0, changed: 0, unchanged: 20_000 });
  }, 20_000);

  test('two planners of the same rows at once do not get in each other’s way', async () => {
    const rows = keysOf(1, 2_000).map((key) => contactOf(key, 'a'));
    const counts = await Promise.all([plan(...rows), plan(...[...rows].reverse())]);
    expect(counts.reduce((sum, { created }) => sum + created, 0)).toBe(2_000);
  });
});

describe('finding facets to write', () => {
  const rows = keysOf(1, 60).map((key) => contactOf(key, 'a', { sample: Number(key) % 3 === 0 }));
  const query = { table: 'contact', facet: 'core' as const, limit: 7 };
  async function all(more: Partial<Parameters<typeof facetsToWrite>[1]> = {}): Promise<RowId[]> {
    const ids: RowId[] = [];
    let afterId: RowId | undefined;
    for (;;) {
      const page = await facetsToWrite(ledger, { ...query, ...more, ...(afterId === undefined ? {} : { afterId }) });
      if (page.length === 0) return ids;
      ids.push(...page.map(({ id }) => id));
      afterId = page.at(-1)?.id;
    }
  }

  test('pages meet every row once, in the order of ids', async () => {
    await plan(...rows);
    expect(await all()).toEqual(rows.map(({ id }) => id).sort());
  });

  test('partitions share the rows out: each row is in one of them', async () => {
    await plan(...rows);
    const partitions = await Promise.all([0, 1, 2, 3].map((index) => all({ partition: { index, of: 4 } })));
    expect(partitions.flat().sort()).toEqual(rows.map(({ id }) => id).sort());
    for (const partition of partitions) expect(partition.length).toBeLessThan(60);
  });

  test('the sample alone, what is refused not at all, other facets', async () => {
    await plan(...rows);
    expect((await all({ sampleOnly: true })).length).toBe(20);
    expect(await countFacets(ledger, { table: 'contact', facet: 'core', sampleOnly: true })).toBe(20);
    expect(await all({ facet: 'links' })).toEqual([]);
    const id = rows[0]?.id as RowId;
    await write(ledger, { id, desired: 'a' }, 'refused');
    expect((await all()).length).toBe(59);
    expect(await countFacets(ledger, { table: 'contact', facet: 'core' })).toBe(59);
  });

  test('written facets come row by row, all of a row on one page', async () => {
    const facets = (['core', 'links', 'state'] as const).map((name) => ({ facet: name, desired: hashOf('a'), state: 'pending' as const }));
    await plan(...keysOf(1, 5).map((key) => contactOf(key, 'a', { facets, sample: key === '2' })));
    const ids = keysOf(1, 5).map((key) => idOf(`contact ${key}`));
    for (const id of ids.slice(0, 3)) await write(ledger, { id, desired: 'a' }, 'verified');
    await write(ledger, { id: idOf('contact 1'), desired: 'a' }, 'differs', { facet: 'links' });
    await write(ledger, { id: idOf('contact 2'), desired: 'a' }, 'refused', { facet: 'links' });
    await write(ledger, { id: idOf('contact 4'), desired: 'a' }, 'applied', { facet: 'state' });
    const found: string[][] = [];
    for (let afterId: RowId | undefined; ; ) {
      const page = await writtenFacets(ledger, { table: 'contact', limit: 1, ...(afterId === undefined ? {} : { afterId }) });
      if (page.length === 0) break;
      afterId = page.at(-1)?.id;
      found.push(page.map(({ id, facet: name }) => `${id} ${name}`));
    }
    const expected = [
      ['contact 1', 'core', 'links'],
      ['contact 2', 'core'],
      ['contact 3', 'core'],
      ['contact 4', 'state'],
    ].map(([name = '', ...names]) => names.map((facetName) => `${idOf(name)} ${facetName}`));
    expect(found).toEqual(expected.sort());
    const sample = await writtenFacets(ledger, { table: 'contact', limit: 9, sampleOnly: true });
    expect(sample.map(({ id }) => id)).toEqual([idOf('contact 2')]);
    await begin(ledger, [{ id: idOf('contact 3'), desired: 'a' }]);
    expect((await writtenFacets(ledger, { table: 'contact', limit: 9 })).map(({ id }) => id)).not.toContain(idOf('contact 3'));
  });

  test('a row in an unsettled chunk is left out, for every facet of it', async () => {
    const facets = (['core', 'links'] as const).map((name) => ({ facet: name, desired: hashOf('a'), state: 'pending' as const }));
    await plan(contactOf(one, 'a', { facets }), contactOf(sourceKey(2), 'a', { facets }));
    const chunk = await begin(ledger, [{ id: idOf('contact 1'), desired: 'a' }]);
    expect(await all({ facet: 'links' })).toEqual([idOf('contact 2')]);
    expect(await countFacets(ledger, { table: 'contact', facet: 'links' })).toBe(1);
    await settleChunk(ledger, chunk, [{ id: idOf('contact 1'), outcome: 'not-sent' }]);
    expect((await all({ facet: 'links' })).length).toBe(2);
    expect((await all()).length).toBe(2);
  });

  test('facets are found by the record that their row belongs to', async () => {
    await plan(contactOf(one, 'a'), contactOf(sourceKey(2), 'a'));
    expect(await facetsOfSources(ledger, 'user', [sourceKey(2), sourceKey(9)])).toEqual([await facet(idOf('contact 2'))]);
  });

  test('written rows are those that were there, and those of ours whose core was written and not taken back', async () => {
    await plan(
      contactOf(one, 'a'),
      contactOf(sourceKey(2), 'a'),
      contactOf(sourceKey(3), 'a', { origin: 'existed' }),
      contactOf(sourceKey(4), 'a'),
    );
    const ids = [1, 2, 3, 4].map((key) => idOf(`contact ${key}`));
    await write(ledger, { id: ids[1] as RowId, desired: 'a' }, 'applied');
    await write(ledger, { id: ids[3] as RowId, desired: 'a' }, 'verified');
    await write(ledger, { id: ids[3] as RowId, desired: null }, 'undone', { operation: 'delete' });
    expect([...(await writtenRows(ledger, 'contact', [...ids, idOf('other')]))].sort()).toEqual([ids[1], ids[2]].sort());
  });
});

describe('marking facets', () => {
  const at = { table: 'contact', id: idOf('contact 1'), facet: 'core' as const };

  test('a row that was read back is verified, and keeps its version', async () => {
    await planContact(ledger, one, 'a');
    await write(ledger, { id: at.id, desired: 'a' }, 'applied');
    await markFacets(ledger, [{ ...at, state: 'verified', version: 'W/"7"' }]);
    expect(await facet(at.id)).toMatchObject({ state: 'verified', verified: hashOf('a'), version: 'W/"7"' });
  });

  test('a row that was planned anew since it was read stays pending', async () => {
    await planContact(ledger, one, 'a');
    await write(ledger, { id: at.id, desired: 'a' }, 'applied');
    await plan(contactOf(one, 'b'));
    for (const state of ['verified', 'differs', 'applied'] as const) {
      await markFacets(ledger, [{ ...at, state }]);
      await markFacets(ledger, [{ ...at, state, desired: hashOf('a') }]);
    }
    expect(await facet(at.id)).toMatchObject({ state: 'pending', desired: hashOf('b'), applied: hashOf('a') });
  });

  test('a row that needed no write is verified with nothing applied, stays so, and can differ later', async () => {
    await planContact(ledger, one, 'a', { origin: 'existed' });
    await markFacets(ledger, [{ ...at, state: 'verified', desired: hashOf('a') }]);
    expect(await facet(at.id)).toMatchObject({ state: 'verified', applied: null, verified: hashOf('a') });
    await plan(contactOf(one, 'a'));
    expect((await facet(at.id)).state).toBe('verified');
    await markFacets(ledger, [{ ...at, state: 'differs', code: 'differs', detail: 'jobtitle' }]);
    expect(await facet(at.id)).toMatchObject({ state: 'differs', code: 'differs', verified: null });
  });

  test('a retry makes pending what was refused, differs or is in conflict, and forgets why; a plan leaves it so', async () => {
    const wanted = ['refused', 'differs', 'conflicted', 'verified', 'applied'] as const;
    const ids: RowId[] = [];
    for (const [nth, outcome] of wanted.entries()) {
      const id = await planContact(ledger, sourceKey(nth + 1), 'a');
      await write(ledger, { id, desired: 'a' }, outcome);
      ids.push(id);
    }
    const unwanted = await planContact(ledger, sourceKey(9), 'a');
    await write(ledger, { id: unwanted, desired: 'a' }, 'conflicted');
    await plan(contactOf(sourceKey(9), 'a', { facets: [{ facet: 'core', desired: null, state: 'pending' }] }));
    const before = (await facet(unwanted)).state;

    expect(await tryAgain(ledger)).toBe(3);
    await plan(...wanted.map((_, nth) => contactOf(sourceKey(nth + 1), 'a')));
    expect(await Promise.all(ids.map(async (id) => (await facet(id)).state))).toEqual([
      'pending',
      'pending',
      'pending',
      'verified',
      'applied',
    ]);
    expect((await facet(ids[0] as RowId)).code).toBeNull();
    expect((await facet(unwanted)).state).toBe(before);
    expect(await tryAgain(ledger)).toBe(0);
  });

  test('undone forgets what was written, gone does not', async () => {
    await planContact(ledger, one, 'a');
    await write(ledger, { id: at.id, desired: 'a' }, 'verified');
    await markFacets(ledger, [{ ...at, state: 'gone' }]);
    expect(await facet(at.id)).toMatchObject({ state: 'gone', applied: hashOf('a') });
    await markFacets(ledger, [{ ...at, state: 'undone' }]);
    expect(await facet(at.id)).toMatchObject({ state: 'undone', applied: null });
  });

  test('a row that was never planned is an error that names it', async () => {
    await planContact(ledger, one, 'a');
    const error = markFacets(ledger, [
      { ...at, state: 'refused' },
      { ...at, facet: 'links', state: 'refused' },
    ]);
    await expect(error).rejects.toMatchObject({ code: 'unknown-row', message: expect.stringContaining(`links of contact ${at.id}`) });
    expect((await facet(at.id)).state).toBe('pending');
  });
});
