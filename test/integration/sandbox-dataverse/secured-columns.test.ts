import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { column, entity, label } from './bodies.js';
import { type Answer, type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

let client: Client;
let user: string;
let contact: string;
const rights = ['Create', 'Read', 'Write', 'Append', 'AppendTo'].flatMap((right) => [`prv${right}Contact`, `prv${right}Account`]);
const secret = `${entity('contact')}/Attributes(LogicalName='new_secret')`;

beforeEach(async () => {
  client = await start();
  client.box.addRole('Clerk', rights);
  user = client.box.addApplication({ clientId: guid(5), clientSecret: 's', roles: ['Clerk'] }) ?? '';
  await client.post(`${entity('contact')}/Attributes`, column('String', 'new_Secret', { MaxLength: 20, IsSecured: true }));
  contact = idOf(await client.post('contacts', { lastname: 'a', new_secret: 'x' }));
});
afterEach(closeAll);

/** Does something as the clerk. */
async function asClerk<T>(work: () => Promise<T>): Promise<T> {
  await client.signIn(guid(5), 's');
  try {
    return await work();
  } finally {
    await client.signIn();
  }
}

/** A profile that allows something with the secret, for the clerk or for a team. */
async function allow(permissions: object, holder = `systemusers(${user})/systemuserprofiles_association`): Promise<void> {
  const profile = idOf(await client.post('fieldsecurityprofiles', { name: 'Fortroligt' }));
  const permission = await client.post('fieldpermissions', {
    entityname: 'contact',
    attributelogicalname: 'new_secret',
    ...permissions,
    'fieldsecurityprofileid@odata.bind': `/fieldsecurityprofiles(${profile})`,
  });
  expect(permission.status).toBe(204);
  const given = await client.post(`${holder}/$ref`, { '@odata.id': `${client.root}/fieldsecurityprofiles(${profile})` });
  expect(given.status).toBe(204);
}

const refused = (answer: Answer, code: string) => {
  expect([answer.status, codeOf(answer)]).toEqual([403, code]);
  expect(answer.json.error.message).toBe(
    code === '0x8004f507'
      ? `Caller user with Id ${user} does not have update permissions to a new_Secret secured field on entity Contact. The requested operation could not be completed.`
      : `Caller user with ID ${user} does not have Create permissions for the new_secret attribute in the contact entity. Count secured attributes in entity 1.`,
  );
};

describe('a secured column', () => {
  it('is empty for those whom no profile allows to read it, whichever way they ask', async () => {
    await asClerk(async () => {
      expect((await client.get(`contacts(${contact})`)).json).toMatchObject({ lastname: 'a', new_secret: null });
      expect((await client.get(`contacts(${contact})/new_secret`)).status).toBe(204);
      expect((await client.get('contacts?$select=new_secret')).json.value[0].new_secret).toBeNull();
      expect((await client.get("contacts?$filter=new_secret eq 'x'")).json.value).toEqual([]);
      expect((await client.get('contacts?$filter=new_secret ne null')).json.value).toEqual([]);
      const fetch =
        "<fetch><entity name='contact'><attribute name='lastname'/><filter><condition attribute='new_secret' operator='not-null'/></filter></entity></fetch>";
      expect((await client.get(`contacts?fetchXml=${encodeURIComponent(fetch)}`)).json.value).toEqual([]);
      const account = idOf(await client.post('accounts', { name: 'a', 'primarycontactid@odata.bind': `/contacts(${contact})` }));
      expect((await client.get(`accounts(${account})?$expand=primarycontactid`)).json.primarycontactid).toMatchObject({
        lastname: 'a',
        new_secret: null,
      });
      expect((await client.get("accounts?$filter=primarycontactid/new_secret eq 'x'")).json.value).toEqual([]);
    });
    expect((await client.get(`contacts(${contact})`)).json.new_secret).toBe('x');
    await allow({ canread: 4 });
    expect((await asClerk(() => client.get(`contacts(${contact})`))).json.new_secret).toBe('x');
  });

  it('is written by those only whom a profile allows it, on create and on update apart', async () => {
    const post = () => client.post('contacts', { lastname: 'b', new_secret: 'y' });
    const patch = () => client.patch(`contacts(${contact})`, { new_secret: null });
    await asClerk(async () => {
      refused(await post(), '0x8004f502');
      refused(await patch(), '0x8004f507');
      expect((await client.patch(`contacts(${contact})`, { lastname: 'c' })).status).toBe(204);
    });
    await allow({ cancreate: 4 });
    await asClerk(async () => {
      expect((await post()).status).toBe(204);
      refused(await patch(), '0x8004f507');
    });
    expect((await client.get(`contacts(${contact})`)).json).toMatchObject({ lastname: 'c', new_secret: 'x' });
    await allow({ canupdate: 4 });
    expect((await asClerk(patch)).status).toBe(204);
  });

  it('is open to the members of a team with a profile', async () => {
    const team = client.box.insert({ table: 'team', columns: { name: 'Hold' }, members: [user] });
    await allow({ canread: 4, canupdate: 4 }, `teams(${team})/teamprofiles_association`);
    const read = await asClerk(() => client.patch(`contacts(${contact})`, { new_secret: 'z' }, { Prefer: 'return=representation' }));
    expect([read.status, read.json.new_secret]).toEqual([200, 'z']);
  });

  it('is secured by its definition, and opened again', async () => {
    expect((await client.get(`${secret}?$select=IsSecured,CanBeSecuredForRead`)).json).toMatchObject({
      IsSecured: true,
      CanBeSecuredForRead: true,
    });
    const { json } = await client.get(secret);
    expect((await client.ask('PUT', secret, { ...json, IsSecured: false })).status).toBe(204);
    expect((await asClerk(() => client.get(`contacts(${contact})`))).json.new_secret).toBe('x');
    const of = (name: string) => `${entity('contact')}/Attributes(LogicalName='${name}')`;
    for (const name of ['fullname', 'statecode', 'contactid']) {
      const definition = (await client.get(of(name))).json;
      expect((await client.ask('PUT', of(name), { ...definition, IsSecured: true })).status).toBe(400);
    }
    const permission = { entityname: 'contact', attributelogicalname: 'new_secret', canread: 4 };
    const profile = idOf(await client.post('fieldsecurityprofiles', { name: 'p' }));
    const bound = { ...permission, 'fieldsecurityprofileid@odata.bind': `/fieldsecurityprofiles(${profile})` };
    expect((await client.post('fieldpermissions', bound)).status).toBe(400);
    expect((await client.post('fieldpermissions', { ...bound, attributelogicalname: 'nosuch' })).status).toBe(400);
  });

  it('is no column of a key, and a column of a key is not secured', async () => {
    const key = (name: string) => ({ SchemaName: `new_${name}Key`, DisplayName: label('k'), KeyAttributes: [`new_${name}`] });
    expect(codeOf(await client.post(`${entity('contact')}/Keys`, key('secret')))).toBe('0x80060896');
    await client.post(`${entity('contact')}/Attributes`, column('String', 'new_Code', { MaxLength: 20 }));
    expect((await client.post(`${entity('contact')}/Keys`, key('code'))).status).toBe(204);
    const path = `${entity('contact')}/Attributes(LogicalName='new_code')`;
    const { json } = await client.get(path);
    expect(codeOf(await client.ask('PUT', path, { ...json, IsSecured: true }))).toBe('0x80060896');
  });
});
