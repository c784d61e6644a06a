import { sourceKey } from '../../../src/domain/index.js';
import { columnsToRead, planPerson, verifyRow } from '../../../src/mapping/index.js';
import {
  answer,
  asRead,
  context,
  disagreeing,
  fallbackOwner,
  guid,
  holdCodes,
  idOf,
  mapping,
  membership,
  onlyRow,
  person,
  user,
} from './support.js';

const verified = (input: ReturnType<typeof person>, ctx = context()) => {
  const plan = planPerson(input, ctx);
  const { facets } = onlyRow(plan);
  const readBack = asRead(facets.core, facets.links, facets.state);
  return (['core', 'links', 'state'] as const).flatMap((facet) =>
    facets[facet] === undefined
      ? []
      : disagreeing(
          verifyRow({ object: 'user', input }, ctx, facet, readBack, {
            created: true,
            facets: ['core', 'links', 'state'].filter((name) => name in facets) as never,
          }),
        ),
  );
};

describe('planning a person', () => {
  it('writes every field of an ordinary person to its column', () => {
    const row = onlyRow(planPerson(person(), context()));
    expect(row).toMatchObject({
      table: 'contact',
      id: idOf('contact', 'main', sourceKey(501)),
      part: 'main',
      origin: 'created',
      of: { object: 'user', key: '501' },
    });
    expect(row.facets.core).toEqual({
      a2d_actimoid: '501',
      a2d_actimoids: null,
      firstname: 'Søren',
      lastname: 'Ågård',
      emailaddress1: 'Soren@ex.dk',
      mobilephone: '+4522334455',
      telephone1: null,
      a2d_phoneoriginal: '+4522334455',
      jobtitle: 'Butikschef',
      department: 'Salg',
      employeeid: '0017',
      address1_line1: 'Storegade 1',
      address1_line2: '2. tv',
      address1_city: 'Aarhus',
      address1_stateorprovince: 'Midtjylland',
      address1_postalcode: '0800',
      address1_country: 'DK',
      a2d_company: 'Ex',
      a2d_language: 'da',
      a2d_timezone: 'Europe/Copenhagen',
      a2d_status: 'active',
      a2d_managerkey: '502',
      donotbulkemail: false,
      donotsendmm: false,
      donotemail: false,
      donotphone: true,
      a2d_consent: 'opt_out=0; allow_email=1; allow_sms=0',
      a2d_tags: 'ny\nØst, Vest',
      overriddencreatedon: '2021-03-04T08:15:30Z',
      a2d_createdat: '2021-03-04T08:15:30Z',
      parentcustomerid: { table: 'account', id: idOf('account', 'main', sourceKey(12)) },
      a2d_memberrole: 'member',
      a2d_membersince: '2021-03-04T08:00:00Z',
      a2d_memberuntil: null,
      a2d_isadmin: false,
      ownerid: { table: 'systemuser', id: fallbackOwner },
      a2d_ansatsiden: '2021-03-01',
      a2d_stoerrelse: 727000002,
      a2d_unplaced: null,
      a2d_review: null,
    });
    expect(row.facets.links).toEqual({ a2d_managerid: { table: 'contact', id: idOf('contact', 'main', sourceKey(502)) } });
    expect(row.facets.state).toBeUndefined();
  });

  it('verifies what it wrote', () => {
    expect(verified(person())).toEqual([]);
  });

  it('plans the same for the same input, whatever the order of records', () => {
    const second = { ...user, id: 600, status: 'active' };
    const one = planPerson(person({ users: [user, second] }), context());
    expect(planPerson(person({ users: [second, user], target: person().target }), context())).toEqual(one);
  });

  it('asks Dataverse for every column that it writes', () => {
    const { facets } = onlyRow(planPerson(person(), context()));
    const read = columnsToRead(mapping(), 'contact');
    const written = Object.keys({ ...facets.core, ...facets.links }).map((column) =>
      column === 'overriddencreatedon' ? 'createdon' : column,
    );
    expect(read).toEqual(expect.arrayContaining([...written, 'statecode', 'statuscode']));
    expect(read).not.toContain('overriddencreatedon');
  });

  it('makes an inactive person inactive in a facet of its own, and active again once they are', () => {
    const inactive = onlyRow(planPerson(person({ users: [{ ...user, status: 'inactive' }] }), context()));
    expect(inactive.facets.state).toEqual({ statecode: 1, statuscode: 2 });
    const again = onlyRow(planPerson(person({ applied: [{ part: 'main', facet: 'state' }] }), context()));
    expect(again.facets.state).toEqual({ statecode: 0, statuscode: 1 });
  });

  it('notices an inactive person whose Contact stayed active', () => {
    const input = person({ users: [{ ...user, status: 'inactive' }] });
    const { facets } = onlyRow(planPerson(input, context()));
    const verdicts = verifyRow({ object: 'user', input }, context(), 'core', asRead(facets.core), {
      created: true,
      facets: ['core', 'links'],
    });
    expect(disagreeing(verdicts)).toEqual(['status statecode', 'status statuscode']);
  });

  it('leaves create-only columns out of later comparisons', () => {
    const input = person();
    const { facets } = onlyRow(planPerson(input, context()));
    const readBack = { ...asRead(facets.core), createdon: '2024-01-01T00:00:00Z', ownerid: null };
    expect(disagreeing(verifyRow({ object: 'user', input }, context(), 'core', readBack, { created: true }))).toEqual([
      'created_at createdon',
      'owner ownerid',
    ]);
    expect(disagreeing(verifyRow({ object: 'user', input }, context(), 'core', readBack, { created: false }))).toEqual([]);
  });

  it.each([
    ['no-email', { email: null }, 'user 501 no-email email'],
    ['an empty e-mail', { email: ' ' }, 'user 501 no-email email'],
    ['an e-mail that cannot be one', { email: 'soren@nordlys' }, 'user 501 invalid-email email'],
    ['a phone number that is too short', { msisdn: '+45 1234', phone_number: '1234' }, 'user 501 invalid-phone msisdn'],
    ['a title that is too long', { title: 'x'.repeat(101) }, 'user 501 too-long title'],
    ['a first name that is too long', { first_name: 'x'.repeat(51) }, 'user 501 too-long first_name'],
    ['a date that is none', { created_at: '2021-13-01' }, 'user 501 unreadable-date created_at'],
    ['a date before 1753', { created_at: '1600-01-01T00:00:00Z' }, 'user 501 unreadable-date created_at'],
    ['a consent that is neither yes nor no', { allow_email: 'perhaps' }, 'user 501 unreadable-consent allow_email'],
    ['a status that nobody knows', { status: 'asleep' }, 'user 501 unknown-status status'],
    ['an option that nobody knows', { data2: 'XXL' }, 'user 501 unknown-option data2'],
    ['a day that is none', { data1: '2021-02-30' }, 'user 501 wrong-type data1'],
    ['an object as a title', { title: { da: 'Chef' } }, 'user 501 not-text title'],
    ['a tag with a line break', { tags: ['a\nb'] }, 'user 501 not-text tags'],
    ['no name at all', { first_name: null, last_name: '' }, 'user 501 no-name last_name'],
  ])('holds a person with %s and loads them marked for review when a person says so', (_, change, hold) => {
    const body = { ...user, ...change };
    const plan = planPerson(person({ users: [body] }), context());
    expect(holdCodes(plan)).toEqual([hold]);
    const [, , code = '', field = ''] = hold.split(' ');
    const input = person({ users: [body], answers: [answer('user', 501, 'loadFlagged', { code, field })] });
    const row = onlyRow(planPerson(input, context()));
    expect(row.facets.core?.['a2d_review']).toBe(`${code} ${field}`);
    expect(verified(input)).toEqual([]);
  });

  it('holds for every reason at once and names no value in any of them', () => {
    const body = { ...user, email: 'Secret Person', title: 'Hemmelig titel '.repeat(10), data2: 'Hemmelig', created_at: 'Hemmelig' };
    const plan = planPerson(person({ users: [body] }), context());
    expect(holdCodes(plan)).toEqual([
      'user 501 invalid-email email',
      'user 501 too-long title',
      'user 501 unreadable-date created_at',
      'user 501 unknown-option data2',
    ]);
    expect(JSON.stringify(plan)).not.toMatch(/hemmelig|secret/i);
  });

  it('cuts what is too long where the document says so, marks it and keeps all of it', () => {
    const title = `${'Regionschef '.repeat(9)}👩🏽‍🍳`;
    const input = person({ users: [{ ...user, title }] });
    const ctx = context({ doc: mapping({ tooLong: 'cut' }) });
    const { core = {} } = onlyRow(planPerson(input, ctx)).facets;
    expect(String(core['jobtitle']).length).toBeLessThanOrEqual(100);
    expect(core['a2d_unplaced']).toBe(`501 title: ${title}`);
    expect(core['a2d_review']).toBe('too-long title');
    expect(verified(input, ctx)).toEqual([]);
  });

  it('takes the value that a person gave instead of that of Actimo', () => {
    const input = person({
      users: [{ ...user, email: null }],
      answers: [answer('user', 501, 'value', { code: 'no-email', field: 'email', value: 'given@ex.dk' })],
    });
    expect(onlyRow(planPerson(input, context())).facets.core?.['emailaddress1']).toBe('given@ex.dk');
    expect(verified(input)).toEqual([]);
  });

  it('drops a person who is left out', () => {
    expect(planPerson(person({ answers: [answer('user', 501, 'leaveOut')] }), context())).toEqual({
      kind: 'dropped',
      reason: 'Left out by decision.',
    });
  });
});

describe('a person with several records', () => {
  const second = {
    ...user,
    id: 600,
    email: 'anden@ex.dk',
    title: 'Sælger',
    employee_id: null,
    opt_out: 1,
    data1: null,
    addr_line_1: 'Andetsteds 9',
    manager_id: null,
    msisdn: null,
    country_code: null,
    phone_number: null,
  };

  it('loses nothing: further e-mails get columns, other values a line', () => {
    const input = person({ users: [user, second] });
    const { core = {} } = onlyRow(planPerson(input, context())).facets;
    expect(core).toMatchObject({
      emailaddress1: 'Soren@ex.dk',
      emailaddress2: 'anden@ex.dk',
      emailaddress3: null,
      a2d_actimoids: '501\n600',
      jobtitle: 'Butikschef',
      donotbulkemail: true,
    });
    expect(String(core['a2d_unplaced']).split('\n')).toEqual(['600 addr_line_1: Andetsteds 9', '600 opt_out: 1', '600 title: Sælger']);
    expect(verified(input)).toEqual([]);
  });

  it('takes the values of an active record before those of an inactive one', () => {
    const input = person({ users: [{ ...user, status: 'inactive' }, second] });
    const row = onlyRow(planPerson(input, context()));
    expect(row.facets.core).toMatchObject({ a2d_actimoid: '600', jobtitle: 'Sælger' });
    expect(row.facets.state).toBeUndefined();
    expect(verified(input)).toEqual([]);
  });

  it('feeds the Contact from every record, so that each of them is counted', () => {
    const row = onlyRow(planPerson(person({ users: [user, second] }), context()));
    expect(row.contributions.map(({ source }) => `${source.object} ${source.key}`)).toEqual(['user 501', 'user 600', 'membership 12:501']);
  });

  it('holds all records because of the one that has a question', () => {
    const plan = planPerson(person({ users: [user, { ...second, email: 'no address' }] }), context());
    expect(holdCodes(plan)).toEqual(['user 501 invalid-email email', 'user 600 because-of']);
  });

  it('does not count one that was left out', () => {
    const input = person({ users: [user, second], answers: [answer('user', 600, 'leaveOut')] });
    const { core = {} } = onlyRow(planPerson(input, context())).facets;
    expect(core).toMatchObject({ a2d_actimoids: null, a2d_unplaced: null, donotbulkemail: false });
  });
});

describe('what a person refers to', () => {
  it('waits for an Account that is not decided, is held because of one that is held, and loads without one that does not exist', () => {
    expect(planPerson(person(), context({ targets: { 'workspace 12': null } }))).toEqual({
      kind: 'waiting',
      for: { object: 'workspace', key: '12' },
    });
    const held = planPerson(person(), context({ targets: { 'workspace 12': { state: 'held' } } }));
    expect(held).toMatchObject({
      kind: 'held',
      holds: [
        { object: 'membership', key: '12:501', causedBy: { object: 'workspace', key: '12' } },
        { object: 'user', key: '501', causedBy: { object: 'membership' } },
      ],
    });
    const ctx = context({ targets: { 'workspace 12': { state: 'missing' } } });
    const plan = planPerson(person(), ctx);
    expect(onlyRow(plan).facets.core).toMatchObject({ parentcustomerid: null });
    expect(plan).toMatchObject({ flags: expect.arrayContaining([expect.objectContaining({ code: 'workspace-missing' })]) });
    expect(verified(person(), ctx)).toEqual([]);
  });

  it.each([['missing'], ['held'], ['dropped']] as const)('loads with an empty look-up and a flag when the manager is %s', (state) => {
    const ctx = context({ targets: { 'user 502': { state } } });
    const plan = planPerson(person(), ctx);
    expect(onlyRow(plan).facets.links).toBeUndefined();
    expect(onlyRow(plan).facets.core).toMatchObject({ a2d_managerkey: '502' });
    expect(plan).toMatchObject({
      flags: expect.arrayContaining([expect.objectContaining({ code: `manager-${state}`, object: 'user', key: '501' })]),
    });
    expect(verified(person(), ctx)).toEqual([]);
  });

  it('survives two people who manage each other, and one who manages themselves', () => {
    const other = person({ users: [{ ...user, id: 502, manager_id: 501 }] });
    expect(onlyRow(planPerson(other, context())).facets.links).toEqual({
      a2d_managerid: { table: 'contact', id: idOf('contact', 'main', sourceKey(501)) },
    });
    const self = person({ users: [{ ...user, manager_id: 501 }] });
    expect(onlyRow(planPerson(self, context())).facets.links).toBeUndefined();
    expect(verified(self)).toEqual([]);
  });

  it('clears the manager look-up once the manager is gone', () => {
    const input = person({ users: [{ ...user, manager_id: null }], applied: [{ part: 'main', facet: 'links' }] });
    expect(onlyRow(planPerson(input, context())).facets.links).toEqual({ a2d_managerid: null });
  });

  it('makes the manager the owner by e-mail, or lists that the fallback owner was set', () => {
    const owner = guid('boss');
    const emails = { '502': 'boss@ex.dk' };
    const found = planPerson(person(), context({ emails, ownersByEmail: { 'boss@ex.dk': owner } }));
    expect(onlyRow(found).facets.core?.['ownerid']).toEqual({ table: 'systemuser', id: owner });
    const none = planPerson(person(), context());
    expect(onlyRow(none).facets.core?.['ownerid']).toEqual({ table: 'systemuser', id: fallbackOwner });
    expect(none).toMatchObject({ flags: [expect.objectContaining({ code: 'owner-fallback' })] });
  });

  it('says who is an admin anywhere, by memberships that have not ended', () => {
    const admin = { ...membership, workspace_id: 13, role: 'admin', primary: false };
    const row = onlyRow(planPerson(person({ memberships: [membership, admin] }), context()));
    expect(row.facets.core).toMatchObject({ a2d_isadmin: true, a2d_memberrole: 'member' });
    expect(row.contributions).toContainEqual({ source: { object: 'membership', key: '13:501' }, columns: ['a2d_isadmin'] });
    const ended = onlyRow(planPerson(person({ memberships: [membership, { ...admin, removed_at: '2022-01-01T00:00:00Z' }] }), context()));
    expect(ended.facets.core).toMatchObject({ a2d_isadmin: false });
  });

  it('lets a person without any workspace be', () => {
    const input = person({ memberships: [] });
    const row = onlyRow(planPerson(input, context()));
    expect(row.facets.core).toMatchObject({ parentcustomerid: null, a2d_memberrole: null, a2d_membersince: null, a2d_isadmin: false });
    expect(row.contributions.map(({ source }) => source.object)).toEqual(['user']);
    expect(verified(input)).toEqual([]);
  });
});

describe('phone numbers', () => {
  const planned = (change: object) => onlyRow(planPerson(person({ users: [{ ...user, ...change }] }), context())).facets.core ?? {};

  it.each([
    ['with plus', { msisdn: '+4522334455' }, '+4522334455'],
    ['without plus', { msisdn: '4522334455' }, '+4522334455'],
    ['with blanks', { msisdn: '+45 22 33 44 55' }, '+4522334455'],
    ['with 00', { msisdn: '004522334455' }, '+4522334455'],
    ['national', { msisdn: '22334455' }, '+4522334455'],
    ['Swedish by calling code', { msisdn: '070-123 45 67', country_code: '46', phone_number: '701234567' }, '+46701234567'],
    ['Swedish by address', { msisdn: '070-123 45 67', country_code: null, phone_number: null, addr_country: 'SE' }, '+46701234567'],
    ['from its parts', { msisdn: null }, '+4522334455'],
  ])('writes a number %s in E.164 and keeps it as written', (_, change, wanted) => {
    const columns = planned(change);
    expect(columns).toMatchObject({ mobilephone: wanted });
    expect(columns['a2d_phoneoriginal']).toBe((change as { msisdn: string | null }).msisdn ?? '+45 22334455');
    expect(verified(person({ users: [{ ...user, ...change }] }))).toEqual([]);
  });

  it('gives parts that are another number a column of their own', () => {
    expect(planned({ phone_number: '99887766' })).toMatchObject({ mobilephone: '+4522334455', telephone1: '+4599887766' });
    expect(verified(person({ users: [{ ...user, phone_number: '99887766' }] }))).toEqual([]);
  });

  it('keeps parts that are no number among the values without a place', () => {
    const input = person({ users: [{ ...user, phone_number: '12' }] });
    expect(onlyRow(planPerson(input, context())).facets.core).toMatchObject({
      telephone1: null,
      a2d_unplaced: '501 country_code: 45\n501 phone_number: 12',
    });
    expect(verified(input)).toEqual([]);
  });

  it('keeps a number that is none as written where the document says so', () => {
    const ctx = context({ doc: mapping({ contact: { invalidPhone: 'keepOriginal' } }) });
    const input = person({ users: [{ ...user, msisdn: 'lokal 12', phone_number: null, country_code: null }] });
    expect(onlyRow(planPerson(input, ctx)).facets.core).toMatchObject({
      mobilephone: null,
      a2d_phoneoriginal: 'lokal 12',
      a2d_review: 'invalid-phone msisdn',
    });
    expect(verified(input, ctx)).toEqual([]);
  });
});

describe('consent', () => {
  const consents = (change: object, doc = mapping()) => {
    const { core = {} } = onlyRow(planPerson(person({ users: [{ ...user, ...change }] }), context({ doc }))).facets;
    return Object.fromEntries(Object.entries(core).filter(([column]) => column.startsWith('donot')));
  };

  it('forbids bulk mail and marketing material to whom opted out', () => {
    expect(consents({ opt_out: true, allow_email: true, allow_sms: true })).toEqual({
      donotbulkemail: true,
      donotsendmm: true,
      donotemail: false,
      donotphone: false,
    });
  });

  it('forbids e-mail and phone to whom refused them', () => {
    expect(consents({ opt_out: 0, allow_email: 0, allow_sms: '0' })).toEqual({
      donotbulkemail: false,
      donotsendmm: false,
      donotemail: true,
      donotphone: true,
    });
  });

  it('writes nothing where Actimo says nothing', () => {
    expect(consents({ opt_out: null, allow_email: undefined, allow_sms: null })).toEqual({});
  });

  it('only records the SMS consent where the document says so', () => {
    expect(consents({ allow_sms: 0 }, mapping({ contact: { noSms: 'recordOnly' } }))).not.toHaveProperty('donotphone');
  });
});
