import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start({ baseLanguage: 1033 });
});
afterEach(closeAll);

const originalAccount = {
  accountcategorycode: 1,
  address1_addresstypecode: 3,
  address1_city: 'Redmond',
  address1_country: 'USA',
  address1_line1: '123 Maple St.',
  address1_postalcode: '98000',
  address1_shippingmethodcode: 4,
  address1_stateorprovince: 'WA',
  address1_telephone1: '555-1234',
  customertypecode: 3,
  industrycode: 7,
  name: 'Contoso Consulting',
  numberofemployees: 150,
  ownershipcode: 2,
  preferredcontactmethodcode: 2,
  telephone1: '(425) 555-1234',
};

describe('functions of the samples', () => {
  it('FormatAddress writes an address as its country does', async () => {
    const format = async (parts: Record<string, string>) => {
      const names = Object.keys(parts);
      const call = `FormatAddress(${names.map((name, at) => `${name}=@p${at + 1}`).join(',')})`;
      const values = names.map((name, at) => `@p${at + 1}='${encodeURIComponent(parts[name] as string)}'`).join('&');
      // Some clients put an ampersand before the first alias.
      return (await client.get(`${call}?&${values}`)).json;
    };
    expect(await format({ Line1: '123 Maple St.', City: 'Seattle', StateOrProvince: 'WA', PostalCode: '98007', Country: 'USA' })).toEqual({
      '@odata.context': `${client.root}/$metadata#Microsoft.Dynamics.CRM.FormatAddressResponse`,
      Address: '123 Maple St.\r\nSeattle, WA 98007\r\nUSA',
    });
    const japan = { Line1: '1-2-3 Sakura', City: 'Nagoya', StateOrProvince: 'Aichi', PostalCode: '455-2345', Country: 'JAPAN' };
    expect((await format(japan)).Address).toBe('455-2345\r\nAichi\r\nNagoya\r\n1-2-3 Sakura\r\nJAPAN');
    const inline = await client.get(
      "FormatAddress(Line1='123 Maple St.',City='Seattle',StateOrProvince='WA',PostalCode='98007',Country='USA')",
    );
    expect(inline.json.Address).toBe('123 Maple St.\r\nSeattle, WA 98007\r\nUSA');
  });

  it('InitializeFrom answers what a row starts with that is made from another, and it can be sent back', async () => {
    const original = idOf(await client.post('accounts', originalAccount));
    const call = (into: string) =>
      client.get(
        `InitializeFrom(EntityMoniker=@p1,TargetEntityName=@p2,TargetFieldType=@p3)?@p1={'@odata.id':'accounts(${original})'}&@p2='${into}'&@p3=Microsoft.Dynamics.CRM.TargetFieldType'ValidForCreate'`,
      );
    const started = await call('account');
    expect(started.json).toEqual({
      '@odata.context': `${client.root}/$metadata#accounts/$entity`,
      '@odata.type': '#Microsoft.Dynamics.CRM.account',
      'parentaccountid@odata.bind': `accounts(${original})`,
    });
    const branch = await client.post('accounts', { ...started.json, name: 'Contoso Consulting Chicago Branch' });
    expect(branch.status).toBe(204);
    expect((await client.get(`accounts(${idOf(branch)})?$select=_parentaccountid_value`)).json._parentaccountid_value).toBe(original);
    expect((await call('contact')).json).toMatchObject({
      address1_city: 'Redmond',
      address1_shippingmethodcode: 4,
      telephone1: '(425) 555-1234',
      'parentcustomerid_account@odata.bind': `accounts(${original})`,
    });
    expect((await call('annotation')).status).toBe(400);
    const unknown = await client.get(
      `InitializeFrom(EntityMoniker=@p1,TargetEntityName='account',TargetFieldType='None')?@p1={'@odata.id':'accounts(${original})'}`,
    );
    expect(unknown.status).toBe(400);
    const missing = await client.get(
      `InitializeFrom(EntityMoniker=@p1,TargetEntityName='account',TargetFieldType='All')?@p1={'@odata.id':'accounts(${guid(9)})'}`,
    );
    expect([missing.status, codeOf(missing)]).toEqual([404, '0x80040217']);
  });

  it('tell the code of a time zone and the time there, in summer and winter', async () => {
    const code = await client.get("GetTimeZoneCodeByLocalizedName(LocalizedStandardName='Pacific Standard Time',LocaleId=1033)");
    expect(code.json.TimeZoneCode).toBe(4);
    for (const [utc, local] of [
      ['2026-01-15T12:00:00Z', '2026-01-15T04:00:00Z'],
      ['2026-07-15T12:00:00Z', '2026-07-15T05:00:00Z'],
    ]) {
      expect((await client.get(`LocalTimeFromUtcTime(TimeZoneCode=4,UtcTime=@p1)?@p1=${utc}`)).json.LocalTime).toBe(local);
      expect((await client.get(`UtcTimeFromLocalTime(TimeZoneCode=4,LocalTime=@p1)?@p1=${local}`)).json.UtcTime).toBe(utc);
    }
    expect((await client.get("GetTimeZoneCodeByLocalizedName(LocalizedStandardName='Nowhere',LocaleId=1033)")).status).toBe(400);
  });

  it('RetrieveAllChildUsersSystemUser reads whose manager somebody is, directly or not, with options of a query', async () => {
    const [chief, lead, other] = ['Chief', 'Lead', 'Other'].map((fullname, at) =>
      client.box.insert('systemuser', { systemuserid: guid(at + 1), firstname: fullname, lastname: 'X' }),
    );
    await client.patch(`systemusers(${lead})`, { 'parentsystemuserid@odata.bind': `/systemusers(${chief})` });
    await client.patch(`systemusers(${other})`, { 'parentsystemuserid@odata.bind': `/systemusers(${lead})` });
    const under = async (id: string | undefined) =>
      (await client.get(`systemusers(${id})/Microsoft.Dynamics.CRM.RetrieveAllChildUsersSystemUser()?$select=systemuserid`)).json.value.map(
        (row: { systemuserid: string }) => row.systemuserid,
      );
    expect(await under(chief)).toEqual([lead, other]);
    expect(await under(other)).toEqual([]);
  });
});

describe('actions of the samples', () => {
  it('CloseIncident resolves a case whose activities are done, and records how', async () => {
    const account = idOf(await client.post('accounts', { name: 'Fourth Coffee' }));
    const incident = idOf(
      await client.post('incidents', {
        title: 'Sample Case',
        'customerid_account@odata.bind': `accounts(${account})`,
        Incident_Tasks: [
          { subject: 'Call', actualdurationminutes: 30 },
          { subject: 'Visit', actualdurationminutes: 45 },
        ],
      }),
    );
    const nobody = await client.post('incidents', { title: 'Nobody' });
    expect([nobody.status, nobody.json.error.message]).toEqual([400, 'You should specify a parent contact or account.']);
    expect((await client.get(`incidents(${incident})?$select=ticketnumber`)).json.ticketnumber).toMatch(/^CAS-\d{5}-[A-Z0-9]{6}$/);
    const close = () =>
      client.post('CloseIncident', {
        IncidentResolution: { subject: 'Solved', description: 'It is', 'incidentid@odata.bind': `/incidents(${incident})`, timespent: 60 },
        Status: 5,
      });
    expect((await close()).status).toBe(400);
    const tasks = (await client.get(`incidents(${incident})/Incident_Tasks?$select=activityid`)).json.value;
    for (const { activityid } of tasks) await client.patch(`tasks(${activityid})`, { statecode: 1, statuscode: 5 });
    const total = await client.get(`incidents(${incident})/Microsoft.Dynamics.CRM.CalculateTotalTimeIncident()`);
    expect(total.json).toEqual({
      '@odata.context': `${client.root}/$metadata#Microsoft.Dynamics.CRM.CalculateTotalTimeIncidentResponse`,
      TotalTime: 75,
    });
    expect((await close()).status).toBe(204);
    const after = (await client.get(`incidents(${incident})?$select=statecode,statuscode&$expand=Incident_IncidentResolutions`)).json;
    expect(after).toMatchObject({ statecode: 1, statuscode: 5 });
    expect(after.Incident_IncidentResolutions).toMatchObject([{ subject: 'Solved', timespent: 60, statecode: 1 }]);
    expect((await close()).json.error.message).toBe('Already Closed or Canceled');
    await client.delete(`accounts(${account})`);
    expect([...client.box.rows('incident')]).toEqual([]);
  });

  it('AddToQueue puts a row into a queue, or moves it from another one', async () => {
    const [first, second] = await Promise.all(['One', 'Two'].map(async (name) => idOf(await client.post('queues', { name }))));
    const letter = idOf(await client.post('letters', { subject: 'Full of questions' }));
    const add = (queue: string | undefined, Target: object) =>
      client.post(`queues(${queue})/Microsoft.Dynamics.CRM.AddToQueue`, { Target });
    const target = { activityid: letter, '@odata.type': 'Microsoft.Dynamics.CRM.letter' };
    const added = await add(first, target);
    expect(added.json['@odata.context']).toBe(`${client.root}/$metadata#Microsoft.Dynamics.CRM.AddToQueueResponse`);
    const item = added.json.QueueItemId;
    expect((await client.get(`queueitems(${item})`)).json).toMatchObject({
      title: 'Full of questions',
      _queueid_value: first,
      _objectid_value: letter,
    });
    expect((await add(second, target)).json.QueueItemId).toBe(item);
    expect((await client.get(`queues(${second})/queue_entries?$select=title`)).json.value).toHaveLength(1);
    const account = idOf(await client.post('accounts', { name: 'No activity' }));
    expect((await add(first, { accountid: account, '@odata.type': 'Microsoft.Dynamics.CRM.account' })).status).toBe(400);
    expect(codeOf(await client.post(`queues(${first})/Microsoft.Dynamics.CRM.AddToQueue`, {}))).toBe('0x80040203');
  });

  it('WinOpportunity closes a sale made together with its account, which can be opened again', async () => {
    const made = await client.post(
      'accounts?$select=name&$expand=opportunity_customer_accounts($select=name)',
      { name: 'Sample Account', opportunity_customer_accounts: [{ name: 'Opportunity to win' }] },
      { Prefer: 'return=representation' },
    );
    const opportunity = made.json.opportunity_customer_accounts[0].opportunityid;
    const OpportunityClose = { subject: 'Won', actualrevenue: 100, 'opportunityid@odata.bind': `/opportunities(${opportunity})` };
    expect((await client.post('WinOpportunity', { OpportunityClose, Status: 3 })).status).toBe(204);
    expect((await client.get(`opportunities(${opportunity})?$select=statecode,statuscode`)).json).toMatchObject({
      statecode: 1,
      statuscode: 3,
    });
    expect((await client.patch(`opportunities(${opportunity})`, { statecode: 0, statuscode: 2 })).status).toBe(204);
  });
});

describe('columns that samples write', () => {
  it('are there on accounts and contacts, the choices of a second address chosen already', async () => {
    const account = (await client.post('accounts', originalAccount, { Prefer: 'return=representation' })).json;
    expect(account).toMatchObject({
      ...originalAccount,
      address2_addresstypecode: 1,
      address2_freighttermscode: 1,
      address2_shippingmethodcode: 1,
      address1_composite: '123 Maple St.\r\nRedmond, WA 98000\r\nUSA',
    });
    const contact = await client.post('contacts', {
      lastname: 'a',
      address1_freighttermscode: 2,
      address2_telephone3: '1',
      address3_city: 'Aarhus',
      address3_upszone: '1234',
      preferredappointmentdaycode: 0,
      preferredappointmenttimecode: 3,
    });
    expect(contact.status).toBe(204);
    const wrong = await client.post('accounts', { name: 'a', industrycode: 34 });
    expect(wrong.status).toBe(400);
  });
});
