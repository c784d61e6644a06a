import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

const crm = (name: string): string => `Microsoft.Dynamics.CRM.${name}`;
const label = (text: string, LanguageCode = 1030) => ({
  '@odata.type': crm('Label'),
  LocalizedLabels: [{ '@odata.type': crm('LocalizedLabel'), Label: text, LanguageCode }],
});
const table = (SchemaName: string, more: object = {}) => ({
  '@odata.type': crm('EntityMetadata'),
  SchemaName,
  DisplayName: label(SchemaName),
  DisplayCollectionName: label(`${SchemaName}er`),
  Description: label('x'),
  OwnershipType: 'UserOwned',
  IsActivity: false,
  HasActivities: false,
  HasNotes: false,
  Attributes: [
    {
      '@odata.type': crm('StringAttributeMetadata'),
      SchemaName: 'new_Name',
      MaxLength: 100,
      IsPrimaryName: true,
      DisplayName: label('Navn'),
    },
  ],
  ...more,
});
const column = (type: string, SchemaName: string, more: object = {}) => ({
  '@odata.type': crm(`${type}AttributeMetadata`),
  SchemaName,
  DisplayName: label(SchemaName),
  ...more,
});
const lookup = (SchemaName: string, from: string, to: string, columnName: string, more: object = {}) => ({
  '@odata.type': crm('OneToManyRelationshipMetadata'),
  SchemaName,
  ReferencedEntity: to,
  ReferencedAttribute: `${to}id`,
  ReferencingEntity: from,
  CascadeConfiguration: {
    Assign: 'NoCascade',
    Delete: 'RemoveLink',
    Merge: 'NoCascade',
    Reparent: 'NoCascade',
    Share: 'NoCascade',
    Unshare: 'NoCascade',
  },
  Lookup: { '@odata.type': crm('LookupAttributeMetadata'), SchemaName: columnName, DisplayName: label(columnName) },
  ...more,
});
const entity = (name: string): string => `EntityDefinitions(LogicalName='${name}')`;

describe('reading definitions', () => {
  it('of a table by name or id, narrowed and expanded', async () => {
    const answer = await client.get(
      `${entity('contact')}?$select=MetadataId,LogicalName,EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,OwnershipType,IsActivity,HasNotes&$expand=Attributes($select=LogicalName),Keys`,
    );
    expect(answer.json).toMatchObject({
      LogicalName: 'contact',
      EntitySetName: 'contacts',
      PrimaryIdAttribute: 'contactid',
      PrimaryNameAttribute: 'fullname',
      OwnershipType: 'UserOwned',
      IsActivity: false,
      HasNotes: true,
      Keys: [],
    });
    expect(answer.json.Attributes.map((one: { LogicalName: string }) => one.LogicalName)).toContain('emailaddress1');
    expect((await client.get(`EntityDefinitions(${answer.json.MetadataId})?$select=LogicalName`)).json.LogicalName).toBe('contact');
  });

  it('of a table that is not there answers 404', async () => {
    const answer = await client.get(entity('nosuch'));
    expect([answer.status, codeOf(answer)]).toEqual([404, '0x80041102']);
  });

  it('of all tables, filtered by name or by being custom', async () => {
    expect((await client.get("EntityDefinitions?$select=LogicalName&$filter=LogicalName eq 'task'")).json.value).toHaveLength(1);
    expect((await client.get('EntityDefinitions?$select=LogicalName&$filter=IsCustomEntity eq true')).json.value).toEqual([]);
    expect(
      (
        await client.get(
          "EntityDefinitions?$select=LogicalName&$filter=OwnershipType eq Microsoft.Dynamics.CRM.OwnershipTypes'UserOwned' and IsActivity eq true",
        )
      ).json.value.map((one: { LogicalName: string }) => one.LogicalName),
    ).toContain('phonecall');
    expect((await client.get('EntityDefinitions?$top=1')).status).toBe(405);
    expect((await client.get('EntityDefinitions?$select=Nosuch')).status).toBe(400);
  });

  it('of columns by type: what only a type has needs its cast', async () => {
    const cast = await client.get(
      `${entity('contact')}/Attributes/${crm('StringAttributeMetadata')}?$select=LogicalName,MaxLength&$filter=LogicalName eq 'lastname'`,
    );
    expect(cast.json.value).toEqual([
      { '@odata.type': `#${crm('StringAttributeMetadata')}`, LogicalName: 'lastname', MaxLength: 50, MetadataId: expect.any(String) },
    ]);
    expect((await client.get(`${entity('contact')}/Attributes?$select=MaxLength`)).status).toBe(400);
    const choice = await client.get(
      `${entity('contact')}/Attributes(LogicalName='gendercode')/${crm('PicklistAttributeMetadata')}?$select=LogicalName&$expand=OptionSet,GlobalOptionSet`,
    );
    expect(choice.json.OptionSet.Options.map((option: { Value: number }) => option.Value)).toEqual([1, 2]);
    expect(choice.json.GlobalOptionSet).toBeNull();
    const status = await client.get(
      `${entity('task')}/Attributes(LogicalName='statuscode')/${crm('StatusAttributeMetadata')}?$expand=OptionSet`,
    );
    expect(status.json.OptionSet.Options.find((option: { Value: number }) => option.Value === 5).State).toBe(1);
    expect((await client.get(`${entity('contact')}/Attributes(LogicalName='lastname')/${crm('PicklistAttributeMetadata')}`)).status).toBe(
      404,
    );
  });

  it('of relationships with navigation names and cascades', async () => {
    const many = await client.get(
      `${entity('contact')}/OneToManyRelationships?$select=SchemaName,ReferencingEntity,ReferencingAttribute,CascadeConfiguration&$filter=ReferencingEntity eq 'annotation'`,
    );
    expect(many.json.value[0]).toMatchObject({
      SchemaName: 'Contact_Annotation',
      ReferencingAttribute: 'objectid',
      CascadeConfiguration: { Delete: 'Cascade' },
    });
    const one = await client.get(
      `${entity('contact')}/ManyToOneRelationships?$select=ReferencedEntity,ReferencingEntityNavigationPropertyName&$filter=ReferencingAttribute eq 'parentcustomerid' or ReferencingAttribute eq 'ownerid'`,
    );
    expect(
      one.json.value.map((row: Record<string, string>) => [row.ReferencedEntity, row.ReferencingEntityNavigationPropertyName]),
    ).toEqual([
      ['account', 'parentcustomerid_account'],
      ['contact', 'parentcustomerid_contact'],
      ['owner', 'ownerid'],
    ]);
  });
});

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

describe('a column', () => {
  const add = (body: object, on = 'contact') => client.post(`${entity(on)}/Attributes`, body);

  it('of every type can be made, written and read back', async () => {
    const choice = {
      OptionSet: {
        '@odata.type': crm('OptionSetMetadata'),
        IsGlobal: false,
        OptionSetType: 'Picklist',
        Options: [{ Value: 100000000, Label: label('Ja') }],
      },
    };
    const all: [object, string, unknown][] = [
      [column('String', 'new_Text', { MaxLength: 4000, FormatName: { Value: 'Email' } }), 'new_text', 'x'],
      [column('Memo', 'new_Memo', { MaxLength: 1_048_576 }), 'new_memo', 'a\nb'],
      [column('Integer', 'new_Whole', { MinValue: -5, MaxValue: 5 }), 'new_whole', -5],
      [column('BigInt', 'new_Big'), 'new_big', 9_000_000_000],
      [column('Decimal', 'new_Decimal', { Precision: 10 }), 'new_decimal', 1.0123456789],
      [column('Double', 'new_Double', { Precision: 5 }), 'new_double', 1.5],
      [column('Money', 'new_Money', { Precision: 4 }), 'new_money', 1.2345],
      [column('DateTime', 'new_Day', { Format: 'DateOnly', DateTimeBehavior: { Value: 'DateOnly' } }), 'new_day', '2024-02-29'],
      [
        column('DateTime', 'new_Moment', { Format: 'DateAndTime', DateTimeBehavior: { Value: 'TimeZoneIndependent' } }),
        'new_moment',
        '2024-02-29T10:00:00Z',
      ],
      [
        column('Boolean', 'new_Flag', {
          DefaultValue: false,
          OptionSet: { TrueOption: { Value: 1, Label: label('Ja') }, FalseOption: { Value: 0, Label: label('Nej') } },
        }),
        'new_flag',
        true,
      ],
      [column('Picklist', 'new_Choice', choice), 'new_choice', 100000000],
      [column('MultiSelectPicklist', 'new_Choices', choice), 'new_choices', '100000000'],
    ];
    const body: Record<string, unknown> = {};
    for (const [definition, name, value] of all) {
      const answer = await add(definition);
      expect([answer.status, answer.headers.get('odata-entityid')]).toEqual([204, expect.stringMatching(/\/Attributes\([0-9a-f-]{36}\)$/)]);
      body[name] = value;
    }
    const made = await client.post('contacts', body, { Prefer: 'return=representation' });
    expect(made.json).toMatchObject(body);
  });

  it('stays within the limits of its type', async () => {
    for (const definition of [
      column('String', 'new_X', { MaxLength: 4001 }),
      column('Memo', 'new_X', { MaxLength: 1_048_577 }),
      column('Decimal', 'new_X', { Precision: 11 }),
      column('Decimal', 'new_X', { MaxValue: 100_000_000_001 }),
      column('DateTime', 'new_X', { Format: 'DateAndTime', DateTimeBehavior: { Value: 'DateOnly' } }),
      column('Boolean', 'new_X'),
      column('Lookup', 'new_X'),
      column('String', 'new_X', { RequiredLevel: { Value: 'SystemRequired' } }),
      column('Picklist', 'new_X', {
        OptionSet: {
          Options: [
            { Value: 1, Label: label('a') },
            { Value: 1, Label: label('b') },
          ],
        },
      }),
    ]) {
      expect((await add(definition)).status).toBe(400);
    }
    expect(codeOf(await add({ ...column('String', 'new_X'), '@odata.type': crm('Nonsense') }))).toBe('0x80048d19');
  });

  it('has a name of its own, and notes take none', async () => {
    await add(column('String', 'new_X'));
    expect(codeOf(await add(column('String', 'new_x')))).toBe('0x80044361');
    expect((await add(column('String', 'new_X'), 'annotation')).status).toBe(400);
  });

  it('is deleted with what the rows held in it', async () => {
    await add(column('String', 'new_X'));
    const id = idOf(await client.post('contacts', { lastname: 'a', new_x: 'b' }));
    expect((await client.delete(`${entity('contact')}/Attributes(LogicalName='new_x')`)).status).toBe(204);
    expect(codeOf(await client.patch(`contacts(${id})`, { new_x: 'c' }))).toBe('0x0');
    await add(column('String', 'new_X'));
    expect((await client.get(`contacts(${id})`)).json.new_x).toBeNull();
    expect(codeOf(await client.delete(`${entity('contact')}/Attributes(LogicalName='lastname')`))).toBe('0x8004f01f');
  });

  it('is widened by PUT', async () => {
    await add(column('String', 'new_X', { MaxLength: 10 }));
    const put = await client.ask(
      'PUT',
      `${entity('contact')}/Attributes(LogicalName='new_x')`,
      column('String', 'new_X', { MaxLength: 20 }),
    );
    expect(put.status).toBe(204);
    expect((await client.post('contacts', { new_x: 'x'.repeat(20) })).status).toBe(204);
  });
});

describe('choices', () => {
  it('grow, change, are ordered and shrink by actions', async () => {
    await client.post(
      `${entity('contact')}/Attributes`,
      column('Picklist', 'new_C', { OptionSet: { Options: [{ Value: 1, Label: label('a') }] } }),
    );
    const where = { EntityLogicalName: 'contact', AttributeLogicalName: 'new_c' };
    const inserted = await client.post('InsertOptionValue', { ...where, Value: 2, Label: label('b') });
    expect([inserted.status, inserted.json.NewOptionValue]).toEqual([200, 2]);
    expect((await client.post('InsertOptionValue', { ...where, Value: 2, Label: label('b') })).status).toBe(400);
    expect((await client.post('UpdateOptionValue', { ...where, Value: 2, Label: label('B') })).status).toBe(204);
    expect((await client.post('OrderOption', { ...where, Values: [2, 1] })).status).toBe(204);
    const read = async () =>
      (await client.get(`${entity('contact')}/Attributes(LogicalName='new_c')/${crm('PicklistAttributeMetadata')}?$expand=OptionSet`)).json
        .OptionSet.Options;
    expect(
      (await read()).map((one: { Value: number; Label: { UserLocalizedLabel: { Label: string } } }) => [
        one.Value,
        one.Label.UserLocalizedLabel.Label,
      ]),
    ).toEqual([
      [2, 'B'],
      [1, 'a'],
    ]);
    expect((await client.post('contacts', { new_c: 2 })).status).toBe(204);
    expect((await client.post('DeleteOptionValue', { ...where, Value: 2 })).status).toBe(204);
    expect(codeOf(await client.post('contacts', { new_c: 2 }))).toBe('0x8004431a');
  });

  it('that are global are shared, and stay while a column uses them', async () => {
    const made = await client.post('GlobalOptionSetDefinitions', {
      '@odata.type': crm('OptionSetMetadata'),
      Name: 'new_colour',
      DisplayName: label('Farve'),
      OptionSetType: 'Picklist',
      Options: [{ Value: 1, Label: label('rød') }],
    });
    expect(made.status).toBe(204);
    const add = await client.post(
      `${entity('contact')}/Attributes`,
      column('Picklist', 'new_C', { 'GlobalOptionSet@odata.bind': "/GlobalOptionSetDefinitions(Name='new_colour')" }),
    );
    expect(add.status).toBe(204);
    await client.post('InsertOptionValue', { OptionSetName: 'new_colour', Value: 2, Label: label('blå') });
    expect((await client.post('contacts', { new_c: 2 })).status).toBe(204);
    expect((await client.get("GlobalOptionSetDefinitions(Name='new_colour')")).json.Options).toHaveLength(2);
    expect(codeOf(await client.delete("GlobalOptionSetDefinitions(Name='new_colour')"))).toBe('0x80048417');
    await client.delete(`${entity('contact')}/Attributes(LogicalName='new_c')`);
    expect((await client.delete("GlobalOptionSetDefinitions(Name='new_colour')")).status).toBe(204);
  });
});

describe('a relationship', () => {
  it('comes with its look-up and goes with it', async () => {
    await client.post('EntityDefinitions', table('new_A'));
    expect((await client.post('RelationshipDefinitions', lookup('new_a_contact', 'new_a', 'contact', 'new_ContactId'))).status).toBe(204);
    expect(codeOf(await client.post('RelationshipDefinitions', lookup('new_A_contact', 'new_a', 'contact', 'new_OtherId')))).toBe(
      '0x80044363',
    );
    expect((await client.get("RelationshipDefinitions(SchemaName='new_a_contact')")).json).toMatchObject({
      ReferencingAttribute: 'new_contactid',
      ReferencingEntityNavigationPropertyName: 'new_ContactId',
      CascadeConfiguration: { Delete: 'RemoveLink' },
    });
    await client.delete("RelationshipDefinitions(SchemaName='new_a_contact')");
    expect((await client.get(`${entity('new_a')}/Attributes(LogicalName='new_contactid')`)).status).toBe(404);
  });

  it('deletes, unlinks or forbids as it was made to', async () => {
    await client.post('EntityDefinitions', table('new_A'));
    const cascade = (Delete: string, Assign = 'NoCascade') => ({
      CascadeConfiguration: { Assign, Delete, Merge: 'NoCascade', Reparent: 'NoCascade', Share: 'NoCascade', Unshare: 'NoCascade' },
    });
    await client.post('RelationshipDefinitions', lookup('new_a_c', 'new_a', 'contact', 'new_CId', cascade('Cascade')));
    await client.post('RelationshipDefinitions', lookup('new_a_r', 'new_a', 'contact', 'new_RId', cascade('Restrict')));
    const [one, two] = [idOf(await client.post('contacts', { lastname: 'a' })), idOf(await client.post('contacts', { lastname: 'b' }))];
    await client.post('new_as', { new_name: 'a', 'new_CId@odata.bind': `/contacts(${one})` });
    await client.post('new_as', { new_name: 'b', 'new_RId@odata.bind': `/contacts(${two})` });
    expect((await client.delete(`contacts(${one})`)).status).toBe(204);
    expect([...client.box.rows('new_a')]).toHaveLength(1);
    expect(codeOf(await client.delete(`contacts(${two})`))).toBe('0x80040227');
    expect(
      (await client.post('RelationshipDefinitions', lookup('new_a_x', 'new_a', 'contact', 'new_XId', cascade('NoCascade')))).status,
    ).toBe(400);
  });

  it('of which each side has many associates rows through its collections', async () => {
    await client.post('EntityDefinitions', table('new_A'));
    const made = await client.post('RelationshipDefinitions', {
      '@odata.type': crm('ManyToManyRelationshipMetadata'),
      SchemaName: 'new_a_contacts',
      Entity1LogicalName: 'new_a',
      Entity2LogicalName: 'contact',
      IntersectEntityName: 'new_a_contact',
    });
    expect(made.status).toBe(204);
    const [a, person] = [idOf(await client.post('new_as', { new_name: 'a' })), idOf(await client.post('contacts', { lastname: 'b' }))];
    expect((await client.post(`new_as(${a})/new_a_contacts/$ref`, { '@odata.id': `${client.root}/contacts(${person})` })).status).toBe(204);
    expect((await client.get(`contacts(${person})/new_a_contacts?$select=new_name`)).json.value).toHaveLength(1);
    await client.delete(`contacts(${person})`);
    expect((await client.get(`new_as(${a})/new_a_contacts`)).json.value).toEqual([]);
  });

  it('to customers is one look-up with two legs, neither of which goes alone', async () => {
    await client.post('EntityDefinitions', table('new_A'));
    const leg = (to: string) => ({ SchemaName: `new_a_${to}`, ReferencedEntity: to, ReferencingEntity: 'new_a' });
    const made = await client.post('CreateCustomerRelationships', {
      OneToManyRelationships: [leg('account'), leg('contact')],
      Lookup: { SchemaName: 'new_CustomerId', DisplayName: label('Kunde') },
    });
    expect([made.status, made.json.RelationshipIds.length]).toEqual([200, 2]);
    const person = idOf(await client.post('contacts', { lastname: 'b' }));
    expect((await client.post('new_as', { new_name: 'a', 'new_CustomerId_contact@odata.bind': `/contacts(${person})` })).status).toBe(204);
    expect(codeOf(await client.delete("RelationshipDefinitions(SchemaName='new_a_contact')"))).toBe('0x8004847d');
    expect((await client.delete(`${entity('new_a')}/Attributes(LogicalName='new_customerid')`)).status).toBe(204);
  });
});

describe('packaging', () => {
  const publisher = (more: object = {}) => ({
    publisherid: guid(1),
    uniquename: 'nordlys',
    friendlyname: 'Nordlys',
    customizationprefix: 'a2d',
    customizationoptionvalueprefix: 45000,
    ...more,
  });
  const solution = (more: object = {}) => ({
    solutionid: guid(2),
    uniquename: 'Rehearsal',
    friendlyname: 'R',
    version: '1.0.0.0',
    'publisherid@odata.bind': `/publishers(${guid(1)})`,
    ...more,
  });

  it('is rows: a publisher with a prefix, a solution of it, and what was made in it', async () => {
    expect((await client.post('publishers', publisher())).status).toBe(204);
    expect((await client.post('solutions', solution())).status).toBe(204);
    const headers = { 'MSCRM.SolutionUniqueName': 'Rehearsal' };
    expect((await client.post(`${entity('contact')}/Attributes`, column('String', 'a2d_X'), headers)).status).toBe(204);
    expect(codeOf(await client.post(`${entity('contact')}/Attributes`, column('String', 'new_X'), headers))).toBe('0x80044366');
    expect(
      (await client.post(`${entity('contact')}/Attributes`, column('String', 'a2d_Y'), { 'MSCRM.SolutionUniqueName': 'Nosuch' })).status,
    ).toBe(400);
    const components = await client.get(`solutioncomponents?$select=componenttype&$filter=_solutionid_value eq ${guid(2)}`);
    expect(components.json.value).toHaveLength(1);
    const { MetadataId } = (await client.get(`${entity('contact')}?$select=MetadataId`)).json;
    expect(
      (
        await client.post('AddSolutionComponent', {
          ComponentId: MetadataId,
          ComponentType: 1,
          SolutionUniqueName: 'Rehearsal',
          AddRequiredComponents: false,
        })
      ).status,
    ).toBe(200);
  });

  it('checks prefixes, option prefixes and versions', async () => {
    for (const [more, code] of [
      [{ customizationprefix: 'a' }, '0x80044366'],
      [{ customizationprefix: '1ab' }, '0x80044366'],
      [{ customizationprefix: 'mscrmx' }, '0x80044366'],
      [{ customizationprefix: 'toolongprefix' }, '0x80044331'],
      [{ customizationoptionvalueprefix: 9999 }, '0x80048402'],
    ] as const) {
      expect(codeOf(await client.post('publishers', publisher(more)))).toBe(code);
    }
    await client.post('publishers', publisher());
    expect((await client.post('publishers', publisher({ publisherid: guid(5) }))).status).toBe(400);
    expect((await client.post('solutions', solution({ version: 'x' }))).status).toBe(400);
  });

  it('goes in order: solution before publisher, and what was made in it stays', async () => {
    await client.post('publishers', publisher());
    await client.post('solutions', solution());
    await client.post(`${entity('contact')}/Attributes`, column('String', 'a2d_X'), { 'MSCRM.SolutionUniqueName': 'Rehearsal' });
    expect(codeOf(await client.delete(`publishers(${guid(1)})`))).toBe('0x8004f01f');
    expect((await client.delete(`solutions(${guid(2)})`)).status).toBe(204);
    expect((await client.delete(`publishers(${guid(1)})`)).status).toBe(204);
    expect((await client.get(`${entity('contact')}/Attributes(LogicalName='a2d_x')?$select=LogicalName`)).status).toBe(200);
  });

  it('is published by two actions', async () => {
    expect(
      (
        await client.post('PublishXml', {
          ParameterXml: '<importexportxml><entities><entity>contact</entity></entities></importexportxml>',
        })
      ).status,
    ).toBe(204);
    expect((await client.post('PublishXml', {})).status).toBe(400);
    expect((await client.ask('POST', 'PublishAllXml', '')).status).toBe(204);
  });
});

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
