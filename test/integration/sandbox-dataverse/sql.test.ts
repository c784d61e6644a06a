import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, type Client, closeAll, codeOf, guid, start } from './support.js';

let client: Client;
const [acme, bravo, lone] = [guid(101), guid(102), guid(103)];

beforeAll(async () => {
  client = await start();
  const { box } = client;
  box.insert('account', { accountid: acme, name: 'Acme', revenue: 100, telephone1: '1', address1_city: 'Aarhus' });
  box.insert('account', { accountid: bravo, name: 'Bravo', revenue: 50, parentaccountid: acme, address1_city: 'Odense' });
  box.insert('account', { accountid: lone, name: "Lone's 50%off", address1_city: 'Aarhus' });
  for (const [n, [lastname, account]] of [
    ['Holm', acme],
    ['Krag', acme],
    ['Ødegård', bravo],
  ].entries())
    box.insert('contact', { contactid: guid(n + 1), lastname, parentcustomerid: { table: 'account', id: account } });
});
afterAll(closeAll);

const ask = (sql: string, headers?: Record<string, string>, set = 'accounts'): Promise<Answer> =>
  client.get(`${set}?sql=${encodeURIComponent(sql)}`, headers);
async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const answer = await ask(sql);
  if (answer.status !== 200) throw new Error(`${sql}: ${answer.text}`);
  return answer.json.value.map(({ '@odata.etag': _etag, accountid: _id, ...row }: Record<string, unknown>) => row);
}
const names = async (where: string): Promise<string> =>
  (await rows(`SELECT name FROM account WHERE ${where} ORDER BY name`)).map(({ name }) => String(name).slice(0, 5)).join(' ');

describe('SQL', () => {
  it('selects columns, which are answered with the id and the version of the row', async () => {
    const answer = await ask("SELECT name\r\nFROM account AS a\r\nWHERE a.name LIKE 'Acme'", { Prefer: 'odata.include-annotations="*"' });
    expect(answer.json).toMatchObject({
      '@odata.context': `${client.root}/$metadata#accounts(name,accountid)`,
      '@Microsoft.Dynamics.CRM.totalrecordcount': -1,
      value: [{ '@odata.etag': expect.stringMatching(/^W\//), accountid: acme, name: 'Acme' }],
    });
  });

  it('renames columns, and says so when annotations are asked for', async () => {
    const [row] = (
      await ask("SELECT a.name AS account_name, a.telephone1 phone, a.parentaccountid FROM account a WHERE name = 'Acme'", {
        Prefer: 'odata.include-annotations="*"',
      })
    ).json.value;
    expect(row).toMatchObject({
      'account_name@OData.Community.Display.V1.AttributeName': 'name',
      account_name: 'Acme',
      'phone@OData.Community.Display.V1.AttributeName': 'telephone1',
      phone: '1',
    });
    expect(await rows("SELECT parentaccountid FROM account WHERE name = 'Bravo'")).toEqual([{ _parentaccountid_value: acme }]);
  });

  it('compares, lists, bounds and looks for patterns and empty values', async () => {
    expect(await names("name = 'acme'")).toBe('Acme');
    expect(await names("name <> 'acme'")).toBe("Bravo Lone'");
    expect(await names("name != 'acme' AND revenue IS NOT NULL")).toBe('Bravo');
    expect(await names('revenue > 50')).toBe('Acme');
    expect(await names('revenue >= 50')).toBe('Acme Bravo');
    expect(await names('revenue < 100')).toBe('Bravo');
    expect(await names('revenue <= 100.0')).toBe('Acme Bravo');
    expect(await names("name > 'M'")).toBe('');
    expect(await names("name IN ('acme','BRAVO','x')")).toBe('Acme Bravo');
    expect(await names("name NOT IN ('acme')")).toBe("Bravo Lone'");
    expect(await names('revenue BETWEEN 50 AND 60')).toBe('Bravo');
    expect(await names('revenue NOT BETWEEN 50 AND 60')).toBe("Acme Lone'");
    expect(await names("name LIKE '_ravo'")).toBe('Bravo');
    expect(await names("name LIKE '%[%]off'")).toBe("Lone'");
    expect(await names("name NOT LIKE '%a%'")).toBe("Lone'");
    expect(await names('telephone1 IS NULL')).toBe("Bravo Lone'");
    expect(await names("name = 'Lone''s 50%off'")).toBe("Lone'");
    expect(await names("statecode = 0 AND (name = 'acme' OR (name = 'bravo' AND revenue = 50))")).toBe('Acme Bravo');
    expect(await names('name = NULL')).toBe('');
    expect(await names(`accountid > '${acme}'`)).toBe("Bravo Lone'");
  });

  it('joins tables, inner and left, more than two and one with itself', async () => {
    expect(
      await rows(
        'SELECT a.name, c.lastname FROM account AS a INNER JOIN contact AS c ON a.accountid = c.parentcustomerid ORDER BY c.lastname',
      ),
    ).toEqual([
      { name: 'Acme', lastname: 'Holm' },
      { name: 'Acme', lastname: 'Krag' },
      { name: 'Bravo', lastname: 'Ødegård' },
    ]);
    expect(
      await rows(
        'SELECT a.name, contact.lastname FROM account a LEFT JOIN contact ON contact.parentcustomerid = a.accountid WHERE contact.contactid IS NULL',
      ),
    ).toEqual([{ name: "Lone's 50%off" }]);
    expect(
      await rows(
        'SELECT child.name AS child, parent.name AS parent, c.lastname FROM account AS child JOIN account AS parent ON child.parentaccountid = parent.accountid JOIN contact c ON c.parentcustomerid = parent.accountid ORDER BY c.lastname DESC',
      ),
    ).toEqual([
      { child: 'Bravo', parent: 'Acme', lastname: 'Krag' },
      { child: 'Bravo', parent: 'Acme', lastname: 'Holm' },
    ]);
  });

  it('orders by several columns and by aliases', async () => {
    const order = async (by: string) =>
      (await rows(`SELECT name AS n, address1_city FROM account ORDER BY ${by}`)).map(({ n }) => String(n).slice(0, 4));
    expect(await order('address1_city DESC, name ASC')).toEqual(['Acme', 'Lone', 'Brav']);
    expect(await order('n desc')).toEqual(['Lone', 'Brav', 'Acme']);
  });

  it('leaves out repeated rows with DISTINCT', async () => {
    expect(await rows('SELECT DISTINCT a.address1_city FROM account AS a')).toEqual([
      { address1_city: 'Aarhus' },
      { address1_city: 'Odense' },
    ]);
  });

  it('takes the first rows with TOP, and a window with OFFSET and FETCH', async () => {
    expect(await rows('SELECT TOP 2 name FROM account ORDER BY name')).toEqual([{ name: 'Acme' }, { name: 'Bravo' }]);
    expect(await rows('SELECT TOP (1) name FROM account ORDER BY name')).toEqual([{ name: 'Acme' }]);
    expect(await rows('SELECT TOP 0 name FROM account')).toEqual([]);
    expect(await rows('SELECT DISTINCT TOP 1 address1_city FROM account')).toEqual([{ address1_city: 'Aarhus' }]);
    expect(await rows('SELECT name FROM account ORDER BY name OFFSET 1 ROWS FETCH NEXT 1 ROWS ONLY')).toEqual([{ name: 'Bravo' }]);
  });

  it('aggregates and groups', async () => {
    expect(
      await rows(
        'SELECT COUNT(*) AS n, SUM(revenue) AS total, AVG(revenue) AS mean, MIN(revenue) AS least, MAX(revenue) AS most FROM account',
      ),
    ).toEqual([{ n: 3, total: 150, mean: 75, least: 50, most: 100 }]);
    expect(await rows('SELECT COUNT(revenue) AS n, COUNT(DISTINCT address1_city) AS towns FROM account WHERE statecode = 0')).toEqual([
      { n: 2, towns: 2 },
    ]);
    expect(
      await rows(
        'SELECT a.name, COUNT(c.contactid) as cnt FROM account a JOIN contact c ON a.accountid = c.parentcustomerid GROUP BY a.name ORDER BY cnt DESC',
      ),
    ).toEqual([
      { name: 'Acme', cnt: 2 },
      { name: 'Bravo', cnt: 1 },
    ]);
  });

  it('comes in pages, whose links go on where the last one ended', async () => {
    const headers = { Prefer: 'odata.maxpagesize=2' };
    const first = await ask('SELECT name FROM account ORDER BY name', headers);
    expect(first.headers.get('preference-applied')).toBe('odata.maxpagesize=2');
    const second = await client.get(first.json['@odata.nextLink'], headers);
    expect([first, second].flatMap((answer) => answer.json.value.map((row: { name: string }) => row.name.slice(0, 4)))).toEqual([
      'Acme',
      'Brav',
      'Lone',
    ]);
    expect(second.json).not.toHaveProperty(['@odata.nextLink']);
  });

  it('knows names in brackets and without case, comments and a last semicolon', async () => {
    expect(await rows("select [Name] from [Account] /* all */ as A -- of them\nwhere A.NAME = N'acme';")).toEqual([{ name: 'Acme' }]);
  });

  it('refuses what the service does not take, by its name', async () => {
    for (const [sql, named] of [
      ['', 'SELECT'],
      ['SELECT * FROM account', 'SELECT *'],
      ['SELECT a.* FROM account a', 'SELECT *'],
      ['DELETE FROM account', 'DELETE'],
      ['WITH x AS (SELECT name FROM account) SELECT name FROM x', 'WITH'],
      ['SELECT name FROM account; SELECT lastname FROM contact', 'single SELECT'],
      ['SELECT name FROM account UNION SELECT lastname FROM contact', 'UNION'],
      ['SELECT name FROM account RIGHT JOIN contact ON contactid = primarycontactid', 'RIGHT'],
      ['SELECT name FROM account FULL OUTER JOIN contact ON contactid = primarycontactid', 'FULL'],
      ['SELECT name FROM account CROSS JOIN contact', 'CROSS'],
      ['SELECT name FROM account, contact', 'commas'],
      ['SELECT name FROM (SELECT name FROM account) a', 'Subqueries'],
      ['SELECT name FROM account WHERE accountid IN (SELECT accountid FROM account)', 'Subqueries'],
      ['SELECT name FROM account WHERE EXISTS (SELECT 1)', 'EXISTS'],
      ["SELECT name FROM account WHERE NOT name = 'x'", 'NOT'],
      ['SELECT name FROM account WHERE 1=1', 'literal'],
      ['SELECT name FROM account WHERE name = telephone1', 'literal'],
      ['SELECT name FROM account WHERE LEN(name) = 1', 'LEN'],
      ['SELECT name FROM account ORDER BY LEN(name)', 'LEN'],
      ['SELECT UPPER(name) FROM account', 'UPPER'],
      ['SELECT CASE WHEN 1=1 THEN 1 END FROM account', 'CASE'],
      ['SELECT name FROM account GROUP BY name HAVING COUNT(*) > 1', 'HAVING'],
      ['SELECT COUNT(*) FROM account', 'alias'],
      ['SELECT name, COUNT(*) AS n FROM account', 'GROUP BY'],
      ['SELECT COUNT(*) AS n FROM account GROUP BY name', 'GROUP BY'],
      ['SELECT SUM(name) AS n FROM account', 'SUM'],
      ['SELECT TOP 5001 name FROM account', '5000'],
      ['SELECT lastname FROM contact', 'contact'],
      ['SELECT nosuch FROM account', 'nosuch'],
      ['SELECT b.name FROM account a', "'b'"],
      ['SELECT a.name FROM account a JOIN account a ON a.accountid = a.parentaccountid', 'more than one'],
      ['SELECT name FROM account a JOIN account b ON a.accountid = b.parentaccountid', 'ambiguous'],
      ['SELECT a.name FROM account a JOIN contact c ON a.name = c.parentcustomerid', 'same type'],
      ["SELECT a.name FROM account a JOIN contact c ON a.accountid = c.parentcustomerid AND c.lastname = 'x'", 'more than one pair'],
      ['SELECT name, name FROM account', 'more than once'],
      ['SELECT a.name, b.name FROM account a JOIN account b ON a.accountid = b.parentaccountid', 'more than once'],
      ['SELECT name FROM dbo.account', 'schemas'],
      ["SELECT name FROM account WHERE statecode = 'active'", 'active'],
      ["SELECT name FROM account WHERE name = 'open", "'open"],
      ['SELECT name FROM account LIMIT 5', 'LIMIT'],
      ['SELECT name FROM account WHERE name', 'comparison'],
    ] as const) {
      const answer = await ask(sql);
      expect([sql, answer.status]).toEqual([sql, 400]);
      expect(answer.json.error.message).toContain(named);
    }
    expect(codeOf(await ask('SELECT name FROM nosuch'))).toBe('0x80041102');
    expect((await client.get(`accounts?sql=${encodeURIComponent('SELECT name FROM account')}&$select=name`)).status).toBe(400);
  });
});
