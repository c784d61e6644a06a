import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DynamicsWebApi } from 'dynamics-web-api';
import { crm, library } from './library.js';
import { type Client, closeAll, start } from './support.js';

let client: Client;
let api: DynamicsWebApi;
beforeEach(async () => {
  client = await start();
  api = library(client);
});
afterEach(closeAll);

describe('dynamics-web-api on operations', () => {
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

  it('calls what is bound to a row and what takes rows, ids and named constants', async () => {
    const team = client.box.insert('team', { name: 'T', businessunitid: undefined });
    const me = client.box.applicationUser;
    await api.callAction({
      collection: 'teams',
      key: team,
      actionName: crm('AddMembersTeam'),
      action: { Members: [{ '@odata.type': crm('systemuser'), systemuserid: me }] },
    });
    expect(
      (await api.retrieve({ collection: 'teams', key: team, expand: [{ property: 'teammembership_association', select: ['fullname'] }] }))
        .teammembership_association,
    ).toHaveLength(1);
    const contact = client.box.insert('contact', { lastname: 'Holm' });
    const access = await api.callFunction({
      collection: 'systemusers',
      key: me,
      name: crm('RetrievePrincipalAccess'),
      parameters: { Target: { '@odata.id': `contacts(${contact})` } },
    });
    expect((access as { AccessRights: string }).AccessRights).toContain('ReadAccess');
    const organization = await api.callFunction({
      name: 'RetrieveCurrentOrganization',
      parameters: { AccessType: crm("EndpointAccessType'Default'") },
    });
    expect((organization as { Detail: { UrlName: string } }).Detail).toHaveProperty('OrganizationId');
    const table = await api.retrieveEntity({ key: "LogicalName='contact'", select: ['MetadataId'] });
    const inTheWay = await api.callFunction({
      name: 'RetrieveDependenciesForDelete',
      parameters: { ObjectId: table.MetadataId, ComponentType: 1 },
    });
    expect((inTheWay as { value: unknown[] }).value).toEqual([]);
    await expect(api.callFunction('NoSuchFunction')).rejects.toMatchObject({ status: 404, code: '0x8006088a' });
  });

  it('searches, suggests and completes in both versions', async () => {
    client.box.insert('account', { name: 'Acme Boats' });
    client.box.insert('contact', { firstname: 'Ida', lastname: 'Holm' });
    expect(
      await api.search({
        query: {
          search: 'boats',
          returnTotalRecordCount: true,
          entities: ['account'],
          facets: ['@search.entityname'],
          orderBy: ['createdon desc'],
        },
      }),
    ).toMatchObject({
      totalrecordcount: 1,
      value: [{ '@search.entityname': 'account', name: 'Acme Boats' }],
    });
    expect((await api.suggest('hol')).value).toMatchObject([{ text: 'Ida {crmhit}Hol{/crmhit}m' }]);
    expect((await api.autocomplete('boa')).value).toBe('{crmhit}boats{/crmhit}');
    const newer = library(client, {
      searchApi: { version: '2.0', options: { escapeSpecialCharacters: true, enableResponseCompatibility: true } },
    });
    const found = await newer.query({
      query: {
        search: 'acme (boats)',
        count: true,
        entities: [{ name: 'account', selectColumns: ['name'], searchColumns: ['name'], filter: 'statecode eq 0' }],
        options: { queryType: 'lucene', searchMode: 'all' },
        facets: ['entityname,count:10'],
      },
    });
    expect(found.response).toMatchObject({ Count: 1, Facets: { entityname: [{ value: 'account', count: 1 }] } });
    expect(found.value).toMatchObject([{ EntityName: 'account', Attributes: { name: 'Acme Boats' } }]);
    expect((await newer.suggest({ query: { search: 'acm', fuzzy: true, top: 2 } })).response.Value).toMatchObject([
      { Text: '{crmhit}Acm{/crmhit}e Boats' },
    ]);
    expect((await newer.autocomplete({ query: { search: 'ac', entities: ['account'] } })).response.Value).toBe('{crmhit}acme{/crmhit}');
    await expect(newer.suggest('ab')).rejects.toMatchObject({ status: 400, code: '0x80048d0b' });
  });

  it('puts a custom API into the background, asks how it stands, calls it off and lists it', async () => {
    const part = (uniquename: string) => ({ uniquename, name: uniquename, displayname: uniquename, description: 'd', type: 10 });
    await api.create({
      collection: 'publishers',
      data: { uniquename: 'nordlys', friendlyname: 'N', customizationprefix: 'nl', customizationoptionvalueprefix: 20000 },
    });
    await api.create({
      collection: 'customapis',
      data: {
        uniquename: 'nl_Export',
        name: 'Export',
        displayname: 'Export',
        description: 'd',
        CustomAPIRequestParameters: [part('FetchXml')],
        CustomAPIResponseProperties: [part('Note')],
      },
    });
    const put = () =>
      api.callAction<{ location: string; backgroundOperationId: string }>({
        actionName: 'nl_Export',
        action: { FetchXml: '<fetch/>' },
        respondAsync: true,
      });
    const [one, two] = [await put(), await put()];
    expect(one.location).toBe(`${client.url}/api/backgroundoperation/${one.backgroundOperationId}`);
    expect(await api.getBackgroundOperationStatus(one.backgroundOperationId)).toMatchObject({ backgroundOperationStateCode: 0 });
    expect(await api.cancelBackgroundOperation(two.backgroundOperationId)).toMatchObject({ backgroundOperationStatusCode: 22 });
    client.box.clock.advance(1000);
    expect(await api.getBackgroundOperationStatus(one.backgroundOperationId)).toEqual({
      backgroundOperationStateCode: 3,
      backgroundOperationStatusCode: 30,
      Note: null,
    });
    await expect(api.cancelBackgroundOperation(one.backgroundOperationId)).rejects.toMatchObject({ status: 400 });
    const listed = await api.retrieveMultiple({
      collection: 'backgroundoperations',
      select: ['backgroundoperationstatuscode'],
      includeAnnotations: '*',
    });
    expect(listed.value.map((row) => row.backgroundoperationstatuscode_Formatted).sort()).toEqual(['Canceled', 'Succeeded']);
  });
});
