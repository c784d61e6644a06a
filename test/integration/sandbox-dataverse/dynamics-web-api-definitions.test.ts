import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DynamicsWebApi } from 'dynamics-web-api';
import { crm, label, library } from './library.js';
import { type Client, closeAll, start } from './support.js';

let client: Client;
let api: DynamicsWebApi;
beforeEach(async () => {
  client = await start();
  api = library(client);
});
afterEach(closeAll);

describe('dynamics-web-api on definitions', () => {
  it('makes, reads, changes and removes definitions', async () => {
    const tableId = await api.createEntity({
      data: {
        '@odata.type': crm('EntityMetadata'),
        SchemaName: 'new_A',
        DisplayName: label('A'),
        DisplayCollectionName: label('A-er'),
        OwnershipType: 'UserOwned',
        HasNotes: false,
        HasActivities: false,
        Attributes: [
          {
            '@odata.type': crm('StringAttributeMetadata'),
            SchemaName: 'new_Name',
            IsPrimaryName: true,
            MaxLength: 100,
            DisplayName: label('Navn'),
          },
        ],
      },
    });
    const table = await api.retrieveEntity({
      key: tableId,
      select: ['LogicalName', 'EntitySetName', 'DisplayName', 'DisplayCollectionName'],
      expand: [{ property: 'Attributes', select: ['LogicalName'] }],
    });
    expect(table).toMatchObject({ LogicalName: 'new_a', EntitySetName: 'new_as' });
    await api.updateEntity({ data: { ...table, DisplayName: label('B') }, mergeLabels: true });
    expect((await api.retrieveEntities({ select: ['LogicalName'], filter: 'IsCustomEntity eq true' })).value).toHaveLength(1);
    const columnId = await api.createAttribute({
      entityKey: tableId,
      data: {
        '@odata.type': crm('IntegerAttributeMetadata'),
        AttributeType: 'Integer',
        SchemaName: 'new_N',
        MinValue: 0,
        MaxValue: 9,
        DisplayName: label('N'),
      },
    });
    const column = await api.retrieveAttribute({
      entityKey: tableId,
      attributeKey: columnId,
      castType: crm('IntegerAttributeMetadata'),
      select: ['MaxValue', 'DisplayName', 'SchemaName'],
    });
    expect(column.MaxValue).toBe(9);
    expect(
      (
        await api.retrieveAttributes({
          entityKey: "LogicalName='new_a'",
          castType: crm('IntegerAttributeMetadata'),
          select: ['LogicalName'],
        })
      ).value.map((one) => one.LogicalName),
    ).toContain('new_n');
    const relationship = await api.createRelationship({
      data: {
        '@odata.type': crm('OneToManyRelationshipMetadata'),
        SchemaName: 'new_a_contact',
        ReferencedEntity: 'contact',
        ReferencedAttribute: 'contactid',
        ReferencingEntity: 'new_a',
        Lookup: { '@odata.type': crm('LookupAttributeMetadata'), SchemaName: 'new_ContactId', DisplayName: label('Kontakt') },
      },
    });
    expect(await api.retrieveRelationship({ key: relationship, castType: crm('OneToManyRelationshipMetadata') })).toMatchObject({
      ReferencingAttribute: 'new_contactid',
    });
    expect(
      (
        await api.retrieveRelationships({
          castType: crm('OneToManyRelationshipMetadata'),
          filter: "ReferencingEntity eq 'new_a'",
          select: ['SchemaName'],
        })
      ).value.length,
    ).toBeGreaterThan(1);
    const definition = await api.retrieveRelationship({ key: relationship, castType: crm('OneToManyRelationshipMetadata') });
    await api.updateRelationship({
      data: { ...definition, CascadeConfiguration: { ...definition.CascadeConfiguration, Delete: 'Restrict' } },
      castType: crm('OneToManyRelationshipMetadata'),
    });
    expect((await api.retrieveRelationship({ key: relationship })).CascadeConfiguration.Delete).toBe('Restrict');
    await api.updateAttribute({
      entityKey: tableId,
      data: { ...column, DisplayName: label('Antal') },
      castType: crm('IntegerAttributeMetadata'),
      mergeLabels: true,
    });
    const renamed = await api.retrieveAttribute({ entityKey: tableId, attributeKey: columnId, select: ['DisplayName'] });
    expect(renamed.DisplayName.UserLocalizedLabel.Label).toBe('Antal');
    await api.deleteRelationship({ key: relationship });
    const choice = await api.createGlobalOptionSet({
      data: {
        '@odata.type': crm('OptionSetMetadata'),
        Name: 'new_c',
        OptionSetType: 'Picklist',
        DisplayName: label('C'),
        Options: [{ Value: 1, Label: label('x') }],
      },
    });
    expect((await api.retrieveGlobalOptionSet({ key: choice, castType: crm('OptionSetMetadata') })).Name).toBe('new_c');
    expect((await api.retrieveGlobalOptionSets({ castType: crm('OptionSetMetadata') })).value).toHaveLength(1);
    const set = await api.retrieveGlobalOptionSet({ key: choice });
    await api.updateGlobalOptionSet({ data: { ...set, DisplayName: label('Farve') } });
    expect((await api.retrieveGlobalOptionSet({ key: choice })).DisplayName.UserLocalizedLabel.Label).toBe('Farve');
    await api.deleteGlobalOptionSet({ key: choice });
  });

  it('reads the description of the whole service, annotated or not', async () => {
    const plain = await api.retrieveCsdlMetadata();
    expect(plain).toMatch(/^<\?xml version="1\.0" encoding="utf-8"\?><edmx:Edmx /);
    expect(plain).toContain('<EntityType Name="contact" BaseType="mscrm.crmbaseentity">');
    expect(plain).not.toContain('Org.OData.Core.V1.Computed');
    expect(await api.retrieveCsdlMetadata({ addAnnotations: true })).toContain('Org.OData.Core.V1.Computed');
  });

  it('reads choices, states and money by their types, and relationships and keys with their table', async () => {
    const entityKey = "LogicalName='contact'";
    const choice = await api.retrieveAttribute({
      entityKey,
      attributeKey: "LogicalName='gendercode'",
      castType: crm('PicklistAttributeMetadata'),
      select: ['LogicalName'],
      expand: [{ property: 'OptionSet', select: ['Options'] }, { property: 'GlobalOptionSet' }],
    });
    expect(choice.OptionSet.Options).toHaveLength(2);
    const state = await api.retrieveAttribute({
      entityKey,
      attributeKey: "LogicalName='statecode'",
      castType: crm('StateAttributeMetadata'),
      expand: [{ property: 'OptionSet' }],
    });
    expect(state.OptionSet.Options[0]).toMatchObject({ Value: 0, DefaultStatus: 1 });
    const money = await api.retrieveAttributes({
      entityKey,
      castType: crm('MoneyAttributeMetadata'),
      select: ['LogicalName', 'Precision'],
    });
    expect(money.value).toEqual(expect.arrayContaining([expect.objectContaining({ LogicalName: 'creditlimit' })]));
    const table = await api.retrieveEntity({
      key: entityKey,
      select: ['LogicalName'],
      expand: [
        { property: 'Keys' },
        { property: 'ManyToOneRelationships', select: ['SchemaName'] },
        { property: 'Attributes', select: ['LogicalName'], filter: "LogicalName eq 'lastname'" },
      ],
    });
    expect([table.Keys, table.Attributes.length]).toEqual([[], 1]);
    expect(table.ManyToOneRelationships.map((one: { SchemaName: string }) => one.SchemaName)).toContain('contact_customer_accounts');
    expect(await api.retrieveRelationship({ key: "SchemaName='contact_customer_accounts'" })).toMatchObject({
      ReferencingEntity: 'contact',
    });
    expect(
      (await api.retrieveRelationships({ castType: crm('ManyToManyRelationshipMetadata'), select: ['SchemaName'] })).value.length,
    ).toBeGreaterThan(3);
  });

  it('connects tables of which each side has many, and removes columns, tables and choices again', async () => {
    const [account, contact] = [client.box.insert('account', { name: 'Acme' }), client.box.insert('contact', { lastname: 'Holm' })];
    await api.createRelationship({
      data: {
        '@odata.type': crm('ManyToManyRelationshipMetadata'),
        SchemaName: 'new_accounts_contacts',
        IntersectEntityName: 'new_accounts_contacts',
        Entity1LogicalName: 'account',
        Entity2LogicalName: 'contact',
      },
    });
    const pair = { collection: 'accounts', primaryKey: account, relationshipName: 'new_accounts_contacts', relatedKey: contact };
    const others = async () =>
      (await api.retrieve({ collection: 'accounts', key: account, expand: [{ property: 'new_accounts_contacts', select: ['lastname'] }] }))
        .new_accounts_contacts;
    await api.associate({ ...pair, relatedCollection: 'contacts' });
    expect(await others()).toHaveLength(1);
    await api.disassociate(pair);
    expect(await others()).toEqual([]);
    const column = await api.createAttribute({
      entityKey: "LogicalName='contact'",
      data: { '@odata.type': crm('MemoAttributeMetadata'), SchemaName: 'new_M', MaxLength: 500, DisplayName: label('M') },
    });
    await api.deleteRecord({ collection: 'EntityDefinitions', key: "LogicalName='contact'", property: `Attributes(${column})` });
    await expect(api.retrieveAttribute({ entityKey: "LogicalName='contact'", attributeKey: column })).rejects.toMatchObject({
      status: 404,
    });
    const choice = await api.createGlobalOptionSet({
      data: {
        '@odata.type': crm('OptionSetMetadata'),
        Name: 'new_c',
        OptionSetType: 'Picklist',
        DisplayName: label('C'),
        Options: [{ Value: 1, Label: label('x') }],
      },
    });
    expect((await api.retrieveGlobalOptionSet({ key: "Name='new_c'" })).MetadataId).toBe(choice);
    await api.deleteGlobalOptionSet({ key: "Name='new_c'" });
    await expect(api.retrieveGlobalOptionSet({ key: choice })).rejects.toMatchObject({ status: 404 });
  });
});
