import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, type Client, closeAll, codeOf, guid, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
  await client.post('publishers', {
    uniquename: 'nordlys',
    friendlyname: 'N',
    customizationprefix: 'nl',
    customizationoptionvalueprefix: 20000,
  });
});
afterEach(closeAll);

const part = (uniquename: string, type: number, more: object = {}) => ({
  uniquename,
  name: uniquename,
  displayname: uniquename,
  description: 'd',
  type,
  ...more,
});
const made = (uniquename: string, more: object = {}): Promise<Answer> =>
  client.post('customapis', { uniquename, name: uniquename, displayname: 'An operation', description: 'd', ...more });
const crm = 'Microsoft.Dynamics.CRM.';

describe('a custom API', () => {
  it('is a row with its parameters and results, and is called by its name', async () => {
    const answer = await made('nl_Greet', {
      CustomAPIRequestParameters: [part('Name', 10), part('Loud', 0, { isoptional: true })],
      CustomAPIResponseProperties: [part('Greeting', 10), part('Letters', 7)],
    });
    expect(answer.status).toBe(204);
    const called = await client.post('nl_Greet', { Name: 'Ida', Loud: true });
    expect([called.status, called.json]).toEqual([
      200,
      { '@odata.context': `${client.root}/$metadata#${crm}nl_GreetResponse`, Greeting: null, Letters: null },
    ]);
    expect(codeOf(await client.post('nl_Greet', { Loud: true }))).toBe('0x80040203');
    expect(codeOf(await client.post('nl_Greet', { Name: 'Ida', Size: 1 }))).toBe('0x80048d19');
    expect(codeOf(await client.post('nl_Greet', { Name: 5 }))).toBe('0x80048d19');
    expect((await client.get('nl_Greet')).status).toBe(404);
    const { text } = await client.get('$metadata');
    expect(text).toContain(
      '<Action Name="nl_Greet"><Parameter Name="Loud" Type="Edm.Boolean"/><Parameter Name="Name" Type="Edm.String" Nullable="false"/>',
    );
    expect(text).toContain('<ActionImport Name="nl_Greet" Action="mscrm.nl_Greet"/>');
    expect(text).toContain('<ComplexType Name="nl_GreetResponse">');
  });

  it('may be a function, bound to a row or to a set, private, or behind a privilege', async () => {
    await made('nl_Ask', {
      isfunction: true,
      isprivate: true,
      CustomAPIRequestParameters: [part('Topic', 10)],
      CustomAPIResponseProperties: [part('Reply', 10)],
    });
    expect((await client.get("nl_Ask(Topic='a')")).json.Reply).toBeNull();
    expect((await client.get('nl_Ask')).status).toBe(400);
    expect((await client.post('nl_Ask', {})).status).toBe(404);
    expect((await client.get('$metadata')).text).not.toContain('nl_Ask');
    await made('nl_Row', { bindingtype: 1, boundentitylogicalname: 'contact' });
    await made('nl_Set', { bindingtype: 2, boundentitylogicalname: 'contact' });
    client.box.insert('contact', { contactid: guid(1), lastname: 'Holm' });
    expect((await client.post(`contacts(${guid(1)})/${crm}nl_Row`)).status).toBe(204);
    expect((await client.post(`contacts/${crm}nl_Set`)).status).toBe(204);
    expect((await client.post(`contacts/${crm}nl_Row`)).status).toBe(404);
    expect((await client.post('nl_Row')).status).toBe(404);
    await made('nl_Guarded', { executeprivilegename: 'prvWriteAccount' });
    expect((await client.post('nl_Guarded')).status).toBe(204);
    client.box.addRole('Reader', ['prvReadContact']);
    client.box.addApplication({ clientId: guid(9), clientSecret: 's', roles: ['Reader'] });
    await client.signIn(guid(9), 's');
    expect(codeOf(await client.post('nl_Guarded'))).toBe('0x80040220');
  });

  it('has a name with the prefix of a publisher, of its own, and a table where it is bound', async () => {
    expect((await made('Greet')).status).toBe(400);
    expect((await made('xx_Greet')).status).toBe(400);
    expect((await made('nl_Greet')).status).toBe(204);
    expect(codeOf(await made('nl_Greet'))).toBe('0x80040237');
    expect((await made('nl_Row', { bindingtype: 1 })).status).toBe(400);
    expect((await made('nl_Row', { boundentitylogicalname: 'contact' })).status).toBe(400);
    expect((await made('nl_Odd', { CustomAPIRequestParameters: [part('with blank', 10)] })).status).toBe(400);
    expect((await made('nl_Twice', { CustomAPIRequestParameters: [part('A', 10), part('A', 7)] })).status).toBe(412);
    expect((await client.post('nl_Twice', {})).status).toBe(404);
  });

  it('goes with its parameters and results when it is deleted, and rests while it is inactive', async () => {
    await made('nl_Greet', { CustomAPIRequestParameters: [part('Name', 10)] });
    const [api] = (await client.get('customapis?$select=name&$expand=CustomAPIRequestParameters($select=uniquename)')).json.value;
    expect(api.CustomAPIRequestParameters).toMatchObject([{ uniquename: 'Name' }]);
    await client.patch(`customapis(${api.customapiid})`, { statecode: 1, statuscode: 2 });
    expect((await client.post('nl_Greet', { Name: 'a' })).status).toBe(404);
    expect((await client.delete(`customapis(${api.customapiid})`)).status).toBe(204);
    expect((await client.get('customapirequestparameters')).json.value).toEqual([]);
  });
});
