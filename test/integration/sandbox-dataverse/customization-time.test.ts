import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { column, entity, lookup, table } from './bodies.js';
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
