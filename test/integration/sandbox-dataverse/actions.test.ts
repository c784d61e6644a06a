import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { entity, label } from './bodies.js';
import { type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

const crm = (name: string): string => `Microsoft.Dynamics.CRM.${name}`;
const made = async (set: string, body: object): Promise<string> => idOf(await client.post(set, body));
const row = (table: string, id: string, more: object = {}) => ({ '@odata.type': crm(table), [`${table}id`]: id, ...more });

describe('merging', () => {
  it('makes one row inactive and hangs on the other what hung on it', async () => {
    const [kept, gone] = [await made('contacts', { lastname: 'Holm' }), await made('contacts', { lastname: 'Holm', jobtitle: 'Chef' })];
    await client.post('annotations', { subject: 'n', 'objectid_contact@odata.bind': `/contacts(${gone})` });
    await client.post('tasks', { subject: 't', 'regardingobjectid_contact_task@odata.bind': `/contacts(${gone})` });
    const account = await made('accounts', { name: 'a', 'primarycontactid@odata.bind': `/contacts(${gone})` });
    const answer = await client.post('Merge', {
      Target: row('contact', kept),
      Subordinate: row('contact', gone),
      UpdateContent: row('contact', guid(0), { jobtitle: 'Chef' }),
      PerformParentingChecks: false,
    });
    expect(answer.status).toBe(204);
    expect((await client.get(`contacts(${gone})`)).json).toMatchObject({ statecode: 1, merged: true, _masterid_value: kept });
    expect((await client.get(`contacts(${kept})`)).json).toMatchObject({ statecode: 0, jobtitle: 'Chef', merged: false });
    expect((await client.get(`contacts(${kept})/Contact_Annotation/$count`)).text).toBe('1');
    expect((await client.get(`contacts(${kept})/Contact_Tasks/$count`)).text).toBe('1');
    expect((await client.get(`accounts(${account})`)).json._primarycontactid_value).toBe(kept);
    // Who has not heard of it can still write to the row that was merged away.
    expect((await client.patch(`contacts(${gone})`, { jobtitle: 'x' })).status).toBe(204);
  });

  it('takes two active rows of one table, with the type and the key of each', async () => {
    const [one, two] = [await made('contacts', { lastname: 'a' }), await made('contacts', { lastname: 'b' })];
    const account = await made('accounts', { name: 'a' });
    const task = await made('tasks', { subject: 't' });
    const merge = async (Target: object, Subordinate: object) => {
      const answer = await client.post('Merge', { Target, Subordinate, PerformParentingChecks: false });
      return [answer.status, codeOf(answer)];
    };
    expect(await merge({ contactid: one }, row('contact', two))).toEqual([400, '0x80048d19']);
    expect(await merge({ '@odata.type': crm('contact') }, row('contact', two))).toEqual([400, '0x80048d19']);
    expect(await merge(row('contact', one), row('contact', guid(9)))).toEqual([404, '0x80040217']);
    expect(await merge(row('contact', one), row('account', account))).toEqual([400, '0x80040203']);
    expect(await merge(row('contact', one), row('contact', one))).toEqual([400, '0x80040203']);
    expect(await merge({ '@odata.id': `tasks(${task})` }, { '@odata.id': `tasks(${task})` })).toEqual([400, '0x80040800']);
    await client.patch(`contacts(${two})`, { statecode: 1 });
    expect(await merge(row('contact', one), row('contact', two))).toEqual([400, '0x80040203']);
    expect((await client.get(`contacts(${two})`)).json.merged).toBe(false);
  });

  it('looks at the parents when it is asked to, and needs its privilege', async () => {
    const account = await made('accounts', { name: 'a' });
    const [one, two] = [
      await made('contacts', { lastname: 'a' }),
      await made('contacts', { lastname: 'b', 'parentcustomerid_account@odata.bind': `/accounts(${account})` }),
    ];
    const body = { Target: row('contact', one), Subordinate: row('contact', two) };
    expect((await client.post('Merge', { ...body, PerformParentingChecks: true })).status).toBe(400);
    client.box.addApplication({ clientId: guid(5), clientSecret: 's', roles: ['Salesperson'] });
    await client.signIn(guid(5), 's');
    const refused = await client.post('Merge', { ...body, PerformParentingChecks: false });
    expect(refused.json.error.message).toContain('is missing prvMerge privilege');
  });
});

describe('an opportunity', () => {
  it('is won or lost by an action, which an activity records', async () => {
    const id = await made('opportunities', { name: 'o' });
    const close = (Status: number, opportunity = id) => ({
      Status,
      OpportunityClose: { subject: 'Vundet', 'opportunityid@odata.bind': `/opportunities(${opportunity})` },
    });
    expect(codeOf(await client.post('WinOpportunity', close(5)))).toBe('0x80048408');
    expect((await client.get('opportunitycloses')).json.value).toEqual([]);
    expect((await client.post('WinOpportunity', close(3))).status).toBe(204);
    expect((await client.get(`opportunities(${id})`)).json).toMatchObject({ statecode: 1, statuscode: 3 });
    expect((await client.get('opportunitycloses')).json.value).toMatchObject([
      { subject: 'Vundet', statecode: 1, _opportunityid_value: id },
    ]);
    expect((await client.post('LoseOpportunity', close(4))).status).toBe(400);
    const other = await made('opportunities', { name: 'p' });
    expect((await client.post('LoseOpportunity', close(-1, other))).status).toBe(204);
    expect((await client.get(`opportunities(${other})`)).json).toMatchObject({ statecode: 2, statuscode: 4 });
    expect((await client.post('WinOpportunity', { Status: 3, OpportunityClose: { subject: 'x' } })).status).toBe(400);
  });
});

describe('a lead', () => {
  it('is qualified into an account, a contact and an opportunity that belong together', async () => {
    const id = await made('leads', {
      firstname: 'Ida',
      lastname: 'Holm',
      companyname: 'Nordlys',
      subject: 'Sejl',
      emailaddress1: 'i@n.dk',
    });
    expect((await client.get(`leads(${id})`)).json.fullname).toBe('Ida Holm');
    const asked = { CreateAccount: true, CreateContact: true, CreateOpportunity: true, Status: 3 };
    const answer = await client.post(`leads(${id})/${crm('QualifyLead')}`, asked);
    expect(answer.status).toBe(200);
    const [account, contact, opportunity] = answer.json.value;
    expect(answer.json.value.map((one: { '@odata.type': string }) => one['@odata.type'])).toEqual(
      ['account', 'contact', 'opportunity'].map((name) => `#${crm(name)}`),
    );
    expect((await client.get(`accounts(${account.accountid})`)).json).toMatchObject({
      name: 'Nordlys',
      _primarycontactid_value: contact.contactid,
    });
    expect((await client.get(`contacts(${contact.contactid})`)).json).toMatchObject({
      fullname: 'Ida Holm',
      emailaddress1: 'i@n.dk',
      _originatingleadid_value: id,
    });
    expect((await client.get(`opportunities(${opportunity.opportunityid})`)).json).toMatchObject({
      name: 'Sejl',
      _customerid_value: account.accountid,
    });
    expect((await client.get(`leads(${id})`)).json).toMatchObject({ statecode: 1, statuscode: 3 });
    expect((await client.post(`leads(${id})/${crm('QualifyLead')}`, asked)).status).toBe(400);
    const second = await made('leads', { lastname: 'b' });
    expect(codeOf(await client.post(`leads(${second})/${crm('QualifyLead')}`, { ...asked, Status: 4 }))).toBe('0x80048408');
    expect((await client.get("contacts?$filter=lastname eq 'b'")).json.value).toEqual([]);
  });
});

describe('members of a team', () => {
  it('come and go by actions on the team, and with them what the team may do', async () => {
    client.box.addRole('Reader', ['prvReadContact']);
    const team = client.box.insert({ table: 'team', columns: { name: 'Salg' }, roles: ['Reader'] });
    const user = client.box.addApplication({ clientId: guid(5), clientSecret: 's', roles: [] });
    const change = (name: string, member: object) => client.post(`teams(${team})/${crm(name)}`, { Members: [member] });
    const mine = async () => {
      await client.signIn(guid(5), 's');
      const { status } = await client.get('contacts');
      await client.signIn();
      return status;
    };
    expect(await mine()).toBe(403);
    expect((await change('AddMembersTeam', { '@odata.type': crm('systemuser'), ownerid: user })).status).toBe(204);
    expect((await change('AddMembersTeam', { systemuserid: user })).status).toBe(204);
    expect((await client.get(`teams(${team})/teammembership_association/$count`)).text).toBe('1');
    expect(await mine()).toBe(200);
    expect((await change('RemoveMembersTeam', { '@odata.id': `systemusers(${user})` })).status).toBe(204);
    expect(await mine()).toBe(403);
    expect((await change('AddMembersTeam', { '@odata.type': crm('team'), ownerid: team })).status).toBe(400);
    expect((await change('AddMembersTeam', { systemuserid: guid(9) })).status).toBe(404);
    expect((await client.post(`teams(${team})/${crm('AddMembersTeam')}`, {})).status).toBe(400);
  });
});

describe('the organisation', () => {
  it('tells where it is and how it is called', async () => {
    const answer = await client.get("RetrieveCurrentOrganization(AccessType=@p1)?@p1=Microsoft.Dynamics.CRM.EndpointAccessType'Default'");
    const { OrganizationId } = (await client.get('WhoAmI')).json;
    expect(answer.json.Detail).toMatchObject({
      OrganizationId,
      FriendlyName: 'Sandbox',
      TenantId: client.box.tenantId,
      State: 'Enabled',
      Endpoints: { Count: 3, Keys: ['WebApplication', 'OrganizationService', 'OrganizationDataService'] },
    });
    expect(answer.json.Detail.Endpoints.Values[0]).toBe(`${client.url}/`);
    expect((await client.get('RetrieveVersion')).json.Version).toBe(answer.json.Detail.OrganizationVersion);
    expect((await client.get('RetrieveCurrentOrganization(AccessType=@p1)?@p1=7')).status).toBe(400);
  });
});

describe('states', () => {
  it('get further reasons and other names by actions', async () => {
    const status = { EntityLogicalName: 'contact', AttributeLogicalName: 'statuscode' };
    const added = await client.post('InsertStatusValue', { ...status, Label: label('Sovende'), StateCode: 1, Value: 4711 });
    expect([added.status, added.json.NewOptionValue]).toEqual([200, 4711]);
    const id = await made('contacts', { lastname: 'a' });
    expect(codeOf(await client.patch(`contacts(${id})`, { statecode: 0, statuscode: 4711 }))).toBe('0x80048408');
    expect((await client.patch(`contacts(${id})`, { statecode: 1, statuscode: 4711 })).status).toBe(204);
    expect((await client.post('InsertStatusValue', { ...status, Label: label('x'), StateCode: 7 })).status).toBe(400);
    expect((await client.post('InsertStatusValue', { ...status, Label: label('x'), StateCode: 1, Value: 4711 })).status).toBe(400);
    const state = { EntityLogicalName: 'contact', AttributeLogicalName: 'statecode', MergeLabels: false };
    expect((await client.post('UpdateStateValue', { ...state, Value: 1, Label: label('Væk'), DefaultStatusCode: 4711 })).status).toBe(204);
    const other = await made('contacts', { lastname: 'b' });
    await client.patch(`contacts(${other})`, { statecode: 1 });
    const read = await client.get(`contacts(${other})?$select=statecode,statuscode`, { Prefer: 'odata.include-annotations="*"' });
    expect(read.json).toMatchObject({ statuscode: 4711, 'statecode@OData.Community.Display.V1.FormattedValue': 'Væk' });
    expect((await client.post('UpdateStateValue', { ...state, Value: 1, Label: label('x'), DefaultStatusCode: 1 })).status).toBe(400);
    expect((await client.get(entity('contact'))).status).toBe(200);
  });
});
