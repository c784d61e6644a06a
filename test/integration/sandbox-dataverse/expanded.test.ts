import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, closeAll, guid, start } from './support.js';

let client: Client;
const acme = guid(1);
const ase = guid(2);

beforeAll(async () => {
  client = await start({ baseLanguage: 1033 });
  client.box.insert('contact', { contactid: ase, firstname: 'Åse', lastname: 'Holm' });
  client.box.insert('account', { accountid: acme, name: 'Acme', primarycontactid: { table: 'contact', id: ase }, revenue: 80000 });
  for (const n of [11, 12, 13])
    client.box.insert('task', { activityid: guid(n), subject: `Step ${n}`, regardingobjectid: { table: 'account', id: acme } });
});
afterAll(closeAll);

const only = `$filter=accountid eq ${acme}`;

describe('what is expanded', () => {
  it('has no version within many rows, and one within a single row', async () => {
    const many = (await client.get(`accounts?$select=name&${only}&$expand=primarycontactid($select=fullname)`)).json;
    expect(many['@odata.context']).toBe(`${client.root}/$metadata#accounts(name,primarycontactid(fullname))`);
    expect(many.value[0].primarycontactid).toEqual({ fullname: 'Åse Holm', contactid: ase });
    const one = (await client.get(`accounts(${acme})?$select=name&$expand=primarycontactid($select=fullname)`)).json;
    expect(one['@odata.context']).toBe(`${client.root}/$metadata#accounts(name,primarycontactid(fullname))/$entity`);
    expect(one.primarycontactid).toEqual({ '@odata.etag': expect.stringMatching(/^W\//), fullname: 'Åse Holm', contactid: ase });
  });

  it('says of a collection within many rows where it goes on, and what leads back', async () => {
    const [row] = (await client.get(`accounts?$select=name&${only}&$expand=Account_Tasks($select=subject;$top=1)`)).json.value;
    expect(row.Account_Tasks).toEqual([
      { '@odata.etag': expect.any(String), subject: 'Step 11', activityid: guid(11), _regardingobjectid_value: acme },
    ]);
    expect(row['Account_Tasks@odata.nextLink']).toBe(`${client.root}/accounts(${acme})/Account_Tasks?$select=subject&$top=1`);
    expect((await client.get(row['Account_Tasks@odata.nextLink'])).json.value).toHaveLength(1);
    const one = (await client.get(`accounts(${acme})?$expand=Account_Tasks($select=subject)`)).json;
    expect(one.Account_Tasks).toHaveLength(3);
    expect(one).not.toHaveProperty(['Account_Tasks@odata.nextLink']);
  });

  it('comes in pages of its own when something is expanded within it', async () => {
    const answer = await client.get(
      `accounts?$select=name&${only}&$expand=primarycontactid($select=fullname;$expand=createdby($select=fullname)),Account_Tasks($select=subject)`,
      { Prefer: 'odata.maxpagesize=2' },
    );
    expect(answer.json['@odata.context']).toBe(
      `${client.root}/$metadata#accounts(name,primarycontactid(fullname,createdby(fullname)),Account_Tasks(subject))`,
    );
    const [row] = answer.json.value;
    expect(row.primarycontactid.createdby.fullname).toBe('SYSTEM');
    expect(row.Account_Tasks).toEqual([11, 12].map((n) => ({ subject: `Step ${n}`, activityid: guid(n) })));
    const rest = await client.get(row['Account_Tasks@odata.nextLink'], { Prefer: 'odata.maxpagesize=2' });
    expect(rest.json.value.map((task: { subject: string }) => task.subject)).toEqual(['Step 13']);
  });

  it('is an address alone by /$ref, with the value of the look-up', async () => {
    const many = (await client.get(`accounts?$select=name&${only}&$expand=primarycontactid/$ref`)).json;
    expect(many['@odata.context']).toBe(`${client.root}/$metadata#accounts(name,primarycontactid,primarycontactid/$ref())`);
    expect(many.value[0]).toMatchObject({
      _primarycontactid_value: ase,
      primarycontactid: { '@odata.id': `${client.root}/contacts(${ase})` },
    });
  });
});

describe('what comes along', () => {
  it('is the currency with an amount, an address as a whole with its parts, the owner id of users and teams', async () => {
    const [row] = (await client.get(`accounts?$select=revenue&${only}`)).json.value;
    expect(row).toHaveProperty('_transactioncurrencyid_value');
    expect((await client.get(`accounts?$select=address1_city&${only}`)).json.value[0]).toHaveProperty('address1_composite');
    const [user] = (await client.get('systemusers?$select=fullname&$top=1')).json.value;
    expect(user.ownerid).toBe(user.systemuserid);
  });
});
