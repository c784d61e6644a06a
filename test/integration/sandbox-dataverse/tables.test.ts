import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { column, crm, entity, label, lookup, table } from './bodies.js';
import { type Client, closeAll, codeOf, idOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

describe('a table', () => {
  it('is made with its columns, its set, its privileges and its bulk messages', async () => {
    const made = await client.post('EntityDefinitions', table('new_Membership'));
    expect([made.status, made.headers.get('odata-entityid')]).toEqual([
      204,
      expect.stringMatching(/\/EntityDefinitions\([0-9a-f-]{36}\)$/),
    ]);
    const { json } = await client.get(`${entity('new_membership')}?$expand=Attributes($select=LogicalName)`);
    expect(json).toMatchObject({
      EntitySetName: 'new_memberships',
      PrimaryIdAttribute: 'new_membershipid',
      PrimaryNameAttribute: 'new_name',
      IsCustomEntity: true,
      IsOptimisticConcurrencyEnabled: true,
    });
    expect(json.Privileges.map((one: { Name: string }) => one.Name)).toContain('prvCreatenew_Membership');
    const names = json.Attributes.map((one: { LogicalName: string }) => one.LogicalName);
    for (const name of ['ownerid', 'statecode', 'statuscode', 'createdon', 'overriddencreatedon', 'versionnumber'])
      expect(names).toContain(name);
    const bulk = await client.post(`new_memberships/${crm('CreateMultiple')}`, {
      Targets: [{ '@odata.type': crm('new_membership'), new_name: 'a' }],
    });
    expect(bulk.status).toBe(200);
    expect((await client.patch(`new_memberships(${bulk.json.Ids[0]})`, { statecode: 1 })).status).toBe(204);
  });

  it('may be made with further columns, all of them or nothing', async () => {
    const withColumns = (...more: object[]) => {
      const body = table('new_Ship');
      return { ...body, Attributes: [...body.Attributes, ...more] };
    };
    const code = column('String', 'new_Code', { MaxLength: 20 });
    const broken = await client.post('EntityDefinitions', withColumns(code, column('Integer', 'new_Crew', { MinValue: 'few' })));
    expect(broken.status).toBe(400);
    expect((await client.get(entity('new_ship'))).status).toBe(404);
    expect((await client.post('EntityDefinitions', withColumns(code, column('Integer', 'new_Crew')))).status).toBe(204);
    expect((await client.post('new_ships', { new_name: 'a', new_code: 'A1', new_crew: 3 })).status).toBe(204);
  });

  it('goes with what associates its rows with those of others', async () => {
    await client.post('EntityDefinitions', table('new_A'));
    await client.post('RelationshipDefinitions', {
      '@odata.type': crm('ManyToManyRelationshipMetadata'),
      SchemaName: 'new_a_contacts',
      Entity1LogicalName: 'new_a',
      Entity2LogicalName: 'contact',
      IntersectEntityName: 'new_a_contact',
    });
    expect((await client.delete(entity('new_a'))).status).toBe(204);
    expect((await client.get("RelationshipDefinitions(SchemaName='new_a_contacts')")).status).toBe(404);
    expect((await client.get('contacts?$expand=new_a_contacts')).status).toBe(400);
  });

  it('takes notes and activities from the day on which a PUT says so', async () => {
    await client.post('EntityDefinitions', table('new_A'));
    const row = idOf(await client.post('new_as', { new_name: 'a' }));
    const about = { subject: 'Ring', 'regardingobjectid_new_a_task@odata.bind': `/new_as(${row})` };
    expect((await client.post('tasks', about)).status).toBe(400);
    const { '@odata.context': _context, ...definition } = (await client.get(entity('new_a'))).json;
    const change = { ...definition, '@odata.type': crm('EntityMetadata'), HasActivities: true, HasNotes: true };
    expect((await client.ask('PUT', entity('new_a'), change)).status).toBe(204);
    expect((await client.get(entity('new_a'))).json).toMatchObject({ HasActivities: true, HasNotes: true });
    expect((await client.post('tasks', about)).status).toBe(204);
    expect((await client.post('annotations', { 'objectid_new_a@odata.bind': `/new_as(${row})` })).status).toBe(204);
    expect((await client.ask('PUT', entity('new_a'), { ...change, HasActivities: false })).status).toBe(400);
  });

  it('has a set name that is plural by rule', async () => {
    for (const [schema, set] of [
      ['new_Country', 'new_countries'],
      ['new_Box', 'new_boxes'],
      ['new_Day', 'new_days'],
    ]) {
      await client.post('EntityDefinitions', table(schema as string));
      expect((await client.get(`${entity(String(schema).toLowerCase())}?$select=EntitySetName`)).json.EntitySetName).toBe(set);
    }
  });

  it('needs one primary name, a name of its own with a known prefix, and labels in the base language', async () => {
    expect(codeOf(await client.post('EntityDefinitions', table('new_A', { Attributes: [] })))).toBe('0x80040203');
    expect(codeOf(await client.post('EntityDefinitions', table('other_A')))).toBe('0x80044366');
    expect(codeOf(await client.post('EntityDefinitions', table('Plain')))).toBe('0x80044366');
    expect(codeOf(await client.post('EntityDefinitions', table('new_Bad-Name')))).toBe('0x80044364');
    expect(codeOf(await client.post('EntityDefinitions', table('1new_A')))).toBe('0x80044365');
    expect(codeOf(await client.post('EntityDefinitions', table(`new_${'a'.repeat(60)}`)))).toBe('0x80044367');
    expect(codeOf(await client.post('EntityDefinitions', table('new_A', { DisplayName: {} })))).toBe('0x80040203');
    await client.post('EntityDefinitions', table('new_A'));
    expect(codeOf(await client.post('EntityDefinitions', table('new_a')))).toBe('0x80044363');
  });

  it('with a label in a language that is not provisioned is refused', async () => {
    const answer = await client.post('EntityDefinitions', table('new_A', { DisplayName: label('A', 1033) }));
    expect([answer.status, answer.json.error.message]).toEqual([
      400,
      'The language code 1033 is not a valid language for this organization.',
    ]);
  });

  it('with notes, activities and connections can be pointed to by those', async () => {
    await client.post(
      'EntityDefinitions',
      table('new_Place', { HasNotes: true, HasActivities: true, IsConnectionsEnabled: { Value: true } }),
    );
    const id = idOf(await client.post('new_places', { new_name: 'a' }));
    expect((await client.post('annotations', { subject: 'n', 'objectid_new_place@odata.bind': `/new_places(${id})` })).status).toBe(204);
    expect((await client.post('tasks', { subject: 'n', 'regardingobjectid_new_place_task@odata.bind': `/new_places(${id})` })).status).toBe(
      204,
    );
    expect((await client.delete(`new_places(${id})`)).status).toBe(204);
    expect([...client.box.rows('annotation'), ...client.box.rows('task')]).toEqual([]);
  });

  it('of activities has rules of its own', async () => {
    const activity = (more: object) =>
      table('new_Survey', {
        IsActivity: true,
        HasNotes: true,
        IsAvailableOffline: true,
        Attributes: [{ ...column('String', 'Subject', { MaxLength: 200 }), IsPrimaryName: true }],
        ...more,
      });
    expect(codeOf(await client.post('EntityDefinitions', activity({ OwnershipType: 'OrganizationOwned' })))).toBe('0x8004f120');
    expect(codeOf(await client.post('EntityDefinitions', activity({ HasActivities: true })))).toBe('0x8004f121');
    expect(codeOf(await client.post('EntityDefinitions', activity({ HasNotes: false })))).toBe('0x8004f123');
    expect((await client.post('EntityDefinitions', activity({}))).status).toBe(204);
    expect((await client.get(`${entity('new_survey')}?$select=PrimaryIdAttribute`)).json.PrimaryIdAttribute).toBe('activityid');
    const person = idOf(await client.post('contacts', { lastname: 'a' }));
    expect(
      (await client.post('new_surveies', { subject: 'a', 'regardingobjectid_contact_new_survey@odata.bind': `/contacts(${person})` }))
        .status,
    ).toBe(404);
    expect(
      (await client.post('new_surveys', { subject: 'a', 'regardingobjectid_contact_new_survey@odata.bind': `/contacts(${person})` }))
        .status,
    ).toBe(204);
  });

  it('is deleted with its rows, privileges and message filters, unless something points to it', async () => {
    const before = [...client.box.dump()].length;
    await client.post('EntityDefinitions', table('new_A'));
    await client.post('RelationshipDefinitions', lookup('new_contact_a', 'contact', 'new_a', 'new_AId'));
    await client.post('new_as', { new_name: 'a' });
    const refused = await client.delete(entity('new_a'));
    expect([refused.status, codeOf(refused)]).toEqual([400, '0x8004f01f']);
    expect((await client.delete("RelationshipDefinitions(SchemaName='new_contact_a')")).status).toBe(204);
    expect((await client.delete(entity('new_a'))).status).toBe(204);
    expect((await client.get('new_as')).status).toBe(404);
    expect([...client.box.dump()]).toHaveLength(before);
    expect(codeOf(await client.delete(entity('contact')))).toBe('0x8004f01f');
  });

  it('is changed by PUT with the whole definition, not by PATCH', async () => {
    await client.post('EntityDefinitions', table('new_A'));
    expect((await client.ask('PUT', entity('new_a'), { ...table('new_A'), DisplayName: label('Nyt') })).status).toBe(204);
    expect((await client.get(`${entity('new_a')}?$select=DisplayName`)).json.DisplayName.UserLocalizedLabel.Label).toBe('Nyt');
    expect((await client.patch(entity('new_a'), { DisplayName: label('Nyt') })).status).toBe(405);
    expect((await client.ask('PUT', entity('new_a'), { ...table('new_A'), OwnershipType: 'OrganizationOwned' })).status).toBe(400);
  });
});
