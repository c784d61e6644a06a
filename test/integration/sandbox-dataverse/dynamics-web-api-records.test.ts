import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DynamicsWebApi } from 'dynamics-web-api';
import { crm, label, library } from './library.js';
import { type Client, closeAll, guid, start } from './support.js';

let client: Client;
let api: DynamicsWebApi;
beforeEach(async () => {
  client = await start();
  api = library(client);
});
afterEach(closeAll);

describe('dynamics-web-api on records', () => {
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

  it('stops at the first 429, with its code', async () => {
    client.box.faults.add({ kind: '429', times: 1 });
    await expect(api.retrieveMultiple({ collection: 'contacts' })).rejects.toMatchObject({ status: 429, code: '0x80072322' });
  });

  it('makes rows below others and reaches them: a navigation property with and without a key, and references', async () => {
    const account = client.box.insert('account', { name: 'Acme' });
    const contact = await api.create<object, string>({
      collection: 'accounts',
      key: account,
      navigationProperty: 'contact_customer_accounts',
      data: { lastname: 'Holm' },
    });
    const below = { collection: 'accounts', key: account, navigationProperty: 'contact_customer_accounts' };
    expect(await api.retrieve({ ...below, navigationPropertyKey: contact, select: ['lastname'] })).toMatchObject({
      contactid: contact,
      lastname: 'Holm',
    });
    expect((await api.retrieve({ ...below, select: ['lastname'] })).value).toHaveLength(1);
    await api.update({ ...below, navigationPropertyKey: contact, data: { lastname: 'Krag' } });
    expect(await api.retrieve({ collection: 'contacts', key: contact, select: ['/parentcustomerid_account', 'name'] })).toMatchObject({
      name: 'Acme',
    });
    expect(await api.retrieve({ collection: 'contacts', key: contact, select: ['parentcustomerid_account/$ref'] })).toMatchObject({
      id: account,
      collection: 'accounts',
    });
    expect((await api.retrieve({ collection: 'contacts', key: contact, select: ['lastname'] })).lastname).toBe('Krag');
  });

  it('sends what a request may say besides: versions, caches, annotations, expansions, representations, tags', async () => {
    const made = await api.create<object, { contactid: string; '@odata.etag': string }>({
      collection: 'contacts',
      data: { lastname: 'Holm', 'parentcustomerid_account@odata.bind': `accounts(${client.box.insert('account', { name: 'Acme' })})` },
      returnRepresentation: true,
      select: ['lastname'],
      expand: [{ property: 'parentcustomerid_account', select: ['name'], expand: [{ property: 'owninguser', select: ['fullname'] }] }],
      tag: 'a tag of ours',
    });
    expect(made).toMatchObject({ lastname: 'Holm', parentcustomerid_account: { name: 'Acme', owninguser: { fullname: 'SYSTEM' } } });
    const [key, etag] = [made.contactid, made['@odata.etag']];
    expect(await api.retrieve({ collection: 'contacts', key, select: ['lastname'], ifnonematch: etag })).toBeUndefined();
    expect(await api.retrieve({ collection: 'contacts', key, select: ['lastname'], noCache: true, async: false })).toMatchObject({
      lastname: 'Holm',
    });
    expect(await api.update({ collection: 'contacts', key, data: { jobtitle: 'x' }, ifmatch: etag })).toBe(true);
    expect(await api.update({ collection: 'contacts', key, data: { jobtitle: 'y' }, ifmatch: etag })).toBe(false);
    expect(await api.deleteRecord({ collection: 'contacts', key, ifmatch: etag })).toBe(false);
    await expect(
      library(client, { propagateErrors: true }).deleteRecord({ collection: 'contacts', key, ifmatch: etag }),
    ).rejects.toMatchObject({
      status: 412,
      code: '0x80060882',
    });
    const changed = await api.updateSingleProperty({ collection: 'contacts', key, fieldValuePair: { jobtitle: null }, ifmatch: '*' });
    expect(changed).toBeUndefined();
    const read = await api.retrieve({
      collection: 'contacts',
      key,
      select: ['_parentcustomerid_value', 'statuscode'],
      includeAnnotations: '*',
    });
    expect(read).toMatchObject({
      _parentcustomerid_value_Formatted: 'Acme',
      _parentcustomerid_value_LogicalName: 'account',
      _parentcustomerid_value_NavigationProperty: 'parentcustomerid_account',
      statuscode_Formatted: 'Active',
    });
  });

  it('acts for others, looks for duplicates, passes plug-ins by and takes tokens of one request', async () => {
    const other = await api.create<object, { systemuserid: string; azureactivedirectoryobjectid: string }>({
      collection: 'systemusers',
      data: { firstname: 'Ida', lastname: 'Holm', applicationid: guid(5) },
      returnRepresentation: true,
    });
    const roles = await api.retrieveMultiple({ collection: 'roles', filter: "name eq 'System Administrator'", select: ['roleid'] });
    await api.associate({
      collection: 'systemusers',
      primaryKey: other.systemuserid,
      relationshipName: 'systemuserroles_association',
      relatedCollection: 'roles',
      relatedKey: roles.value[0].roleid,
    });
    const who = async (more: object) => (await library(client, more).callFunction<{ UserId: string }>('WhoAmI')).UserId;
    expect(await who({ impersonate: other.systemuserid })).toBe(other.systemuserid);
    expect(await who({ impersonateAAD: other.azureactivedirectoryobjectid })).toBe(other.systemuserid);
    const mine = await api.create<object, string>({
      collection: 'contacts',
      data: { lastname: 'a', emailaddress1: 'a@b.example' },
      impersonate: other.systemuserid,
    });
    expect((await api.retrieve({ collection: 'contacts', key: mine }))._createdby_value).toBe(other.systemuserid);
    await expect(
      api.create({ collection: 'contacts', data: { lastname: 'b', emailaddress1: 'a@b.example' }, duplicateDetection: true }),
    ).rejects.toMatchObject({
      code: '0x80040333',
    });
    client.box.plugIns.add({ table: 'contact', message: 'Create', does: 'refuse', mode: 'sync', text: 'no' });
    await expect(api.create({ collection: 'contacts', data: { lastname: 'c' } })).rejects.toMatchObject({ code: '0x80040265' });
    expect(await api.create({ collection: 'contacts', data: { lastname: 'c' }, bypassCustomPluginExecution: true })).toMatch(
      /^[0-9a-f-]{36}$/,
    );
    await expect(api.callFunction({ name: 'WhoAmI', token: 'none' })).rejects.toMatchObject({ status: 401 });
    const gone = new AbortController();
    gone.abort();
    await expect(api.callFunction({ name: 'WhoAmI', signal: gone.signal })).rejects.toThrow(/abort/i);
  });

  it('looks names of sets up and binds by the names of tables', async () => {
    const byName = library(client, { useEntityNames: true, returnRepresentation: true });
    const account = await byName.create<object, { accountid: string }>({ collection: 'account', data: { name: 'Acme' } });
    const contact = await byName.create<object, { contactid: string }>({
      collection: 'contact',
      data: { lastname: 'Holm', 'parentcustomerid_account@odata.bind': `account(${account.accountid})` },
    });
    expect(byName.Utility.getCollectionName('opportunity')).toBe('opportunities');
    expect((await byName.retrieve({ collection: 'contact', key: contact.contactid }))._parentcustomerid_value).toBe(account.accountid);
  });
});
