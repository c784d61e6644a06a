import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, closeAll, codeOf, idOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

interface Definition {
  readonly LogicalName: string;
  readonly AttributeType: string;
  readonly IsValidForCreate: boolean;
  readonly IsValidForUpdate: boolean;
}
const columnsOf = async (table: string): Promise<Map<string, Definition>> => {
  const { json } = await client.get(
    `EntityDefinitions(LogicalName='${table}')/Attributes?$select=LogicalName,AttributeType,IsValidForCreate,IsValidForUpdate`,
  );
  return new Map(json.value.map((one: Definition) => [one.LogicalName, one]));
};
const choicesOf = async (table: string, column: string, kind = 'Picklist'): Promise<number[]> => {
  const { json } = await client.get(
    `EntityDefinitions(LogicalName='${table}')/Attributes(LogicalName='${column}')/Microsoft.Dynamics.CRM.${kind}AttributeMetadata?$select=LogicalName&$expand=OptionSet`,
  );
  return json.OptionSet.Options.map((one: { Value: number }) => one.Value);
};

describe('standard tables', () => {
  it('have the columns of customers: addresses, wishes, processes, levels of service', async () => {
    for (const table of ['account', 'contact']) {
      const columns = await columnsOf(table);
      for (const name of [
        'address1_freighttermscode',
        'address2_upszone',
        'address1_primarycontactname',
        'preferredappointmentdaycode',
        'processid',
        'stageid',
        'traversedpath',
        'slaid',
        'onholdtime',
        'lastusedincampaign',
        'aging30',
        'aging30_base',
        'timespentbymeonemailandmeetings',
      ])
        expect([table, columns.has(name) ? name : null]).toEqual([table, name]);
      expect(columns.get('onholdtime')).toMatchObject({ IsValidForCreate: false, IsValidForUpdate: false });
    }
    expect((await columnsOf('contact')).has('address3_line1')).toBe(true);
    expect((await columnsOf('account')).has('address3_line1')).toBe(false);
  });

  it('have the choices of the real ones, and refuse others', async () => {
    expect(await choicesOf('account', 'customertypecode')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect((await choicesOf('account', 'industrycode')).length).toBe(33);
    expect(await choicesOf('contact', 'address1_addresstypecode')).toEqual([1, 2, 3, 4]);
    expect(await choicesOf('contact', 'address2_addresstypecode')).toEqual([1]);
    expect(await choicesOf('lead', 'leadsourcecode')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(codeOf(await client.post('accounts', { name: 'a', industrycode: 34 }))).toBe('0x8004431a');
    expect((await client.post('accounts', { name: 'a', industrycode: 7, customertypecode: 10 })).status).toBe(204);
  });

  it('have the states of the real ones: leads, quotes, orders and invoices', async () => {
    expect(await choicesOf('lead', 'statuscode', 'Status')).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await choicesOf('quote', 'statuscode', 'Status')).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await choicesOf('salesorder', 'statecode', 'State')).toEqual([0, 1, 2, 3, 4]);
    expect(await choicesOf('invoice', 'statuscode', 'Status')).toEqual([1, 2, 4, 5, 6, 3, 7, 100_001, 100_002, 100_003]);
    const order = idOf(await client.post('salesorders', { name: 'a' }));
    expect((await client.patch(`salesorders(${order})`, { statecode: 3 })).status).toBe(204);
    expect((await client.get(`salesorders(${order})?$select=statuscode`)).json.statuscode).toBe(100_001);
    expect(codeOf(await client.patch(`salesorders(${order})`, { statecode: 3, statuscode: 4 }))).toBe('0x80048408');
  });

  it('have letters, faxes, recurring and service appointments among the activities', async () => {
    const contact = idOf(await client.post('contacts', { lastname: 'Juhl' }));
    for (const [table, set] of [
      ['letter', 'letters'],
      ['fax', 'faxes'],
      ['recurringappointmentmaster', 'recurringappointmentmasters'],
      ['serviceappointment', 'serviceappointments'],
    ]) {
      const made = await client.post(`${set}`, {
        subject: 'a',
        [`regardingobjectid_contact_${table}@odata.bind`]: `/contacts(${contact})`,
      });
      expect([table, made.status]).toEqual([table, 204]);
      expect((await client.get(`activitypointers(${idOf(made)})?$select=activitytypecode`)).json.activitytypecode).toBe(table);
    }
    expect(codeOf(await client.post('letters', { subject: 'a', letter_activity_parties: [{ participationtypemask: 7 }] }))).toBe(
      '0x80040203',
    );
    await client.delete(`contacts(${contact})`);
    expect((await client.get('activitypointers?$select=subject')).json.value).toEqual([]);
  });

  it('have territories, price lists, campaigns, competitors, positions and queues to point to', async () => {
    const territory = idOf(await client.post('territories', { name: 'Jylland' }));
    const account = await client.post(
      'accounts',
      { name: 'a', 'territoryid@odata.bind': `/territories(${territory})` },
      { Prefer: 'return=representation' },
    );
    expect(account.json._territoryid_value).toBe(territory);
    await client.delete(`territories(${territory})`);
    expect((await client.get(`accounts(${account.json.accountid})`)).json._territoryid_value).toBeNull();
    const opportunity = idOf(await client.post('opportunities', { name: 'a' }));
    const competitor = idOf(await client.post('competitors', { name: 'Other Ltd' }));
    const link = await client.post(`opportunities(${opportunity})/opportunitycompetitors_association/$ref`, {
      '@odata.id': `${client.root}/competitors(${competitor})`,
    });
    expect(link.status).toBe(204);
    expect((await client.get(`competitors(${competitor})/opportunitycompetitors_association`)).json.value).toHaveLength(1);
    for (const [set, body] of [
      ['pricelevels', { name: 'a' }],
      ['campaigns', { name: 'a' }],
      ['positions', { name: 'a' }],
      ['queues', { name: 'a' }],
    ] as const)
      expect([set, (await client.post(set, body)).status]).toEqual([set, 204]);
  });

  it('have columns that point to what is not there, which nothing can be bound to', async () => {
    expect((await client.get('contacts?$select=_slaid_value&$top=1')).json.value).toEqual([]);
    expect(
      codeOf(await client.post('contacts', { lastname: 'a', 'slaid@odata.bind': '/slas(00000000-0000-0000-0000-000000000001)' })),
    ).toBe('0x80048d19');
  });

  it('keep the contact above a contact beside its customer', async () => {
    const parent = idOf(await client.post('contacts', { lastname: 'a' }));
    const child = idOf(await client.post('contacts', { lastname: 'b', 'parentcustomerid_contact@odata.bind': `/contacts(${parent})` }));
    expect((await client.get(`contacts(${child})?$select=_parentcontactid_value,_accountid_value`)).json).toMatchObject({
      _parentcontactid_value: parent,
      _accountid_value: null,
    });
  });

  it('leave an appointment that is scheduled open to changes', async () => {
    const id = idOf(await client.post('appointments', { subject: 'a' }));
    await client.patch(`appointments(${id})`, { statecode: 3, statuscode: 5 });
    expect((await client.patch(`appointments(${id})`, { subject: 'b' })).status).toBe(204);
    await client.patch(`appointments(${id})`, { statecode: 1, statuscode: 3 });
    expect(codeOf(await client.patch(`appointments(${id})`, { subject: 'c' }))).toBe('0x8004022e');
  });
});
