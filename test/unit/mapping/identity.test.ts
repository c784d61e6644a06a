import fc from 'fast-check';
import { type RowId, sourceKey } from '../../../src/domain/index.js';
import { foldName } from '../../../src/mapping/identity/fold.js';
import {
  type Body,
  decideMatch,
  groupPeople,
  type HeldAnswer,
  type MatchCandidate,
  matchColumns,
  matchQuery,
  personKeys,
  primaryMembership,
  workspaceAdmins,
} from '../../../src/mapping/index.js';
import { answer, guid, mapping, membership, record, user } from './support.js';

const doc = mapping();
const one = (change: Body) =>
  personKeys(
    record('user', { ...user, employee_id: null, email: null, msisdn: null, country_code: null, phone_number: null, ...change }),
    doc,
  );
const grouped = (bodies: readonly Body[], answers: readonly HeldAnswer[] = [], as = doc) => {
  const { people, held } = groupPeople(bodies.map(one), as, answers);
  return {
    people: people.map(({ members }) => members.map(({ userKey, rule }) => `${userKey} ${rule}`).join(', ')),
    held: held.map(({ userKey, hold }) => `${userKey} ${hold.code}`),
  };
};

describe('the same person', () => {
  it('is one with the same employee number, whatever else differs', () => {
    expect(
      grouped([
        { id: 10, employee_id: 'E1', email: 'a@ex.dk' },
        { id: 2, employee_id: 'e1 ', email: 'b@ex.dk', first_name: 'Anden' },
      ]),
    ).toEqual({ people: ['2 only, 10 employeeNumber'], held: [] });
  });

  it('is one with the same e-mail and the same name, written differently', () => {
    expect(
      grouped([
        { id: 1, email: 'Soren@ex.dk' },
        { id: 2, email: 'soren@EX.dk', first_name: 'SØREN', last_name: 'ågård' },
      ]),
    ).toEqual({ people: ['1 only, 2 emailAndName'], held: [] });
  });

  it('is one with the same phone, with and without plus, and the same name', () => {
    expect(
      grouped([
        { id: 1, msisdn: '+4522334455' },
        { id: 2, msisdn: '4522334455' },
        { id: 3, msisdn: '22 33 44 55', last_name: 'Bo' },
      ]),
    ).toEqual({ people: ['1 only, 2 phoneAndName', '3 only'], held: [] });
  });

  it('is found over a chain of records', () => {
    expect(
      grouped([
        { id: 1, email: 'a@ex.dk' },
        { id: 2, email: 'a@ex.dk', msisdn: '+4522334455' },
        { id: 3, msisdn: '+4522334455' },
      ]),
    ).toEqual({ people: ['1 only, 2 emailAndName, 3 phoneAndName'], held: [] });
  });

  it('is nobody without a name', () => {
    const nameless = { first_name: null, last_name: null, msisdn: '+4522334455' };
    expect(
      grouped([
        { id: 1, ...nameless },
        { id: 2, ...nameless },
      ]).people,
    ).toEqual(['1 only', '2 only']);
  });
});

describe('a shared mailbox', () => {
  const shared = [
    { id: 1, email: 'butik@ex.dk', last_name: 'Vest' },
    { id: 2, email: 'Butik@ex.dk', last_name: 'Øst' },
    { id: 3, email: 'c@ex.dk' },
  ];

  it('holds everybody who has it', () => {
    expect(grouped(shared)).toEqual({ people: ['3 only'], held: ['1 shared-mailbox', '2 shared-mailbox'] });
  });

  it('holds nobody where the document says that each name is a Contact', () => {
    expect(grouped(shared, [], mapping({ contact: { sharedMailbox: 'separate' } })).held).toEqual([]);
  });

  it('frees whom a person decided about and keeps asking about the other', () => {
    expect(grouped(shared, [answer('user', 1, 'loadFlagged', { code: 'shared-mailbox' })])).toEqual({
      people: ['1 only', '3 only'],
      held: ['2 shared-mailbox'],
    });
  });

  it('is none any more when one is left out, or both are merged', () => {
    expect(grouped(shared, [answer('user', 2, 'leaveOut')])).toEqual({ people: ['1 only', '2 only', '3 only'], held: [] });
    expect(grouped(shared, [answer('user', 2, 'merge', { into: sourceKey(1) })])).toEqual({
      people: ['1 only, 2 answered', '3 only'],
      held: [],
    });
  });

  it('is none for one person with another name but the same employee number', () => {
    expect(
      grouped([
        { id: 1, email: 'a@ex.dk', employee_id: 'E1' },
        { id: 2, email: 'a@ex.dk', employee_id: 'E1', last_name: 'Gift' },
      ]).held,
    ).toEqual([]);
  });
});

describe('keys that contradict each other', () => {
  const two = [
    { id: 1, email: 'a@ex.dk', employee_id: 'E1' },
    { id: 2, email: 'a@ex.dk', employee_id: 'E2' },
  ];

  it('hold both', () => {
    expect(grouped(two)).toEqual({ people: [], held: ['1 identity-conflict', '2 identity-conflict'] });
  });

  it('do not when a person merges them', () => {
    expect(grouped(two, [answer('user', 2, 'merge', { code: 'identity-conflict', into: sourceKey(1) })])).toEqual({
      people: ['1 only, 2 answered'],
      held: [],
    });
  });

  it('name nobody in the reasons', () => {
    expect(JSON.stringify(groupPeople(two.map(one), doc).held)).not.toMatch(/ex\.dk|E1|Søren/);
  });
});

it('grouping puts every user in exactly one place, whatever the order', () => {
  const users = fc.uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 60 }),
      first_name: fc.constantFrom('A', 'B', ''),
      last_name: fc.constantFrom('X', 'Y', ''),
      email: fc.constantFrom('a@ex.dk', 'b@ex.dk', null),
      employee_id: fc.constantFrom('1', '2', null),
      msisdn: fc.constantFrom('+4522334455', '+4522334456', null),
    }),
    { selector: ({ id }) => id, maxLength: 25 },
  );
  fc.assert(
    fc.property(users, fc.infiniteStream(fc.integer({ min: 0, max: 99 })), (bodies, order) => {
      const result = groupPeople(bodies.map(one), doc);
      const places = [
        ...result.people.flatMap(({ members }) => members.map(({ userKey }) => userKey)),
        ...result.held.map(({ userKey }) => userKey),
      ];
      expect([...places].sort()).toEqual(bodies.map(({ id }) => String(id)).sort());
      for (const { personKey, members } of result.people)
        expect(Math.min(...members.map(({ userKey }) => Number(userKey)))).toBe(Number(personKey));
      const shuffled = bodies
        .map((body) => [order.next().value, body] as const)
        .sort((a, b) => a[0] - b[0])
        .map(([, body]) => body);
      expect(groupPeople(shuffled.map(one), doc)).toEqual(result);
    }),
    { numRuns: 200, seed: 5 },
  );
});

it.each([
  ['Søren  Ågård', 'soren agard'],
  ['SØREN-ÅGÅRD', 'soren agard'],
  ["D'Angelo, José", 'd angelo jose'],
  ['Müller-Straß', 'muller strass'],
  ['عبد الرحمن', 'عبد الرحمن'],
  ['Ida 🌸', 'ida'],
  ['', ''],
])('folds the name "%s" to "%s"', (name, folded) => {
  expect(foldName(name)).toBe(folded);
});

describe('matching an existing Contact', () => {
  const me = personKeys(record('user', user), doc);
  const candidate = (name: string, columns: Record<string, string | boolean | null>): MatchCandidate => ({ id: guid(name), columns });
  const decide = (candidates: readonly MatchCandidate[], options: Parameters<typeof decideMatch>[3] = {}, as = doc) =>
    decideMatch([me], candidates, as, options);

  it('looks by the keys of the document, in their order, for what the person has', () => {
    expect(matchQuery([me], doc).map(({ key, columns }) => [key, ...columns])).toEqual([
      ['actimoId', 'a2d_actimoid'],
      ['employeeNumber', 'employeeid'],
      ['email', 'emailaddress1', 'emailaddress2', 'emailaddress3'],
      ['mobileAndLastName', 'mobilephone'],
    ]);
    expect(matchQuery([me], doc)[3]?.values).toEqual(
      expect.arrayContaining(['+4522334455', '4522334455', '22334455', '22 33 44 55', '+45 22 33 44 55']),
    );
    expect(
      matchQuery(
        [{ ...me, email: null, employeeNumber: null, phones: [], phonesAsWritten: [] }],
        mapping({ contact: { matchKeys: ['email', 'actimoId'] } }),
      ),
    ).toEqual([{ key: 'actimoId', columns: ['a2d_actimoid'], values: ['501'] }]);
    expect(matchColumns(doc)).toEqual(expect.arrayContaining(['a2d_actimoid', 'employeeid', 'emailaddress3', 'mobilephone', 'lastname']));
  });

  it.each([
    ['Actimo id', { a2d_actimoid: '501' }, 'actimoId'],
    ['employee number', { employeeid: '0017' }, 'employeeNumber'],
    ['e-mail without case in any column', { emailaddress3: 'SOREN@EX.DK' }, 'email'],
    ['mobile in another spelling plus last name in another case', { mobilephone: '22 33 44 55', lastname: 'ÅGÅRD' }, 'mobileAndLastName'],
  ])('recognises one by %s', (_, columns, rule) => {
    expect(decide([candidate('a', columns)])).toEqual({ kind: 'match', id: guid('a'), rule });
  });

  it.each([
    ['the same mobile with another last name', { mobilephone: '+4522334455', lastname: 'Bo' }],
    ['the same last name with another mobile', { mobilephone: '+4522334456', lastname: 'Ågård' }],
    ['an employee number with other zeros', { employeeid: '17' }],
    ['nothing in common', { emailaddress1: 'x@ex.dk' }],
  ])('does not recognise one by %s', (_, columns) => {
    expect(decide([candidate('a', columns)])).toEqual({ kind: 'none' });
  });

  it('names the first key when several agree', () => {
    expect(decide([candidate('a', { employeeid: '0017', emailaddress1: 'soren@ex.dk' })])).toEqual({
      kind: 'match',
      id: guid('a'),
      rule: 'employeeNumber',
    });
  });

  it('holds when a key leads to two, or two keys to different ones', () => {
    expect(decide([candidate('a', { emailaddress1: 'soren@ex.dk' }), candidate('b', { emailaddress2: 'soren@ex.dk' })])).toMatchObject({
      kind: 'held',
      hold: { code: 'match-twice' },
    });
    expect(decide([candidate('a', { employeeid: '0017' }), candidate('b', { emailaddress2: 'soren@ex.dk' })])).toMatchObject({
      kind: 'held',
      hold: { code: 'match-disagree' },
    });
  });

  it('holds when another person of the migration has it, and overlooks our own row', () => {
    const taken = new Set<RowId>([guid('a')]);
    expect(decide([candidate('a', { emailaddress1: 'soren@ex.dk' })], { taken })).toMatchObject({
      kind: 'held',
      hold: { code: 'match-taken' },
    });
    expect(decide([candidate('a', { emailaddress1: 'soren@ex.dk' })], { own: guid('a') })).toEqual({ kind: 'none' });
  });

  it('does not take one that was merged away, and asks when there is no other', () => {
    const merged = candidate('old', { emailaddress1: 'soren@ex.dk', merged: true });
    expect(decide([merged, candidate('new', { emailaddress1: 'soren@ex.dk', merged: false })])).toMatchObject({
      kind: 'match',
      id: guid('new'),
    });
    expect(decide([merged])).toMatchObject({ kind: 'held', hold: { code: 'match-merged' } });
  });

  it('does what a person answered', () => {
    const both = [candidate('a', { emailaddress1: 'soren@ex.dk' }), candidate('b', { emailaddress2: 'soren@ex.dk' })];
    expect(decide(both, { answers: [answer('user', 501, 'link', { code: 'match-twice', rowId: guid('b') })] })).toEqual({
      kind: 'match',
      id: guid('b'),
      rule: 'answered',
    });
    expect(decide(both, { answers: [answer('user', 501, 'loadFlagged', { code: 'match-twice' })] })).toEqual({ kind: 'none' });
  });

  it('never matches without keys', () => {
    expect(decide([candidate('a', { a2d_actimoid: '501' })], {}, mapping({ contact: { matchKeys: [] } }))).toEqual({ kind: 'none' });
  });
});

describe('memberships', () => {
  const row = (workspace_id: number, change: Body = {}) => record('membership', { ...membership, primary: null, workspace_id, ...change });

  it.each([
    ['the flagged one', [row(1), row(2, { primary: 1 })], '2:501'],
    [
      'the earliest active one without a flag',
      [row(1, { added_at: '2022-01-01T00:00:00Z' }), row(2, { added_at: 1_600_000_000 })],
      '2:501',
    ],
    [
      'an active one before an ended one',
      [row(1, { removed_at: '2023-01-01T00:00:00Z' }), row(2, { added_at: '2022-01-01T00:00:00Z' })],
      '2:501',
    ],
    [
      'the lowest id when all have ended',
      [row(10, { removed_at: '2023-01-01T00:00:00Z' }), row(9, { removed_at: '2024-01-01T00:00:00Z' })],
      '9:501',
    ],
    ['the lowest id of those that began together', [row(10), row(9)], '9:501'],
    ['the earliest of two flagged ones', [row(1, { primary: true, added_at: '2022-01-01T00:00:00Z' }), row(2, { primary: true })], '2:501'],
    ['a flagged one that has ended', [row(1, { primary: true, removed_at: '2023-01-01T00:00:00Z' }), row(2)], '1:501'],
    ['nobody of none', [], null],
  ])('the primary one is %s', (_, rows, wanted) => {
    expect(primaryMembership(rows)).toBe(wanted);
    expect(primaryMembership([...rows].reverse())).toBe(wanted);
  });

  it('admins are those who still are, earliest first', () => {
    const admin = (contact_id: number, change: Body = {}) => record('membership', { ...membership, contact_id, role: 'admin', ...change });
    expect(
      workspaceAdmins([
        admin(9),
        admin(10, { added_at: '2020-01-01T00:00:00Z' }),
        admin(8),
        admin(7, { removed_at: '2023-01-01T00:00:00Z' }),
        row(12),
      ]),
    ).toEqual(['10', '8', '9']);
  });
});
