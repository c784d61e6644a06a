import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { column, entity, label, lookup, table } from './bodies.js';
import { type Client, closeAll, codeOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

describe('time', () => {
  it('passes until a new table and column are seen everywhere; who asks for consistency sees them at once', async () => {
    client.box.settings.propagationMs = 60_000;
    const strong = { Consistency: 'Strong' };
    await client.post('EntityDefinitions', table('new_A'));
    await client.post(`${entity('contact')}/Attributes`, column('String', 'new_X'));
    expect((await client.get(entity('new_a'))).status).toBe(404);
    expect((await client.get(entity('new_a'), strong)).status).toBe(200);
    expect((await client.get('EntityDefinitions?$filter=IsCustomEntity eq true')).json.value).toEqual([]);
    expect(codeOf(await client.post('new_as', { new_name: 'a' }))).toBe('0x80040216');
    expect(codeOf(await client.post('contacts', { new_x: 'a' }))).toBe('0x80040216');
    expect((await client.get('contacts?$select=new_x')).status).toBe(400);
    expect((await client.get('contacts?$select=new_x', strong)).status).toBe(200);
    expect(codeOf(await client.post(`${entity('new_a')}/Attributes`, column('String', 'new_Y')))).toBe('0x80040216');
    expect(codeOf(await client.post('RelationshipDefinitions', lookup('new_a_c', 'new_a', 'contact', 'new_CId')))).toBe('0x80040216');
    client.box.clock.advance(61_000);
    await client.signIn();
    expect((await client.get(entity('new_a'))).status).toBe(200);
    expect((await client.post('contacts', { new_x: 'a' })).status).toBe(204);
  });

  it('passes for others than who asks for consistency when one customization builds on another', async () => {
    client.box.settings.propagationMs = 60_000;
    const strong = { Consistency: 'Strong' };
    const make = (path: string, body: object, headers = {}) => client.post(path, body, headers);
    expect((await make('EntityDefinitions', table('new_A'), strong)).status).toBe(204);
    const body = column('String', 'new_X');
    expect(codeOf(await make(`${entity('new_a')}/Attributes`, body))).toBe('0x80040216');
    expect((await make(`${entity('new_a')}/Attributes`, body, strong)).status).toBe(204);
    const key = { SchemaName: 'new_K', DisplayName: label('K'), KeyAttributes: ['new_x'] };
    expect(codeOf(await make(`${entity('new_a')}/Keys`, key))).toBe('0x80040216');
    expect((await make(`${entity('new_a')}/Keys`, key, strong)).status).toBe(204);
    expect((await make('RelationshipDefinitions', lookup('new_a_c', 'new_a', 'contact', 'new_CId'), strong)).status).toBe(204);
    expect((await make('new_as', { new_name: 'a', new_x: 'x' }, strong)).status).toBe(204);
  });

  it('does not pass for a client whose cookie keeps it on the server that has customized', async () => {
    client.box.settings.propagationMs = 60_000;
    client.box.settings.servers = 2;
    const made = await client.post('EntityDefinitions', table('new_A'));
    const home = { Cookie: String(made.headers.get('set-cookie')).split(';')[0] as string };
    const away = { Cookie: home.Cookie.endsWith('0') ? 'ARRAffinity=server-1' : 'ARRAffinity=server-0' };
    const body = column('String', 'new_X');
    for (const elsewhere of [{}, away]) {
      expect(codeOf(await client.post(`${entity('new_a')}/Attributes`, body, elsewhere))).toBe('0x80040216');
      expect((await client.get(entity('new_a'), elsewhere)).status).toBe(404);
    }
    expect((await client.post(`${entity('new_a')}/Attributes`, body, home)).status).toBe(204);
    expect((await client.get(entity('new_a'), home)).status).toBe(200);
    expect((await client.post('new_as', { new_name: 'a', new_x: 'x' }, home)).status).toBe(204);
    expect(codeOf(await client.post('new_as', { new_name: 'a', new_x: 'x' }, away))).toBe('0x80040216');
  });

  it('allows one customization at a time', async () => {
    client.box.settings.customizationMs = 300;
    const answers = await Promise.all(['new_A', 'new_B'].map((name) => client.post('EntityDefinitions', table(name))));
    const [refused] = answers.filter((answer) => answer.status !== 204);
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 400]);
    expect(codeOf(refused as (typeof answers)[0])).toBe('0x80071151');
    expect((refused as (typeof answers)[0]).json.error.message).toContain('there is another [EntityCustomization] running at this moment');
    expect((await client.post('EntityDefinitions', table('new_C'))).status).toBe(204);
  });
});
