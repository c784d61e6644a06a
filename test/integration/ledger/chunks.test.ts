import { beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type RowId, sourceKey } from '../../../src/domain/index.js';
import {
  auditTrail,
  beginChunk,
  confirmSending,
  createLedger,
  EpochRaisedError,
  epoch,
  facetsForRows,
  type Ledger,
  openChunks,
  planRows,
  type RowOutcomeKind,
  raiseEpoch,
  settleChunk,
} from '../../../src/ledger/index.js';
import { begin, contactOf, database, freshLedger, hashOf, idOf, keysOf, planContact, write } from './fresh-ledger.js';

let ledger: Ledger;
beforeEach(async () => {
  ledger = await freshLedger();
});

const [a, b, c] = [1, 2, 3].map((key) => idOf(`contact ${key}`)) as [RowId, RowId, RowId];
const planThree = () => planRows(ledger, { pass: 'full', rows: keysOf(1, 3).map((key) => contactOf(key, 'x')) });
const three = [a, b, c].map((id) => ({ id, desired: 'x' }));
const core = async (id: RowId) => (await facetsForRows(ledger, 'contact', [id])).find(({ facet }) => facet === 'core');

describe('the journal', () => {
  test('a chunk is open from its begin until it is settled, with everything that settling needs', async () => {
    await planThree();
    const earlier = { jobtitle: null, ownerid: { table: 'systemuser', id: idOf('owner') } };
    const chunk = await begin(
      ledger,
      [
        { id: b, desired: 'x' },
        { id: a, desired: 'x', earlier },
      ],
      { pass: 'full#1/4' },
    );
    const [open] = await openChunks(ledger);
    expect(open).toEqual({
      id: chunk,
      presumed: false,
      epoch: 1,
      pass: 'full#1/4',
      table: 'contact',
      facet: 'core',
      operation: 'update',
      sentMsAgo: expect.any(Number),
      rows: [
        { id: a, desired: hashOf('x'), earlier },
        { id: b, desired: hashOf('x'), earlier: null },
      ].sort((one, other) => (one.id < other.id ? -1 : 1)),
    });
    await settleChunk(ledger, chunk, [
      { id: a, outcome: 'applied' },
      { id: b, outcome: 'applied' },
    ]);
    expect(await openChunks(ledger)).toEqual([]);
  });

  test('open chunks are found by table, facet and partition, oldest first', async () => {
    await planThree();
    const first = await begin(ledger, [{ id: a, desired: 'x' }]);
    const second = await begin(ledger, [{ id: b, desired: 'x' }], { facet: 'links' });
    await begin(ledger, [{ id: c, desired: 'x' }], { table: 'account' });
    const ids = async (query: Parameters<typeof openChunks>[1]) => (await openChunks(ledger, query)).map(({ id }) => id);
    expect(await ids({ table: 'contact' })).toEqual([first, second]);
    expect(await ids({ table: 'contact', limit: 1 })).toEqual([first]);
    expect(await ids({ facet: 'links' })).toEqual([second]);
    const parts = await Promise.all([0, 1].map((index) => ids({ table: 'contact', partition: { index, of: 2 } })));
    expect(parts.flat().sort()).toEqual([first, second].sort());
  });

  test('a row that is in doubt cannot be sent again, not by two who begin at once either', async () => {
    await planThree();
    await begin(ledger, [{ id: a, desired: 'x' }]);
    await expect(
      begin(
        ledger,
        [
          { id: a, desired: 'x' },
          { id: b, desired: 'x' },
        ],
        { facet: 'links' },
      ),
    ).rejects.toMatchObject({ code: 'row-in-doubt' });
    const both = await Promise.allSettled([
      begin(ledger, [{ id: b, desired: 'x' }]),
      begin(ledger, [
        { id: b, desired: 'x' },
        { id: c, desired: 'x' },
      ]),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('a chunk without rows, or with a row twice, is refused', async () => {
    await expect(begin(ledger, [])).rejects.toMatchObject({ code: 'empty-chunk' });
    await expect(
      begin(ledger, [
        { id: a, desired: 'x' },
        { id: a, desired: 'y' },
      ]),
    ).rejects.toMatchObject({ code: 'row-twice' });
  });
});

describe('the epoch', () => {
  test('a sender of an older epoch begins nothing', async () => {
    expect(await epoch(ledger)).toBe(1);
    expect(await raiseEpoch(ledger)).toBe(2);
    const error = await begin(ledger, [{ id: a, desired: 'x' }], { epoch: 1 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EpochRaisedError);
    expect(error).toMatchObject({ code: 'epoch-raised', mine: 1 });
    expect(await openChunks(ledger)).toEqual([]);
    await begin(ledger, [{ id: a, desired: 'x' }], { epoch: 2 });
  });

  test('a sender of an older epoch may not send what it has begun either', async () => {
    const chunk = { id: await begin(ledger, [{ id: a, desired: 'x' }]), epoch: 1 };
    await confirmSending(ledger, chunk);
    await raiseEpoch(ledger);
    await expect(confirmSending(ledger, chunk)).rejects.toBeInstanceOf(EpochRaisedError);
  });

  test('raising it waits for a sending that is just being confirmed, whose moment is then seen', async () => {
    const chunk = { id: await begin(ledger, [{ id: a, desired: 'x' }]), epoch: 1 };
    await sql`update chunk set sent_at = sent_at - interval '1 hour'`.execute(ledger.db);
    const confirming = confirmSending(ledger, chunk).then(
      () => true,
      () => false,
    );
    await raiseEpoch(ledger);
    const [open] = await openChunks(ledger);
    expect((open?.sentMsAgo ?? 0) < 3_600_000).toBe(await confirming);
  });

  test('when raising it has answered, no chunk of an older epoch appears any more', async () => {
    const other = await createLedger({ url: await database(), migration: 'test', client: 'client-1', poolSize: 4 });
    try {
      let begun = 0;
      const sender = async (name: number) => {
        for (let n = 0; n < 200; n += 1) {
          const rows = [{ id: idOf(`${name} ${n}`), desired: hashOf('x'), earlier: null }];
          await beginChunk(other, { epoch: 1, pass: 'full', table: `t${name}`, facet: 'core', operation: 'create', rows });
          begun += 1;
        }
      };
      const senders = [1, 2, 3, 4].map((name) => sender(name).catch((error: unknown) => error));
      while (begun < 20) await new Promise((resolve) => setTimeout(resolve, 1));
      await raiseEpoch(ledger);
      const then = (await openChunks(ledger)).length;
      for (const error of await Promise.all(senders)) expect(error).toBeInstanceOf(EpochRaisedError);
      expect((await openChunks(ledger)).length).toBe(then);
    } finally {
      await other.close();
    }
  });

  test('what was sent in an older epoch can still be settled', async () => {
    await planThree();
    const chunk = await begin(ledger, [{ id: a, desired: 'x' }]);
    await raiseEpoch(ledger);
    await settleChunk(ledger, chunk, [{ id: a, outcome: 'verified' }]);
    expect((await core(a))?.state).toBe('verified');
  });
});

describe('settling', () => {
  test.each<[RowOutcomeKind, object]>([
    ['applied', { state: 'applied', applied: hashOf('x'), verified: null, version: 'W/"1"' }],
    ['verified', { state: 'verified', applied: hashOf('x'), verified: hashOf('x'), version: 'W/"1"' }],
    ['differs', { state: 'differs', applied: hashOf('x'), verified: null, version: 'W/"1"' }],
    ['refused', { state: 'refused', applied: null, verified: null }],
    ['conflicted', { state: 'conflicted', applied: null, verified: null }],
    ['not-sent', { state: 'pending', applied: null, verified: null }],
    ['gone', { state: 'gone', applied: null, verified: null }],
    ['undone', { state: 'undone', applied: null, verified: null }],
  ])('%s', async (outcome, facet) => {
    await planContact(ledger, sourceKey(1), 'x');
    await write(ledger, { id: a, desired: 'x' }, outcome);
    expect(await core(a)).toMatchObject(facet);
  });

  test('a refusal keeps its code and its words', async () => {
    await planThree();
    const chunk = await begin(ledger, [{ id: a, desired: 'x' }]);
    await settleChunk(ledger, chunk, [{ id: a, outcome: 'refused', code: '0x80040265', detail: 'jobtitle is too long' }]);
    expect(await core(a)).toMatchObject({ state: 'refused', code: '0x80040265' });
    expect(await auditTrail(ledger, { object: 'user', key: sourceKey(1) })).toMatchObject([
      { outcome: 'refused', code: '0x80040265', detail: 'jobtitle is too long' },
    ]);
  });

  test('a write that failed leaves what was written before in force', async () => {
    await planContact(ledger, sourceKey(1), 'x');
    await write(ledger, { id: a, desired: 'x' }, 'verified');
    await planContact(ledger, sourceKey(1), 'y');
    await write(ledger, { id: a, desired: 'y' }, 'refused');
    expect(await core(a)).toMatchObject({ state: 'refused', applied: hashOf('x'), verified: hashOf('x') });
  });

  test('every row needs an outcome, unless the others stay in doubt', async () => {
    await planThree();
    const chunk = await begin(ledger, three);
    const some = [{ id: a, outcome: 'applied' as const }];
    await expect(settleChunk(ledger, chunk, some)).rejects.toMatchObject({ code: 'outcome-missing' });
    expect((await core(a))?.state).toBe('pending');
    await settleChunk(ledger, chunk, some, { unsettled: 'in-doubt' });
    expect((await core(a))?.state).toBe('applied');
    expect((await openChunks(ledger))[0]?.rows.map(({ id }) => id)).toEqual([b, c].sort());
    await begin(ledger, [{ id: a, desired: 'x' }]);
    await settleChunk(ledger, chunk, [
      { id: b, outcome: 'not-sent' },
      { id: c, outcome: 'verified' },
    ]);
    expect((await openChunks(ledger)).map(({ id }) => id)).not.toContain(chunk);
  });

  test('the first word stands: settling again, or by two at once, changes nothing', async () => {
    await planThree();
    const chunk = await begin(ledger, [{ id: a, desired: 'x' }]);
    await settleChunk(ledger, chunk, [{ id: a, outcome: 'verified', version: 'W/"2"' }]);
    await settleChunk(ledger, chunk, [{ id: a, outcome: 'not-sent', version: 'W/"1"' }]);
    expect(await core(a)).toMatchObject({ state: 'verified', version: 'W/"2"' });
    const other = await begin(ledger, [{ id: b, desired: 'x' }]);
    await Promise.all((['applied', 'verified', 'applied'] as const).map((outcome) => settleChunk(ledger, other, [{ id: b, outcome }])));
    const [entry] = await auditTrail(ledger, { object: 'user', key: sourceKey(2) });
    expect((await core(b))?.state).toBe(entry?.outcome);
  });

  test('rows and chunks that are not known are errors', async () => {
    await planThree();
    const chunk = await begin(ledger, [{ id: a, desired: 'x' }]);
    await expect(settleChunk(ledger, chunk, [{ id: b, outcome: 'applied' }])).rejects.toMatchObject({ code: 'not-in-chunk' });
    await expect(settleChunk(ledger, '999999', [])).rejects.toMatchObject({ code: 'unknown-chunk' });
    await expect(settleChunk(ledger, 'nonsense', [])).rejects.toMatchObject({ code: 'unknown-chunk' });
  });

  test('deleting a row ends all its facets; taking back one facet by an update ends that one', async () => {
    const facets = (['core', 'links', 'state'] as const).map((facet) => ({ facet, desired: hashOf('x'), state: 'pending' as const }));
    const states = async () => Object.fromEntries((await facetsForRows(ledger, 'contact', [a])).map(({ facet, state }) => [facet, state]));
    await planContact(ledger, sourceKey(1), 'x', { facets });
    for (const facet of ['core', 'links', 'state'] as const) await write(ledger, { id: a, desired: 'x' }, 'verified', { facet });
    await write(ledger, { id: a, desired: null }, 'undone', { facet: 'links' });
    expect(await states()).toEqual({ core: 'verified', links: 'undone', state: 'verified' });
    await write(ledger, { id: a, desired: null }, 'undone', { operation: 'delete' });
    expect(await states()).toEqual({ core: 'undone', links: 'undone', state: 'undone' });
  });

  test('an undo that is refused leaves what is written in the books', async () => {
    await planContact(ledger, sourceKey(1), 'x');
    await write(ledger, { id: a, desired: 'x' }, 'verified');
    await write(ledger, { id: a, desired: null }, 'refused', { operation: 'delete' });
    expect(await core(a)).toMatchObject({ state: 'refused', applied: hashOf('x') });
  });
});

describe('the audit trail', () => {
  test('has every request that touched a row which a record owns or feeds, oldest first', async () => {
    const membership = { object: 'membership' as const, key: sourceKey('7:1') };
    const own = { source: { object: 'user' as const, key: sourceKey(1) }, columns: ['firstname'] };
    await planContact(ledger, sourceKey(1), 'x', { contributions: [own, { source: membership, columns: ['parentcustomerid'] }] });
    await planContact(ledger, sourceKey(2), 'x');
    await begin(
      ledger,
      [
        { id: a, desired: 'x' },
        { id: b, desired: 'x' },
      ],
      { operation: 'create', pass: 'sample' },
    ).then((chunk) =>
      settleChunk(ledger, chunk, [
        { id: a, outcome: 'verified' },
        { id: b, outcome: 'verified' },
      ]),
    );
    await begin(ledger, [{ id: a, desired: 'y', earlier: { firstname: 'Ida' } }], { pass: 'delta-1' });
    const trail = await auditTrail(ledger, membership);
    expect(trail).toMatchObject([
      { pass: 'sample', operation: 'create', id: a, epoch: 1, outcome: 'verified', earlier: null, settledAt: expect.any(String) },
      { pass: 'delta-1', operation: 'update', id: a, outcome: null, earlier: { firstname: 'Ida' }, desired: hashOf('y'), settledAt: null },
    ]);
    expect(await auditTrail(ledger, { object: 'user', key: sourceKey(1) })).toEqual(trail);
  });
});
