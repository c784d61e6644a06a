import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, closeAll, codeOf, idOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start({ baseLanguage: 1033 });
});
afterEach(closeAll);

const is = (PropertyName: string, Value: string, Type = 'System.String', ConditionOperator = 'Equals') => ({
  ConditionOperator,
  PropertyName,
  Value: { Type, Value },
});
const properties = (...PropertyNames: string[]) => ({ AllProperties: false, PropertyNames });
const both = { FilterOperator: 'Or', Conditions: [is('LogicalName', 'account'), is('LogicalName', 'contact')] };

const ask = (query: object, more = '', aliases = '') =>
  client.get(`RetrieveMetadataChanges(Query=@p1${more})?@p1=${encodeURIComponent(JSON.stringify(query))}${aliases}`);
const since = (query: object, stamp: string) =>
  ask(
    query,
    ',ClientVersionStamp=@p2,DeletedMetadataFilters=@p3',
    `&@p2='${encodeURIComponent(stamp)}'&@p3=Microsoft.Dynamics.CRM.DeletedMetadataFilters'Attribute'`,
  );
const label = (Label: string) => ({ LocalizedLabels: [{ Label, LanguageCode: 1033 }] });
const picklist = {
  '@odata.type': 'Microsoft.Dynamics.CRM.PicklistAttributeMetadata',
  SchemaName: 'new_Choice',
  DisplayName: label('Choice'),
  OptionSet: { '@odata.type': 'Microsoft.Dynamics.CRM.OptionSetMetadata', IsGlobal: false, Options: [{ Value: 1, Label: label('One') }] },
};

describe('RetrieveMetadataChanges', () => {
  it('answers the properties and columns that a query asks for, the others null', async () => {
    const answer = await ask({
      Properties: properties('SchemaName', 'Attributes'),
      Criteria: both,
      AttributeQuery: {
        Properties: properties('LogicalName'),
        Criteria: { FilterOperator: 'And', Conditions: [is('IsValidForCreate', 'True', 'System.Boolean')] },
      },
      LabelQuery: { FilterLanguages: [1033], MissingLabelBehavior: 0 },
    });
    expect(answer.json).toMatchObject({
      '@odata.context': `${client.root}/$metadata#Microsoft.Dynamics.CRM.RetrieveMetadataChangesResponse`,
      ServerVersionStamp: expect.stringMatching(/^\d+!\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d$/),
      DeletedMetadata: { Count: 0, IsReadOnly: false, Keys: [], Values: [] },
    });
    const [account, contact] = answer.json.EntityMetadata;
    expect(account).toMatchObject({
      LogicalName: 'account',
      SchemaName: 'Account',
      HasChanged: null,
      EntitySetName: null,
      DisplayName: null,
    });
    const columns = new Map(contact.Attributes.map((one: { LogicalName: string }) => [one.LogicalName, one]));
    expect(columns.get('emailaddress1')).toMatchObject({
      '@odata.type': '#Microsoft.Dynamics.CRM.ComplexStringAttributeMetadata',
      MaxLength: null,
      SchemaName: null,
    });
    expect(columns.get('contactid')).not.toHaveProperty(['@odata.type']);
    expect(columns.has('createdon')).toBe(false);
  });

  it('knows lists, comparisons and filters within filters', async () => {
    const names = async (Criteria: object) =>
      (await ask({ Properties: properties('LogicalName'), Criteria })).json.EntityMetadata.map(
        (one: { LogicalName: string }) => one.LogicalName,
      );
    expect(await names({ FilterOperator: 'And', Conditions: [is('LogicalName', "['task','nosuch']", 'System.String[]', 'In')] })).toEqual([
      'task',
    ]);
    expect(
      await names({
        FilterOperator: 'And',
        Conditions: [is('ObjectTypeCode', '4', 'System.Int32', 'LessThan')],
        Filters: [{ FilterOperator: 'Or', Conditions: [is('LogicalName', 'account'), is('LogicalName', 'task')] }],
      }),
    ).toEqual(['account']);
    expect(await names({ FilterOperator: 'And', Conditions: [is('SchemaName', 'Nothing')] })).toEqual([]);
    const picklists = await ask({
      Properties: properties('Attributes'),
      Criteria: both,
      AttributeQuery: {
        Properties: properties('LogicalName', 'OptionSet'),
        Criteria: {
          FilterOperator: 'And',
          Conditions: [is('AttributeTypeName', 'PicklistType', 'Microsoft.Xrm.Sdk.Metadata.AttributeTypeDisplayName')],
        },
      },
    });
    const gender = picklists.json.EntityMetadata[1].Attributes.find((one: { LogicalName: string }) => one.LogicalName === 'gendercode');
    expect(gender.OptionSet).toMatchObject({
      '@odata.type': '#Microsoft.Dynamics.CRM.ComplexOptionSetMetadata',
      Options: [{ Value: 1 }, { Value: 2 }],
    });
  });

  it('tells with a stamp what was added, changed and deleted since then', async () => {
    const query = {
      Properties: properties('LogicalName', 'Attributes'),
      Criteria: { FilterOperator: 'And', Conditions: [is('LogicalName', 'contact')] },
      AttributeQuery: { Properties: properties('LogicalName', 'DisplayName') },
    };
    const first = (await ask(query)).json.ServerVersionStamp;
    expect((await since(query, first)).json.EntityMetadata).toEqual([]);
    const made = idOf(await client.post("EntityDefinitions(LogicalName='contact')/Attributes", picklist));
    const second = (await since(query, first)).json;
    expect(second.EntityMetadata).toMatchObject([
      { LogicalName: 'contact', HasChanged: false, Attributes: [{ LogicalName: 'new_choice', HasChanged: true }] },
    ]);
    await client.ask('PUT', `EntityDefinitions(LogicalName='contact')/Attributes(LogicalName='new_choice')`, {
      ...picklist,
      LogicalName: 'new_choice',
      DisplayName: label('Another'),
    });
    const third = (await since(query, second.ServerVersionStamp)).json;
    expect(third.EntityMetadata[0].Attributes).toHaveLength(1);
    await client.delete("EntityDefinitions(LogicalName='contact')/Attributes(LogicalName='new_choice')");
    const fourth = (await since(query, third.ServerVersionStamp)).json;
    expect(fourth.EntityMetadata).toEqual([]);
    expect(fourth.DeletedMetadata).toEqual({
      Count: 1,
      IsReadOnly: false,
      Keys: ['Attribute'],
      Values: [{ Count: 1, IsReadOnly: false, Items: [made] }],
    });
  });

  it('refuses a stamp that is too old or none, a query that is none, and properties that there are not', async () => {
    const stamp = (await ask({ Criteria: both })).json.ServerVersionStamp;
    for (const old of ['x', '1!01/01/2020 00:00:00', `${stamp.split('!')[0]}!01/01/2020 00:00:00`])
      expect(codeOf(await since({ Criteria: both }, old))).toBe('0x80044352');
    expect((await since({ Criteria: both }, stamp)).status).toBe(200);
    for (const query of [
      { Properties: properties('nosuch') },
      { Criteria: { FilterOperator: 'And', Conditions: [is('nosuch', 'a')] } },
      { Criteria: { FilterOperator: 'Xor', Conditions: [is('LogicalName', 'a')] } },
      { Criteria: { FilterOperator: 'And', Conditions: [is('LogicalName', 'a', 'System.String', 'Like')] } },
      { Properties: properties('SchemaName'), AttributeQuery: { Properties: properties('LogicalName') } },
    ])
      expect([query, (await ask(query)).status]).toEqual([query, 400]);
    expect((await client.get('RetrieveMetadataChanges(Query=@p1)?@p1={')).status).toBe(400);
  });
});
