import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { XMLParser } from 'fast-xml-parser';
import { type Client, closeAll, codeOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

// biome-ignore lint/suspicious/noExplicitAny: the document is looked into at will
type Any = any;

const several = ['EntityType', 'Property', 'NavigationProperty', 'Action', 'Function', 'Parameter', 'EntitySet', 'Annotation', 'Record'];
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  isArray: (name, _path, _isLeaf, isAttribute) => !isAttribute && several.includes(name),
});

async function schemaOf(query = '', headers?: Record<string, string>): Promise<Any> {
  const answer = await client.get(`$metadata${query}`, headers);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/xml']);
  expect(answer.text.startsWith('<?xml version="1.0" encoding="utf-8"?><edmx:Edmx Version="4.0"')).toBe(true);
  return parser.parse(answer.text)['edmx:Edmx']['edmx:DataServices'].Schema;
}

const typeIn = (schema: Any, name: string): Any => schema.EntityType.find((one: Any) => one.Name === name);
const propertyIn = (type: Any, name: string): Any => type.Property.find((one: Any) => one.Name === name);
const navigationIn = (type: Any, name: string): Any => type.NavigationProperty.find((one: Any) => one.Name === name);
const bare = (type: string): string => type.replace(/^Collection\((.*)\)$/, '$1').replace(/^mscrm\./, '');

const label = (Label: string) => ({ LocalizedLabels: [{ Label, LanguageCode: 1030 }] });
const crm = (name: string): string => `Microsoft.Dynamics.CRM.${name}`;

async function makeTable(): Promise<void> {
  const made = await client.post('EntityDefinitions', {
    '@odata.type': crm('EntityMetadata'),
    SchemaName: 'new_Ship',
    DisplayName: label('Skib'),
    DisplayCollectionName: label('Skibe'),
    Description: label('Hvad der sejler "her" & nu'),
    OwnershipType: 'UserOwned',
    HasNotes: true,
    HasActivities: false,
    Attributes: [
      {
        '@odata.type': crm('StringAttributeMetadata'),
        SchemaName: 'new_Name',
        IsPrimaryName: true,
        MaxLength: 100,
        DisplayName: label('Navn'),
        Description: label('Hvad det hedder'),
      },
    ],
  });
  expect(made.status).toBe(204);
}

describe('$metadata', () => {
  it('is CSDL in which every name that is used is declared', async () => {
    const schema = await schemaOf();
    expect(schema).toMatchObject({ Namespace: 'Microsoft.Dynamics.CRM', Alias: 'mscrm' });
    const types = new Map<string, Any>(schema.EntityType.map((type: Any) => [type.Name, type]));
    const values = new Set([...schema.ComplexType, ...schema.EnumType].map((type: Any) => type.Name));
    const isKnown = (name: string): boolean => name.startsWith('Edm.') || types.has(name) || values.has(name);
    const unknown: string[] = [];
    const inherited = (type: Any): Any[] => (type === undefined ? [] : [type, ...inherited(types.get(bare(type.BaseType ?? '')))]);
    const members = (type: Any, kind: string): Any[] => inherited(type).flatMap((one) => one[kind] ?? []);
    for (const type of types.values()) {
      if (type.BaseType !== undefined && !types.has(bare(type.BaseType))) unknown.push(type.BaseType);
      for (const member of [...(type.Property ?? []), ...(type.NavigationProperty ?? [])])
        if (!isKnown(bare(member.Type))) unknown.push(member.Type);
      const names = [...members(type, 'Property'), ...members(type, 'NavigationProperty')].map((one) => one.Name);
      expect(names).toHaveLength(new Set(names).size);
      for (const navigation of type.NavigationProperty ?? []) {
        const target = types.get(bare(navigation.Type));
        if (navigation.Partner !== undefined && !members(target, 'NavigationProperty').some((one) => one.Name === navigation.Partner))
          unknown.push(`${type.Name}.${navigation.Name} -> ${navigation.Partner}`);
        const constraint = navigation.ReferentialConstraint;
        if (constraint === undefined) continue;
        if (!members(type, 'Property').some((one) => one.Name === constraint.Property)) unknown.push(constraint.Property);
        if (!members(target, 'Property').some((one) => one.Name === constraint.ReferencedProperty))
          unknown.push(constraint.ReferencedProperty);
      }
    }
    for (const operation of [...schema.Action, ...schema.Function]) {
      for (const { Type } of [...(operation.Parameter ?? []), ...(operation.ReturnType === undefined ? [] : [operation.ReturnType])])
        if (!isKnown(bare(Type))) unknown.push(Type);
    }
    for (const type of schema.ComplexType) for (const { Type } of type.Property) if (!isKnown(bare(Type))) unknown.push(Type);
    const sets = new Set(schema.EntityContainer.EntitySet.map((set: Any) => set.Name));
    for (const set of schema.EntityContainer.EntitySet) {
      if (!types.has(bare(set.EntityType))) unknown.push(set.EntityType);
      const bindings = [set.NavigationPropertyBinding ?? []].flat();
      for (const { Target } of bindings) if (!sets.has(Target)) unknown.push(Target);
    }
    expect(unknown).toEqual([]);
  });

  it('gives every row type its key and its set, users and teams one that they have in common', async () => {
    const schema = await schemaOf();
    expect(typeIn(schema, 'contact')).toMatchObject({ BaseType: 'mscrm.crmbaseentity', Key: { PropertyRef: { Name: 'contactid' } } });
    expect(typeIn(schema, 'crmbaseentity')).toEqual({ Name: 'crmbaseentity', Abstract: 'true' });
    expect(typeIn(schema, 'principal')).toMatchObject({ Key: { PropertyRef: { Name: 'ownerid' } } });
    for (const name of ['systemuser', 'team']) {
      expect(typeIn(schema, name).BaseType).toBe('mscrm.principal');
      expect(typeIn(schema, name).Key).toBeUndefined();
    }
    expect((await client.get(`systemusers(${client.box.applicationUser})?$select=ownerid`)).json.ownerid).toBe(client.box.applicationUser);
    expect(schema.EntityContainer).toMatchObject({ Name: 'System' });
    expect(schema.EntityContainer.EntitySet).toContainEqual(
      expect.objectContaining({ Name: 'transactioncurrencies', EntityType: 'mscrm.transactioncurrency' }),
    );
  });

  it('tells columns in the types of the wire, choices as numbers and look-ups by their value', async () => {
    const schema = await schemaOf();
    const contact = typeIn(schema, 'contact');
    expect(propertyIn(contact, 'lastname')).toEqual({ Name: 'lastname', Type: 'Edm.String', Unicode: 'false' });
    expect(propertyIn(contact, 'creditlimit')).toEqual({ Name: 'creditlimit', Type: 'Edm.Decimal', Scale: 'Variable' });
    expect(propertyIn(contact, 'gendercode').Type).toBe('Edm.Int32');
    expect(propertyIn(contact, 'birthdate').Type).toBe('Edm.Date');
    expect(propertyIn(contact, 'createdon').Type).toBe('Edm.DateTimeOffset');
    expect(propertyIn(contact, 'versionnumber').Type).toBe('Edm.Int64');
    expect(propertyIn(contact, '_parentcustomerid_value')).toEqual({ Name: '_parentcustomerid_value', Type: 'Edm.Guid' });
    expect(propertyIn(contact, 'parentcustomerid')).toBeUndefined();
    const row = await client.post('contacts', { lastname: 'a' }, { Prefer: 'return=representation' });
    const answered = Object.keys(row.json).filter((name) => !name.includes('@'));
    // The picture itself comes only to those who ask for it.
    expect(contact.Property.map((one: Any) => one.Name).sort()).toEqual([...answered, 'entityimage'].sort());
  });

  it('leads a navigation property to its partner, with the look-up that it goes by', async () => {
    const schema = await schemaOf();
    expect(navigationIn(typeIn(schema, 'contact'), 'parentcustomerid_account')).toEqual({
      Name: 'parentcustomerid_account',
      Type: 'mscrm.account',
      Nullable: 'false',
      Partner: 'contact_customer_accounts',
      ReferentialConstraint: { Property: '_parentcustomerid_value', ReferencedProperty: 'accountid' },
    });
    expect(navigationIn(typeIn(schema, 'account'), 'contact_customer_accounts')).toEqual({
      Name: 'contact_customer_accounts',
      Type: 'Collection(mscrm.contact)',
      Partner: 'parentcustomerid_account',
    });
    expect(navigationIn(typeIn(schema, 'team'), 'teammembership_association')).toEqual({
      Name: 'teammembership_association',
      Type: 'Collection(mscrm.systemuser)',
      Partner: 'teammembership_association',
    });
    expect(navigationIn(typeIn(schema, 'contact'), 'ownerid')).toMatchObject({
      Type: 'mscrm.principal',
      ReferentialConstraint: { Property: '_ownerid_value', ReferencedProperty: 'ownerid' },
    });
  });

  it('tells tables, columns and relationships that were made meanwhile, and keys once they are built', async () => {
    await makeTable();
    client.box.settings.keyIndexMs = 150;
    await client.post('RelationshipDefinitions', {
      '@odata.type': crm('OneToManyRelationshipMetadata'),
      SchemaName: 'new_contact_ship',
      ReferencedEntity: 'contact',
      ReferencedAttribute: 'contactid',
      ReferencingEntity: 'new_ship',
      Lookup: { '@odata.type': crm('LookupAttributeMetadata'), SchemaName: 'new_CaptainId', DisplayName: label('Kaptajn') },
    });
    await client.post("EntityDefinitions(LogicalName='new_ship')/Keys", {
      SchemaName: 'new_ShipKey',
      DisplayName: label('Nøgle'),
      KeyAttributes: ['new_name', 'new_captainid'],
    });
    const keys = (schema: Any): Any =>
      (typeIn(schema, 'new_ship').Annotation ?? []).find((one: Any) => one.Term === 'OData.Community.Keys.V1.AlternateKeys');
    const schema = await schemaOf();
    expect(keys(schema)).toBeUndefined();
    const ship = typeIn(schema, 'new_ship');
    expect(propertyIn(ship, 'new_name').Type).toBe('Edm.String');
    expect(navigationIn(ship, 'new_CaptainId')).toMatchObject({ Type: 'mscrm.contact', Partner: 'new_contact_ship' });
    expect(navigationIn(typeIn(schema, 'contact'), 'new_contact_ship')).toMatchObject({ Partner: 'new_CaptainId' });
    expect(navigationIn(typeIn(schema, 'annotation'), 'objectid_new_ship')).toMatchObject({ Type: 'mscrm.new_ship' });
    expect(schema.EntityContainer.EntitySet.map((set: Any) => set.Name)).toContain('new_ships');
    await new Promise((resolve) => setTimeout(resolve, 250));
    const [record] = keys(await schemaOf()).Collection.Record;
    expect(record.PropertyValue.Collection.Record.map((part: Any) => part.PropertyValue[0].String)).toEqual([
      'new_name',
      '_new_captainid_value',
    ]);
    await client.delete("EntityDefinitions(LogicalName='new_ship')");
    expect(typeIn(await schemaOf(), 'new_ship')).toBeUndefined();
  });

  it('is annotated when that is asked for, by the address or by the preference', async () => {
    await makeTable();
    const described = { Term: 'Org.OData.Core.V1.Description', String: 'Hvad der sejler &quot;her&quot; &amp; nu' };
    for (const schema of [await schemaOf('?annotations=true'), await schemaOf('', { Prefer: 'odata.include-annotations="*"' })]) {
      expect(typeIn(schema, 'new_ship').Annotation[0].Term).toBe(described.Term);
      expect(propertyIn(typeIn(schema, 'new_ship'), 'new_name').Annotation).toEqual([{ Term: described.Term, String: 'Hvad det hedder' }]);
      expect(propertyIn(typeIn(schema, 'new_ship'), '_new_captainid_value')).toBeUndefined();
      expect(propertyIn(typeIn(schema, 'contact'), 'modifiedon').Annotation).toEqual([
        { Term: 'Org.OData.Core.V1.Computed', Bool: 'true' },
        { Term: 'Org.OData.Core.V1.Permissions', EnumMember: 'Org.OData.Core.V1.PermissionType/Read' },
      ]);
    }
    expect(typeIn(await schemaOf(), 'new_ship').Annotation).toBeUndefined();
    expect((await client.get('$metadata?annotations=true')).text).toContain('String="Hvad der sejler &quot;her&quot; &amp; nu"');
  });

  it('declares what can be called, with what it takes and answers', async () => {
    const schema = await schemaOf();
    const named = (kind: string, name: string): Any => schema[kind].find((one: Any) => one.Name === name);
    expect(named('Function', 'WhoAmI').ReturnType).toEqual({ Type: 'mscrm.WhoAmIResponse', Nullable: 'false' });
    expect(named('Action', 'PublishXml').Parameter).toEqual([{ Name: 'ParameterXml', Type: 'Edm.String', Nullable: 'false' }]);
    expect(named('Action', 'AddPrivilegesRole')).toMatchObject({
      IsBound: 'true',
      Parameter: [{ Name: 'entity', Type: 'mscrm.role', Nullable: 'false' }, { Name: 'Privileges' }],
    });
    const bulk = schema.Action.filter((one: Any) => one.Name === 'CreateMultiple').map((one: Any) => one.Parameter[1].Type);
    expect(bulk).toContain('Collection(mscrm.contact)');
    expect(bulk).not.toContain('Collection(mscrm.annotation)');
    // Functions without parameters can be called just like that, and answer the members that they declare.
    const functions = schema.Function.filter((one: Any) => one.IsBound === undefined && one.Parameter === undefined);
    expect(functions.length).toBeGreaterThan(3);
    for (const { Name, ReturnType } of functions) {
      const answer = await client.get(Name);
      const members = schema.ComplexType.find((one: Any) => one.Name === bare(ReturnType.Type)).Property.map((one: Any) => one.Name);
      expect([Name, answer.status, Object.keys(answer.json).slice(1).sort()]).toEqual([Name, 200, members.sort()]);
    }
  });

  it('tells what has not reached every server only to who asks for consistency', async () => {
    const slow = await start({ propagationMs: 60_000 });
    client = slow;
    await makeTable();
    expect(typeIn(await schemaOf(), 'new_ship')).toBeUndefined();
    expect(navigationIn(typeIn(await schemaOf(), 'annotation'), 'objectid_new_ship')).toBeUndefined();
    expect(typeIn(await schemaOf('', { Consistency: 'Strong' }), 'new_ship')).toBeDefined();
    expect((await client.post('$metadata', {})).status).toBe(405);
  });
});

describe('the service document', () => {
  it('names every set in order, and each one answers', async () => {
    await makeTable();
    const answer = await client.get('');
    expect(answer.json['@odata.context']).toBe(`${client.root}/$metadata`);
    const names = answer.json.value.map((one: { name: string }) => one.name) as string[];
    expect(answer.json.value[0]).toEqual({ name: names[0], kind: 'EntitySet', url: names[0] });
    expect(names).toEqual(expect.arrayContaining(['accounts', 'new_ships', 'EntityDefinitions']));
    const schema = await schemaOf();
    expect(names.slice().sort()).toEqual(schema.EntityContainer.EntitySet.map((set: Any) => set.Name).sort());
    for (const name of names) expect([name, (await client.get(name)).status]).toEqual([name, 200]);
  });
});

describe('an action', () => {
  it('refuses a parameter that it does not declare, and to go without one that it needs', async () => {
    const more = await client.post('PublishXml', { ParameterXml: '<importexportxml></importexportxml>', Wait: true });
    expect([more.status, codeOf(more)]).toEqual([400, '0x80048d19']);
    expect(more.json.error.message).toContain(
      "The parameter 'Wait' in the request payload is not a valid parameter for the operation 'PublishXml'.",
    );
    const less = await client.post('AddSolutionComponent', { ComponentType: 1, SolutionUniqueName: 'Default' });
    expect([less.status, codeOf(less), less.json.error.message]).toEqual([400, '0x80040203', "Required field 'ComponentId' is missing"]);
  });
});
