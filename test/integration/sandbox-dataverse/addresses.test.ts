import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

const newContact = async (more: Readonly<Record<string, unknown>> = {}): Promise<string> =>
  idOf(await client.post('contacts', { lastname: 'Juhl', ...more }));
const addressesOf = async (parent: string, more = '') =>
  (await client.get(`customeraddresses?$filter=_parentid_value eq ${parent}&$orderby=addressnumber${more}`)).json.value;

describe('an address', () => {
  it('is there for every customer, empty or not: two of an account and three of a contact, whose ids stand in the customer', async () => {
    const contact = await newContact({ address1_city: 'Aarhus', address1_line1: 'Nørregade 1' });
    const account = idOf(await client.post('accounts', { name: 'Acme' }));
    const { json } = await client.get(`contacts(${contact})?$select=address1_addressid,address2_addressid,address3_addressid`);
    const found = await addressesOf(contact);
    expect(found.map((one: { addressnumber: number }) => one.addressnumber)).toEqual([1, 2, 3]);
    expect(found.map((one: { customeraddressid: string }) => one.customeraddressid)).toEqual([
      json.address1_addressid,
      json.address2_addressid,
      json.address3_addressid,
    ]);
    expect(found[0]).toMatchObject({
      city: 'Aarhus',
      line1: 'Nørregade 1',
      composite: 'Nørregade 1\r\nAarhus',
      objecttypecode: 'contact',
      parentidtypecode: 'contact',
      _parentid_value: contact,
    });
    expect((await addressesOf(account)).length).toBe(2);
    expect(new Set([...found, ...(await addressesOf(account))].map((one) => one.customeraddressid)).size).toBe(5);
  });

  it('is read by its id, by its city, through its customer, by FetchXML and with it', async () => {
    const contact = await newContact({ address2_city: 'Vejle' });
    const id = (await addressesOf(contact))[1].customeraddressid;
    expect((await client.get(`customeraddresses(${id})`)).json).toMatchObject({ city: 'Vejle', addressnumber: 2 });
    expect((await client.get(`customeraddresses?$filter=city eq 'vejle'&$select=city`)).json.value).toHaveLength(1);
    expect((await client.get(`contacts(${contact})/Contact_CustomerAddress`)).json.value).toHaveLength(3);
    const expanded = await client.get(`contacts(${contact})?$select=lastname&$expand=Contact_CustomerAddress($select=city,addressnumber)`);
    expect(expanded.json.Contact_CustomerAddress).toHaveLength(3);
    const back = await client.get(`customeraddresses(${id})?$select=city&$expand=parentid_contact($select=lastname)`);
    expect(back.json.parentid_contact.lastname).toBe('Juhl');
    const fetch = `<fetch><entity name="contact"><attribute name="lastname"/><link-entity name="customeraddress" from="parentid" to="contactid" alias="a"><attribute name="city"/><filter><condition attribute="addressnumber" operator="eq" value="2"/></filter></link-entity></entity></fetch>`;
    expect((await client.get(`contacts?fetchXml=${encodeURIComponent(fetch)}`)).json.value).toMatchObject([{ 'a.city': 'Vejle' }]);
  });

  it('in the columns of its customer is written on either side, which gives the customer a new version', async () => {
    const contact = await newContact({ address1_city: 'Aarhus' });
    const [first] = await addressesOf(contact);
    const before = (await client.get(`contacts(${contact})?$select=lastname`)).json['@odata.etag'];
    const answer = await client.patch(
      `customeraddresses(${first.customeraddressid})`,
      { city: 'Odense', telephone2: '1' },
      { Prefer: 'return=representation' },
    );
    expect([answer.status, answer.json.city]).toEqual([200, 'Odense']);
    const after = (await client.get(`contacts(${contact})?$select=address1_city,address1_telephone2`)).json;
    expect(after).toMatchObject({ address1_city: 'Odense', address1_telephone2: '1' });
    expect(after['@odata.etag']).not.toBe(before);
    await client.patch(`contacts(${contact})`, { address1_city: 'Ribe' });
    expect((await client.get(`customeraddresses(${first.customeraddressid})`)).json.city).toBe('Ribe');
  });

  it('keeps what its customer has no column for', async () => {
    const contact = await newContact();
    const [first] = await addressesOf(contact);
    await client.patch(`customeraddresses(${first.customeraddressid})`, { city: 'Ribe', timezoneruleversionnumber: 4 });
    expect((await addressesOf(contact))[0]).toMatchObject({ city: 'Ribe', timezoneruleversionnumber: 4 });
  });

  it('may be added, changed and deleted, and goes with its customer', async () => {
    const contact = await newContact();
    const made = await client.post('customeraddresses', {
      name: 'Summer house',
      line1: 'Strandvej 1',
      'parentid_contact@odata.bind': `/contacts(${contact})`,
    });
    expect(made.status).toBe(204);
    const id = idOf(made);
    expect((await client.get(`customeraddresses(${id})`)).json).toMatchObject({ addressnumber: null, objecttypecode: 'contact' });
    expect((await client.patch(`customeraddresses(${id})`, { city: 'Skagen' })).status).toBe(204);
    expect((await addressesOf(contact)).length).toBe(4);
    expect((await client.delete(`customeraddresses(${id})`)).status).toBe(204);
    const other = idOf(await client.post('customeraddresses', { name: 'b', 'parentid_contact@odata.bind': `/contacts(${contact})` }));
    await client.delete(`contacts(${contact})`);
    expect((await client.get(`customeraddresses(${other})`)).status).toBe(404);
    expect(await addressesOf(contact)).toEqual([]);
  });

  it('needs a customer', async () => {
    expect(codeOf(await client.post('customeraddresses', { name: 'a' }))).toBe('0x80040203');
  });

  it('in the columns of its customer cannot be deleted', async () => {
    const contact = await newContact();
    const second = (await addressesOf(contact))[1].customeraddressid;
    const answer = await client.delete(`customeraddresses(${second})`);
    expect([answer.status, codeOf(answer), answer.json.error.message]).toEqual([
      405,
      '0x80040227',
      `Customer Address can not be deleted because it is associated with another object. Address Id = ${second}, AddressNumber=2, ParentId=${contact}, ObjectTypeCode=2`,
    ]);
  });

  it('has a number that no other of its customer has, and takes a place in its columns by it', async () => {
    const contact = await newContact({ address1_city: 'Aarhus' });
    const bind = { 'parentid_contact@odata.bind': `/contacts(${contact})` };
    expect(codeOf(await client.post('customeraddresses', { name: 'a', addressnumber: 1, ...bind }))).toBe('0x80040237');
    const further = idOf(await client.post('customeraddresses', { name: 'b', city: 'Skagen', addressnumber: 7, ...bind }));
    expect(codeOf(await client.post('customeraddresses', { name: 'c', addressnumber: 7, ...bind }))).toBe('0x80040237');
    const first = (await addressesOf(contact)).find((one: { addressnumber: number }) => one.addressnumber === 1).customeraddressid;
    expect(codeOf(await client.patch(`customeraddresses(${further})`, { addressnumber: 1 }))).toBe('0x80040237');
    await client.patch(`customeraddresses(${first})`, { addressnumber: null });
    const without = (await client.get(`contacts(${contact})?$select=address1_city,address1_addressid`)).json;
    expect(without).toMatchObject({ address1_city: null, address1_addressid: null });
    expect((await client.get(`customeraddresses(${first})`)).json).toMatchObject({ city: 'Aarhus', addressnumber: null });
    await client.patch(`customeraddresses(${further})`, { addressnumber: 1 });
    const moved = (await client.get(`contacts(${contact})?$select=address1_city,address1_addressid`)).json;
    expect(moved).toMatchObject({ address1_city: 'Skagen', address1_addressid: further });
    expect((await client.delete(`customeraddresses(${first})`)).status).toBe(204);
    expect((await client.get(`customeraddresses(${further})`)).json).toMatchObject({ city: 'Skagen', addressnumber: 1 });
  });

  it('has the id that the create of its customer gives it, unless that is taken', async () => {
    const contact = await newContact({ address1_addressid: guid(71), address1_city: 'Ribe' });
    expect((await client.get(`customeraddresses(${guid(71)})`)).json).toMatchObject({ city: 'Ribe', _parentid_value: contact });
    const answer = await client.post('contacts', { lastname: 'b', address2_addressid: guid(71) });
    expect([answer.status, codeOf(answer)]).toEqual([412, '0x80040237']);
    await client.patch(`contacts(${contact})`, { address1_addressid: guid(72) });
    expect((await client.get(`contacts(${contact})`)).json.address1_addressid).toBe(guid(71));
  });

  it('is reached by who may reach its customer', async () => {
    const contact = await newContact();
    const [first] = await addressesOf(contact);
    client.box.addRole('reader', ['prvReadContact']);
    client.box.addRole('nobody', ['prvReadRole']);
    for (const [role, read] of [
      ['reader', 200],
      ['nobody', 403],
    ] as const) {
      client.box.addApplication({ clientId: guid(read), clientSecret: 's', roles: [role] });
      await client.signIn(guid(read), 's');
      expect((await client.get(`customeraddresses(${first.customeraddressid})`)).status).toBe(read);
      expect((await client.patch(`customeraddresses(${first.customeraddressid})`, { city: 'x' })).status).toBe(403);
    }
  });

  it('that was written in a change set which fails is as it was', async () => {
    const contact = await newContact({ address1_city: 'Aarhus' });
    const [first] = await addressesOf(contact);
    const boundary = 'changeset_1';
    const part = (id: number, method: string, path: string, body: unknown) =>
      `--${boundary}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: ${id}\r\n\r\n${method} ${new URL(`${client.root}/${path}`).pathname} HTTP/1.1\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(body)}\r\n`;
    const set = `${part(1, 'PATCH', `customeraddresses(${first.customeraddressid})`, { city: 'Odense', addressnumber: null, timezoneruleversionnumber: 3 })}${part(2, 'POST', 'customeraddresses', { name: 'x' })}--${boundary}--\r\n`;
    const batch = `--batch_1\r\nContent-Type: multipart/mixed; boundary=${boundary}\r\n\r\n${set}\r\n--batch_1--\r\n`;
    const answer = await client.post('$batch', batch, { 'Content-Type': 'multipart/mixed; boundary=batch_1' });
    expect(answer.text).toContain('0x80040203');
    expect((await addressesOf(contact))[0]).toMatchObject({ city: 'Aarhus', addressnumber: 1, timezoneruleversionnumber: null });
    expect((await client.get(`contacts(${contact})`)).json).toMatchObject({
      address1_city: 'Aarhus',
      address1_addressid: first.customeraddressid,
    });
  });

  it('stays with a customer that is merged away, but for further ones', async () => {
    const [target, subordinate] = [await newContact(), await newContact({ address1_city: 'Aarhus' })];
    await client.post('customeraddresses', { name: 'b', 'parentid_contact@odata.bind': `/contacts(${subordinate})` });
    const type = 'Microsoft.Dynamics.CRM.contact';
    const merged = await client.post('Merge', {
      Target: { '@odata.type': type, contactid: target },
      Subordinate: { '@odata.type': type, contactid: subordinate },
      PerformParentingChecks: false,
    });
    expect(merged.status).toBe(204);
    expect([(await addressesOf(target)).length, (await addressesOf(subordinate)).length]).toEqual([4, 3]);
  });
});
