import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createLedger, type Ledger, releaseLease, takeLease } from '../../../src/ledger/index.js';
import { database } from './fresh-ledger.js';

const open: Ledger[] = [];
/** As another process would have it: its own connections, and its own migration. */
async function process(migration: string): Promise<Ledger> {
  const ledger = await createLedger({ url: await database(), migration, client: 'client-1', poolSize: 4 });
  open.push(ledger);
  return ledger;
}
afterAll(async () => {
  await Promise.all(open.map((ledger) => ledger.close()));
});

let resources = 0;
const newResource = () => {
  resources += 1;
  return `dataverse:app-${resources}`;
};
const minute = { ttlMs: 60_000 };

describe('leases', () => {
  test('grant what is wanted as far as others leave it, over all migrations of the database', async () => {
    const [a, b] = [await process('lease-a'), await process('lease-b')];
    const resource = newResource();
    expect(await takeLease(a, { resource, holder: 'a', want: 7, capacity: 10, ...minute })).toBe(7);
    expect(await takeLease(b, { resource, holder: 'b', want: 7, capacity: 10, ...minute })).toBe(3);
    expect(await takeLease(b, { resource, holder: 'c', want: 1, capacity: 10, ...minute })).toBe(0);
    expect(await takeLease(b, { resource: newResource(), holder: 'c', want: 1, capacity: 10, ...minute })).toBe(1);
  });

  test('asking again replaces the holder’s share', async () => {
    const a = await process('lease-a');
    const resource = newResource();
    for (const want of [4, 10, 2]) expect(await takeLease(a, { resource, holder: 'a', want, capacity: 10, ...minute })).toBe(want);
    expect(await takeLease(a, { resource, holder: 'b', want: 10, capacity: 10, ...minute })).toBe(8);
  });

  test('a share that was given back, or has expired, is free again', async () => {
    const a = await process('lease-a');
    const resource = newResource();
    await takeLease(a, { resource, holder: 'a', want: 6, capacity: 10, ...minute });
    await takeLease(a, { resource, holder: 'b', want: 4, capacity: 10, ttlMs: 50 });
    await releaseLease(a, { resource, holder: 'a' });
    expect(await takeLease(a, { resource, holder: 'c', want: 10, capacity: 10, ...minute })).toBeLessThanOrEqual(10);
    await sleep(60);
    expect(await takeLease(a, { resource, holder: 'c', want: 10, capacity: 10, ...minute })).toBe(10);
  });

  test('whoever came first cannot keep it all: renewing leaves the others an equal share', async () => {
    const a = await process('lease-a');
    const resource = newResource();
    const take = (holder: string) => takeLease(a, { resource, holder, want: 12, capacity: 12, ...minute });
    expect(await take('a')).toBe(12);
    expect(await take('b')).toBe(0);
    expect(await take('a')).toBe(6);
    expect(await take('b')).toBe(6);
    expect(await take('c')).toBe(0);
    expect(await take('a')).toBe(4);
    expect(await take('b')).toBe(4);
    expect(await take('c')).toBe(4);
  });

  test('however many ask at once, never more than the capacity is out', async () => {
    const processes = await Promise.all(['lease-a', 'lease-b', 'lease-c'].map(process));
    const resource = newResource();
    const capacity = 20;
    const held = new Map<string, number>();
    let most = 0;
    const worker = async (n: number) => {
      const ledger = processes[n % processes.length] as Ledger;
      const holder = `worker-${n}`;
      for (let round = 0; round < 15; round += 1) {
        // What is held counts from before it is given back, and a share that is renewed may shrink only when the answer has come.
        const granted = await takeLease(ledger, { resource, holder, want: 1 + ((n + round) % 9), capacity, ...minute });
        held.set(holder, granted);
        most = Math.max(
          most,
          [...held.values()].reduce((sum, one) => sum + one, 0),
        );
        held.set(holder, 0);
        await releaseLease(ledger, { resource, holder });
      }
    };
    await Promise.all(Array.from({ length: 12 }, (_, n) => worker(n)));
    expect(most).toBeLessThanOrEqual(capacity);
    expect(most).toBeGreaterThan(0);
    const grants = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        takeLease(processes[n % 3] as Ledger, { resource, holder: `late-${n}`, want: 5, capacity, ...minute }),
      ),
    );
    expect(grants.reduce((sum, one) => sum + one, 0)).toBe(capacity);
  });
});
