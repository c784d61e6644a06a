import { type Actimo, type Contact, createActimo, type Membership, type Workspace } from '../../../sandbox/actimo/index.js';
import { check } from '../../../sandbox/check/check.js';
import { checkedFields } from '../../../sandbox/check/fields.js';
import { halvesOf } from '../../../sandbox/check/model.js';
import { type DumpLine, parseDump } from '../../../sandbox/check/read-dump.js';

type Columns = Record<string, unknown>;
type Rows = Record<string, Map<string, Columns>>;

const id = (n: number): string => `${String(n).padStart(8, '0')}-0000-5000-8000-000000000000`;
const contactId = (n: number): string => id(10_000 + n);
const accountId = (n: number): string => id(20_000 + n);

/** What a migration without fault would leave, written down as simply as can be. Person `held` is left out, `second` is the same person as `first`. */
function migrated(actimo: Actimo, { held, first, second }: { held: number; first: number; second: number }): Rows {
  const { store } = actimo;
  const rows: Rows = { contact: new Map(), account: new Map(), connection: new Map(), connectionrole: new Map() };
  const roles = ['member', 'manager', 'editor', 'admin'];
  for (const [n, role] of roles.entries()) rows.connectionrole?.set(id(n), { name: `Actimo ${role[0]?.toUpperCase()}${role.slice(1)}` });
  for (const workspaceId of store.workspaceIds()) {
    const workspace = store.workspace(workspaceId) as Workspace;
    const place = workspace.locations.find(({ primary }) => primary === true) ?? workspace.locations[0];
    rows.account?.set(accountId(workspaceId), {
      a2d_actimoid: String(workspaceId),
      name: workspace.name,
      websiteurl: workspace.domain === null ? null : workspace.domain.includes('://') ? workspace.domain : `https://${workspace.domain}`,
      address1_city: place?.address.city ?? null,
      a2d_tags: workspace.tags.join('\n') || null,
    });
  }
  const rowOf = (n: number) => contactId(n === second ? first : n);
  for (const n of store.contactIds()) {
    if (n === held || n === second) continue;
    const person = store.contact(n) as Contact;
    const others = n === first ? [person, store.contact(second) as Contact] : [person];
    const manager = store.relationshipsOf(n).find(({ type }) => type === 'manager')?.contact_id;
    const memberships = others.flatMap((other) => store.memberships.of(other.id));
    const [primary, ...rest] = byRank(memberships);
    rows.contact?.set(contactId(n), {
      a2d_actimoid: String(n),
      a2d_actimoids: n === first ? `${first}\n${second}` : null,
      firstname: person.first_name,
      lastname: person.last_name,
      emailaddress1: person.email,
      mobilephone: person.msisdn === null ? null : `+${person.country_code}${person.phone_number}`,
      jobtitle: person.title,
      department: person.department,
      address1_line1: person.addr_line_1,
      address1_city: person.addr_city,
      address1_postalcode: person.addr_zip,
      address1_country: person.addr_country,
      employeeid: person.employee_id,
      donotbulkemail: others.some(({ opt_out }) => opt_out),
      donotemail: others.some(({ allow_email }) => !allow_email),
      statecode: others.every(({ status }) => status === 'inactive') ? 1 : 0,
      createdon: person.created_at,
      a2d_createdat: person.created_at,
      a2d_language: person.language,
      a2d_tags: person.tags.join('\n') || null,
      a2d_managerid:
        manager !== undefined && store.contact(manager) && manager !== held && rowOf(manager) !== contactId(n) ? rowOf(manager) : null,
      parentcustomerid: primary ? accountId(primary.workspace_id) : null,
      a2d_loennummer: person.data20,
    });
    for (const row of rest) {
      rows.connection?.set(id(30_000_000 + row.workspace_id * 10_000 + row.contact_id), {
        record1id: contactId(n),
        record2id: accountId(row.workspace_id),
        record1roleid: id(roles.indexOf(row.role)),
        effectivestart: row.added_at.slice(0, 10),
        effectiveend: row.removed_at?.slice(0, 10) ?? null,
        ismaster: true,
      });
    }
  }
  return rows;
}

/** Primary first: flagged, then active, then earliest, then lowest workspace. Ended ones among themselves by workspace. */
function byRank(memberships: readonly Membership[]): Membership[] {
  const flagged = memberships.some(({ primary }) => primary === true);
  const rank = (row: Membership) =>
    [flagged && row.primary !== true, row.removed_at !== null, row.removed_at === null ? row.added_at : '', String(row.workspace_id)].join(
      '|',
    );
  return [...memberships].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

const asLines = (rows: Rows): DumpLine[] => [
  {
    side: 'dataverse',
    metadata: 'column',
    name: 'contact.a2d_loennummer',
    definition: { DisplayName: { LocalizedLabels: [{ Label: 'Lønnummer' }] } },
  },
  ...Object.entries(rows).flatMap(([table, all]) =>
    [...all].map(([rowId, columns]): DumpLine => ({ side: 'dataverse', table, id: rowId, columns })),
  ),
];

function scene() {
  const actimo = createActimo({ users: 60, seed: 7 });
  const { world } = actimo.store;
  const idOf = (name: string, part: number) =>
    world.firstContactId +
    Array.from({ length: 60 }, (_, index) => index).findIndex(
      (index) => world.castOf(index)?.name === name && world.castOf(index)?.part === part,
    );
  const twice = [idOf('employedTwice', 0), idOf('employedTwice', 1)].sort((a, b) => a - b) as [number, number];
  const who = { held: idOf('noEmail', 0), first: twice[0], second: twice[1] };
  const before = parseDump(actimo.dump());
  actimo.edit({ edits: [{ op: 'delete', object: 'user', id: idOf('inactive', 0) }] });
  const rows = migrated(actimo, who);
  const all = [...actimo.dump()];
  const memberships = all.filter((line) => line.includes('"object":"membership"')).length;
  const without = all.filter((line) => {
    const key = /"contact_id":(\d+)/.exec(line)?.[1];
    return line.includes('"object":"membership"') && !(actimo.store.contact(Number(key)) && Number(key) !== who.held);
  }).length;
  const none = { held: 0, refused: 0, conflicted: 0, differs: 0, merged: 0, dropped: 0, gone: 0 };
  const summary = {
    objects: {
      workspace: { ...none, read: 3, verified: 3 },
      user: { ...none, read: 60, verified: 57, held: 1, merged: 1, gone: 1 },
      membership: { ...none, read: memberships, verified: memberships - without, dropped: without },
    },
  };
  return {
    actimo,
    before,
    rows,
    summary,
    who,
    run: () => check(halvesOf(before), halvesOf([...parseDump(actimo.dump()), ...asLines(rows)]), summary),
  };
}

test('a migration without fault agrees', () => {
  const { run } = scene();
  const report = run();
  expect(report.mismatches).toEqual([]);
  expect(report.counts['user']).toEqual({ read: 60, gone: 1, carried: 57, merged: 1, without: 1 });
  expect(report.looked).toBeGreaterThan(57 * 20);
});

test('twenty fields of a person are looked at', () => {
  expect(checkedFields.user).toHaveLength(20);
});

const contactColumns: Readonly<Record<string, string>> = {
  first_name: 'firstname',
  last_name: 'lastname',
  email: 'emailaddress1',
  msisdn: 'mobilephone',
  title: 'jobtitle',
  department: 'department',
  addr_line_1: 'address1_line1',
  addr_city: 'address1_city',
  addr_zip: 'address1_postalcode',
  addr_country: 'address1_country',
  employee_id: 'employeeid',
  opt_out: 'donotbulkemail',
  allow_email: 'donotemail',
  status: 'statecode',
  created_at: 'a2d_createdat',
  language: 'a2d_language',
  tags: 'a2d_tags',
  manager: 'a2d_managerid',
  primary_workspace: 'parentcustomerid',
  data20: 'a2d_loennummer',
};

test.each(checkedFields.user)('a wrong %s of a person is found', (field) => {
  const { rows, run, who, actimo } = scene();
  const n = [...actimo.store.contactIds()].find(
    (key) => key > 520 && key !== who.held && key !== who.first && key !== who.second,
  ) as number;
  const contact = rows['contact']?.get(contactId(n)) as Columns;
  const column = contactColumns[field] as string;
  const value = contact[column];
  contact[column] = typeof value === 'boolean' ? !value : typeof value === 'number' ? 1 - value : id(99);
  const found = run().mismatches.filter(({ key }) => key === String(n));
  expect(found).toEqual([{ object: 'user', key: String(n), field, why: expect.any(String) }]);
});

test.each([
  ['name', 'name'],
  ['domain', 'websiteurl'],
  ['locations.city', 'address1_city'],
  ['tags', 'a2d_tags'],
])('a wrong %s of a workspace is found', (field, column) => {
  const { rows, run } = scene();
  Object.assign(rows['account']?.get(accountId(12)) as Columns, { [column]: 'x' });
  expect(run().mismatches).toContainEqual(expect.objectContaining({ object: 'workspace', key: '12', field }));
});

test.each([
  ['role', { record1roleid: id(99) }],
  ['added_at', { effectivestart: '1999-01-01' }],
  ['removed_at', { effectiveend: '1999-01-01' }],
])('a wrong %s of a membership is found', (field, change) => {
  const { rows, run } = scene();
  Object.assign([...(rows['connection']?.values() ?? [])][0] as Columns, change);
  expect(run().mismatches).toContainEqual(expect.objectContaining({ object: 'membership', field }));
});

test('a person on two Contacts, one that is missing, and one that the summary does not count are found', () => {
  const doubled = scene();
  doubled.rows['contact']?.set(id(1), { ...doubled.rows['contact'].get(contactId(530)) });
  expect(doubled.run().mismatches).toContainEqual(expect.objectContaining({ object: 'user', key: '530', field: 'id' }));

  const missing = scene();
  missing.rows['contact']?.delete(contactId(530));
  expect(missing.run().mismatches).toContainEqual(expect.objectContaining({ object: 'user', key: '(all)', field: 'verified' }));

  const miscounted = scene();
  Object.assign(miscounted.summary.objects.user, { verified: 56 });
  expect(miscounted.run().mismatches.map(({ field }) => field)).toContain('read');
  Object.assign(miscounted.summary.objects.user, { verified: 58, gone: 0 });
  expect(miscounted.run().mismatches.map(({ field }) => field)).toEqual(expect.arrayContaining(['gone', 'verified']));
});

test('a Contact that was there may keep what it had and must not lose it', () => {
  const { rows, before, run, who, actimo } = scene();
  const n = [...actimo.store.contactIds()].find(
    (key) => key > 520 && actimo.store.contact(key)?.opt_out === false && key !== who.held && key !== who.first && key !== who.second,
  ) as number;
  const contact = rows['contact']?.get(contactId(n)) as Columns;
  before.push({
    side: 'dataverse',
    table: 'contact',
    id: contactId(n),
    columns: { jobtitle: 'Ambassadør', donotbulkemail: true, statecode: 0 },
  });
  expect(
    run()
      .mismatches.filter(({ key }) => key === String(n))
      .map(({ field }) => field),
  ).toEqual(expect.arrayContaining(['title', 'opt_out']));
  Object.assign(contact, { jobtitle: 'Ambassadør', donotbulkemail: true });
  expect(run().mismatches).toEqual([]);
});
