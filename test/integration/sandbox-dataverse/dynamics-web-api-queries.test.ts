import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DynamicsWebApi } from 'dynamics-web-api';
import { library } from './library.js';
import { type Client, closeAll, guid, start } from './support.js';

let client: Client;
let api: DynamicsWebApi;
beforeEach(async () => {
  client = await start();
  api = library(client);
});
afterEach(closeAll);

describe('dynamics-web-api on queries', () => {
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

  it('expands collections with filter, order and limit, names values by aliases, and takes braces off ids', async () => {
    const account = client.box.insert('account', { name: 'Acme' });
    for (const lastname of ['b', 'a', 'c']) client.box.insert('contact', { lastname, parentcustomerid: { table: 'account', id: account } });
    const found = await api.retrieveMultiple({
      collection: 'accounts',
      select: ['name'],
      filter: `accountid eq {${account}}`,
      expand: [
        { property: 'contact_customer_accounts', select: ['lastname'], filter: "lastname ne 'b'", orderBy: ['lastname desc'], top: 1 },
      ],
    });
    expect(found.value[0].contact_customer_accounts).toMatchObject([{ lastname: 'c' }]);
    const aliased = await api.retrieveMultiple({
      collection: 'contacts',
      queryParams: ['$select=lastname', '$filter=lastname eq @p1', "@p1='a'"],
    });
    expect(aliased.value).toMatchObject([{ lastname: 'a' }]);
    const paged = await library(client, { maxPageSize: 2, includeAnnotations: '*' }).retrieveAll({
      collection: 'contacts',
      select: ['lastname'],
    });
    expect(paged.value).toHaveLength(3);
    expect(await api.countAll({ collection: 'contacts', filter: "lastname ne 'a'" })).toBe(2);
  });

  it('sends what is too long for an address as a batch', async () => {
    client.box.insert('contact', { lastname: 'Holm' });
    const filter = Array.from({ length: 60 }, (_, n) => `contactid ne ${guid(n)}`).join(' and ');
    expect((await api.retrieveMultiple({ collection: 'contacts', select: ['lastname'], filter })).value).toMatchObject([
      { lastname: 'Holm' },
    ]);
    const conditions = Array.from({ length: 60 }, (_, n) => `<condition attribute='lastname' operator='ne' value='nobody ${n}'/>`).join('');
    const fetchXml = `<fetch><entity name='contact'><attribute name='lastname'/><filter>${conditions}</filter></entity></fetch>`;
    expect((await api.fetch({ collection: 'contacts', fetchXml })).value).toMatchObject([{ lastname: 'Holm' }]);
  });
});
