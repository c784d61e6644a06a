import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, type Client, closeAll, guid, start } from './support.js';

let client: Client;
const acme = guid(101);

beforeAll(async () => {
  client = await start();
  const { box } = client;
  const ase = box.insert('contact', { firstname: 'Åse', lastname: 'Holm', annualincome: 300 });
  box.insert('account', {
    accountid: acme,
    name: 'Acme',
    revenue: 100.25,
    numberofemployees: 10,
    address1_city: 'Aarhus',
    primarycontactid: ase,
  });
  box.insert('account', { name: 'Bravo', revenue: 50.5, numberofemployees: 5, address1_city: 'Aarhus' });
  box.insert({ table: 'account', columns: { name: 'Lone', address1_city: 'Odense' }, inactive: true });
  for (const annualincome of [10, 20])
    box.insert('contact', { lastname: 'x', annualincome, parentcustomerid: { table: 'account', id: acme } });
});
afterAll(closeAll);

const apply = (text: string, more = '', headers?: Record<string, string>): Promise<Answer> =>
  client.get(`accounts?$apply=${encodeURIComponent(text)}${more}`, headers);
const value = async (text: string, more = '') => {
  const answer = await apply(text, more);
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.json.value;
};

describe('$apply', () => {
  it('counts, adds, and finds the mean, the least, the most and the number of different values', async () => {
    expect(await value('aggregate($count as n)')).toEqual([{ n: 3 }]);
    expect(
      await value(
        'aggregate(revenue with sum as total,revenue with average as mean,numberofemployees with min as least,numberofemployees with max as most)',
      ),
    ).toEqual([{ total: 150.75, mean: 75.375, least: 5, most: 10 }]);
    expect(await value('aggregate(numberofemployees with average as mean, createdon with max as last)')).toEqual([
      { mean: 7, last: expect.stringMatching(/^\d{4}-.*Z$/) },
    ]);
    expect(await value('aggregate(address1_city with countdistinct as towns)')).toEqual([{ towns: 2 }]);
  });

  it('groups by columns and leaves empty values out', async () => {
    expect(await value('groupby((statuscode))')).toEqual([{ statuscode: 1 }, { statuscode: 2 }]);
    expect(await value('groupby((statuscode),aggregate($count as n))')).toEqual([
      { statuscode: 1, n: 2 },
      { statuscode: 2, n: 1 },
    ]);
    expect(await value('groupby((address1_city,statecode),aggregate(revenue with sum as total,revenue with max as most))')).toEqual([
      { address1_city: 'Aarhus', statecode: 0, total: 150.75, most: 100.25 },
      { address1_city: 'Odense', statecode: 1, total: 0 },
    ]);
  });

  it('groups by look-ups, and by columns of what they lead to', async () => {
    const [, row] = await value('groupby((_primarycontactid_value),aggregate($count as n))');
    expect(Object.keys(row)).toEqual(['_primarycontactid_value', 'n']);
    expect(await value('groupby((primarycontactid/fullname),aggregate(revenue with sum as total))')).toEqual([
      { total: 50.5 },
      { contact_fullname: 'Åse Holm', total: 100.25 },
    ]);
  });

  it('filters before it aggregates', async () => {
    expect(await value("filter(address1_city eq 'aarhus')/groupby((address1_city),aggregate($count as n))")).toEqual([
      { address1_city: 'Aarhus', n: 2 },
    ]);
    expect(await value('filter(address1_city eq @town and revenue gt 60)/aggregate($count as n)', "&@town='Aarhus'")).toEqual([{ n: 1 }]);
    expect(await value("filter(contains(name,'a'))/filter(statecode eq 0)/groupby((primarycontactid/lastname))")).toEqual([
      {},
      { contact_lastname: 'Holm' },
    ]);
  });

  it('annotates labels and nothing of aliases', async () => {
    const answer = await apply('groupby((statuscode),aggregate($count as n))', '', { Prefer: 'odata.include-annotations="*"' });
    expect(answer.json['@odata.context']).toBe(`${client.root}/$metadata#accounts`);
    expect(answer.json.value[0]).toEqual({
      'statuscode@OData.Community.Display.V1.FormattedValue': 'Active',
      statuscode: 1,
      'n@OData.Community.Display.V1.FormattedValue': '2',
      n: 2,
    });
  });

  it('works on a collection below a row', async () => {
    const answer = await client.get(
      `accounts(${acme})/contact_customer_accounts?$apply=aggregate(annualincome with sum as total, annualincome with average as mean)`,
    );
    expect(answer.json.value).toEqual([{ total: 30, mean: 15 }]);
  });

  it('orders by groups, counts and limits them', async () => {
    expect(await value('groupby((address1_city))', '&$orderby=address1_city asc')).toEqual([
      { address1_city: 'Odense' },
      { address1_city: 'Aarhus' },
    ]);
    expect(await value('groupby((address1_city))', '&$top=1')).toEqual([{ address1_city: 'Aarhus' }]);
    expect((await apply('groupby((address1_city))', '&$count=true')).json['@odata.count']).toBe(2);
    const refused = await apply('groupby((address1_city),aggregate($count as n))', '&$orderby=n desc');
    expect([refused.status, refused.json.error.message]).toEqual([400, 'The query node SingleValueOpenPropertyAccess is not supported.']);
  });

  it('refuses what Dataverse has not, by its name', async () => {
    for (const [text, named] of [
      ['groupby((createdon))', 'datetime'],
      ['groupby((createdon),aggregate($count as n))', 'datetime'],
      ['topcount(2,revenue)', 'topcount'],
      ['compute(revenue as r)', 'compute'],
      ['groupby((name))/filter(name eq null)', "'groupby' before 'filter'"],
      ['filter(name eq null)', 'filter'],
      ['groupby((name),filter(name eq null))', "'filter' in 'groupby'"],
      ['aggregate(revenue with median as m)', 'median'],
      ['aggregate(name with sum as s)', 'sum'],
      ['aggregate(revenue with sum)', 'revenue with sum'],
      ['aggregate($count as n,$count as n)', "'n'"],
      ['groupby(name)', 'name'],
      ['groupby((nosuch))', 'nosuch'],
      ['groupby((primarycontactid/nosuch))', 'nosuch'],
      ['groupby((contact_customer_accounts/lastname))', 'contact_customer_accounts'],
      ['rubbish', 'rubbish'],
      ['', ''],
    ] as const) {
      const answer = await apply(text);
      expect([text, answer.status]).toEqual([text, 400]);
      expect(answer.json.error.message).toContain(named);
    }
    for (const option of ['$select=name', '$filter=statecode eq 0', '$expand=primarycontactid', '$skiptoken=1'])
      expect([option, (await apply('aggregate($count as n)', `&${option}`)).status]).toEqual([option, 400]);
  });
});
