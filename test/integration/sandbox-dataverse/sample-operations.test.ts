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
