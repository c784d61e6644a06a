import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { crm, entity } from './bodies.js';
import { type Client, closeAll, codeOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

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
    const limited = await client.get('EntityDefinitions?$top=1');
    expect([limited.status, limited.json.error.message]).toEqual([400, 'The query parameter $top is not supported.']);
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

  it('of columns lists those that only tell what others hold, which rows do not have', async () => {
    const { json } = await client.get(
      "EntityDefinitions(LogicalName='contact')/Attributes?$select=LogicalName,AttributeType,AttributeOf,IsLogical,IsValidForCreate",
    );
    const columns = new Map(json.value.map((one: { LogicalName: string }) => [one.LogicalName, one]));
    for (const [name, AttributeType, AttributeOf] of [
      ['parentcustomeridname', 'String', 'parentcustomerid'],
      ['parentcustomeridyominame', 'String', 'parentcustomerid'],
      ['parentcustomeridtype', 'EntityName', 'parentcustomerid'],
      ['owneridname', 'String', 'ownerid'],
      ['owneridtype', 'EntityName', 'ownerid'],
      ['transactioncurrencyidname', 'String', 'transactioncurrencyid'],
      ['gendercodename', 'Virtual', 'gendercode'],
      ['donotemailname', 'Virtual', 'donotemail'],
      ['statuscodename', 'Virtual', 'statuscode'],
    ])
      expect(columns.get(name)).toMatchObject({ AttributeType, AttributeOf, IsLogical: true, IsValidForCreate: false });
    expect(columns.has('transactioncurrencyidyominame')).toBe(false);
    const one = await client.get("EntityDefinitions(LogicalName='contact')/Attributes(LogicalName='owneridname')");
    expect(one.json).toMatchObject({ AttributeOf: 'ownerid' });
    const answer = await client.get('contacts?$select=parentcustomeridname');
    expect([answer.status, codeOf(answer)]).toEqual([400, '0x0']);
    expect(codeOf(await client.post('contacts', { lastname: 'a', gendercodename: 'Male' }))).toBe('0x0');
  });

  it('say in their context what was chosen, and choices alone may be chosen from', async () => {
    const contextOf = async (path: string) =>
      String((await client.get(path)).json['@odata.context']).replace(`${client.root}/$metadata#`, '');
    expect(await contextOf("EntityDefinitions(LogicalName='account')?$select=DisplayName,EntitySetName")).toBe(
      'EntityDefinitions(DisplayName,EntitySetName)/$entity',
    );
    expect(await contextOf("EntityDefinitions?$select=LogicalName&$filter=LogicalName eq 'account'")).toBe(
      'EntityDefinitions(LogicalName)',
    );
    const column = "EntityDefinitions(LogicalName='contact')/Attributes(LogicalName='gendercode')";
    const cast = `${column}/Microsoft.Dynamics.CRM.PicklistAttributeMetadata`;
    expect(await contextOf(`${cast}?$select=LogicalName&$expand=OptionSet`)).toBe(
      "EntityDefinitions('contact')/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata(LogicalName,OptionSet)/$entity",
    );
    const { MetadataId } = (await client.get(`${column}?$select=MetadataId`)).json;
    const options = (await client.get(`${cast}/OptionSet?$select=Options`)).json;
    expect(options['@odata.context']).toBe(
      `${client.root}/$metadata#EntityDefinitions('contact')/Attributes(${MetadataId})/Microsoft.Dynamics.CRM.PicklistAttributeMetadata/OptionSet(Options)/$entity`,
    );
    expect(Object.keys(options).filter((name) => !name.startsWith('@'))).toEqual(['Options', 'MetadataId']);
    expect((await client.get(`${cast}/GlobalOptionSet`)).status).toBe(204);
    expect((await client.get(`${column}/Microsoft.Dynamics.CRM.EnumAttributeMetadata`)).status).toBe(400);
  });

  it('of columns lists the parties of an activity by what they do in it, which rows do not have either', async () => {
    const lists = async (table: string) =>
      (await client.get(`${entity(table)}/Attributes?$select=LogicalName,AttributeType`)).json.value
        .filter((one: { AttributeType: string }) => one.AttributeType === 'PartyList')
        .map((one: { LogicalName: string }) => one.LogicalName);
    expect(await lists('email')).toEqual(['from', 'to', 'cc', 'bcc']);
    expect(await lists('appointment')).toEqual(['requiredattendees', 'optionalattendees', 'organizer']);
    expect(await lists('task')).toEqual([]);
    const to = await client.get(`${entity('email')}/Attributes(LogicalName='to')/${crm('LookupAttributeMetadata')}?$select=Targets`);
    expect(to.json.Targets).toContain('queue');
    expect((await client.get('emails?$select=to')).status).toBe(400);
  });
});
