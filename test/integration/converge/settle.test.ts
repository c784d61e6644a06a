import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { RefusedOwners } from '../../../src/converge/owners.js';
import type { Scene } from '../../../src/converge/scene.js';
import { sendJournaled } from '../../../src/converge/send-journaled.js';
import { settleOpenChunks, sweepChunks } from '../../../src/converge/settle.js';
import { type RowId, sourceKey } from '../../../src/domain/index.js';
import {
  auditTrail,
  EpochRaisedError,
  facetsForRows,
  type Ledger,
  openChunks,
  raiseEpoch,
  settleChunk,
} from '../../../src/ledger/index.js';
import { Evidence, proposeMapping } from '../../../src/mapping/index.js';
import { type Environment, startEnvironment } from '../dataverse/environment.js';
import { begin, freshLedger, idOf, planContact } from '../ledger/fresh-ledger.js';

const longestWriteMs = 240_000;

/**
 * Before rows are taken back, a request that was not answered may still be under way: each is waited for as long as one can be, counted from when it left.
 * Here the request is a delete, and the longest wait is the real one, four minutes: a test that waited it out would not end in time.
 */
describe('settling what was sent and not answered', () => {
  let environment: Environment;
  let ledger: Ledger;
  let scene: Scene;
  let contact: RowId;
  let chunk: string;

  beforeAll(async () => {
    environment = await startEnvironment();
  });
  afterAll(() => environment.close());

  beforeEach(async () => {
    ledger = await freshLedger();
    scene = {
      ledger,
      dataverse: environment.dataverse,
      doc: proposeMapping({ client: '1', evidence: new Evidence(), fieldDefinitions: null }),
      fallbackOwner: undefined,
      refusedOwners: new RefusedOwners(),
      maxChunkRows: 100,
      longestWriteMs,
      log: { info: () => undefined, warn: () => undefined },
      reached: () => undefined,
    };
    contact = await planContact(ledger, sourceKey(1), 'x');
    environment.sandbox.insert('contact', { contactid: contact, lastname: 'Holm' });
    chunk = await begin(ledger, [{ id: contact, desired: null }], { operation: 'delete', pass: 'undo#0/1' });
  });

  const sweep = () => sweepChunks(scene, new AbortController().signal);
  const sentAgo = (ms: number) => sql`update chunk set sent_at = clock_timestamp() - ${ms} * interval '1 millisecond'`.execute(ledger.db);
  const outcome = async () => (await auditTrail(ledger, { object: 'user', key: sourceKey(1) })).map((entry) => entry.outcome);
  const remove = () => environment.sandbox.remove('contact', contact);

  test('a request that left longer ago than one can be under way is settled at once', async () => {
    await sentAgo(longestWriteMs);
    remove();
    expect(await sweep()).toBe(1);
    expect(await outcome()).toEqual(['undone']);
  });

  test('a younger one is given the rest of its time, in which it may still arrive', async () => {
    await sentAgo(longestWriteMs - 2_500);
    const late = new Promise<void>((resolve) =>
      setTimeout(() => {
        remove();
        resolve();
      }, 1_000),
    );
    expect(await sweep()).toBe(1);
    await late;
    expect(await outcome()).toEqual(['undone']);
  });

  test('one whose sender is alive after all and settles it is not waited for any more', async () => {
    const swept = sweep();
    setTimeout(() => void settleChunk(ledger, chunk, [{ id: contact, outcome: 'refused', code: '0x1' }]), 300);
    expect(await swept).toBe(0);
    expect(await outcome()).toEqual(['refused']);
    remove();
  });

  test('of several, an old one is settled while a younger one still has time', async () => {
    await sentAgo(longestWriteMs);
    const other = await planContact(ledger, sourceKey(2), 'x');
    const young = await begin(ledger, [{ id: other, desired: null }], { operation: 'delete' });
    const swept = sweep();
    while ((await openChunks(ledger)).some(({ id }) => id === chunk)) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await openChunks(ledger)).map(({ id }) => id)).toEqual([young]);
    await settleChunk(ledger, young, [{ id: other, outcome: 'not-sent' }]);
    expect(await swept).toBe(1);
    remove();
  });

  describe('on a presumption, because its request may still arrive', () => {
    const create = { id: idOf('contact 3'), columns: { lastname: 'Krag' } };
    const row = async () => (await facetsForRows(ledger, 'contact', [create.id])).find(({ facet }) => facet === 'core');
    const arrives = () => environment.sandbox.insert('contact', { contactid: create.id, ...create.columns });
    const settleNow = () => settleOpenChunks(scene, { belongs: () => true, signal: new AbortController().signal });
    beforeEach(async () => {
      await settleChunk(ledger, chunk, [{ id: contact, outcome: 'not-sent' }]);
      remove();
      await planContact(ledger, sourceKey(3), 'x');
      chunk = await begin(ledger, [{ id: create.id, desired: 'x' }], { operation: 'create' });
      expect(await settleNow()).toBe(1);
      expect((await row())?.applied).toBeNull();
    });

    test('a row that arrived after all and that nobody sent again is found by the sweep, so that it is taken back', async () => {
      arrives();
      await sentAgo(longestWriteMs);
      expect(await sweep()).toBe(1);
      expect((await row())?.applied).not.toBeNull();
      expect(await sweep()).toBe(0);
      environment.sandbox.remove('contact', create.id);
    });

    test('the sweep waits for it as for any other', async () => {
      await sentAgo(longestWriteMs - 2_500);
      setTimeout(arrives, 1_000);
      expect(await sweep()).toBe(1);
      expect((await row())?.applied).not.toBeNull();
      environment.sandbox.remove('contact', create.id);
    });

    test('a row that was sent again meanwhile stays as the later chunk left it', async () => {
      const later = await begin(ledger, [{ id: create.id, desired: 'x' }], { operation: 'create' });
      arrives();
      await settleChunk(ledger, later, [{ id: create.id, outcome: 'verified', version: 'W/"7"' }]);
      await sentAgo(longestWriteMs);
      expect(await sweep()).toBe(1);
      expect(await row()).toMatchObject({ state: 'verified', version: 'W/"7"' });
      environment.sandbox.remove('contact', create.id);
    });

    test('the word of its sender, when it comes, replaces the presumption', async () => {
      arrives();
      await settleChunk(ledger, chunk, [{ id: create.id, outcome: 'verified', version: 'W/"7"' }]);
      expect(await row()).toMatchObject({ state: 'verified', version: 'W/"7"' });
      expect(await sweep()).toBe(0);
      environment.sandbox.remove('contact', create.id);
    });
  });

  const send = () =>
    sendJournaled(
      scene,
      { id: chunk, epoch: 1 },
      { table: 'contact', operation: 'delete', via: 'batch', rows: [{ id: contact, columns: {} }] },
      {},
    );

  test('the time counts from when the request left, not from when it was written down to wait for its turn', async () => {
    await sentAgo(longestWriteMs);
    await send();
    const [open] = await openChunks(ledger);
    expect(open?.sentMsAgo).toBeLessThan(longestWriteMs);
  });

  test('a sender whose epoch is over sends nothing and says so: nobody waits for it', async () => {
    await raiseEpoch(ledger);
    await expect(send()).rejects.toBeInstanceOf(EpochRaisedError);
    expect(await sweep()).toBe(0);
    expect(await outcome()).toEqual(['not-sent']);
    expect([...environment.sandbox.rows('contact')].some(({ id }) => id === contact)).toBe(true);
    remove();
  });
});
