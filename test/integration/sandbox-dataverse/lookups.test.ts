import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

let client: Client;
let account: string;
beforeEach(async () => {
  client = await start();
  account = idOf(await client.post('accounts', { name: 'Acme' }));
});
afterEach(closeAll);

const label = (text: string) => ({ LocalizedLabels: [{ Label: text, LanguageCode: 1030 }] });

describe('binding a look-up', () => {
  it('takes a path with or without slash, an absolute address, and names in any form of GUID', async () => {
    for (const reference of [
      `/accounts(${account})`,
      `accounts(${account})`,
      `${client.root}/accounts(${account})`,
      `/accounts(${account.toUpperCase()})`,
      `/accounts(accountid=${account})`,
    ]) {
      const made = await client.post(
        'contacts',
        { lastname: 'a', 'parentcustomerid_account@odata.bind': reference },
        { Prefer: 'return=representation' },
      );
      expect([made.status, made.json._parentcustomerid_value]).toEqual([201, account]);
    }
  });

  it('takes no address of another environment', async () => {
    const foreign = client.root.replace('//127.0.0.1', '//other.example');
    const body = { lastname: 'a', 'parentcustomerid_account@odata.bind': `${foreign}/accounts(${account})` };
    const answer = await client.post('contacts', body);
    expect([answer.status, answer.json.error.message]).toEqual([400, expect.stringContaining(`is not based on '${client.root}'`)]);
    const reference = { '@odata.id': `${foreign}/contacts(${account})` };
    expect((await client.post(`accounts(${account})/contact_customer_accounts/$ref`, reference)).status).toBe(400);
    const upsert = {
      Targets: [{ '@odata.type': 'Microsoft.Dynamics.CRM.account', '@odata.id': `${foreign}/accounts(${account})`, name: 'a' }],
    };
    expect((await client.post('accounts/Microsoft.Dynamics.CRM.UpsertMultiple', upsert)).status).toBe(400);
    const older = client.root.replace('v9.2', 'v9.1');
    expect(
      (await client.post('contacts', { ...body, 'parentcustomerid_account@odata.bind': `${older}/accounts(${account})` })).status,
    ).toBe(204);
  });

  it('needs the navigation property as metadata spells it', async () => {
    for (const name of ['parentcustomerid', 'ParentCustomerId_account', 'nosuch']) {
      const answer = await client.post('contacts', { lastname: 'a', [`${name}@odata.bind`]: `/accounts(${account})` });
      expect([answer.status, codeOf(answer)]).toEqual([400, '0x80048d19']);
      expect(answer.json.error.message).toContain(`An undeclared property '${name}' which only has property annotations in the payload`);
    }
  });

  it('to a row that is not there is refused with its id', async () => {
    const answer = await client.post('contacts', { lastname: 'a', 'parentcustomerid_account@odata.bind': `/accounts(${guid(9)})` });
    expect([answer.status, codeOf(answer), answer.json.error.message]).toEqual([
      404,
      '0x80040217',
      `account With Id = ${guid(9)} Does Not Exist`,
    ]);
  });

  it('to a row of another table or to no table at all is refused', async () => {
    const person = idOf(await client.post('contacts', { lastname: 'a' }));
    expect(codeOf(await client.post('contacts', { lastname: 'a', 'parentcustomerid_account@odata.bind': `/contacts(${person})` }))).toBe(
      '0x80048d19',
    );
    expect(codeOf(await client.post('contacts', { lastname: 'a', 'parentcustomerid_account@odata.bind': `/kunder(${person})` }))).toBe(
      '0x8006088a',
    );
    expect(codeOf(await client.post('contacts', { lastname: 'a', 'parentcustomerid_account@odata.bind': 5 }))).toBe('0x80048d19');
  });

  it('of several targets replaces what the look-up held', async () => {
    const boss = idOf(await client.post('contacts', { lastname: 'boss' }));
    const id = idOf(await client.post('contacts', { lastname: 'a', 'parentcustomerid_account@odata.bind': `/accounts(${account})` }));
    await client.patch(`contacts(${id})`, { 'parentcustomerid_contact@odata.bind': `/contacts(${boss})` });
    const { json } = await client.get(`contacts(${id})?$select=_parentcustomerid_value,_accountid_value`, {
      Prefer: 'odata.include-annotations="*"',
    });
    expect(json).toMatchObject({
      _parentcustomerid_value: boss,
      '_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'contact',
      _accountid_value: null,
    });
  });

  it('is undone by null under either name and by DELETE of its reference', async () => {
    const bound = { 'parentcustomerid_account@odata.bind': `/accounts(${account})` };
    const id = idOf(await client.post('contacts', { lastname: 'a', ...bound }));
    const value = async () => (await client.get(`contacts(${id})`)).json._parentcustomerid_value;
    await client.patch(`contacts(${id})`, { parentcustomerid_account: null });
    expect(await value()).toBeNull();
    await client.patch(`contacts(${id})`, bound);
    await client.patch(`contacts(${id})`, { 'parentcustomerid_account@odata.bind': null });
    expect(await value()).toBeNull();
    await client.patch(`contacts(${id})`, bound);
    expect((await client.delete(`contacts(${id})/parentcustomerid_account/$ref`)).status).toBe(204);
    expect(await value()).toBeNull();
  });

  it('of a collection lists rows that exist when a row is made, which then belong to it', async () => {
    const tasks = await Promise.all(['a', 'b'].map(async (subject) => idOf(await client.post('tasks', { subject }))));
    const address = (id: string) => `/tasks(${id})`;
    const made = await client.post(
      'accounts?$select=name&$expand=Account_Tasks($select=subject)',
      { name: 'New', 'Account_Tasks@odata.bind': tasks.map(address) },
      { Prefer: 'return=representation' },
    );
    expect([made.status, made.json.Account_Tasks.map((task: { subject: string }) => task.subject).sort()]).toEqual([201, ['a', 'b']]);
    for (const wrong of [address(tasks[0] as string), [`/accounts(${account})`], [5]])
      expect(codeOf(await client.post('accounts', { name: 'Not made', 'Account_Tasks@odata.bind': wrong }))).toBe('0x80048d19');
    expect(codeOf(await client.post('accounts', { name: 'Not made', 'Account_Tasks@odata.bind': [address(guid(9))] }))).toBe('0x80040217');
    expect((await client.get("accounts?$filter=name eq 'Not made'")).json.value).toEqual([]);
    const later = await client.patch(`accounts(${account})`, { 'Account_Tasks@odata.bind': tasks.map(address) });
    expect([later.status, codeOf(later)]).toEqual([400, '0x80048d19']);
  });

  it('that is one of ours goes by its schema name, on activities with the activity behind it', async () => {
    const lookup = (SchemaName: string, table: string, relationship: string) =>
      client.post('RelationshipDefinitions', {
        '@odata.type': 'Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata',
        SchemaName: relationship,
        ReferencedEntity: 'contact',
        ReferencedAttribute: 'contactid',
        ReferencingEntity: table,
        Lookup: { '@odata.type': 'Microsoft.Dynamics.CRM.LookupAttributeMetadata', SchemaName, DisplayName: label(SchemaName) },
      });
    await lookup('new_ManagerId', 'contact', 'new_contact_manager');
    await lookup('new_CoachId', 'task', 'new_task_coach');
    const boss = idOf(await client.post('contacts', { lastname: 'boss' }));
    expect(codeOf(await client.post('contacts', { lastname: 'a', 'new_managerid@odata.bind': `/contacts(${boss})` }))).toBe('0x80048d19');
    const made = await client.post(
      'contacts',
      { lastname: 'a', 'new_ManagerId@odata.bind': `/contacts(${boss})` },
      { Prefer: 'return=representation' },
    );
    expect(made.json._new_managerid_value).toBe(boss);
    expect((await client.post('tasks', { subject: 'a', 'new_CoachId_Task@odata.bind': `/contacts(${boss})` })).status).toBe(204);
    const names = await client.get(
      "EntityDefinitions(LogicalName='task')/ManyToOneRelationships?$select=ReferencingEntityNavigationPropertyName&$filter=ReferencingAttribute eq 'new_coachid'",
    );
    expect(names.json.value[0].ReferencingEntityNavigationPropertyName).toBe('new_CoachId_Task');
  });

  it('of what an activity is about carries the activity in its name', async () => {
    const person = idOf(await client.post('contacts', { lastname: 'a' }));
    expect((await client.post('tasks', { subject: 'a', 'regardingobjectid_contact_task@odata.bind': `/contacts(${person})` })).status).toBe(
      204,
    );
    expect(codeOf(await client.post('tasks', { subject: 'a', 'regardingobjectid_contact@odata.bind': `/contacts(${person})` }))).toBe(
      '0x80048d19',
    );
    expect((await client.post('annotations', { subject: 'a', 'objectid_contact@odata.bind': `/contacts(${person})` })).status).toBe(204);
  });

  it('of who owns or wrote an activity goes by the name that all activities have, and by one of its own, which metadata tells', async () => {
    const me = `/systemusers(${client.box.applicationUser})`;
    for (const name of ['ownerid', 'ownerid_task']) {
      const made = await client.post('tasks', { subject: 'a', [`${name}@odata.bind`]: me });
      expect([name, made.status]).toEqual([name, 204]);
    }
    const wanted = 'createdby($select=fullname),createdby_task($select=fullname),owninguser_task($select=fullname)';
    const { json } = await client.get(`tasks?$select=subject&$top=1&$expand=${wanted}`);
    expect(json.value[0].createdby_task).toEqual(json.value[0].createdby);
    expect(json.value[0].owninguser_task.fullname).toBe(json.value[0].createdby.fullname);
    const links =
      "ManyToOneRelationships?$select=ReferencingAttribute,ReferencingEntityNavigationPropertyName&$filter=ReferencingAttribute eq 'modifiedby'";
    for (const [table, name] of [
      ['task', 'modifiedby_task'],
      ['activitypointer', 'modifiedby'],
      ['contact', 'modifiedby'],
    ]) {
      const found = await client.get(`EntityDefinitions(LogicalName='${table}')/${links}`);
      expect(found.json.value).toMatchObject([{ ReferencingEntityNavigationPropertyName: name }]);
    }
    expect((await client.get('contacts?$expand=createdby_contact')).status).toBe(400);
  });
});

describe('associating rows', () => {
  it('through a look-up takes PUT, through a collection POST, and either way round the same look-up is set', async () => {
    const person = idOf(await client.post('contacts', { lastname: 'a' }));
    const body = { '@odata.id': `${client.root}/accounts(${account})` };
    expect((await client.ask('PUT', `contacts(${person})/parentcustomerid_account/$ref`, body)).status).toBe(204);
    expect((await client.get(`contacts(${person})`)).json._parentcustomerid_value).toBe(account);
    expect((await client.delete(`accounts(${account})/contact_customer_accounts(${person})/$ref`)).status).toBe(204);
    expect((await client.get(`contacts(${person})`)).json._parentcustomerid_value).toBeNull();
    expect(
      (await client.post(`accounts(${account})/contact_customer_accounts/$ref`, { '@odata.id': `${client.root}/contacts(${person})` }))
        .status,
    ).toBe(204);
    expect((await client.get(`contacts(${person})`)).json._parentcustomerid_value).toBe(account);
    expect((await client.delete(`accounts(${account})/contact_customer_accounts/$ref?$id=${client.root}/contacts(${person})`)).status).toBe(
      204,
    );
    expect((await client.post(`contacts(${person})/parentcustomerid_account/$ref`, body)).status).toBe(405);
  });

  it('of which each side has many is refused the second time', async () => {
    const role = (await client.get("roles?$select=roleid&$filter=name eq 'Salesperson'")).json.value[0].roleid;
    const user = client.box.insert('systemuser', { lastname: 'a' });
    const address = `systemusers(${user})/systemuserroles_association/$ref`;
    expect((await client.post(address, { '@odata.id': `${client.root}/roles(${role})` })).status).toBe(204);
    const again = await client.post(address, { '@odata.id': `${client.root}/roles(${role})` });
    expect([again.status, codeOf(again)]).toEqual([412, '0x80040237']);
    expect((await client.get(`systemusers(${user})/systemuserroles_association?$select=name`)).json.value[0].name).toBe('Salesperson');
    expect(
      (await client.get(`systemusers(${user})?$select=fullname&$expand=systemuserroles_association($select=name)`)).json
        .systemuserroles_association,
    ).toHaveLength(1);
    expect((await client.delete(`systemusers(${user})/systemuserroles_association(${role})/$ref`)).status).toBe(204);
    expect((await client.get(`systemusers(${user})/systemuserroles_association`)).json.value).toEqual([]);
  });
});

describe('hierarchies', () => {
  it('of accounts and of contacts allow no loop', async () => {
    const child = idOf(await client.post('accounts', { name: 'b', 'parentaccountid@odata.bind': `/accounts(${account})` }));
    const loop = await client.patch(`accounts(${account})`, { 'parentaccountid@odata.bind': `/accounts(${child})` });
    expect([loop.status, codeOf(loop)]).toEqual([400, '0x80040507']);
    const self = await client.patch(`accounts(${account})`, { 'parentaccountid@odata.bind': `/accounts(${account})` });
    expect(codeOf(self)).toBe('0x80040506');
    const person = idOf(await client.post('contacts', { lastname: 'a' }));
    const below = idOf(await client.post('contacts', { lastname: 'b', 'parentcustomerid_contact@odata.bind': `/contacts(${person})` }));
    expect(codeOf(await client.patch(`contacts(${person})`, { 'parentcustomerid_contact@odata.bind': `/contacts(${below})` }))).toBe(
      '0x80040507',
    );
  });
});
