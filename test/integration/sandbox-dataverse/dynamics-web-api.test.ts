import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DynamicsWebApi } from 'dynamics-web-api';
import { type Client, closeAll, guid, start } from './support.js';

/** A client that others wrote, unchanged: it knows the real service, not this stand-in. */
let client: Client;
let api: DynamicsWebApi;
beforeEach(async () => {
  client = await start();
  api = new DynamicsWebApi({ serverUrl: client.url, dataApi: { version: '9.2' }, onTokenRefresh: async () => client.token });
});
afterEach(closeAll);

const crm = (name: string): string => `Microsoft.Dynamics.CRM.${name}`;
const label = (Label: string) => ({ LocalizedLabels: [{ Label, LanguageCode: 1030 }] });

describe('dynamics-web-api', () => {
  it('creates, reads, changes and deletes records', async () => {
    const id = await api.create({ collection: 'contacts', data: { firstname: 'Ida', lastname: 'Holm' } });
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    const made = await api.create({ collection: 'contacts', data: { lastname: 'Krag' }, returnRepresentation: true, select: ['lastname'] });
    expect(made.lastname).toBe('Krag');
    const read = await api.retrieve({
      collection: 'contacts',
      key: id as unknown as string,
      select: ['fullname', '_ownerid_value'],
      includeAnnotations: '*',
    });
    expect(read).toMatchObject({ fullname: 'Ida Holm', _ownerid_value_Formatted: '# migration' });
    expect(await api.update({ collection: 'contacts', key: id as unknown as string, data: { jobtitle: 'Chef' } })).toBe(true);
    expect(
      await api.update({
        collection: 'contacts',
        key: id as unknown as string,
        data: { jobtitle: 'x' },
        returnRepresentation: true,
        ifmatch: 'W/"1"',
      }),
    ).toBe(false);
    await api.updateSingleProperty({ collection: 'contacts', key: id as unknown as string, fieldValuePair: { jobtitle: 'Direktør' } });
    expect((await api.retrieve({ collection: 'contacts', key: id as unknown as string, select: ['jobtitle'] })).jobtitle).toBe('Direktør');
    expect(await api.deleteRecord({ collection: 'contacts', key: id as unknown as string, fieldName: 'jobtitle' })).toBe(true);
    expect(await api.deleteRecord({ collection: 'contacts', key: id as unknown as string })).toBe(true);
    await expect(api.retrieve({ collection: 'contacts', key: id as unknown as string })).rejects.toMatchObject({
      status: 404,
      code: '0x80040217',
    });
  });

  it('reads many: filters, orders, pages, counts, expands', async () => {
    const account = await api.create<object, { accountid: string }>({
      collection: 'accounts',
      data: { name: 'Acme' },
      returnRepresentation: true,
    });
    for (let n = 1; n <= 7; n += 1) {
      await api.create({
        collection: 'contacts',
        data: { lastname: `P${n}`, 'parentcustomerid_account@odata.bind': `accounts(${account.accountid})` },
      });
    }
    const page = await api.retrieveMultiple({
      collection: 'contacts',
      select: ['lastname'],
      orderBy: ['lastname desc'],
      maxPageSize: 3,
      count: true,
    });
    expect(page).toMatchObject({ oDataCount: 7, value: [{ lastname: 'P7' }, { lastname: 'P6' }, { lastname: 'P5' }] });
    const next = await api.retrieveMultiple({ collection: 'contacts', maxPageSize: 3 }, page.oDataNextLink);
    expect(next.value.map((row) => row.lastname)).toEqual(['P4', 'P3', 'P2']);
    expect((await api.retrieveAll({ collection: 'contacts', select: ['lastname'] })).value).toHaveLength(7);
    expect(await api.count({ collection: 'contacts' })).toBe(7);
    expect(await api.count({ collection: 'contacts', filter: "lastname eq 'P1'" })).toBe(1);
    expect(await api.countAll({ collection: 'contacts', filter: "startswith(lastname,'P')", select: ['lastname'] })).toBe(7);
    const found = await api.retrieveMultiple({
      collection: 'contacts',
      filter: "lastname eq 'P3' and parentcustomerid_account/name eq 'Acme'",
      expand: [{ property: 'parentcustomerid_account', select: ['name'] }],
    });
    expect(found.value[0].parentcustomerid_account.name).toBe('Acme');
  });

  it('upserts by id and by alternate key, create-only and update-only', async () => {
    expect(await api.upsert({ collection: 'contacts', key: guid(1), data: { lastname: 'a' }, ifnonematch: '*' })).toBe(guid(1));
    expect(await api.upsert({ collection: 'contacts', key: guid(1), data: { lastname: 'b' }, ifnonematch: '*' })).toBeNull();
    expect(await api.upsert({ collection: 'contacts', key: guid(2), data: { lastname: 'b' }, ifmatch: '*' })).toBeNull();
    await api.createAttribute({
      entityKey: "LogicalName='contact'",
      data: {
        '@odata.type': crm('StringAttributeMetadata'),
        AttributeType: 'String',
        SchemaName: 'new_Key',
        MaxLength: 50,
        FormatName: { Value: 'Text' },
        DisplayName: label('k'),
      },
    });
    await client.post("EntityDefinitions(LogicalName='contact')/Keys", {
      SchemaName: 'new_TheKey',
      DisplayName: label('k'),
      KeyAttributes: ['new_key'],
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    const row = await api.upsert<object, { new_key: string }>({
      collection: 'contacts',
      key: "new_key='X1'",
      data: { lastname: 'c' },
      returnRepresentation: true,
    });
    expect(row.new_key).toBe('X1');
    expect((await api.retrieve({ collection: 'contacts', key: "new_key='x1'", select: ['lastname'] })).lastname).toBe('c');
  });

  it('associates and disassociates', async () => {
    const [account, contact] = [
      await api.create({ collection: 'accounts', data: { name: 'a' } }),
      await api.create({ collection: 'contacts', data: { lastname: 'b' } }),
    ] as unknown as string[];
    const [primaryKey, relatedKey] = [account as string, contact as string];
    await api.associate({
      collection: 'accounts',
      primaryKey,
      relationshipName: 'contact_customer_accounts',
      relatedCollection: 'contacts',
      relatedKey,
    });
    expect((await api.retrieve({ collection: 'contacts', key: relatedKey })) as object).toMatchObject({ _parentcustomerid_value: account });
    await api.disassociate({ collection: 'accounts', primaryKey, relationshipName: 'contact_customer_accounts', relatedKey });
    await api.associateSingleValued({
      collection: 'accounts',
      primaryKey,
      navigationProperty: 'primarycontactid',
      relatedCollection: 'contacts',
      relatedKey,
    });
    expect((await api.retrieve({ collection: 'accounts', key: primaryKey })) as object).toMatchObject({ _primarycontactid_value: contact });
    await api.disassociateSingleValued({ collection: 'accounts', primaryKey, navigationProperty: 'primarycontactid' });
    expect((await api.retrieve({ collection: 'accounts', key: primaryKey })) as object).toMatchObject({ _primarycontactid_value: null });
  });

  it('batches with change sets, content ids and reads', async () => {
    api.startBatch();
    void api.create({ collection: 'accounts', data: { name: 'Acme' }, contentId: '1' });
    void api.create({ collection: 'contacts', data: { lastname: 'a', 'parentcustomerid_account@odata.bind': '$1' }, contentId: '2' });
    const [account, contact] = await api.executeBatch();
    expect((await api.retrieve({ collection: 'contacts', key: contact })) as object).toMatchObject({ _parentcustomerid_value: account });
    api.startBatch();
    void api.retrieve({ collection: 'accounts', key: account, select: ['name'] });
    void api.retrieveMultiple({ collection: 'contacts', select: ['lastname'] });
    const [one, many] = await api.executeBatch();
    expect([one.name, many.value.length]).toEqual(['Acme', 1]);
    api.startBatch();
    void api.create({ collection: 'contacts', data: { lastname: 'x'.repeat(60) } });
    await expect(api.executeBatch()).rejects.toMatchObject([{ status: 400, error: { code: '0x80044331' } }]);
  });

  it('calls functions and actions, bulk messages among them', async () => {
    const me = await api.callFunction({ name: 'WhoAmI' });
    expect((me as { UserId: string }).UserId).toBe(client.box.applicationUser);
    const privileges = await api.callFunction({
      collection: 'systemusers',
      key: client.box.applicationUser,
      name: crm('RetrieveUserPrivileges'),
    });
    expect((privileges as { RolePrivileges: unknown[] }).RolePrivileges.length).toBeGreaterThan(100);
    const counted = await api.callFunction({ name: 'RetrieveTotalRecordCount', parameters: { EntityNames: ['contact'] } });
    expect((counted as { EntityRecordCountCollection: object }).EntityRecordCountCollection).toMatchObject({
      Keys: ['contact'],
      Values: [0],
    });
    const made = await api.callAction({
      collection: 'contacts',
      actionName: crm('CreateMultiple'),
      action: { Targets: [{ '@odata.type': crm('contact'), lastname: 'a' }] },
    });
    expect((made as { Ids: string[] }).Ids).toHaveLength(1);
    await api.callAction({
      actionName: 'PublishXml',
      action: { ParameterXml: '<importexportxml><entities><entity>contact</entity></entities></importexportxml>' },
    });
  });

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

  it('uploads, downloads and deletes files', async () => {
    await api.createAttribute({
      entityKey: "LogicalName='contact'",
      data: { '@odata.type': crm('FileAttributeMetadata'), AttributeType: 'Virtual', SchemaName: 'new_File', DisplayName: label('Fil') },
    });
    const key = (await api.create({ collection: 'contacts', data: { lastname: 'a' } })) as unknown as string;
    const data = Buffer.from(Array.from({ length: 5_000_000 }, (_, at) => (at * 31) & 255));
    await api.uploadFile({ collection: 'contacts', key, property: 'new_file', fileName: 'film.mp4', data });
    const found = await api.downloadFile({ collection: 'contacts', key, property: 'new_file' });
    expect([found.fileName, found.fileSize, Buffer.from(found.data).equals(data)]).toEqual(['film.mp4', data.length, true]);
    expect(await api.deleteRecord({ collection: 'contacts', key, property: 'new_file' })).toBe(true);
    expect((await api.retrieve({ collection: 'contacts', key, select: ['new_file'] })).new_file).toBeNull();
  });

  it('asks in FetchXML: a page, a page by its cookie, all pages, links and aggregates, alone and in a batch', async () => {
    const acme = client.box.insert('account', { name: 'Acme' });
    for (let n = 1; n <= 7; n += 1) client.box.insert('contact', { lastname: `P${n}`, parentcustomerid: { table: 'account', id: acme } });
    const fetchXml =
      "<fetch count='3'><entity name='contact'><attribute name='lastname'/><order attribute='lastname'/><link-entity name='account' from='accountid' to='parentcustomerid' alias='firm'><attribute name='name'/></link-entity></entity></fetch>";
    const first = await api.fetch({ collection: 'contacts', fetchXml, includeAnnotations: '*' });
    expect(first.value.map((row) => [row.lastname, row['firm.name']])).toEqual([
      ['P1', 'Acme'],
      ['P2', 'Acme'],
      ['P3', 'Acme'],
    ]);
    expect(first.PagingInfo).toMatchObject({ page: 1, nextPage: 2 });
    const pagingCookie = first.PagingInfo?.cookie as string;
    const second = await api.fetch({ collection: 'contacts', fetchXml, includeAnnotations: '*', pageNumber: 2, pagingCookie });
    expect(second.value.map((row) => row.lastname)).toEqual(['P4', 'P5', 'P6']);
    const whole = await api.fetchAll({ collection: 'contacts', fetchXml, includeAnnotations: '*' });
    expect(whole.value.map((row) => row.lastname)).toEqual(['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7']);
    const counted = await api.fetch({
      collection: 'contacts',
      fetchXml: "<fetch aggregate='true'><entity name='contact'><attribute name='contactid' alias='n' aggregate='count'/></entity></fetch>",
    });
    expect(counted.value).toEqual([{ n: 7 }]);
    api.startBatch();
    void api.fetch({
      collection: 'contacts',
      fetchXml: "<fetch top='1'><entity name='contact'><attribute name='lastname'/></entity></fetch>",
    });
    const [batched] = await api.executeBatch();
    expect(batched.value).toHaveLength(1);
    await expect(api.fetch({ collection: 'contacts', fetchXml: "<fetch><entity name='account'/></fetch>" })).rejects.toMatchObject({
      status: 400,
      code: '0x80041128',
    });
  });

  it('aggregates with $apply', async () => {
    for (const [lastname, annualincome] of [
      ['a', 10],
      ['a', 20],
      ['b', 5],
    ])
      client.box.insert('contact', { lastname, annualincome });
    const answer = await api.retrieveMultiple({
      collection: 'contacts',
      apply: 'filter(annualincome gt 1)/groupby((lastname),aggregate(annualincome with sum as total,$count as n))',
    });
    expect(answer.value).toEqual([
      { lastname: 'a', total: 30, n: 2 },
      { lastname: 'b', total: 5, n: 1 },
    ]);
  });

  it('follows changes from delta link to delta link', async () => {
    const definition = await api.retrieveEntity({ key: "LogicalName='contact'" });
    await api.updateEntity({ data: { ...definition, ChangeTrackingEnabled: true }, mergeLabels: true });
    const kept = client.box.insert('contact', { lastname: 'kept' });
    const gone = client.box.insert('contact', { lastname: 'gone' });
    const first = await api.retrieveMultiple({ collection: 'contacts', select: ['lastname'], trackChanges: true });
    expect(first.value).toHaveLength(2);
    client.box.update('contact', kept, { lastname: 'changed' });
    client.box.remove('contact', gone);
    const delta = await api.retrieveMultiple({ collection: 'contacts' }, first.oDataDeltaLink);
    expect(delta.value).toMatchObject([{ lastname: 'changed' }, { id: gone, reason: 'deleted' }]);
    expect((await api.retrieveMultiple({ collection: 'contacts' }, delta.oDataDeltaLink)).value).toEqual([]);
  });

  it('runs views of the system and of a person', async () => {
    client.box.insert('account', { name: 'Acme' });
    const views = await api.retrieveMultiple({ collection: 'savedqueries', select: ['savedqueryid'], filter: "name eq 'Active Accounts'" });
    expect(
      (await api.retrieveMultiple({ collection: 'accounts', queryParams: [`savedQuery=${views.value[0].savedqueryid}`] })).value,
    ).toMatchObject([{ name: 'Acme' }]);
    const mine = await api.create<object, { userqueryid: string }>({
      collection: 'userqueries',
      data: {
        name: 'M',
        querytype: 0,
        returnedtypecode: 'account',
        fetchxml: "<fetch><entity name='account'><attribute name='name'/></entity></fetch>",
      },
      returnRepresentation: true,
    });
    expect((await api.retrieveMultiple({ collection: 'accounts', queryParams: [`userQuery=${mine.userqueryid}`] })).value).toMatchObject([
      { name: 'Acme' },
    ]);
  });

  it('stops at the first 429, with its code', async () => {
    client.box.faults.add({ kind: '429', times: 1 });
    await expect(api.retrieveMultiple({ collection: 'contacts' })).rejects.toMatchObject({ status: 429, code: '0x80072322' });
  });
});
