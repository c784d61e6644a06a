import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

let client: Client;
/** Users who can sign in, by name. */
let users: Record<string, { id: string; client: string }>;
let units: Record<'root' | 'north' | 'far' | 'south', string>;

const rights = ['Create', 'Read', 'Write', 'Delete', 'Append', 'AppendTo', 'Assign', 'Share'];
const all = ['Contact', 'Account', 'Note'].flatMap((name) => rights.map((right) => `prv${right}${name}`));
const crm = (name: string): string => `Microsoft.Dynamics.CRM.${name}`;

/** Somebody in a business unit with a role; its privileges reach as far as `depth` says. */
async function person(name: string, unit: string, depth: 'Basic' | 'Local' | 'Deep' | 'Global', privileges = all): Promise<void> {
  const at = guid(100 + Object.keys(users).length);
  client.box.addRole(name, privileges, depth);
  const id = client.box.addApplication({ clientId: at, clientSecret: 's', roles: [name] }) ?? '';
  expect((await client.patch(`systemusers(${id})`, { 'businessunitid@odata.bind': `/businessunits(${unit})` })).status).toBe(204);
  users[name] = { id, client: at };
}

/** Does something as somebody else. */
async function as<T>(name: string, work: () => Promise<T>): Promise<T> {
  await client.signIn(users[name]?.client, 's');
  try {
    return await work();
  } finally {
    await client.signIn();
  }
}

const contactOf = (name: string): Promise<string> => as(name, async () => idOf(await client.post('contacts', { lastname: `of ${name}` })));
const seen = (name: string): Promise<string[]> =>
  as(name, async () => {
    const { json } = await client.get('contacts?$select=lastname&$orderby=lastname');
    return json.value.map((row: { lastname: string }) => row.lastname);
  });
const refused = (answer: Answer, right: string) => {
  expect([answer.status, codeOf(answer)]).toEqual([403, '0x80048306']);
  expect(answer.json.error.message).toContain(`${right}Access`);
};

beforeEach(async () => {
  client = await start();
  users = {};
  const root = (await client.get('WhoAmI')).json.BusinessUnitId;
  const unit = async (name: string, parent: string) =>
    idOf(await client.post('businessunits', { name, 'parentbusinessunitid@odata.bind': `/businessunits(${parent})` }));
  const north = await unit('Nord', root);
  units = { root, north, far: await unit('Fjernt nord', north), south: await unit('Syd', root) };
});
afterEach(closeAll);

describe('a privilege', () => {
  it('reaches own rows, those of the business unit, those below it too, or all', async () => {
    await person('own', units.north, 'Basic');
    await person('local', units.north, 'Local');
    await person('deep', units.north, 'Deep');
    await person('whole', units.north, 'Global');
    await person('distant', units.far, 'Basic');
    await person('southern', units.south, 'Basic');
    for (const name of Object.keys(users)) await contactOf(name);
    const north = ['of deep', 'of local', 'of own', 'of whole'];
    expect(await seen('own')).toEqual(['of own']);
    expect(await seen('local')).toEqual(north);
    expect(await seen('deep')).toEqual([...north, 'of distant'].sort());
    expect(await seen('whole')).toEqual([...north, 'of distant', 'of southern'].sort());
    expect(await as('own', async () => (await client.get('contacts/$count')).text)).toBe('1');
    const rows = await client.get("contacts?$filter=lastname eq 'of distant'&$select=_owningbusinessunit_value");
    expect(rows.json.value[0]._owningbusinessunit_value).toBe(units.far);
  });

  it('that does not reach the row refuses to read, write, delete, assign and hang something on it, with 0x80048306', async () => {
    await person('own', units.north, 'Basic');
    await person('other', units.north, 'Basic');
    const id = await contactOf('other');
    await as('own', async () => {
      refused(await client.get(`contacts(${id})`), 'Read');
      refused(await client.get(`contacts(${id})/lastname`), 'Read');
      refused(await client.get(`contacts(${id})/Contact_Annotation`), 'Read');
      refused(await client.patch(`contacts(${id})`, { lastname: 'x' }), 'Write');
      refused(await client.ask('PUT', `contacts(${id})/lastname`, { value: 'x' }), 'Write');
      refused(await client.delete(`contacts(${id})`), 'Delete');
      const bulk = { Targets: [{ '@odata.type': crm('contact'), contactid: id, lastname: 'x' }] };
      refused(await client.post(`contacts/${crm('UpdateMultiple')}`, bulk), 'Write');
      refused(await client.post(`contacts/${crm('UpsertMultiple')}`, bulk), 'Write');
      refused(await client.post('annotations', { subject: 'n', 'objectid_contact@odata.bind': `/contacts(${id})` }), 'AppendTo');
      const mine = idOf(await client.post('contacts', { lastname: 'mine' }));
      refused(
        await client.patch(`contacts(${mine})`, { 'ownerid@odata.bind': `/systemusers(${users.other?.id})` }).then(async (first) => {
          expect(first.status).toBe(204);
          return client.get(`contacts(${mine})`);
        }),
        'Read',
      );
      refused(await client.post('contacts', { lastname: 'theirs', 'ownerid@odata.bind': `/systemusers(${users.other?.id})` }), 'Create');
    });
    expect((await client.get(`contacts(${id})`)).json.lastname).toBe('of other');
  });

  it('is asked for whatever way a row is reached: expands, paths, any and all, FetchXML and aggregates', async () => {
    await person('own', units.north, 'Basic');
    await person('other', units.north, 'Basic');
    const mine = await contactOf('own');
    const hidden = await contactOf('other');
    const account = await as('own', async () => idOf(await client.post('accounts', { name: 'a' })));
    await client.patch(`accounts(${account})`, { 'primarycontactid@odata.bind': `/contacts(${hidden})` });
    for (const id of [mine, hidden])
      await client.patch(`contacts(${id})`, { 'parentcustomerid_account@odata.bind': `/accounts(${account})` });
    await as('own', async () => {
      const { json } = await client.get(`accounts(${account})?$expand=primarycontactid,contact_customer_accounts($select=lastname)`);
      expect([json.primarycontactid, json.contact_customer_accounts.length]).toEqual([null, 1]);
      refused(await client.get(`accounts(${account})/primarycontactid`), 'Read');
      expect((await client.get(`accounts(${account})/contact_customer_accounts`)).json.value).toHaveLength(1);
      expect((await client.get("accounts?$filter=primarycontactid/lastname eq 'of other'")).json.value).toEqual([]);
      expect((await client.get("accounts?$filter=contact_customer_accounts/any(c:c/lastname eq 'of other')")).json.value).toEqual([]);
      expect((await client.get("accounts?$filter=contact_customer_accounts/any(c:c/lastname eq 'of own')")).json.value).toHaveLength(1);
      const fetch = (xml: string) => client.get(`accounts?fetchXml=${encodeURIComponent(xml)}`);
      const joined = await fetch(
        "<fetch><entity name='account'><attribute name='name'/><link-entity name='contact' from='parentcustomerid' to='accountid' alias='c'><attribute name='lastname'/></link-entity></entity></fetch>",
      );
      expect(joined.json.value.map((row: Record<string, string>) => row['c.lastname'])).toEqual(['of own']);
      expect((await client.get('contacts?$apply=aggregate($count as n)')).json.value).toEqual([{ n: 1 }]);
    });
  });

  it('of a team is for the rows of the team, or for own ones too where its role says so', async () => {
    await person('member', units.south, 'Basic', []);
    const role = client.box.addRole('Team', all, 'Basic');
    const team = client.box.insert({
      table: 'team',
      columns: { name: 'Hold', businessunitid: units.north },
      roles: ['Team'],
      members: [users.member?.id ?? ''],
    });
    const ofTeam = idOf(await client.post('contacts', { lastname: 'of team', 'ownerid@odata.bind': `/teams(${team})` }));
    await client.post('contacts', { lastname: 'of somebody' });
    expect(await seen('member')).toEqual(['of team']);
    const theirs = { 'ownerid@odata.bind': `/systemusers(${users.member?.id})` };
    expect((await client.patch(`contacts(${ofTeam})`, theirs)).status).toBe(204);
    expect(await seen('member')).toEqual([]);
    await client.patch(`roles(${role})`, { isinherited: 1 });
    expect(await seen('member')).toEqual(['of team']);
  });

  it('reaches as far as AddPrivilegesRole says, and RetrieveUserPrivileges tells how far', async () => {
    await person('own', units.north, 'Basic', ['prvReadContact']);
    await client.post('contacts', { lastname: 'a' });
    expect(await seen('own')).toEqual([]);
    const [{ privilegeid }] = (await client.get("privileges?$filter=name eq 'prvReadContact'")).json.value;
    const [{ roleid }] = (await client.get("roles?$filter=name eq 'own'")).json.value;
    const depth = async () =>
      (await client.get(`systemusers(${users.own?.id})/${crm('RetrieveUserPrivileges')}`)).json.RolePrivileges[0].Depth;
    expect(await depth()).toBe('Basic');
    const Privileges = [{ PrivilegeId: privilegeid, Depth: 'Global' }];
    expect((await client.post(`roles(${roleid})/${crm('AddPrivilegesRole')}`, { Privileges })).status).toBe(204);
    expect([await depth(), await seen('own')]).toEqual(['Global', ['a']]);
    const unknown = [{ PrivilegeId: privilegeid, Depth: 'Bottomless' }];
    expect((await client.post(`roles(${roleid})/${crm('AddPrivilegesRole')}`, { Privileges: unknown })).status).toBe(400);
  });

  it('is needed on both sides to bind a look-up, and to give a row to somebody else', async () => {
    const without = (name: string) => all.filter((one) => one !== name);
    await person('unbinding', units.root, 'Global', without('prvAppendContact'));
    await person('unbound', units.root, 'Global', without('prvAppendToAccount'));
    await person('keeping', units.root, 'Global', without('prvAssignContact'));
    const account = idOf(await client.post('accounts', { name: 'a' }));
    const id = idOf(await client.post('contacts', { lastname: 'a' }));
    const bound = { lastname: 'b', 'parentcustomerid_account@odata.bind': `/accounts(${account})` };
    for (const [name, missing] of [
      ['unbinding', 'prvAppendContact'],
      ['unbound', 'prvAppendToAccount'],
    ] as const) {
      const answers = await as(name, async () => [await client.post('contacts', bound), await client.patch(`contacts(${id})`, bound)]);
      for (const answer of answers) {
        expect([answer.status, codeOf(answer)]).toEqual([403, '0x80040220']);
        expect(answer.json.error.message).toContain(missing);
      }
      expect((await as(name, () => client.patch(`contacts(${id})`, { lastname: 'c' }))).status).toBe(204);
    }
    const given = await as('keeping', () =>
      client.patch(`contacts(${id})`, { 'ownerid@odata.bind': `/systemusers(${users.unbound?.id})` }),
    );
    expect(given.json.error.message).toContain('is missing prvAssignContact privilege');
    expect((await as('keeping', () => client.post('contacts', bound))).status).toBe(204);
  });

  it('that both have counts where one acts for another, row by row', async () => {
    await person('own', units.north, 'Basic');
    await person('deputy', units.south, 'Local', [...all, 'prvActOnBehalfOfAnotherUser']);
    await contactOf('own');
    await contactOf('deputy');
    const named = { MSCRMCallerID: users.own?.id ?? '' };
    await as('deputy', async () => {
      expect((await client.get('contacts', named)).json.value).toEqual([]);
      expect((await client.get('contacts')).json.value).toHaveLength(1);
    });
  });

  it('for a part of the rows does not do for the changes of a table', async () => {
    await person('own', units.north, 'Basic');
    await person('whole', units.north, 'Global');
    const { json } = await client.get("EntityDefinitions(LogicalName='contact')");
    const tracked = await client.ask('PUT', "EntityDefinitions(LogicalName='contact')", { ...json, ChangeTrackingEnabled: true });
    expect(tracked.status).toBe(204);
    const tracking = { Prefer: 'odata.track-changes' };
    refused(await as('own', () => client.get('contacts', tracking)), 'Read');
    expect((await as('whole', () => client.get('contacts', tracking))).status).toBe(200);
  });
});

describe('sharing', () => {
  const share = (action: string, id: string, who: object, AccessMask: string) =>
    client.post(action, { Target: { '@odata.type': crm('contact'), contactid: id }, PrincipalAccess: { Principal: who, AccessMask } });
  const user = (name: string) => ({ '@odata.type': crm('systemuser'), systemuserid: users[name]?.id });

  it('gives rights on one row, more of them, fewer, or none', async () => {
    await person('own', units.north, 'Basic');
    await person('guest', units.south, 'Basic');
    const id = await contactOf('own');
    const may = async () =>
      (await client.get(`systemusers(${users.guest?.id})/${crm('RetrievePrincipalAccess')}(Target=@t)?@t={'@odata.id':'contacts(${id})'}`))
        .json.AccessRights;
    expect(await may()).toBe('None');
    await as('own', async () => {
      expect((await share('GrantAccess', id, user('guest'), 'ReadAccess')).status).toBe(204);
      expect((await share('GrantAccess', id, user('guest'), 'WriteAccess, AppendToAccess')).status).toBe(204);
    });
    expect(await may()).toBe('ReadAccess, WriteAccess, AppendToAccess');
    expect(await seen('guest')).toEqual(['of own']);
    await as('guest', async () => {
      expect((await client.patch(`contacts(${id})`, { jobtitle: 'x' })).status).toBe(204);
      refused(await client.delete(`contacts(${id})`), 'Delete');
      expect((await client.post('annotations', { subject: 'n', 'objectid_contact@odata.bind': `/contacts(${id})` })).status).toBe(204);
    });
    await as('own', () => share('ModifyAccess', id, user('guest'), 'ReadAccess'));
    expect(await may()).toBe('ReadAccess');
    const shared = await client.get(`RetrieveSharedPrincipalsAndAccess(Target=@t)?@t={'@odata.id':'contacts(${id})'}`);
    expect(shared.json.PrincipalAccesses).toEqual([
      { AccessMask: 'ReadAccess', Principal: expect.objectContaining({ systemuserid: users.guest?.id }) },
    ]);
    const revoking = { Target: { '@odata.id': `contacts(${id})` }, Revokee: user('guest') };
    expect((await as('own', () => client.post('RevokeAccess', revoking))).status).toBe(204);
    expect([await may(), await seen('guest')]).toEqual(['None', []]);
  });

  it('runs down to what hangs on the row, and back', async () => {
    await person('own', units.north, 'Basic');
    await person('guest', units.south, 'Basic');
    const [account, contact] = await as('own', async () => {
      const parent = idOf(await client.post('accounts', { name: 'a' }));
      const child = { lastname: 'of own', 'parentcustomerid_account@odata.bind': `/accounts(${parent})` };
      return [parent, idOf(await client.post('contacts', child))];
    });
    const shared = (action: string, more: object) =>
      as('own', () => client.post(action, { Target: { '@odata.type': crm('account'), accountid: account }, ...more }));
    const PrincipalAccess = { Principal: user('guest'), AccessMask: 'ReadAccess, WriteAccess' };
    expect((await shared('GrantAccess', { PrincipalAccess })).status).toBe(204);
    expect(await seen('guest')).toEqual(['of own']);
    await as('guest', async () => expect((await client.patch(`contacts(${contact})`, { jobtitle: 'x' })).status).toBe(204));
    const [row] = (await client.get(`principalobjectaccessset?$filter=objectid eq ${contact}`)).json.value;
    expect(row).toMatchObject({ accessrightsmask: 0, inheritedaccessrightsmask: 3 });
    await shared('ModifyAccess', { PrincipalAccess: { ...PrincipalAccess, AccessMask: 'ReadAccess' } });
    await as('guest', async () => refused(await client.patch(`contacts(${contact})`, { jobtitle: 'y' }), 'Write'));
    await shared('RevokeAccess', { Revokee: user('guest') });
    expect(await seen('guest')).toEqual([]);
    expect((await client.get('principalobjectaccessset')).json.value).toEqual([]);
  });

  it('with a team reaches its members, and ends with the row', async () => {
    await person('guest', units.south, 'Basic');
    const team = client.box.insert({ table: 'team', columns: { name: 'Hold' }, members: [users.guest?.id ?? ''] });
    const id = idOf(await client.post('contacts', { lastname: 'a' }));
    expect((await share('GrantAccess', id, { '@odata.type': crm('team'), teamid: team }, 'ReadAccess')).status).toBe(204);
    expect(await seen('guest')).toEqual(['a']);
    await client.delete(`contacts(${id})`);
    expect((await client.get('principalobjectaccessset')).json.value).toEqual([]);
  });

  it('needs the right to share, the rights that are given, and a privilege on the other side', async () => {
    await person(
      'own',
      units.north,
      'Basic',
      all.filter((name) => name !== 'prvDeleteContact'),
    );
    await person(
      'closed',
      units.north,
      'Basic',
      all.filter((name) => name !== 'prvShareContact'),
    );
    await person('nobody', units.north, 'Basic', []);
    const [id, other] = [await contactOf('own'), await contactOf('closed')];
    await as('own', async () => {
      expect(codeOf(await share('GrantAccess', id, user('nobody'), 'DeleteAccess'))).toBe('0x80040220');
      refused(await share('GrantAccess', other, user('nobody'), 'ReadAccess'), 'Share');
      for (const mask of ['CreateAccess', 'Everything', ''])
        expect((await share('GrantAccess', id, user('nobody'), mask)).status).toBe(400);
      expect((await share('GrantAccess', id, { '@odata.type': crm('contact'), contactid: other }, 'ReadAccess')).status).toBe(400);
      expect((await share('GrantAccess', id, user('nobody'), 'ReadAccess')).status).toBe(204);
    });
    expect(codeOf(await as('closed', () => share('GrantAccess', other, user('own'), 'ReadAccess')))).toBe('0x80040220');
    // What is shared with somebody who may read no contact at all helps him nothing.
    expect(codeOf(await as('nobody', () => client.get(`contacts(${id})`)))).toBe('0x80040220');
  });
});
