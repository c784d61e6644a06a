import { canonicalJson } from '../../../sandbox/actimo/canonical.js';
import { Faults } from '../../../sandbox/actimo/faults.js';
import { KeyRing, seededKey } from '../../../sandbox/actimo/keys.js';
import { RateLimit } from '../../../sandbox/actimo/rate.js';
import { seedWorld } from '../../../sandbox/actimo/seed/world.js';
import { ActimoStore } from '../../../sandbox/actimo/store.js';

describe('the rate limit', () => {
  test('the 21st call within a second waits, until the first one is a second old', () => {
    const rate = new RateLimit(20);
    for (let call = 0; call < 20; call++) expect(rate.take('k', 1000 + call * 10)).toBe(0);
    expect(rate.take('k', 1500)).toBe(500);
    expect(rate.take('k', 2000)).toBe(0);
    expect(rate.take('k', 2001)).toBeGreaterThan(0);
  });

  test('a clock that is put back does not make a key wait for it', () => {
    const rate = new RateLimit(1);
    expect(rate.take('a', 86_400_000)).toBe(0);
    expect(rate.take('a', 86_400_001)).toBeGreaterThan(0);
    expect(rate.take('a', 1000)).toBe(0);
    expect(rate.take('a', 1001)).toBeGreaterThan(0);
  });

  test('each key has its own', () => {
    const rate = new RateLimit(1);
    expect(rate.take('a', 0)).toBe(0);
    expect(rate.take('b', 0)).toBe(0);
    expect(rate.take('a', 1)).toBeGreaterThan(0);
  });
});

describe('keys', () => {
  test('expire and can be taken back', () => {
    const keys = new KeyRing([
      { key: 'short', workspaces: null, expiresAt: 100 },
      { key: 'long', workspaces: null, expiresAt: null },
    ]);
    expect(keys.find('short', 99)?.key).toBe('short');
    expect(keys.find('short', 100)).toBeUndefined();
    keys.revoke('long');
    expect(keys.find('long', 1)).toBeUndefined();
  });

  test('look like the documented one', () => {
    expect(seededKey(7, 0)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    expect(seededKey(7, 1)).not.toBe(seededKey(7, 0));
  });
});

describe('fault rules', () => {
  const hits = (rule: Parameters<Faults['add']>[0], calls: number, path = '/contacts'): number[] => {
    const faults = new Faults();
    faults.add(rule);
    return Array.from({ length: calls }, (_, call) => call + 1).filter(() => faults.match('GET', path));
  };

  test('hit every n-th fitting request, after so many, so many times', () => {
    expect(hits({ kind: 'reset', every: 3 }, 9)).toEqual([3, 6, 9]);
    expect(hits({ kind: 'reset', after: 4, times: 2 }, 9)).toEqual([5, 6]);
    expect(hits({ kind: 'reset', route: '^/groups' }, 5)).toEqual([]);
    expect(hits({ kind: 'reset', method: 'post' }, 5)).toEqual([]);
  });

  test('a chance is seeded', () => {
    const once = hits({ kind: 'reset', chance: 0.5, seed: 4 }, 40);
    expect(once).toEqual(hits({ kind: 'reset', chance: 0.5, seed: 4 }, 40));
    expect(once.length).toBeGreaterThan(5);
    expect(once.length).toBeLessThan(35);
  });

  test('a burst of 429 takes whatever comes next', () => {
    const faults = new Faults();
    faults.add({ kind: 'burst429', route: '^/contacts$', times: 1, count: 3 });
    expect(faults.match('GET', '/contacts')?.rule).toMatchObject({ kind: 'status', status: 429 });
    expect(faults.match('GET', '/project')?.rule).toMatchObject({ status: 429 });
    expect(faults.match('GET', '/groups')?.rule).toMatchObject({ status: 429 });
    expect(faults.match('GET', '/groups')).toBeUndefined();
  });
});

describe('who is where', () => {
  const store = () => new ActimoStore(seedWorld({ users: 60, seed: 7 }));

  test('head counts follow every change and agree with the lists', () => {
    const actimo = store();
    const place = actimo.workspaceIds()[0] as number;
    const recount = () => actimo.memberships.idsIn(place).filter((id) => actimo.memberships.at(place, id)?.removed_at === null).length;
    expect(actimo.workspace(place)?.contact_count).toBe(recount());
    const present = actimo.memberships.idsIn(place).find((id) => actimo.memberships.at(place, id)?.removed_at === null) as number;
    const before = recount();
    actimo.deleteContact(present, false);
    expect(actimo.workspace(place)?.contact_count).toBe(before - 1);
    expect(recount()).toBe(before - 1);
    expect(actimo.memberships.at(place, present)?.removed_at).not.toBeNull();
    actimo.memberships.remove(place, present);
    expect(actimo.memberships.idsIn(place)).not.toContain(present);
  });

  test('a deleted contact comes back within 180 days and not after', () => {
    const actimo = store();
    actimo.deleteContact(540, false);
    actimo.setNow(actimo.now + 179 * 86_400_000);
    expect(actimo.restoreContact(540)).toBe(true);
    actimo.deleteContact(540, false);
    actimo.setNow(actimo.now + 181 * 86_400_000);
    expect(actimo.restoreContact(540)).toBe(false);
    expect(actimo.departure(540)?.anonymised).toBe(true);
  });

  test('state is kept and taken up again', () => {
    const actimo = store();
    actimo.deleteContact(540, true);
    actimo.changeContact(541, { title: 'Ny' });
    actimo.memberships.put({
      contact_id: 542,
      workspace_id: 13,
      added_at: '2025-01-01T00:00:00Z',
      removed_at: null,
      role: 'editor',
      primary: null,
    });
    const copy = store();
    copy.restore(JSON.parse(JSON.stringify(actimo.state())));
    expect(copy.state()).toEqual(actimo.state());
    expect(copy.contact(540)).toBeUndefined();
    expect(copy.memberships.at(13, 542)?.role).toBe('editor');
    copy.restore();
    expect(copy.contact(540)).toBeDefined();
  });
});

test('canonical JSON orders keys, whatever their depth, and keeps lists', () => {
  expect(canonicalJson({ b: [2, { d: undefined, c: null }], a: 'æ' })).toBe('{"a":"æ","b":[2,{"c":null}]}');
});
