import { jest } from '@jest/globals';
import { KeyRing } from '../../../src/actimo/key-ring.js';
import { Pacer } from '../../../src/actimo/pacer.js';
import type { RateBudget, RateLease } from '../../../src/actimo/settings.js';

const turns = async (count = 50) => {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
};

describe('Pacer', () => {
  it('lets requests leave in the order in which they came', async () => {
    const pacer = new Pacer('k', 'actimo:k', 2000);
    const left: number[] = [];
    await Promise.all([1, 2, 3, 4, 5].map((id) => pacer.take().then(() => left.push(id))));
    expect(left).toEqual([1, 2, 3, 4, 5]);
  });

  it('keeps everybody back after a 429, and lets a waiter go that is aborted', async () => {
    const pacer = new Pacer('k', 'actimo:k', 1000);
    pacer.pause(3_600_000);
    const leaving = new AbortController();
    const states: string[] = [];
    const first = pacer.take(leaving.signal).catch((error: Error) => states.push(error.message));
    const second = pacer.take(leaving.signal).catch((error: Error) => states.push(error.message));
    await turns();
    expect(states).toEqual([]);
    leaving.abort(new Error('enough'));
    await Promise.all([first, second]);
    expect(states).toEqual(['enough', 'enough']);
  });

  it('does not let a waiter that gave up stop those behind it', async () => {
    const pacer = new Pacer('k', 'actimo:k', 20);
    const leaving = new AbortController();
    await pacer.take();
    const impatient = pacer.take(leaving.signal);
    const patient = pacer.take();
    leaving.abort(new Error('enough'));
    await expect(impatient).rejects.toThrow('enough');
    await expect(patient).resolves.toBeUndefined();
  });

  it('asks for a lease before the first request, and again when it has run out', async () => {
    const lease = jest.fn<RateBudget['lease']>().mockImplementation(async (): Promise<RateLease> => ({ perSecond: 1000, forMs: 15 }));
    const pacer = new Pacer('k', 'actimo:0123456789', 16, { lease });
    await pacer.take();
    expect(lease.mock.calls).toEqual([['actimo:0123456789', 16, undefined]]);
    // At 16 a second (a lease never makes it faster than its own rate) the second request leaves after the lease has ended.
    await pacer.take();
    expect(lease).toHaveBeenCalledTimes(2);
  });

  it('waits while the lease gives nothing', async () => {
    const answers: RateLease[] = [
      { perSecond: 0, forMs: 5 },
      { perSecond: 0, forMs: 5 },
      { perSecond: 100, forMs: 60_000 },
    ];
    const lease = jest.fn<RateBudget['lease']>().mockImplementation(async () => answers.shift() as RateLease);
    await new Pacer('k', 'actimo:k', 100, { lease }).take();
    expect(lease).toHaveBeenCalledTimes(3);
  });

  it('fails the request whose lease fails, and only that', async () => {
    const lease = jest
      .fn<RateBudget['lease']>()
      .mockRejectedValueOnce(new Error('no database'))
      .mockResolvedValue({ perSecond: 100, forMs: 60_000 });
    const pacer = new Pacer('k', 'actimo:k', 100, { lease });
    const [first, second] = await Promise.allSettled([pacer.take(), pacer.take()]);
    expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled']);
  });
});

describe('KeyRing', () => {
  const ring = (...keys: { key: string; workspace?: string }[]) => new KeyRing(keys, 16);

  it('reads the whole client with the keys of the whole client, whose rates add up', () => {
    const keys = ring({ key: 'a' }, { key: 'b' }, { key: 'c', workspace: '12' });
    expect(keys.lists).toEqual(['client']);
    expect(keys.rate('client')).toBe(32);
  });

  it('gives the next request to the key that can send soonest', async () => {
    const keys = ring({ key: 'a' }, { key: 'b' });
    const used: string[] = [];
    for (let nth = 0; nth < 4; nth++) {
      const pacer = keys.soonest('client');
      used.push(pacer.key);
      await pacer.take();
    }
    expect(used).toEqual(['a', 'b', 'a', 'b']);
  });

  it('reads a workspace with its own key, and any other with that of the client', () => {
    const keys = ring({ key: 'a' }, { key: 'c', workspace: '12' });
    expect(keys.within('12')).toEqual({ workspace: '12' });
    expect(keys.within('13')).toBe('client');
    expect(keys.soonest({ workspace: '12' }).key).toBe('c');
  });

  it('reads list by list when there are keys of workspaces only, and nothing of a workspace without a key', () => {
    const keys = ring({ key: 'c', workspace: '12' }, { key: 'd', workspace: '13' });
    expect(keys.lists).toEqual([{ workspace: '12' }, { workspace: '13' }]);
    expect(keys.within('14')).toBeUndefined();
  });

  it('names a key to the budget in a way that does not tell it', () => {
    const [one] = ring({ key: '6f9619ff-8b86-d011-b42d-00cf4fc964ff' }).all;
    expect(one?.pacer.resource).toMatch(/^actimo:[0-9a-f]{10}$/);
    expect('6f9619ff-8b86-d011-b42d-00cf4fc964ff').not.toContain(one?.pacer.resource.slice(7));
  });

  it('refuses to begin without a key', () => {
    expect(() => ring()).toThrow(expect.objectContaining({ code: 'actimo-settings' }));
  });
});
