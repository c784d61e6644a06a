import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, type Client, closeAll, codeOf, idOf, start } from './support.js';

let client: Client;
let acme: string;
beforeEach(async () => {
  client = await start();
  acme = client.box.insert('account', { name: 'Acme Boats Ltd', accountnumber: 'B-1', telephone1: '+45 (12) 34' });
  client.box.insert('contact', {
    firstname: 'Ida',
    lastname: 'Holm',
    emailaddress1: 'ida@nordlys.example',
    parentcustomerid: { table: 'account', id: acme },
  });
  client.box.insert('contact', { firstname: 'Idar', lastname: 'Boats' });
});
afterEach(closeAll);

const first = (operation: string, body: object): Promise<Answer> => client.post(`${client.url}/api/search/v1.0/${operation}`, body);
/** What stands in the text that version 2.0 answers with. */
const inner = (answer: Answer) => JSON.parse(answer.json.response);
const second = async (operation: string, body: object) => inner(await client.post(`search${operation}`, body));
/** Names of what is found, in order of the alphabet. */
const found = async (search: string, more: object = {}): Promise<string[]> =>
  (await second('query', { search, ...more })).Value.map(
    ({ Attributes }: { Attributes: Record<string, string> }) => Attributes.name ?? Attributes.fullname,
  ).sort();
const lucene = { options: "{'querytype':'lucene'}" };

describe('search', () => {
  it('finds words in the columns of quick-find views, of look-ups by their names, the best row first', async () => {
    expect(await found('acme')).toEqual(['Acme Boats Ltd', 'Ida Holm']);
    const [row] = (await second('query', { search: 'ACME ltd', count: true })).Value;
    expect(row).toMatchObject({
      Id: acme,
      EntityName: 'account',
      ObjectTypeCode: 0,
      Attributes: { '@search.objecttypecode': 1, name: 'Acme Boats Ltd', accountnumber: 'B-1' },
      Highlights: { name: ['{crmhit}Acme{/crmhit} Boats {crmhit}Ltd{/crmhit}'] },
    });
    expect(await found('nobody')).toEqual([]);
    expect(await second('query', { search: 'acme' })).toMatchObject({ Error: null, Facets: {}, QueryContext: null, Count: -1 });
  });

  it('joins words by operators, and takes phrases, beginnings and escaped letters', async () => {
    expect(await found('acme+boats')).toEqual(['Acme Boats Ltd', 'Ida Holm']);
    expect(await found('boats+idar')).toEqual(['Idar Boats']);
    expect(await found('holm | ltd')).toEqual(['Acme Boats Ltd', 'Ida Holm']);
    expect(await found('idar holm', { options: '{"searchmode":"all"}' })).toEqual([]);
    expect(await found('acme -ida', { options: '{"searchmode":"all"}' })).toEqual(['Acme Boats Ltd']);
    expect(await found('"boats acme"')).toEqual([]);
    expect(await found('id*')).toEqual(['Ida Holm', 'Idar Boats']);
    expect(await found('\\+45 \\(12\\)', { options: '{"searchmode":"all"}' })).toEqual(['Acme Boats Ltd']);
  });

  it('knows the syntax of Lucene: words for operators, misspelt words, patterns and distance', async () => {
    expect(await found('acme AND NOT ida', lucene)).toEqual(['Acme Boats Ltd']);
    expect(await found('akme~1', lucene)).toEqual(['Acme Boats Ltd', 'Ida Holm']);
    expect(await found('/ida.?/', lucene)).toEqual(['Ida Holm', 'Idar Boats']);
    expect(await found('"acme ltd"~1', lucene)).toEqual(['Acme Boats Ltd', 'Ida Holm']);
    expect(await found('"acme ltd"', lucene)).toEqual([]);
    expect(codeOf(await client.post('searchquery', { search: '(acme', ...lucene }))).toBe('0x80048d0b');
    expect(codeOf(await client.post('searchquery', { search: '/[/', ...lucene }))).toBe('0x80048d0b');
  });

  it('is of named tables with columns to look in, to show and to filter by, in the order that is asked for', async () => {
    const entities = JSON.stringify([
      {
        Name: 'contact',
        SelectColumns: ['fullname', 'createdon'],
        SearchColumns: ['lastname'],
        Filter: "statecode eq 0 and lastname ne 'Holm'",
      },
    ]);
    const { Value } = await second('query', { search: 'boats holm', entities, filter: 'createdon gt 2020-01-01' });
    expect(Value).toHaveLength(1);
    expect(Object.keys(Value[0].Attributes)).toEqual([
      '@search.objecttypecode',
      'fullname',
      'createdon',
      'createdon@OData.Community.Display.V1.FormattedValue',
    ]);
    expect(await found('acme', { orderby: '["modifiedon desc","@search.score"]' })).toHaveLength(2);
    for (const wrong of [
      { entities: '[{"name":"task"}]' },
      { entities: '[{"name":"account","searchColumns":["fax"]}]' },
      { entities: 'account' },
      { orderby: '["fax"]' },
      { top: 101 },
      { search: '' },
      { search: 'x'.repeat(101) },
    ])
      expect(codeOf(await client.post('searchquery', { search: 'acme', ...wrong }))).toBe('0x80048d0b');
  });

  it('comes in pages, counts and groups what was found', async () => {
    const one = await second('query', {
      search: 'boats',
      top: 1,
      count: true,
      facets: '["entityname,count:5","account:name","createdon,values:2020-01-01|2021-01-01"]',
    });
    const two = await second('query', { search: 'boats', top: 1, skip: 1 });
    expect([one.Value.length, one.Count, two.Value.length]).toEqual([1, 3, 1]);
    expect(one.Value[0].Id).not.toBe(two.Value[0].Id);
    expect(one.Facets.entityname).toMatchObject([
      { type: 'Value', value: 'contact', count: 2 },
      { value: 'account', count: 1 },
    ]);
    expect(one.Facets['account:name']).toMatchObject([{ value: 'Acme Boats Ltd', count: 1 }]);
    expect(one.Facets.createdon).toMatchObject([
      { type: 'Range', from: null, to: '2020-01-01', count: 0 },
      { from: '2020-01-01', to: '2021-01-01', count: 0 },
      { from: '2021-01-01', to: null, count: 3 },
    ]);
    expect(codeOf(await client.post('searchquery', { search: 'boats', facets: '["name,values:1,count:2"]' }))).toBe('0x80048d0b');
  });

  it('answers version 1.0 with rows as they are, and takes lists as lists', async () => {
    const { status, json } = await first('query', {
      search: 'ida',
      returnTotalRecordCount: true,
      entities: ['contact'],
      facets: ['@search.entityname'],
    });
    expect([status, json.totalrecordcount]).toEqual([200, 1]);
    expect(json.value[0]).toMatchObject({
      '@search.entityname': 'contact',
      '@search.objecttypecode': 2,
      '@search.highlights': { firstname: ['{crmhit}Ida{/crmhit}'] },
      fullname: 'Ida Holm',
      parentcustomerid: acme,
      parentcustomeridname: 'Acme Boats Ltd',
      '@search.parentcustomerid.logicalname': 'account',
    });
    expect(json.facets['@search.entityname']).toEqual([{ Type: 'Value', Value: 'contact', Count: 1 }]);
    const filtered = await first('query', {
      search: 'acme',
      filter: "account:statecode eq 1, contact:(lastname eq 'Holm')",
      searchtype: 'full',
    });
    expect(filtered.json.value.map((row: Record<string, string>) => row.fullname)).toEqual(['Ida Holm']);
    expect((await first('query', { search: 'acme', entities: '["contact"]' })).status).toBe(400);
    expect((await client.get(`${client.url}/api/search/v1.0/query`)).status).toBe(405);
    expect((await first('status', {})).status).toBe(404);
  });

  it('suggests rows and completes words by the primary name, from three letters on and from one', async () => {
    expect(await second('suggest', { search: 'boa' })).toMatchObject({
      Value: [
        { Text: 'Idar {crmhit}Boa{/crmhit}ts' },
        { Text: 'Acme {crmhit}Boa{/crmhit}ts Ltd', Document: { '@search.objectid': acme, name: 'Acme Boats Ltd' } },
      ],
    });
    expect(codeOf(await client.post('searchsuggest', { search: 'bo' }))).toBe('0x80048d0b');
    expect((await first('suggest', { search: 'hol', top: 1 })).json.value).toMatchObject([
      { text: 'Ida {crmhit}Hol{/crmhit}m', document: { fullname: 'Ida Holm' } },
    ]);
    expect(await second('autocomplete', { search: 'ida h' })).toEqual({
      Error: null,
      Value: '{crmhit}ida holm{/crmhit}',
      QueryContext: null,
    });
    expect((await second('suggest', { search: 'bots', fuzzy: true })).Value).toHaveLength(2);
    expect((await first('autocomplete', { search: 'x' })).json).toEqual({ value: null });
  });

  it('is the same at the address of version 2.0, which needs a token as everything does', async () => {
    const there = await client.post(`${client.url}/api/search/v2.0/query`, { search: 'acme' });
    expect(inner(there).Value).toHaveLength(2);
    expect(inner(await client.get(`${client.url}/api/search/v2.0/statistics`)).value.documentcount).toBe(3);
    client.token = 'none';
    expect((await client.post(`${client.url}/api/search/v2.0/query`, { search: 'acme' })).status).toBe(401);
  });

  it('is told apart from an organization that has switched it off', async () => {
    const status = async () => inner(await client.get('searchstatus')).value;
    expect(await status()).toMatchObject({ status: 'provisioned', lockboxstatus: 'Disabled', cmkstatus: 'Disabled' });
    const [account] = (await status()).entitystatusresults;
    expect(account).toMatchObject({
      entitylogicalname: 'account',
      objecttypecode: 1,
      primarynamefield: 'name',
      entitystatus: 'EntitySyncComplete',
    });
    expect(account.searchableindexedfieldinfomap).toHaveProperty('telephone1.indexfieldname');
    const [organization] = (await client.get('organizations?$select=isexternalsearchindexenabled')).json.value;
    expect(organization.isexternalsearchindexenabled).toBe(true);
    await client.patch(`organizations(${organization.organizationid})`, { isexternalsearchindexenabled: false });
    expect(await status()).toEqual({ status: 'notprovisioned', lockboxstatus: 'Unknown' });
    for (const refusal of [await client.post('searchquery', { search: 'acme' }), await first('autocomplete', { search: 'ac' })])
      expect([refusal.status, codeOf(refusal), refusal.json.error.message]).toEqual([
        400,
        '0x80048d0b',
        'Dataverse Search feature is disabled for this organization.',
      ]);
  });

  it('is of tables that are enabled for it, which takes change tracking, and of the columns of their quick-find view', async () => {
    const label = (Label: string) => ({ LocalizedLabels: [{ Label, LanguageCode: 1030 }] });
    const lead = idOf(await client.post('leads', { lastname: 'Boats', companyname: 'Zebra' }));
    const path = "EntityDefinitions(LogicalName='lead')";
    const { json } = await client.get(path);
    expect(json).toMatchObject({ SyncToExternalSearchIndex: false, CanEnableSyncToExternalSearchIndex: { Value: true } });
    const body = { ...json, DisplayName: label('L'), DisplayCollectionName: label('L'), SyncToExternalSearchIndex: true };
    expect((await client.ask('PUT', path, body)).status).toBe(400);
    expect((await client.ask('PUT', path, { ...body, ChangeTrackingEnabled: true })).status).toBe(204);
    const ids = async (search: string) =>
      (await second('query', { search, entities: '[{"name":"lead"}]' })).Value.map(({ Id }: { Id: string }) => Id);
    expect(await ids('boats')).toEqual([lead]);
    expect((await second('query', { search: 'zebra' })).Value).toEqual([]);
    await client.post('savedqueries', {
      name: 'Quick Find Leads',
      returnedtypecode: 'lead',
      querytype: 4,
      isquickfindquery: true,
      fetchxml:
        "<fetch><entity name='lead'><attribute name='companyname'/><filter type='or' isquickfindfields='1'><condition attribute='companyname' operator='like' value='{0}'/></filter></entity></fetch>",
    });
    expect((await second('query', { search: 'zebra' })).Value).toMatchObject([{ Id: lead, Attributes: { companyname: 'Zebra' } }]);
  });

  it('finds what the caller may read, and nothing else', async () => {
    client.box.addRole('Accounts only', ['prvReadAccount']);
    client.box.addApplication({ clientId: '00000000-0000-0000-0000-0000000000aa', clientSecret: 's', roles: ['Accounts only'] });
    await client.signIn('00000000-0000-0000-0000-0000000000aa', 's');
    expect(await found('acme boats ida')).toEqual(['Acme Boats Ltd']);
  });

  it('has limits of its own: as many requests of a user as seconds, 150 a minute for all', async () => {
    for (let n = 0; n < 60; n += 1) expect((await client.post('searchautocomplete', { search: 'a' })).status).toBe(200);
    const refused = await client.post('searchautocomplete', { search: 'a' });
    expect([refused.status, codeOf(refused), Number(refused.headers.get('retry-after')) > 0]).toEqual([429, '0x80072322', true]);
    expect((await client.get('WhoAmI')).status).toBe(200);
    client.box.clock.advance(61_000);
    expect((await client.post('searchautocomplete', { search: 'a' })).status).toBe(200);
  });
});
