import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import { type Disposition, type FacetName, type FacetState, objectNames, type SourceRef, sourceKey } from '../../../src/domain/index.js';
import {
  countByObject,
  countLinksToCome,
  countProgress,
  type Ledger,
  markSample,
  type PlannedRow,
  phaseCounts,
  planRows,
  recordsWith,
  setDispositions,
  startReadPass,
  storePage,
} from '../../../src/ledger/index.js';
import { contactOf, freshLedger, hashOf, idOf, keysOf, planContact, readUsers, write } from './fresh-ledger.js';

let ledger: Ledger;
beforeEach(async () => {
  ledger = await freshLedger();
});

const zero = { read: 0, pending: 0, verified: 0, held: 0, refused: 0, conflicted: 0, differs: 0, merged: 0, dropped: 0, gone: 0 };
const user = (key: number): SourceRef => ({ object: 'user', key: sourceKey(key) });

async function readMemberships(...keys: string[]): Promise<void> {
  const pass = await startReadPass(ledger, 'membership');
  const rows = keys.map((key) => ({ key: sourceKey(key), body: { workspace_id: key.split(':')[0], contact_id: key.split(':')[1] } }));
  await storePage(ledger, { object: 'membership', pass, rows });
}

describe('what became of the records', () => {
  test('a ledger without records counts nothing, for every object', async () => {
    expect(await countByObject(ledger)).toEqual({ workspace: zero, user: zero, membership: zero });
  });

  test('a record that was read and not planned is pending', async () => {
    await readUsers(ledger, keysOf(1, 3));
    expect((await countByObject(ledger)).user).toEqual({ ...zero, read: 3, pending: 3 });
  });

  test('the worst facet of all rows of a record decides', async () => {
    await readUsers(ledger, keysOf(1, 2));
    const both = (['core', 'links'] as const).map((facet) => ({ facet, desired: hashOf('x'), state: 'pending' as const }));
    const id = await planContact(ledger, sourceKey(1), 'x', { facets: both });
    await write(ledger, { id, desired: 'x' }, 'verified');
    expect((await countByObject(ledger)).user).toMatchObject({ verified: 0, pending: 2 });
    await write(ledger, { id, desired: 'x' }, 'differs', { facet: 'links' });
    expect((await countByObject(ledger)).user).toMatchObject({ differs: 1, pending: 1 });
    await write(ledger, { id, desired: 'x' }, 'verified', { facet: 'links' });
    expect((await countByObject(ledger)).user).toMatchObject({ verified: 1, pending: 1 });
  });

  test('of the sample, those that wait with nothing but a look-up are counted apart', async () => {
    await readUsers(ledger, keysOf(1, 4));
    await markSample(ledger, [1, 2, 3].map(user));
    const both = (['core', 'links'] as const).map((facet) => ({ facet, desired: hashOf('x'), state: 'pending' as const }));
    const plan = (key: number) => planContact(ledger, sourceKey(key), 'x', { facets: both });
    const [waits, whole, , outside] = [await plan(1), await plan(2), await plan(3), await plan(4)];
    for (const id of [waits, whole, outside]) await write(ledger, { id, desired: 'x' }, 'verified');
    expect(await countLinksToCome(ledger)).toEqual({ workspace: 0, user: 2, membership: 0 });
    await write(ledger, { id: whole, desired: 'x' }, 'verified', { facet: 'links' });
    expect(await countLinksToCome(ledger)).toEqual({ workspace: 0, user: 1, membership: 0 });
    expect((await countByObject(ledger, { sampleOnly: true })).user).toMatchObject({ verified: 1, pending: 2 });
  });

  test('a membership that feeds a Contact’s column counts by the Contact’s core, whatever the manager look-up does', async () => {
    await readUsers(ledger, keysOf(1, 1));
    await readMemberships('7:1', '8:1');
    const id = await planContact(ledger, sourceKey(1), 'x', {
      facets: (['core', 'links'] as const).map((facet) => ({ facet, desired: hashOf('x'), state: 'pending' })),
      contributions: [
        { source: user(1), columns: ['firstname'] },
        { source: { object: 'membership', key: sourceKey('7:1') }, columns: ['parentcustomerid'] },
      ],
    });
    await write(ledger, { id, desired: 'x' }, 'verified');
    await write(ledger, { id, desired: 'x' }, 'refused', { facet: 'links' });
    expect(await countByObject(ledger)).toMatchObject({
      user: { read: 1, refused: 1, verified: 0 },
      membership: { read: 2, verified: 1, pending: 1 },
    });
  });

  test('a part that is rightly gone does not count', async () => {
    await readUsers(ledger, keysOf(1, 1));
    const id = await planContact(ledger, sourceKey(1), 'x');
    await write(ledger, { id, desired: 'x' }, 'verified');
    const location = contactOf(sourceKey(1), 'x', {
      id: idOf('location'),
      part: 'location:b',
      facets: [{ facet: 'core', desired: null, state: 'pending' }],
    });
    await planRows(ledger, { pass: 'delta-1', rows: [location] });
    expect((await countByObject(ledger)).user).toMatchObject({ verified: 1, pending: 0 });
  });

  test('records of one disposition come in pages, with the plan’s reason', async () => {
    await readUsers(ledger, keysOf(1, 5));
    await setDispositions(
      ledger,
      [1, 2, 4].map((key) => ({ ...user(key), disposition: 'dropped' as const, reason: 'left out' })),
    );
    const page = await recordsWith(ledger, { object: 'user', disposition: 'dropped', limit: 2 });
    expect(page).toEqual([1, 2].map((key) => ({ key: String(key), reason: 'left out' })));
    expect(await recordsWith(ledger, { object: 'user', disposition: 'dropped', limit: 2, afterKey: sourceKey(2) })).toEqual([
      { key: '4', reason: 'left out' },
    ]);
  });

  test('passes count the records that they verified first, a partition’s name aside', async () => {
    await readUsers(ledger, keysOf(1, 4));
    await planRows(ledger, { pass: 'sample', rows: keysOf(1, 4).map((key) => contactOf(key, 'x')) });
    await write(ledger, { id: idOf('contact 1'), desired: 'x' }, 'verified', { pass: 'sample#0/2' });
    await write(ledger, { id: idOf('contact 2'), desired: 'x' }, 'verified', { pass: 'full' });
    await write(ledger, { id: idOf('contact 3'), desired: 'x' }, 'verified', { pass: 'full' });
    await planContact(ledger, sourceKey(1), 'y');
    await write(ledger, { id: idOf('contact 1'), desired: 'y' }, 'verified', { pass: 'delta-1' });
    expect(await phaseCounts(ledger)).toEqual({ workspace: {}, user: { sample: 1, full: 2 }, membership: {} });
  });

  test('progress is done with a facet when nothing more happens to it by itself', async () => {
    const rows = keysOf(1, 6).map((key) => contactOf(key, 'x', { sample: Number(key) <= 2 }));
    await planRows(ledger, { pass: 'full', rows });
    for (const [key, outcome] of [
      [1, 'verified'],
      [2, 'applied'],
      [3, 'refused'],
      [4, 'conflicted'],
    ] as const) {
      await write(ledger, { id: idOf(`contact ${key}`), desired: 'x' }, outcome);
    }
    expect(await countProgress(ledger, { table: 'contact', facet: 'core' })).toEqual({
      total: 6,
      done: 3,
      byState: { verified: 1, applied: 1, refused: 1, conflicted: 1, pending: 2 },
    });
    expect(await countProgress(ledger, { table: 'contact', facet: 'core', sampleOnly: true })).toMatchObject({ total: 2, done: 1 });
    expect(await countProgress(ledger, { table: 'contact', facet: 'state' })).toEqual({ total: 0, done: 0, byState: {} });
  });
});

// The same question answered in another language, over any mixture of states: records, rows, who feeds what.
const facetStates: readonly FacetState[] = [
  'held',
  'waiting',
  'pending',
  'applied',
  'verified',
  'differs',
  'conflicted',
  'refused',
  'gone',
  'undone',
];
const worldOf = fc.record({
  records: fc.uniqueArray(
    fc.record({
      object: fc.constantFrom(...objectNames),
      key: fc.integer({ min: 1, max: 8 }).map((n) => sourceKey(n)),
      gone: fc.boolean(),
      disposition: fc.constantFrom(null, null, null, 'held' as const, 'merged' as const, 'dropped' as const),
    }),
    { selector: ({ object, key }) => `${object} ${key}`, maxLength: 16 },
  ),
  rows: fc.array(
    fc.record({
      object: fc.constantFrom(...objectNames),
      facets: fc.dictionary(fc.constantFrom<FacetName>('core', 'links', 'state'), fc.constantFrom(...facetStates), {
        minKeys: 1,
        noNullPrototype: true,
      }),
      feeders: fc.uniqueArray(
        fc.record({ object: fc.constantFrom(...objectNames), key: fc.integer({ min: 1, max: 8 }).map((n) => sourceKey(n)) }),
        {
          selector: ({ object, key }) => `${object} ${key}`,
          maxLength: 4,
        },
      ),
    }),
    { maxLength: 12 },
  ),
});
type World = typeof worldOf extends fc.Arbitrary<infer Value> ? Value : never;

/** Best first. */
const precedence: readonly (Disposition | 'pending')[] = ['verified', 'pending', 'differs', 'conflicted', 'refused', 'held'];
const fateOf = (state: FacetState): Disposition | 'pending' =>
  state === 'waiting' || state === 'applied' || state === 'undone' || state === 'gone' ? 'pending' : state;

function expected({ records, rows }: World) {
  const blank = (): Record<string, number> => ({ ...zero });
  const counts = { workspace: blank(), user: blank(), membership: blank() };
  for (const record of records) {
    const states = rows
      .filter(({ feeders }) => feeders.some(({ object, key }) => object === record.object && key === record.key))
      .flatMap(({ object, facets }) => Object.entries(facets).filter(([facet]) => object === record.object || facet === 'core'))
      .map(([, state]) => state)
      .filter((state) => state !== 'gone');
    const worst = states.map((state) => precedence.indexOf(fateOf(state))).sort((a, b) => b - a)[0];
    const fate = record.gone ? 'gone' : (record.disposition ?? precedence[worst ?? 1] ?? 'pending');
    const line = counts[record.object];
    line[fate] = (line[fate] ?? 0) + 1;
    line['read'] = (line['read'] ?? 0) + 1;
  }
  return counts;
}

async function build(world: World): Promise<void> {
  ledger = await freshLedger();
  for (const object of objectNames) {
    const pass = await startReadPass(ledger, object);
    const rows = world.records.filter((record) => record.object === object).map(({ key }) => ({ key, body: { key } }));
    await storePage(ledger, { object, pass, rows });
  }
  await setDispositions(
    ledger,
    world.records.map(({ object, key, disposition }) => ({ object, key, disposition })),
  );
  const rows: PlannedRow[] = world.rows.map(({ object, facets, feeders }, n) => ({
    table: 'contact',
    id: idOf(n),
    object,
    sourceKey: sourceKey(n),
    part: 'main',
    origin: 'created',
    sample: false,
    facets: (Object.keys(facets) as FacetName[]).map((facet) => ({ facet, desired: hashOf('x'), state: 'pending' })),
    contributions: feeders.map((source) => ({ source, columns: ['a'] })),
  }));
  await planRows(ledger, { pass: 'full', rows });
  // States and departures are set as such: how they come about is tested elsewhere.
  const left = world.records.filter(({ gone }) => gone);
  await sql`
    update source_record s set gone_at = now() from unnest(${left.map(({ object }) => object)}::text[], ${left.map(({ key }) => key)}::text[]) as r (object, key)
     where s.object = r.object and s.key = r.key`.execute(ledger.db);
  const states = world.rows.flatMap(({ facets }, n) => Object.entries(facets).map(([facet, state]) => ({ id: idOf(n), facet, state })));
  await sql`
    update target_facet f set state = r.state
      from unnest(${states.map(({ id }) => id)}::uuid[], ${states.map(({ facet }) => facet)}::text[], ${states.map(({ state }) => state)}::text[]) as r (id, facet, state)
     where f.id = r.id and f.facet = r.facet`.execute(ledger.db);
}

test('every record is counted once, by precedence, and read is the sum of all others, for any mixture of states', async () => {
  await fc.assert(
    fc.asyncProperty(worldOf, async (world) => {
      await build(world);
      const counts = await countByObject(ledger);
      expect(counts).toEqual(expected(world));
      for (const object of objectNames) {
        const { read, ...others } = counts[object];
        expect(Object.values(others).reduce((sum, count) => sum + count, 0)).toBe(read);
        const passes = (await phaseCounts(ledger))[object];
        expect(Object.values(passes).reduce((sum, count) => sum + count, 0)).toBe(counts[object].verified);
      }
    }),
    { numRuns: 60 },
  );
});
