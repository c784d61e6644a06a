import { createHash } from 'node:crypto';
import { isValidPhoneNumber } from 'libphonenumber-js';
import { createActimo } from '../../../sandbox/actimo/index.js';
import type { CaseName } from '../../../sandbox/actimo/seed/cases.js';
import type { Contact } from '../../../sandbox/actimo/seed/records.js';
import { seedEnd } from '../../../sandbox/actimo/seed/times.js';
import { seedWorld } from '../../../sandbox/actimo/seed/world.js';

const people = (users: number, seed: number): Contact[] => {
  const world = seedWorld({ users, seed });
  return Array.from({ length: users }, (_, index) => world.contact(index));
};

const castOf = (users: number, name: CaseName, seed = 7): Contact[] => {
  const world = seedWorld({ users, seed });
  return Array.from({ length: users }, (_, index) => index)
    .filter((index) => world.castOf(index)?.name === name)
    .map((index) => world.contact(index));
};

const bytesOf = (users: number, seed: number): string => {
  const hash = createHash('sha256');
  for (const line of createActimo({ users, seed }).dump()) hash.update(line);
  return hash.digest('hex');
};

describe('the seeded client', () => {
  test('the same seed gives the same bytes, another seed gives others', () => {
    expect(bytesOf(120, 7)).toBe(bytesOf(120, 7));
    expect(bytesOf(120, 8)).not.toBe(bytesOf(120, 7));
  });

  test('a person is the same whatever was asked for before', () => {
    const world = seedWorld({ users: 5000, seed: 7 });
    const backwards = [4999, 1200, 3].map((index) => world.contact(index));
    const other = seedWorld({ users: 5000, seed: 7 });
    expect([3, 1200, 4999].map((index) => other.contact(index)).reverse()).toEqual(backwards);
  });

  test.each([19, 500_001, 20.5])('%p people are refused', (users) => {
    expect(() => seedWorld({ users, seed: 1 })).toThrow(RangeError);
  });

  test('every ordinary number is a valid one in its country', () => {
    const world = seedWorld({ users: 2000, seed: 7 });
    const bad = people(2000, 7).filter(
      (contact, index) =>
        contact.msisdn !== null && !world.castOf(index) && !isValidPhoneNumber(`+${contact.country_code}${contact.phone_number}`),
    );
    expect(bad.map(({ msisdn }) => msisdn)).toEqual([]);
  });

  test('outside the cases, e-mail, number and employee number are nobody else’s', () => {
    const world = seedWorld({ users: 3000, seed: 7 });
    const plain = people(3000, 7).filter((_, index) => !world.castOf(index));
    for (const key of [
      (c: Contact) => c.email?.toLowerCase(),
      (c: Contact) => c.msisdn?.replace(/\D/g, ''),
      (c: Contact) => c.employee_id,
    ]) {
      const values = plain.map(key).filter((value) => value != null);
      expect(new Set(values).size).toBe(values.length);
    }
  });

  test('everything in it is older than its end', () => {
    for (const contact of people(500, 7)) expect(Date.parse(contact.created_at)).toBeLessThan(seedEnd);
  });
});

describe('the cases', () => {
  test('two people have no e-mail address, one of them an empty text', () => {
    expect([...castOf(300, 'noEmail'), ...castOf(300, 'noEmailEither')].map(({ email }) => email)).toEqual([null, '']);
  });

  test('one person was employed twice: one employee number and name, two addresses', () => {
    const [first, second] = castOf(300, 'employedTwice');
    expect(second).toMatchObject({ employee_id: first?.employee_id, name: first?.name });
    expect(second?.email).not.toBe(first?.email);
  });

  test('one number stands with and without plus, once for one person and once for two', () => {
    const pairs = [castOf(300, 'plusOrNot'), castOf(300, 'sharedPhone')];
    for (const pair of pairs) {
      const written = pair.map(({ msisdn }) => msisdn ?? '');
      expect(written.filter((number) => number.startsWith('+'))).toHaveLength(1);
      expect(new Set(written.map((number) => number.replace('+', ''))).size).toBe(1);
    }
    expect(pairs.map((pair) => new Set(pair.map(({ name }) => name)).size)).toEqual([1, 2]);
  });

  test('a mailbox is shared by two names, and an address stands in two spellings for one person', () => {
    const [desk, colleague] = castOf(300, 'sharedMailbox');
    expect(colleague?.email).toBe(desk?.email);
    expect(colleague?.last_name).not.toBe(desk?.last_name);
    const [one, again] = castOf(300, 'sameMail');
    expect(again?.email).not.toBe(one?.email);
    expect(again?.email?.toLowerCase()).toBe(one?.email?.toLowerCase());
  });

  test('values are too long, bad, from right to left, with emojis and leading zeros', () => {
    expect(castOf(300, 'longTitle')[0]?.title?.length).toBeGreaterThan(100);
    expect(castOf(600, 'longFirstName')[0]?.first_name?.length).toBeGreaterThan(50);
    expect(castOf(600, 'longDepartment')[0]?.department?.length).toBeGreaterThan(100);
    expect(castOf(300, 'badPhone')[0]?.msisdn).toBe('+45 1234');
    expect(castOf(300, 'badEmail')[0]?.email).toMatch(/@nordlys$/);
    expect(castOf(300, 'rightToLeft')[0]?.last_name).toMatch(/\p{Script=Arabic}/u);
    expect(castOf(300, 'emoji')[0]?.first_name).toMatch(/\p{Extended_Pictographic}/u);
    expect(castOf(300, 'leadingZeros')[0]).toMatchObject({ addr_zip: '0800' });
    expect(castOf(300, 'leadingZeros')[0]?.employee_id).toMatch(/^000/);
  });

  test('managers go in a circle, are one’s own, or have left', () => {
    const world = seedWorld({ users: 300, seed: 7 });
    const managerOf = (id: number) => world.relationships(id - world.firstContactId).find(({ type }) => type === 'manager')?.contact_id;
    const [one, other] = castOf(300, 'managerLoop');
    expect(managerOf(one?.id ?? 0)).toBe(other?.id);
    expect(managerOf(other?.id ?? 0)).toBe(one?.id);
    const own = castOf(300, 'ownManager')[0]?.id ?? 0;
    expect(managerOf(own)).toBe(own);
    const missing = managerOf(castOf(300, 'managerMissing')[0]?.id ?? 0) ?? 0;
    expect(world.departure(missing - world.firstContactId)).toBeDefined();
  });

  test('people left 179 and 181 days ago, and one is anonymous', () => {
    const { store } = createActimo({ users: 300, seed: 7 });
    const left = [...store.departures()];
    expect(left.slice(0, 3).map(([, gone]) => [(seedEnd - gone.deletedAt) / 86_400_000, gone.anonymised])).toEqual([
      [179, false],
      [181, true],
      [104, true],
    ]);
    expect(store.contact(left[0]?.[0] ?? 0)).toBeUndefined();
  });

  test('memberships end, come several to a person, and the primary flag is missing, given, or given twice', () => {
    const world = seedWorld({ users: 300, seed: 7 });
    const all = Array.from({ length: 300 }, (_, index) => world.memberships(index));
    expect(all.some((rows) => rows.length === 0)).toBe(true);
    expect(all.some((rows) => rows.length > 1)).toBe(true);
    expect(all.some((rows) => rows.length > 0 && rows.every((row) => row.removed_at !== null))).toBe(true);
    expect(all.some((rows) => rows.filter((row) => row.primary === true).length === 2)).toBe(true);
    expect(all.some((rows) => rows.some((row) => row.primary === null))).toBe(true);
    expect(all.every((rows) => new Set(rows.map((row) => row.workspace_id)).size === rows.length)).toBe(true);
  });

  test('somebody was moved between groups and the old line says who took them out', () => {
    const world = seedWorld({ users: 300, seed: 7 });
    const moved = Array.from({ length: 300 }, (_, index) => world.groupMemberships(index)).find((rows) =>
      rows.some((row) => row.removed_at !== null),
    );
    expect(moved?.find((row) => row.removed_at !== null)?.removed_by).toBeGreaterThan(0);
  });

  test('workspaces have no, one and several locations, and the main one is flagged or not', () => {
    const { store } = createActimo({ users: 600, seed: 7 });
    const workspaces = store.workspaceIds().map((id) => store.workspace(id));
    expect(new Set(workspaces.map((workspace) => Math.min(2, workspace?.locations.length ?? -1)))).toEqual(new Set([0, 1, 2]));
    expect(
      workspaces.some((workspace) => workspace?.locations.length && workspace.locations.every(({ primary }) => primary === null)),
    ).toBe(true);
    expect(workspaces.some((workspace) => workspace?.locations.some(({ primary }) => primary === true))).toBe(true);
  });

  test('data20 is used, data7 changed its meaning, data15 has values and no definition', () => {
    const all = people(600, 7);
    expect(all.every(({ data20 }) => /^\d{6}$/.test(data20 ?? ''))).toBe(true);
    expect(all.some(({ data7 }) => /^AB /.test(data7 ?? ''))).toBe(true);
    expect(all.some(({ data7 }) => /^0\d{3}$/.test(data7 ?? ''))).toBe(true);
    expect(all.some(({ data15 }) => data15 !== null)).toBe(true);
  });

  test.each([20, 60, 100, 300, 3000])('of %p people those whom one must ask about stay few', (users) => {
    const asking = [
      'noEmail',
      'noEmailEither',
      'longTitle',
      'sharedMailbox',
      'badPhone',
      'badEmail',
      'longFirstName',
      'longDepartment',
    ] as const;
    const count = asking.reduce((sum, name) => sum + castOf(users, name).length, 0);
    expect(count).toBeGreaterThan(0);
    expect(count / users).toBeLessThanOrEqual(0.05);
  });
});
