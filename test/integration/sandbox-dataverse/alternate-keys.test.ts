import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

let client: Client;
afterEach(closeAll);

const label = (text: string) => ({ LocalizedLabels: [{ Label: text, LanguageCode: 1030 }] });
const onContact = "EntityDefinitions(LogicalName='contact')";

async function column(SchemaName: string, MaxLength = 100): Promise<void> {
  const answer = await client.post(`${onContact}/Attributes`, {
    '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
    SchemaName,
    MaxLength,
    DisplayName: label(SchemaName),
  });
  expect(answer.status).toBe(204);
}

const key = (SchemaName: string, ...KeyAttributes: string[]) =>
  client.post(`${onContact}/Keys`, { SchemaName, DisplayName: label(SchemaName), KeyAttributes });

async function typedColumn(type: string, SchemaName: string, more: object): Promise<void> {
  const answer = await client.post(`${onContact}/Attributes`, {
    '@odata.type': `Microsoft.Dynamics.CRM.${type}AttributeMetadata`,
    SchemaName,
    DisplayName: label(SchemaName),
    ...more,
  });
  expect([answer.status, answer.text]).toEqual([204, '']);
}

async function status(name: string): Promise<string> {
  const keys = await client.get(`${onContact}/Keys?$select=SchemaName,EntityKeyIndexStatus`);
  return keys.json.value.find((one: { SchemaName: string }) => one.SchemaName === name)?.EntityKeyIndexStatus;
}

async function until(name: string, wanted: string): Promise<void> {
  for (let tries = 0; (await status(name)) !== wanted; tries += 1) {
    if (tries > 200) throw new Error(`key ${name} is ${await status(name)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

beforeEach(async () => {
  client = await start();
  await column('new_LegacyId');
});

describe('a key', () => {
  it('is built by a job: pending, in progress, active', async () => {
    client.box.settings.keyIndexMs = 1_200;
    expect((await key('new_LegacyKey', 'new_legacyid')).status).toBe(204);
    const seen = new Set<string>();
    for (let now = await status('new_LegacyKey'); now !== 'Active'; now = await status('new_LegacyKey')) seen.add(now);
    expect([...seen]).toEqual(['Pending', 'InProgress']);
  });

  it('that is not built yet cannot be used', async () => {
    client.box.settings.keyIndexMs = 5_000;
    await key('new_LegacyKey', 'new_legacyid');
    const answer = await client.patch("contacts(new_legacyid='X1')", { lastname: 'a' });
    expect([answer.status, codeOf(answer)]).toEqual([404, '0x80060891']);
  });

  it('over rows with equal values fails, and can be tried again when they are gone', async () => {
    const [one] = [idOf(await client.post('contacts', { new_legacyid: 'ÆBLE' })), await client.post('contacts', { new_legacyid: 'æble ' })];
    await key('new_LegacyKey', 'new_legacyid');
    await until('new_LegacyKey', 'Failed');
    const body = { EntityLogicalName: 'contact', EntityKeyLogicalName: 'new_legacykey' };
    await client.delete(`contacts(${one})`);
    expect((await client.post('ReactivateEntityKey', body)).status).toBe(204);
    await until('new_LegacyKey', 'Active');
    expect(codeOf(await client.post('ReactivateEntityKey', body))).toBe('0x80060897');
  });

  it('has a name and columns of its own, at most 900 bytes, only of types that can be indexed', async () => {
    await column('new_Long', 451);
    await key('new_LegacyKey', 'new_legacyid');
    expect(codeOf(await key('new_LegacyKey', 'emailaddress1'))).toBe('0x80060893');
    expect(codeOf(await key('new_Other', 'new_legacyid'))).toBe('0x80060894');
    expect(codeOf(await key('new_Other', 'new_long'))).toBe('0x80060895');
    expect(codeOf(await key('new_Other', 'description'))).toBe('0x80060895');
    expect(codeOf(await key('new_Other', 'parentcustomerid'))).toBe('0x80060895');
    expect(codeOf(await key('new_Other', 'nosuch'))).toBe('0x80041103');
  });

  it('of which a table has ten already is refused', async () => {
    for (let n = 0; n < 10; n += 1) {
      await column(`new_K${n}`);
      expect((await key(`new_Key${n}`, `new_k${n}`)).status).toBe(204);
    }
    expect(codeOf(await key('new_Key10', 'new_legacyid'))).toBe('0x80060895');
  });

  it('is deleted, pending or not, and its column can be deleted only then', async () => {
    await key('new_LegacyKey', 'new_legacyid');
    expect(codeOf(await client.delete(`${onContact}/Attributes(LogicalName='new_legacyid')`))).toBe('0x8004f01f');
    const [{ MetadataId }] = (await client.get(`${onContact}/Keys?$select=SchemaName`)).json.value;
    expect((await client.delete(`${onContact}/Keys(${MetadataId})`)).status).toBe(204);
    expect((await client.delete(`${onContact}/Attributes(LogicalName='new_legacyid')`)).status).toBe(204);
    expect((await client.get(`${onContact}/Keys`)).json.value).toEqual([]);
  });
});

describe('a row by its key', () => {
  beforeEach(async () => {
    await key('new_LegacyKey', 'new_legacyid');
    await until('new_LegacyKey', 'Active');
  });

  it('is made and changed by PATCH, and the answer says the key, not the id', async () => {
    const made = await client.patch("contacts(new_legacyid='X1')", { lastname: 'a' });
    expect([made.status, made.headers.get('odata-entityid')]).toEqual([204, `${client.root}/contacts(new_legacyid='X1')`]);
    const changed = await client.patch(
      "contacts(new_legacyid='X1')?$select=contactid",
      { lastname: 'b' },
      { Prefer: 'return=representation' },
    );
    expect(changed.status).toBe(200);
    expect((await client.get(`contacts(${changed.json.contactid})`)).json).toMatchObject({ lastname: 'b', new_legacyid: 'X1' });
  });

  it('in whose body the key stands too: the body wins when it is made and is left out when it is there', async () => {
    await client.patch("contacts(new_legacyid='X1')", { lastname: 'a', new_legacyid: 'X2' });
    expect((await client.get("contacts(new_legacyid='X2')")).status).toBe(200);
    await client.patch("contacts(new_legacyid='X2')", { lastname: 'b', new_legacyid: 'X3' });
    expect((await client.get("contacts(new_legacyid='X2')")).json.lastname).toBe('b');
  });

  it('is found without case, trailing blanks and accents, but å is not a', async () => {
    await client.post('contacts', { lastname: 'a', new_legacyid: 'Café' });
    expect((await client.get("contacts(new_legacyid='CAFE')")).status).toBe(200);
    await client.post('contacts', { lastname: 'b', new_legacyid: 'å1' });
    expect((await client.get("contacts(new_legacyid='a1')")).status).toBe(404);
    const double = await client.post('contacts', { lastname: 'c', new_legacyid: 'cafe' });
    expect([double.status, codeOf(double)]).toEqual([412, '0x80060892']);
    expect(double.json.error.message).toMatch(
      /^Entity Key new_LegacyKey violated\. A record with the same value for new_LegacyId already exists\./,
    );
  });

  it('that nobody has answers 404, a key that nobody defined 400', async () => {
    const none = await client.get("contacts(new_legacyid='nobody')");
    expect([none.status, codeOf(none)]).toEqual([404, '0x80060891']);
    const undefinedKey = await client.get("contacts(lastname='a')");
    expect([undefinedKey.status, codeOf(undefinedKey)]).toEqual([400, '0x80060890']);
    expect(undefinedKey.json.error.message).toMatch(
      /^The key in the request URI is not valid for resource 'Microsoft\.Dynamics\.CRM\.contact'/,
    );
  });

  it('with a quote in its value is written with two, and characters that break addresses are refused even when encoded', async () => {
    await client.post('contacts', { lastname: 'a', new_legacyid: "O'Brian" });
    expect((await client.get(`contacts(new_legacyid='${encodeURIComponent("O''Brian")}')`)).status).toBe(200);
    for (const bad of ['a/b', 'a<b', 'a>b', 'a*b', 'a%b', 'a&b', 'a:b', 'a\\b', 'a?b', 'a+b']) {
      expect((await client.get(`contacts(new_legacyid='${encodeURIComponent(bad)}')`)).status).toBe(400);
    }
  });

  it('says values in the type of their column: text in quotes, all else without, and never nothing', async () => {
    await typedColumn('Integer', 'new_Number', {});
    await typedColumn('Decimal', 'new_Amount', { Precision: 2 });
    await typedColumn('DateTime', 'new_Day', { Format: 'DateOnly', DateTimeBehavior: { Value: 'DateOnly' } });
    for (const name of ['Number', 'Amount', 'Day']) {
      await key(`new_${name}Key`, `new_${name.toLowerCase()}`);
      await until(`new_${name}Key`, 'Active');
    }
    const status = async (form: string) => (await client.get(`contacts(${form})`)).status;
    for (const form of ['new_number=7', 'new_number=-7', 'new_amount=1.50', 'new_amount=2', 'new_day=2020-02-29'])
      expect([form, await status(form)]).toEqual([form, 404]);
    for (const form of [
      "new_number='7'",
      'new_number=7.0',
      'new_number=3000000000',
      'new_number=null',
      'new_number=true',
      "new_amount='1.5'",
      'new_amount=1.5M',
      "new_day='2020-02-29'",
      'new_day=2020-02-30',
      'new_legacyid=X1',
      'new_legacyid=5',
      'new_legacyid=null',
      "new_legacyid=''",
    ])
      expect([form, await status(form)]).toEqual([form, 400]);
  });

  it('is made with values that fit their columns only, and with rows that are there', async () => {
    await column('new_Short', 3);
    await typedColumn('Integer', 'new_Number', { MinValue: 0, MaxValue: 10 });
    await key('new_ShortKey', 'new_short');
    await key('new_NumberKey', 'new_number');
    await key('new_OwnKey', 'originatingleadid', 'new_short');
    for (const name of ['new_ShortKey', 'new_NumberKey', 'new_OwnKey']) await until(name, 'Active');
    const made = async (form: string, body: object = { lastname: 'a' }) => codeOf(await client.patch(`contacts(${form})`, body));
    expect(await made("new_short='abcd'")).toBe('0x80044331');
    expect(await made('new_number=11')).toBe('0x8004432f');
    expect(await made(`_originatingleadid_value=${guid(9)},new_short='a'`)).toBe('0x80040217');
    expect(await made("originatingleadid='x',new_short='a'")).toBe('0x80060890');
    expect(await made(`_originatingleadid_value=x,new_short='a'`)).toBe('0x0');
    const lead = client.box.insert('lead', { lastname: 'a' });
    const form = `_originatingleadid_value=${lead},new_short='a'`;
    expect((await client.patch(`contacts(${form})`, { lastname: 'a' })).status).toBe(204);
    // What the body says of the key is left out once the row is there.
    expect((await client.patch(`contacts(${form})`, { 'originatingleadid@odata.bind': null, lastname: 'b' })).status).toBe(204);
    expect((await client.get(`contacts(${form})`)).json).toMatchObject({ _originatingleadid_value: lead, lastname: 'b' });
  });

  it('has an address that a header can hold, whatever letters the key has', async () => {
    const form = `(new_legacyid='${encodeURIComponent('Ærø 😀 #1')}')`;
    const made = await client.patch(`contacts${form}`, { lastname: 'a' });
    const address = made.headers.get('odata-entityid') ?? '';
    expect(address).toBe(`${client.root}/contacts${form}`);
    expect((await client.get(address)).json.new_legacyid).toBe('Ærø 😀 #1');
  });

  it('is bound to and deleted like one by id', async () => {
    await client.patch("contacts(new_legacyid='X1')", { lastname: 'a' });
    const made = await client.post(
      'accounts',
      { name: 'a', 'primarycontactid@odata.bind': "/contacts(new_legacyid='X1')" },
      { Prefer: 'return=representation' },
    );
    expect(made.json._primarycontactid_value).toMatch(/^[0-9a-f-]{36}$/);
    expect(codeOf(await client.post('accounts', { name: 'a', 'primarycontactid@odata.bind': "/contacts(new_legacyid='X9')" }))).toBe(
      '0x80060891',
    );
    expect((await client.delete("contacts(new_legacyid='X1')")).status).toBe(204);
  });

  it('without a value in the key column may be there any number of times, and an inactive row keeps its value', async () => {
    expect((await client.post('contacts', { lastname: 'a' })).status).toBe(204);
    expect((await client.post('contacts', { lastname: 'b' })).status).toBe(204);
    const id = idOf(await client.post('contacts', { lastname: 'c', new_legacyid: 'X1' }));
    await client.patch(`contacts(${id})`, { statecode: 1 });
    expect(codeOf(await client.post('contacts', { lastname: 'd', new_legacyid: 'X1' }))).toBe('0x80060892');
  });

  it('of several columns names them all, in any order', async () => {
    await column('new_Place');
    await key('new_Both', 'new_place', 'employeeid');
    await until('new_Both', 'Active');
    await client.patch("contacts(employeeid='7',new_place='A')", { lastname: 'a' });
    expect((await client.get("contacts(new_place='a',employeeid='7')")).json.lastname).toBe('a');
    expect(codeOf(await client.get("contacts(employeeid='7')"))).toBe('0x80060890');
  });

  it('named by its primary id is found, but not users and teams', async () => {
    const id = idOf(await client.post('contacts', { lastname: 'a' }));
    expect((await client.get(`contacts(contactid=${id})`)).status).toBe(200);
    expect((await client.get(`systemusers(systemuserid=${client.box.applicationUser})`)).status).toBe(400);
    expect((await client.get(`systemusers(${client.box.applicationUser})`)).status).toBe(200);
    expect((await client.get(`systemusers(ownerid=${client.box.applicationUser})`)).status).toBe(200);
    expect((await client.get(`contacts(contactid='${id}')`)).status).toBe(400);
    expect((await client.get(`contacts(${guid(1)})`)).status).toBe(404);
  });
});
