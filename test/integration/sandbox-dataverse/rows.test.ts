import { afterEach, describe, expect, it } from '@jest/globals';
import { closeAll, codeOf, guid, idOf, start } from './support.js';

afterEach(closeAll);

describe('creating a row', () => {
  it('answers 204 with the address of the row and no body', async () => {
    const client = await start();
    const answer = await client.post('contacts', { lastname: 'Holm' });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(answer.headers.get('odata-entityid')).toBe(`${client.root}/contacts(${idOf(answer)})`);
  });

  it('answers 201 with the row when it is asked for, narrowed by $select and without the address', async () => {
    const client = await start();
    const answer = await client.post(
      'contacts?$select=lastname',
      { contactid: guid(1), lastname: 'Holm', firstname: 'Ida' },
      { Prefer: 'return=representation' },
    );
    expect(answer.status).toBe(201);
    expect(answer.headers.get('odata-entityid')).toBeNull();
    expect(answer.headers.get('preference-applied')).toBe('return=representation');
    expect(answer.headers.get('etag')).toMatch(/^W\/"\d+"$/);
    expect(answer.json).toEqual({
      '@odata.context': `${client.root}/$metadata#contacts(lastname)/$entity`,
      '@odata.etag': answer.headers.get('etag'),
      contactid: guid(1),
      lastname: 'Holm',
    });
  });

  it('with an id that is taken is refused with 412', async () => {
    const client = await start();
    await client.post('contacts', { contactid: guid(1), lastname: 'a' });
    const answer = await client.post('contacts', { contactid: guid(1), lastname: 'b' });
    expect([answer.status, codeOf(answer)]).toEqual([412, '0x80040237']);
  });

  it('fills what the server keeps: times, people, version, full name, defaults', async () => {
    const client = await start();
    client.box.clock.set(Date.parse('2026-03-01T10:00:00.700Z'));
    await client.signIn();
    const { json } = await client.post(
      'contacts',
      { firstname: 'Ida', middlename: 'M.', lastname: 'Holm' },
      { Prefer: 'return=representation' },
    );
    expect(json).toMatchObject({
      fullname: 'Ida M. Holm',
      createdon: '2026-03-01T10:00:00Z',
      modifiedon: '2026-03-01T10:00:00Z',
      _createdby_value: client.box.applicationUser,
      _ownerid_value: client.box.applicationUser,
      _owninguser_value: client.box.applicationUser,
      statecode: 0,
      statuscode: 1,
      donotemail: false,
      preferredcontactmethodcode: 1,
      versionnumber: Number(/\d+/.exec(json['@odata.etag'])?.[0]),
    });
  });

  it('with rows nested in it makes them all, or none', async () => {
    const client = await start();
    const good = await client.post('accounts', {
      name: 'Acme',
      primarycontactid: { lastname: 'Chef' },
      contact_customer_accounts: [{ lastname: 'A' }, { lastname: 'B' }],
      Account_Tasks: [{ subject: 'Ring' }],
    });
    expect(good.status).toBe(204);
    const account = await client.get(
      `accounts(${idOf(good)})?$expand=primarycontactid($select=lastname),contact_customer_accounts($select=lastname),Account_Tasks($select=subject)`,
    );
    expect(account.json.primarycontactid.lastname).toBe('Chef');
    expect(account.json.contact_customer_accounts.map((row: { lastname: string }) => row.lastname).sort()).toEqual(['A', 'B']);
    expect(account.json.Account_Tasks).toHaveLength(1);
    const before = [...client.box.rows('contact')].length;
    const bad = await client.post('accounts', { name: 'B', contact_customer_accounts: [{ lastname: 'C' }, { lastname: 'x'.repeat(51) }] });
    expect([bad.status, codeOf(bad)]).toEqual([400, '0x80044331']);
    expect([...client.box.rows('contact')]).toHaveLength(before);
    expect([...client.box.rows('account')]).toHaveLength(1);
    // What would have connected them is not there either.
    const [user, role] = [{ systemuserid: guid(6), domainname: 'u@x.example', firstname: 'U', lastname: 'X' }, { name: 'x'.repeat(101) }];
    const team = { teamid: guid(5), name: 'T' };
    const refused = await client.post('teams', { ...team, teammembership_association: [user], teamroles_association: [role] });
    expect([refused.status, codeOf(refused)]).toEqual([400, '0x80044331']);
    client.box.insert('systemuser', user);
    client.box.insert('team', team);
    expect((await client.get(`teams(${guid(5)})/teammembership_association`)).json.value).toEqual([]);
  });

  it('without a body, with a broken one or of another type is refused', async () => {
    const client = await start();
    expect(codeOf(await client.post('contacts', '{"lastname":'))).toBe('0x80048d19');
    expect(codeOf(await client.post('contacts', '[]'))).toBe('0x80048d19');
    const other = await client.ask('POST', 'contacts', '{}', { 'Content-Type': 'text/plain' });
    expect([other.status, codeOf(other)]).toEqual([415, '']);
    const empty = await client.ask('POST', 'contacts', undefined, { 'Content-Type': 'application/json' });
    expect([empty.status, codeOf(empty)]).toEqual([400, '0x80048d19']);
  });
});

describe('reading a row', () => {
  it('answers every column, empty ones as null, with its version', async () => {
    const client = await start();
    const id = idOf(await client.post('contacts', { lastname: 'Holm' }));
    const { status, json } = await client.get(`contacts(${id})`);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      '@odata.context': `${client.root}/$metadata#contacts/$entity`,
      firstname: null,
      _parentcustomerid_value: null,
      lastname: 'Holm',
    });
  });

  it('that is not there answers 404 with its id', async () => {
    const client = await start();
    const answer = await client.get(`contacts(${guid(9)})`);
    expect([answer.status, codeOf(answer), answer.json.error.message]).toEqual([
      404,
      '0x80040217',
      `contact With Id = ${guid(9)} Does Not Exist`,
    ]);
  });

  it('with If-None-Match answers 304 while nobody has changed it', async () => {
    const client = await start();
    const made = await client.post('contacts', { lastname: 'a' }, { Prefer: 'return=representation' });
    const etag = made.json['@odata.etag'];
    const address = `contacts(${made.json.contactid})`;
    expect((await client.get(address, { 'If-None-Match': etag })).status).toBe(304);
    expect((await client.get(`${address}?$expand=ownerid`, { 'If-None-Match': etag })).status).toBe(200);
    expect((await client.get(address, { 'If-None-Match': etag, Prefer: 'odata.include-annotations="*"' })).status).toBe(200);
    await client.patch(address, { lastname: 'b' });
    expect((await client.get(address, { 'If-None-Match': etag })).status).toBe(200);
    expect((await client.get(address, { 'If-None-Match': 'null' })).status).toBe(200);
  });

  it('of a set that is not there answers 404 with its name', async () => {
    const client = await start();
    const answer = await client.get('kontakter');
    expect([answer.status, codeOf(answer), answer.json.error.message]).toEqual([
      404,
      '0x8006088a',
      "Resource not found for the segment 'kontakter'.",
    ]);
  });

  it('of a column that is not there names it', async () => {
    const client = await start();
    const answer = await client.get('contacts?$select=shoesize');
    expect([answer.status, codeOf(answer), answer.json.error.message]).toEqual([
      400,
      '0x0',
      "Could not find a property named 'shoesize' on type 'Microsoft.Dynamics.CRM.contact'.",
    ]);
  });

  it('by what lies below it: a property, its plain value, the row a look-up leads to, a collection, its count', async () => {
    const client = await start();
    const account = idOf(await client.post('accounts', { name: 'Acme' }));
    const id = idOf(await client.post('contacts', { lastname: 'Holm', 'parentcustomerid_account@odata.bind': `/accounts(${account})` }));
    expect((await client.get(`contacts(${id})/lastname`)).json).toEqual({
      '@odata.context': `${client.root}/$metadata#contacts(${id})/lastname`,
      value: 'Holm',
    });
    expect((await client.get(`contacts(${id})/lastname/$value`)).text).toBe('Holm');
    expect((await client.get(`contacts(${id})/firstname`)).status).toBe(204);
    expect((await client.get(`contacts(${id})/parentcustomerid_account?$select=name`)).json.name).toBe('Acme');
    expect((await client.get(`contacts(${id})/parentcustomerid_account/name`)).json.value).toBe('Acme');
    expect((await client.get(`contacts(${id})/parentcustomerid_contact`)).status).toBe(204);
    expect((await client.get(`accounts(${account})/contact_customer_accounts?$select=lastname`)).json.value).toHaveLength(1);
    expect((await client.get(`accounts(${account})/contact_customer_accounts/$count`)).text).toBe('1');
    expect((await client.get(`contacts(${id})/parentcustomerid_account/$ref`)).json['@odata.id']).toBe(
      `${client.root}/accounts(${account})`,
    );
  });
});

describe('changing a row', () => {
  it('leaves what the body does not say and empties what it says is null', async () => {
    const client = await start();
    const id = idOf(await client.post('contacts', { firstname: 'Ida', lastname: 'Holm', jobtitle: 'Chef' }));
    expect((await client.patch(`contacts(${id})`, { jobtitle: null })).status).toBe(204);
    expect((await client.get(`contacts(${id})?$select=firstname,jobtitle`)).json).toMatchObject({ firstname: 'Ida', jobtitle: null });
  });

  it('changes its version every time, even when no value does', async () => {
    const client = await start();
    const made = await client.post('contacts', { lastname: 'a' }, { Prefer: 'return=representation' });
    const again = await client.patch(`contacts(${made.json.contactid})`, { lastname: 'a' }, { Prefer: 'return=representation' });
    expect(again.status).toBe(200);
    expect(again.json['@odata.etag']).not.toBe(made.json['@odata.etag']);
  });

  it('by a single property takes PUT with a value and DELETE', async () => {
    const client = await start();
    const id = idOf(await client.post('contacts', { lastname: 'a' }));
    expect((await client.ask('PUT', `contacts(${id})/firstname`, { value: 'Bo' })).status).toBe(204);
    expect((await client.get(`contacts(${id})/firstname`)).json.value).toBe('Bo');
    expect((await client.delete(`contacts(${id})/firstname`)).status).toBe(204);
    expect((await client.get(`contacts(${id})/firstname`)).status).toBe(204);
    const stale = await client.ask('PUT', `contacts(${id})/firstname`, { value: 'Bo' }, { 'If-Match': 'W/"1"' });
    expect([stale.status, codeOf(stale)]).toEqual([412, '0x80060882']);
  });

  it('with If-Match and the version it has goes well, with another one answers 412', async () => {
    const client = await start();
    const made = await client.post('contacts', { lastname: 'a' }, { Prefer: 'return=representation' });
    const address = `contacts(${made.json.contactid})`;
    const etag = made.json['@odata.etag'];
    expect((await client.patch(address, { lastname: 'b' }, { 'If-Match': etag })).status).toBe(204);
    const stale = await client.patch(address, { lastname: 'c' }, { 'If-Match': etag });
    expect([stale.status, codeOf(stale)]).toEqual([412, '0x80060882']);
    const staleDelete = await client.delete(address, { 'If-Match': etag });
    expect([staleDelete.status, codeOf(staleDelete)]).toEqual([412, '0x80060882']);
    expect((await client.get(address)).json.lastname).toBe('b');
  });

  it('with a version on a table without versions is refused: notes and connections', async () => {
    const client = await start();
    const id = idOf(await client.post('annotations', { subject: 'a' }));
    const answer = await client.patch(`annotations(${id})`, { subject: 'b' }, { 'If-Match': 'W/"1"' });
    expect([answer.status, codeOf(answer)]).toEqual([400, '0x8006088d']);
    expect((await client.patch(`annotations(${id})`, { subject: 'b' }, { 'If-Match': '*' })).status).toBe(204);
  });

  it('with If-Match * never creates and with If-None-Match * never updates', async () => {
    const client = await start();
    const missing = await client.patch(`contacts(${guid(1)})`, { lastname: 'a' }, { 'If-Match': '*' });
    expect([missing.status, codeOf(missing)]).toEqual([404, '0x80040217']);
    expect((await client.patch(`contacts(${guid(1)})`, { lastname: 'a' }, { 'If-None-Match': '*' })).status).toBe(204);
    const there = await client.patch(`contacts(${guid(1)})`, { lastname: 'b' }, { 'If-None-Match': '*' });
    expect([there.status, there.json.error.message]).toEqual([412, 'A record with matching key values already exists.']);
  });

  it('nested rows in an update are refused', async () => {
    const client = await start();
    const id = idOf(await client.post('accounts', { name: 'a' }));
    expect((await client.patch(`accounts(${id})`, { primarycontactid: { lastname: 'x' } })).status).toBe(400);
  });
});

describe('deleting a row', () => {
  it('answers 204, and 404 when it is not there', async () => {
    const client = await start();
    const id = idOf(await client.post('contacts', { lastname: 'a' }));
    expect((await client.delete(`contacts(${id})`)).status).toBe(204);
    const again = await client.delete(`contacts(${id})`);
    expect([again.status, codeOf(again)]).toEqual([404, '0x80040217']);
  });
});

describe('upsert by id', () => {
  it('creates with the id that was given and answers 204 both times, 201 and 200 with the row', async () => {
    const client = await start();
    expect((await client.patch(`contacts(${guid(1)})`, { lastname: 'a' })).status).toBe(204);
    expect((await client.patch(`contacts(${guid(1)})`, { lastname: 'b' })).status).toBe(204);
    expect((await client.get(`contacts(${guid(1)})`)).json.lastname).toBe('b');
    const headers = { Prefer: 'return=representation' };
    expect((await client.patch(`contacts(${guid(2)})`, { lastname: 'a' }, headers)).status).toBe(201);
    expect((await client.patch(`contacts(${guid(2)})`, { lastname: 'a' }, headers)).status).toBe(200);
  });

  it('makes a row anew that somebody has deleted', async () => {
    const client = await start();
    await client.patch(`contacts(${guid(1)})`, { lastname: 'a' });
    client.box.remove('contact', guid(1));
    expect((await client.patch(`contacts(${guid(1)})`, { lastname: 'a' })).status).toBe(204);
    expect((await client.get(`contacts(${guid(1)})`)).status).toBe(200);
  });
});

describe('errors', () => {
  it('carry their details when annotations are asked for', async () => {
    const client = await start();
    const answer = await client.get(`contacts(${guid(9)})`, { Prefer: 'odata.include-annotations="*"' });
    expect(answer.json.error).toHaveProperty(['@Microsoft.PowerApps.CDS.HelpLink']);
    expect(answer.json.error).toHaveProperty(['@Microsoft.PowerApps.CDS.InnerError.Message']);
    expect((await client.get(`contacts(${guid(9)})`)).json.error).toEqual({ code: '0x80040217', message: expect.any(String) });
    const some = async (names: string) =>
      Object.keys((await client.get(`contacts(${guid(9)})`, { Prefer: `odata.include-annotations="${names}"` })).json.error).slice(2);
    expect(await some('Microsoft.PowerApps.CDS.HelpLink')).toEqual(['@Microsoft.PowerApps.CDS.HelpLink']);
    expect(await some('Microsoft.PowerApps.CDS.ErrorDetails*')).toEqual([
      '@Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus',
      '@Microsoft.PowerApps.CDS.ErrorDetails.SubErrorCode',
    ]);
    expect(await some('OData.Community.Display.V1.FormattedValue')).toEqual([]);
  });

  it('of an address that is too long and a body that is too large have their own status', async () => {
    const client = await start({ maxBody: 10_000 });
    const long = await client.get(`contacts?$filter=lastname eq '${'x'.repeat(33_000)}'`);
    expect([long.status, codeOf(long), long.json.error.message]).toEqual([400, '0x80060888', 'Invalid URI: The Uri string is too long.']);
    const large = await client.post('contacts', { lastname: 'x'.repeat(11_000) });
    expect([large.status, codeOf(large)]).toEqual([413, '0x8004418a']);
  });

  it('of what is not played answer 501', async () => {
    const client = await start();
    const retained = "<fetch datasource='retained'><entity name='contact'/></fetch>";
    for (const path of ["contacts?$filter=tolower(lastname) eq 'a'", `contacts?fetchXml=${retained}`])
      expect([path, (await client.get(path)).status]).toEqual([path, 501]);
    expect((await client.post('StageAndUpgrade', {})).status).toBe(501);
    const primary = { '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata', SchemaName: 'new_Name', IsPrimaryName: true };
    const elastic = { SchemaName: 'new_Elastic', TableType: 'Elastic', OwnershipType: 'UserOwned', Attributes: [primary] };
    const table = { '@odata.type': 'Microsoft.Dynamics.CRM.EntityMetadata', ...elastic };
    expect((await client.post('EntityDefinitions', table)).status).toBe(501);
    expect((await client.get('Nosuch')).status).toBe(404);
  });
});
