import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

let client: Client;
const [acme, bravo, lone] = [guid(101), guid(102), guid(103)];

beforeAll(async () => {
  client = await start();
  const { box } = client;
  box.insert('account', { accountid: acme, name: 'Acme', revenue: 100, numberofemployees: 10, address1_city: 'Aarhus', industrycode: 1 });
  box.insert('account', { accountid: bravo, name: 'Bravo', revenue: 50.5, numberofemployees: 4, parentaccountid: acme, industrycode: 33 });
  box.insert('account', { accountid: lone, name: 'Lone', address1_city: 'aarhus' });
  const people: readonly Record<string, unknown>[] = [
    {
      firstname: 'Åse',
      lastname: 'Holm',
      gendercode: 2,
      numberofchildren: 2,
      birthdate: '1980-05-01',
      annualincome: 300,
      parentcustomerid: { table: 'account', id: acme },
    },
    {
      firstname: 'Bo',
      lastname: 'Krag',
      gendercode: 1,
      numberofchildren: 0,
      birthdate: '1975-01-31',
      parentcustomerid: { table: 'account', id: acme },
    },
    {
      firstname: 'Café',
      lastname: 'Ødegård',
      numberofchildren: 5,
      emailaddress1: '50%@x.example',
      parentcustomerid: { table: 'account', id: bravo },
    },
    { firstname: "O'Brian", lastname: "O'Brian", creditlimit: 12.5, donotemail: true },
  ];
  for (const [n, columns] of people.entries()) box.insert('contact', { contactid: guid(n + 1), ...columns });
  box.update('account', acme, { primarycontactid: { table: 'contact', id: guid(1) } });
});
afterAll(closeAll);

const all = { Prefer: 'odata.include-annotations="*"' };
const fetch = (
  xml: string,
  headers?: Record<string, string>,
  set = /entity name=["'](\w+)/.exec(xml)?.[1] ?? 'contact',
  on = client,
): Promise<Answer> => on.get(`${set}s?fetchXml=${encodeURIComponent(xml)}`, headers);

type Rows = Record<string, unknown>[];
async function rows(xml: string, headers?: Record<string, string>): Promise<Rows> {
  const answer = await fetch(xml, headers);
  if (answer.status !== 200) throw new Error(`${xml}: ${answer.text}`);
  return answer.json.value;
}

/** Last names of the contacts that conditions let through. */
const names = async (filter: string, more = ''): Promise<string> =>
  (await rows(`<fetch><entity name='contact'><attribute name='lastname'/><filter>${filter}</filter>${more}</entity></fetch>`))
    .map(({ lastname }) => lastname)
    .sort()
    .join(' ');

const condition = (attribute: string, operator: string, ...values: readonly (string | number)[]): string =>
  values.length === 1
    ? `<condition attribute='${attribute}' operator='${operator}' value='${values[0]}'/>`
    : `<condition attribute='${attribute}' operator='${operator}'>${values.map((value) => `<value>${value}</value>`).join('')}</condition>`;

describe('FetchXML', () => {
  it('answers the columns that are named, the id with them, and leaves empty ones out', async () => {
    const answer = await fetch(
      "<fetch version='1.0' mapping='logical' output-format='xml-platform'><entity name='contact'><attribute name='lastname'/><attribute name='gendercode'/><attribute name='parentcustomerid'/></entity></fetch>",
    );
    expect(answer.json['@odata.context']).toBe(`${client.root}/$metadata#contacts(lastname,gendercode,_parentcustomerid_value,contactid)`);
    const [holm, , odegard] = answer.json.value;
    expect(Object.keys(holm)).toEqual(['@odata.etag', 'lastname', 'gendercode', '_parentcustomerid_value', 'contactid']);
    expect(odegard).toEqual({
      '@odata.etag': odegard['@odata.etag'],
      lastname: 'Ødegård',
      _parentcustomerid_value: bravo,
      contactid: guid(3),
    });
  });

  it('answers all columns when none is named or with all-attributes', async () => {
    for (const inner of ['', '<all-attributes/>']) {
      const [row] = await rows(`<fetch top='1'><entity name='account'>${inner}</entity></fetch>`);
      expect(row).toMatchObject({ name: 'Acme', revenue: 100, _primarycontactid_value: guid(1), statecode: 0 });
    }
  });

  it('answers an amount together with its currency', async () => {
    client.box.update('account', acme, {
      transactioncurrencyid: {
        table: 'transactioncurrency',
        id: (await client.get('transactioncurrencies')).json.value[0].transactioncurrencyid,
      },
    });
    const [row] = await rows("<fetch top='1'><entity name='account'><attribute name='revenue'/></entity></fetch>");
    expect(row).toHaveProperty('_transactioncurrencyid_value');
  });

  it('annotates what is asked for: labels, tables of look-ups, and the columns behind aliases', async () => {
    const [row] = await rows(
      "<fetch top='1'><entity name='contact'><attribute name='gendercode' alias='sex'/><attribute name='parentcustomerid'/><attribute name='createdby' alias='maker'/></entity></fetch>",
      all,
    );
    expect(row).toMatchObject({
      'sex@OData.Community.Display.V1.AttributeName': 'gendercode',
      'sex@OData.Community.Display.V1.FormattedValue': 'Female',
      sex: 2,
      '_parentcustomerid_value@OData.Community.Display.V1.FormattedValue': 'Acme',
      '_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'account',
      'maker@Microsoft.Dynamics.CRM.lookuplogicalname': 'systemuser',
    });
    expect(row).not.toHaveProperty(['_parentcustomerid_value@OData.Community.Display.V1.AttributeName']);
  });

  it('reads escapes of XML, named and numbered', async () => {
    expect(await names(condition('lastname', 'eq', 'O&apos;Brian'))).toBe("O'Brian");
    expect(await names(condition('lastname', 'eq', 'O&#39;Brian'))).toBe("O'Brian");
    expect(await names(condition('lastname', 'in', 'O&#x27;Brian', 'Holm'))).toBe("Holm O'Brian");
    expect(await names(condition('lastname', 'in', "<![CDATA[O'Brian]]>", '<!-- him -->Krag'))).toBe("Krag O'Brian");
    expect(await names(condition('lastname', 'in', '<![CDATA[a&b]]>', 'Krag'))).toBe('Krag');
  });

  it('names columns by their logical names, in lower case', async () => {
    const answer = await fetch("<fetch><entity name='contact'><attribute name='LastName'/></entity></fetch>");
    expect([answer.status, codeOf(answer)]).toEqual([400, '0x80041103']);
    expect(answer.json.error.message).toBe(
      "'Contact' entity doesn't contain attribute with Name = 'LastName' and NameMapping = 'Logical'.",
    );
  });
});

describe('a FetchXML condition', () => {
  it('compares numbers, choices, flags, dates, ids and text', async () => {
    expect(await names(condition('numberofchildren', 'eq', 2))).toBe('Holm');
    expect(await names(condition('numberofchildren', 'ne', 2))).toBe("Krag O'Brian Ødegård");
    expect(await names(condition('numberofchildren', 'neq', 2))).toBe("Krag O'Brian Ødegård");
    expect(await names(condition('numberofchildren', 'gt', 0))).toBe('Holm Ødegård');
    expect(await names(condition('numberofchildren', 'ge', 2))).toBe('Holm Ødegård');
    expect(await names(condition('numberofchildren', 'lt', 2))).toBe('Krag');
    expect(await names(condition('numberofchildren', 'le', 2))).toBe('Holm Krag');
    expect(await names(condition('creditlimit', 'eq', '12.50'))).toBe("O'Brian");
    expect(await names(condition('gendercode', 'eq', 1))).toBe('Krag');
    expect(await names(condition('donotemail', 'eq', 1))).toBe("O'Brian");
    expect(await names(condition('donotemail', 'eq', 'true'))).toBe("O'Brian");
    expect(await names(condition('birthdate', 'lt', '1980-01-01'))).toBe('Krag');
    expect(await names(condition('birthdate', 'eq', '5/1/1980'))).toBe('Holm');
    expect(await names(condition('contactid', 'eq', `{${guid(2).toUpperCase()}}`))).toBe('Krag');
    expect(await names(condition('parentcustomerid', 'eq', acme))).toBe('Holm Krag');
    expect(await names(condition('lastname', 'eq', 'HOLM'))).toBe('Holm');
  });

  it('asks for empty, listed and bounded values', async () => {
    expect(await names(condition('gendercode', 'null'))).toBe("O'Brian Ødegård");
    expect(await names(condition('gendercode', 'not-null'))).toBe('Holm Krag');
    expect(await names(condition('lastname', 'in', 'holm', 'krag', 'x'))).toBe('Holm Krag');
    expect(await names(condition('numberofchildren', 'not-in', 0, 2))).toBe("O'Brian Ødegård");
    expect(await names(condition('numberofchildren', 'between', 1, 5))).toBe('Holm Ødegård');
    expect(await names(condition('numberofchildren', 'not-between', 1, 5))).toBe("Krag O'Brian");
  });

  it('looks for patterns with wildcards', async () => {
    expect(await names(condition('lastname', 'like', 'h_lm'))).toBe('Holm');
    expect(await names(condition('lastname', 'like', '%r%'))).toBe("Krag O'Brian Ødegård");
    expect(await names(condition('lastname', 'not-like', '%r%'))).toBe('Holm');
    expect(await names(condition('lastname', 'like', '[h-k]%'))).toBe('Holm Krag');
    expect(await names(condition('lastname', 'like', '[^h-k]%'))).toBe("O'Brian Ødegård");
    expect(await names(condition('emailaddress1', 'like', '%[%]%'))).toBe('Ødegård');
    expect(await names(condition('lastname', 'begins-with', 'ho'))).toBe('Holm');
    expect(await names(condition('lastname', 'not-begin-with', 'ho'))).toBe("Krag O'Brian Ødegård");
    expect(await names(condition('lastname', 'ends-with', 'ag'))).toBe('Krag');
    expect(await names(condition('lastname', 'not-end-with', 'ag'))).toBe("Holm O'Brian Ødegård");
  });

  it('knows days, relative dates, people and trees', async () => {
    expect(await names(condition('birthdate', 'on', '1975-01-31'))).toBe('Krag');
    expect(await names(condition('birthdate', 'on-or-after', '1975-02-01'))).toBe('Holm');
    expect(await names(condition('birthdate', 'on-or-before', '1975-01-31'))).toBe('Krag');
    expect(await names(condition('createdon', 'today'))).toBe("Holm Krag O'Brian Ødegård");
    expect(await names(condition('createdon', 'last-x-days', 3))).toBe("Holm Krag O'Brian Ødegård");
    expect(await names(condition('createdon', 'olderthan-x-months', 1))).toBe('');
    expect(await names(condition('createdby', 'eq-userid'))).toBe('');
    expect(await names(condition('parentcustomerid', 'eq-or-under', acme))).toBe('Holm Krag Ødegård');
    expect(await names(condition('parentcustomerid', 'under', acme))).toBe('Ødegård');
  });

  it('is joined with others by and, or and nested filters', async () => {
    expect(await names(`${condition('gendercode', 'eq', 2)}${condition('numberofchildren', 'eq', 0)}`)).toBe('');
    expect(await names(`<filter type='or'>${condition('gendercode', 'eq', 2)}${condition('numberofchildren', 'eq', 0)}</filter>`)).toBe(
      'Holm Krag',
    );
    expect(
      await names(
        `<filter type='or'>${condition('lastname', 'eq', 'Holm')}<filter type='and'>${condition('gendercode', 'null')}${condition('numberofchildren', 'eq', 5)}</filter></filter>`,
      ),
    ).toBe('Holm Ødegård');
  });

  it('compares a column with another one of the row, or of a joined row', async () => {
    expect(await names("<condition attribute='firstname' operator='eq' valueof='lastname'/>")).toBe("O'Brian");
    const link = "<link-entity name='account' from='accountid' to='parentcustomerid' alias='a'/>";
    expect(await names("<condition attribute='numberofchildren' operator='gt' valueof='a.numberofemployees'/>", link)).toBe('Ødegård');
    const answer = await fetch(
      "<fetch><entity name='contact'><filter><condition attribute='firstname' operator='eq' valueof='numberofchildren'/></filter></entity></fetch>",
    );
    expect([answer.status, codeOf(answer)]).toEqual([400, '0x80041106']);
  });

  it('asks for a look-up by the name of what it leads to, and for no label of a choice', async () => {
    const boss = idOf(await client.post('contacts', { lastname: 'Bosse' }));
    await client.post('contacts', { lastname: 'Ansat', 'parentcustomerid_contact@odata.bind': `/contacts(${boss})` });
    const ask = (attribute: string, value: string) =>
      client.get(
        `contacts?fetchXml=${encodeURIComponent(`<fetch><entity name="contact"><attribute name="lastname"/><attribute name="parentcustomeridname"/><filter><condition attribute="${attribute}" operator="like" value="${value}"/></filter></entity></fetch>`)}`,
      );
    expect((await ask('parentcustomeridname', 'bos%')).json.value).toMatchObject([{ lastname: 'Ansat', _parentcustomerid_value: boss }]);
    expect((await ask('parentcustomeridname', 'x%')).json.value).toEqual([]);
    expect(codeOf(await ask('statecodename', 'Active'))).toBe('0x80041103');
    // The other conditions are asked of the rows that were there before; who hangs on the boss goes with him.
    await client.delete(`contacts(${boss})`);
  });

  it('on a multi-select column asks for options that it contains', async () => {
    const label = { LocalizedLabels: [{ Label: 'x', LanguageCode: 1030 }] };
    await client.post("EntityDefinitions(LogicalName='contact')/Attributes", {
      '@odata.type': 'Microsoft.Dynamics.CRM.MultiSelectPicklistAttributeMetadata',
      SchemaName: 'new_Tags',
      DisplayName: label,
      OptionSet: {
        '@odata.type': 'Microsoft.Dynamics.CRM.OptionSetMetadata',
        IsGlobal: false,
        OptionSetType: 'Picklist',
        Options: [1, 2, 3].map((Value) => ({ Value, Label: label })),
      },
    });
    client.box.update('contact', guid(1), { new_tags: '1,2' });
    client.box.update('contact', guid(2), { new_tags: '3' });
    expect(await names(condition('new_tags', 'contain-values', 2, 3))).toBe('Holm Krag');
    expect(await names(condition('new_tags', 'not-contain-values', 2))).toBe("Krag O'Brian Ødegård");
    expect(await names(condition('new_tags', 'eq', '2,1'))).toBe('Holm');
  });
});

describe('a FetchXML link', () => {
  const linked = (type: string, inner = "<attribute name='lastname'/>") =>
    rows(
      `<fetch><entity name='account'><attribute name='name'/><order attribute='name'/><link-entity name='contact' from='parentcustomerid' to='accountid' alias='c'${type === '' ? '' : ` link-type='${type}'`}>${inner}</link-entity></entity></fetch>`,
    );
  const pairs = async (type: string, inner?: string) =>
    (await linked(type, inner)).map((row) => `${String(row.name)} ${String(row['c.lastname'] ?? '-')}`);

  it('is inner unless it says outer, and makes a row for each pair', async () => {
    expect(await pairs('')).toEqual(['Acme Holm', 'Acme Krag', 'Bravo Ødegård']);
    expect(await pairs('inner', `<attribute name='lastname'/><filter>${condition('gendercode', 'eq', 1)}</filter>`)).toEqual(['Acme Krag']);
    expect(await pairs('outer')).toEqual(['Acme Holm', 'Acme Krag', 'Bravo Ødegård', 'Lone -']);
    expect(await pairs('outer', `<attribute name='lastname'/><filter>${condition('gendercode', 'eq', 1)}</filter>`)).toEqual([
      'Acme Krag',
      'Bravo -',
      'Lone -',
    ]);
  });

  it('may ask only whether rows exist, or for one of them', async () => {
    expect(await pairs('exists', '')).toEqual(['Acme -', 'Bravo -']);
    expect(await pairs('in', `<filter>${condition('gendercode', 'not-null')}</filter>`)).toEqual(['Acme -']);
    expect(await pairs('matchfirstrowusingcrossapply')).toEqual(['Acme Holm', 'Bravo Ødegård', 'Lone -']);
    expect(
      codeOf(
        await fetch(
          "<fetch><entity name='account'><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='exists'><attribute name='lastname'/></link-entity></entity></fetch>",
        ),
      ),
    ).toBe('0x8004111c');
  });

  it('leads on to others, and names columns by its alias, or by a generated one', async () => {
    const found = await rows(
      "<fetch><entity name='contact'><attribute name='lastname'/><order attribute='lastname'/><link-entity name='account' from='accountid' to='parentcustomerid'><attribute name='name'/><link-entity name='account' from='accountid' to='parentaccountid' link-type='outer' alias='parent'><attribute name='name'/><attribute name='address1_city' alias='town'/></link-entity></link-entity></entity></fetch>",
      all,
    );
    expect(found.map((row) => [row.lastname, row['account1.name'], row['parent.name'], row.town])).toEqual([
      ['Holm', 'Acme', undefined, undefined],
      ['Krag', 'Acme', undefined, undefined],
      ['Ødegård', 'Bravo', 'Acme', 'Aarhus'],
    ]);
    expect(found[2]).toMatchObject({
      'parent.name@OData.Community.Display.V1.AttributeName': 'name',
      'town@OData.Community.Display.V1.AttributeName': 'address1_city',
    });
  });

  it('goes through the pairs of a many-to-many relationship', async () => {
    const { box } = client;
    box.insert({ table: 'team', columns: { name: 'Red' }, members: [box.applicationUser] });
    expect(
      await rows(
        "<fetch><entity name='systemuser'><attribute name='fullname'/><link-entity name='teammembership' from='systemuserid' to='systemuserid' intersect='true'><link-entity name='team' from='teamid' to='teamid' alias='team'><attribute name='name'/></link-entity></link-entity></entity></fetch>",
      ),
    ).toMatchObject([{ fullname: '# migration', 'team.name': 'Red' }]);
  });

  it('in a filter asks for any, not any, all or not all related rows', async () => {
    const asked = async (type: string, filter = '') =>
      (
        await rows(
          `<fetch><entity name='account'><attribute name='name'/><order attribute='name'/><filter><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='${type}'>${filter}</link-entity></filter></entity></fetch>`,
        )
      ).map(({ name }) => name);
    const men = `<filter>${condition('gendercode', 'eq', 1)}</filter>`;
    expect(await asked('any')).toEqual(['Acme', 'Bravo']);
    expect(await asked('any', men)).toEqual(['Acme']);
    expect(await asked('not any', men)).toEqual(['Bravo', 'Lone']);
    expect(await asked('all', men)).toEqual(['Bravo']);
    expect(await asked('not all', men)).toEqual(['Acme']);
  });

  it('can be filtered by after the join, through entityname', async () => {
    const childless = "<condition entityname='c' attribute='contactid' operator='null'/>";
    expect(
      await rows(
        `<fetch><entity name='account'><attribute name='name'/><filter>${childless}</filter><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='outer' alias='c'/></entity></fetch>`,
      ),
    ).toMatchObject([{ name: 'Lone' }]);
  });

  it('joins columns of one type, and no more than 15 of them', async () => {
    const link = (n: number) => `<link-entity name='account' from='accountid' to='parentcustomerid' alias='a${n}'/>`;
    const many = (count: number) =>
      fetch(`<fetch><entity name='contact'>${Array.from({ length: count }, (_, n) => link(n)).join('')}</entity></fetch>`);
    expect((await many(15)).status).toBe(200);
    expect(codeOf(await many(16))).toBe('0x8004430d');
    expect(
      codeOf(await fetch("<fetch><entity name='contact'><link-entity name='account' from='name' to='parentcustomerid'/></entity></fetch>")),
    ).toBe('0x80041111');
  });

  it('needs the right to read what it joins', async () => {
    const limited = await start();
    limited.box.addRole('Accounts', ['prvReadAccount']);
    limited.box.addApplication({ clientId: guid(500), clientSecret: 's', roles: ['Accounts'] });
    await limited.signIn(guid(500), 's');
    expect((await fetch("<fetch><entity name='account'/></fetch>", {}, 'account', limited)).status).toBe(200);
    for (const type of ['inner', 'exists']) {
      const answer = await fetch(
        `<fetch><entity name='account'><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='${type}'/></entity></fetch>`,
        {},
        'account',
        limited,
      );
      expect([answer.status, codeOf(answer)]).toEqual([403, '0x80040220']);
    }
    const asked = await fetch(
      "<fetch><entity name='account'><filter><link-entity name='contact' from='parentcustomerid' to='accountid' link-type='any'/></filter></entity></fetch>",
      {},
      'account',
      limited,
    );
    expect([asked.status, codeOf(asked)]).toEqual([403, '0x80040220']);
  });
});

describe('a FetchXML order', () => {
  const ordered = async (order: string, fetchAttributes = '') =>
    (await rows(`<fetch${fetchAttributes}><entity name='contact'><attribute name='lastname'/>${order}</entity></fetch>`)).map(
      ({ lastname }) => lastname,
    );

  it('is ascending unless it says descending, with empty values first', async () => {
    expect(await ordered("<order attribute='lastname'/>")).toEqual(['Holm', 'Krag', "O'Brian", 'Ødegård']);
    expect(await ordered("<order attribute='numberofchildren' descending='true'/>")).toEqual(['Ødegård', 'Holm', 'Krag', "O'Brian"]);
    expect(await ordered("<order attribute='donotemail'/><order attribute='lastname' descending='1'/>")).toEqual([
      'Ødegård',
      'Krag',
      'Holm',
      "O'Brian",
    ]);
  });

  it('puts choices by label, or by number when asked to, and look-ups by name', async () => {
    expect((await ordered("<order attribute='gendercode'/>")).slice(2)).toEqual(['Holm', 'Krag']);
    expect((await ordered("<order attribute='gendercode'/>", " useraworderby='1'")).slice(2)).toEqual(['Krag', 'Holm']);
    expect((await ordered("<order attribute='parentcustomerid' descending='true'/><order attribute='lastname'/>")).slice(0, 3)).toEqual([
      'Ødegård',
      'Holm',
      'Krag',
    ]);
  });

  it('of the entity comes before that of a link, unless it names the link', async () => {
    const link = (order: string) => `<link-entity name='account' from='accountid' to='parentcustomerid' alias='a'>${order}</link-entity>`;
    const byName = "<order attribute='name' descending='true'/>";
    expect(await ordered(`${link(byName)}<order attribute='lastname'/>`)).toEqual(['Holm', 'Krag', 'Ødegård']);
    expect(await ordered(`${link('')}<order entityname='a' attribute='name' descending='true'/><order attribute='lastname'/>`)).toEqual([
      'Ødegård',
      'Holm',
      'Krag',
    ]);
  });
});

describe('FetchXML pages', () => {
  const page = (attributes: string, inner = "<attribute name='lastname'/><order attribute='lastname'/>") =>
    fetch(`<fetch ${attributes}><entity name='contact'>${inner}</entity></fetch>`, all);
  const lastNames = (answer: Answer) => answer.json.value.map((row: { lastname: string }) => row.lastname);
  const cookieIn = (answer: Answer): string => {
    const frame = String(answer.json['@Microsoft.Dynamics.CRM.fetchxmlpagingcookie']);
    const cookie = decodeURIComponent(decodeURIComponent(/pagingcookie="([^"]*)"/.exec(frame)?.[1] ?? ''));
    return cookie.replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  };

  it('go on by a cookie, and the last one has neither cookie nor morerecords', async () => {
    const first = await page("count='3' page='1'");
    expect(lastNames(first)).toEqual(['Holm', 'Krag', "O'Brian"]);
    expect(first.json['@Microsoft.Dynamics.CRM.morerecords']).toBe(true);
    expect(first.json['@Microsoft.Dynamics.CRM.fetchxmlpagingcookie']).toMatch(
      /^<cookie pagenumber="2" pagingcookie="%253[Cc]cookie%2520page/,
    );
    expect(lastNames(await page("count='3' page='1' paging-cookie=''"))).toEqual(lastNames(first));
    const second = await page(`count='3' page='2' paging-cookie='${cookieIn(first)}'`);
    expect(lastNames(second)).toEqual(['Ødegård']);
    expect(second.json).not.toHaveProperty(['@Microsoft.Dynamics.CRM.morerecords']);
    expect(second.json).not.toHaveProperty(['@Microsoft.Dynamics.CRM.fetchxmlpagingcookie']);
  });

  it('go on after the last row, even when rows came before it meanwhile', async () => {
    const first = await page("count='2'");
    const extra = client.box.insert('contact', { lastname: 'Ab' });
    expect(lastNames(await page(`count='2' page='2' paging-cookie='${cookieIn(first)}'`))).toEqual(["O'Brian", 'Ødegård']);
    expect(lastNames(await page("count='2' page='2'"))).not.toEqual(["O'Brian", 'Ødegård']);
    client.box.remove('contact', extra);
  });

  it('without a cookie go by the number of the page, up to 50,000 rows', async () => {
    expect(lastNames(await page("count='3' page='2'"))).toEqual(['Ødegård']);
    expect(lastNames(await page("count='3' page='9'"))).toEqual([]);
    const far = await page("count='5000' page='11'");
    expect([far.status, codeOf(far)]).toEqual([400, '0x80040203']);
  });

  it('of joined rows tell those apart that share a row', async () => {
    const inner =
      "<attribute name='name'/><order attribute='name'/><link-entity name='contact' from='parentcustomerid' to='accountid' alias='c'><attribute name='lastname'/></link-entity>";
    const get = (attributes: string) => fetch(`<fetch ${attributes}><entity name='account'>${inner}</entity></fetch>`, all);
    const first = await get("count='1'");
    const second = await get(`count='1' page='2' paging-cookie='${cookieIn(first)}'`);
    const third = await get(`count='1' page='3' paging-cookie='${cookieIn(second)}'`);
    expect([first, second, third].map((answer) => answer.json.value[0]['c.lastname'])).toEqual(['Holm', 'Krag', 'Ødegård']);
  });

  it('ordered by a link have no cookie', async () => {
    const answer = await page(
      "count='1'",
      "<attribute name='lastname'/><link-entity name='account' from='accountid' to='parentcustomerid'><order attribute='name'/></link-entity>",
    );
    expect(answer.json['@Microsoft.Dynamics.CRM.morerecords']).toBe(true);
    expect(answer.json).not.toHaveProperty(['@Microsoft.Dynamics.CRM.fetchxmlpagingcookie']);
  });

  it('say neither when nobody asked for the annotations', async () => {
    const answer = await fetch("<fetch count='1'><entity name='contact'/></fetch>");
    expect(Object.keys(answer.json)).toEqual(['@odata.context', 'value']);
  });

  it('do not go together with top', async () => {
    expect(lastNames(await page("top='2'"))).toEqual(['Holm', 'Krag']);
    expect((await page("top='2'")).json).not.toHaveProperty(['@Microsoft.Dynamics.CRM.morerecords']);
    for (const attribute of ["page='1'", "count='2'", "returntotalrecordcount='true'"]) {
      const answer = await page(`top='2' ${attribute}`);
      expect([answer.status, codeOf(answer)]).toEqual([400, '0x80040203']);
      expect(answer.json.error.message).toContain("The top attribute can't be specified with paging attribute");
    }
    expect((await page("top='5001'")).status).toBe(400);
  });

  it('count all rows when asked, by returntotalrecordcount or $count', async () => {
    const counted = await page("count='1' returntotalrecordcount='true'");
    expect(counted.json).toMatchObject({
      '@odata.count': 4,
      '@Microsoft.Dynamics.CRM.totalrecordcount': 4,
      '@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded': false,
    });
    expect((await page("count='1'")).json['@Microsoft.Dynamics.CRM.totalrecordcount']).toBe(-1);
    const asked = await client.get(
      `contacts?fetchXml=${encodeURIComponent("<fetch count='1'><entity name='contact'/></fetch>")}&$count=true`,
    );
    expect(asked.json['@odata.count']).toBe(4);
  });

  it('leave out repeated rows with distinct', async () => {
    const towns = (distinct: string) =>
      rows(
        `<fetch distinct='${distinct}'><entity name='account'><attribute name='address1_city'/><filter>${condition('address1_city', 'not-null')}</filter></entity></fetch>`,
      );
    expect(await towns('false')).toHaveLength(2);
    expect(await towns('true')).toEqual([{ address1_city: 'Aarhus' }]);
  });
});

describe('a FetchXML row aggregate', () => {
  it('counts the rows that stand directly under each one', async () => {
    const counted = (entity: string, attribute: string) =>
      fetch(`<fetch><entity name='${entity}'><attribute name='${attribute}' alias='under' rowaggregate='CountChildren'/></entity></fetch>`);
    expect((await counted('account', 'accountid')).json.value.map((row: { under: number }) => row.under)).toEqual([1, 0, 0]);
    expect([codeOf(await counted('account', 'name')), codeOf(await counted('contact', 'contactid'))]).toEqual(['0x8004111a', '0x8004111a']);
  });
});

describe('a FetchXML aggregate', () => {
  const aggregate = (inner: string, attributes = '', headers?: Record<string, string>) =>
    rows(`<fetch aggregate='true' ${attributes}><entity name='account'>${inner}</entity></fetch>`, headers);

  it('counts, adds, and finds the mean, the least and the most, empty values aside', async () => {
    const measures = ['avg', 'count', 'countcolumn', 'max', 'min', 'sum']
      .map((how) => `<attribute name='numberofemployees' alias='${how}' aggregate='${how}'/>`)
      .join('');
    expect(await aggregate(measures)).toEqual([{ avg: 7, count: 3, countcolumn: 2, max: 10, min: 4, sum: 14 }]);
    expect(
      await aggregate("<attribute name='revenue' alias='a' aggregate='avg'/><attribute name='createdon' alias='first' aggregate='min'/>"),
    ).toEqual([{ a: 75.25, first: expect.stringMatching(/Z$/) }]);
    expect(await aggregate(`${measures}<filter>${condition('name', 'eq', 'nobody')}</filter>`)).toEqual([
      { count: 0, countcolumn: 0, sum: 0 },
    ]);
  });

  it('counts values once with distinct, as the database compares them', async () => {
    expect(await aggregate("<attribute name='address1_city' alias='n' aggregate='countcolumn' distinct='true'/>")).toEqual([{ n: 1 }]);
  });

  it('groups by columns, of joined tables too, and orders by alias', async () => {
    const link =
      "<link-entity name='contact' from='parentcustomerid' to='accountid' alias='c'><attribute name='contactid' alias='people' aggregate='count'/></link-entity>";
    expect(
      await aggregate(`<attribute name='name' alias='account' groupby='true'/><order alias='people' descending='true'/>${link}`),
    ).toEqual([
      { account: 'Acme', people: 2 },
      { account: 'Bravo', people: 1 },
    ]);
    expect(
      await aggregate(
        "<attribute name='parentaccountid' alias='parent' groupby='true'/><attribute name='accountid' alias='n' aggregate='count'/>",
        '',
        all,
      ),
    ).toEqual([
      { 'n@OData.Community.Display.V1.AttributeName': 'accountid', 'n@OData.Community.Display.V1.FormattedValue': '2', n: 2 },
      {
        'parent@OData.Community.Display.V1.AttributeName': 'parentaccountid',
        'parent@OData.Community.Display.V1.FormattedValue': 'Acme',
        'parent@Microsoft.Dynamics.CRM.lookuplogicalname': 'account',
        parent: acme,
        'n@OData.Community.Display.V1.AttributeName': 'accountid',
        'n@OData.Community.Display.V1.FormattedValue': '1',
        n: 1,
      },
    ]);
  });

  it('groups by parts of a date', async () => {
    const of = (part: string) =>
      rows(
        `<fetch aggregate='true'><entity name='contact'><attribute name='birthdate' alias='part' groupby='true' dategrouping='${part}'/><attribute name='contactid' alias='n' aggregate='count'/><filter>${condition('birthdate', 'not-null')}</filter></entity></fetch>`,
      );
    expect((await of('year')).map(({ part }) => part)).toEqual([1975, 1980]);
    expect((await of('quarter')).map(({ part }) => part)).toEqual([1, 2]);
    expect((await of('month')).map(({ part }) => part)).toEqual([1, 5]);
    expect((await of('week')).map(({ part }) => part)).toEqual([5, 18]);
    expect((await of('day')).map(({ part }) => part)).toEqual([1, 31]);
    expect((await of('fiscal-year')).map(({ part }) => part)).toEqual([1975, 1980]);
    expect((await of('fiscal-period')).map(({ part }) => part)).toEqual([1, 2]);
  });

  it('reads no more than 50,000 rows, or the fewer that aggregatelimit says', async () => {
    const count = "<attribute name='accountid' alias='n' aggregate='count'/>";
    expect(await aggregate(count, "aggregatelimit='3'")).toEqual([{ n: 3 }]);
    expect(codeOf(await fetch(`<fetch aggregate='true' aggregatelimit='2'><entity name='account'>${count}</entity></fetch>`))).toBe(
      '0x8004e023',
    );
    const big = await start();
    for (let n = 1; n <= 50_001; n += 1) big.box.insert('connectionrole', { connectionroleid: guid(n), name: 'r' });
    const counted = (filter: string) =>
      fetch(
        `<fetch aggregate='true'><entity name='connectionrole'><attribute name='name' alias='n' aggregate='count'/>${filter}</entity></fetch>`,
        {},
        'connectionrole',
        big,
      );
    const over = await counted('');
    expect([over.status, codeOf(over)]).toEqual([400, '0x8004e023']);
    const under = `<filter>${condition('connectionroleid', 'ne', guid(1))}</filter>`;
    expect((await counted(under)).json.value).toEqual([{ n: 50_000 }]);
    for (const query of ['$apply=aggregate($count as n)', 'sql=SELECT COUNT(*) AS n FROM connectionrole'])
      expect(codeOf(await big.get(`connectionroles?${query}`))).toBe('0x8004e023');
  });
});

describe('FetchXML that is not understood', () => {
  it('is refused with a code of its own', async () => {
    const entity = (inner: string, attributes = '') => `<fetch ${attributes}><entity name='contact'>${inner}</entity></fetch>`;
    const aggregate = (inner: string) => entity(inner, "aggregate='true'");
    const cases: readonly (readonly [xml: string, code: string])[] = [
      ['', '0x80041124'],
      ['<fetch', '0x80040201'],
      ['<!DOCTYPE x><fetch/>', '0x80040201'],
      ['<fetch>&nope;</fetch>', '0x80040201'],
      ['<query/>', '0x80041125'],
      ['<fetch/>', '0x80041123'],
      ["<fetch><entity name='contact'/><entity name='contact'/></fetch>", '0x80041123'],
      ["<fetch><entity name='account'/></fetch>", '0x80041128'],
      ['<fetch><entity/></fetch>', '0x8004111e'],
      [entity('<nosuch/>'), '0x8004111c'],
      [entity('<attribute/>'), '0x8004111e'],
      [entity("<attribute name='nosuch'/>"), '0x80041103'],
      [entity("<attribute name='lastname' alias='a-b'/>"), '0x80041109'],
      [entity("<attribute name='lastname' alias='a'/><attribute name='firstname' alias='a'/>"), '0x80041109'],
      [entity("<attribute name='lastname' aggregate='count'/>"), '0x8004111a'],
      [entity("<order attribute='nosuch'/>"), '0x80041103'],
      [entity("<order attribute='lastname' descending='maybe'/>"), '0x80041119'],
      [entity("<filter type='xor'/>"), '0x80041122'],
      [entity(`<filter>${condition('lastname', 'nosuch', 'x')}</filter>`), '0x80041120'],
      [entity(`<filter>${condition('lastname', 'today')}</filter>`), '0x80041120'],
      [entity(`<filter>${condition('numberofchildren', 'like', '1')}</filter>`), '0x80041120'],
      [entity(`<filter>${condition('numberofchildren', 'eq', 'two')}</filter>`), '0x80041108'],
      [entity(`<filter>${condition('contactid', 'eq', 'x')}</filter>`), '0x80041108'],
      [entity(`<filter>${condition('birthdate', 'eq', '2024-02-31')}</filter>`), '0x80041108'],
      [entity(`<filter>${condition('numberofchildren', 'between', 1)}</filter>`), '0x80041106'],
      [entity(`<filter>${condition('gendercode', 'null', 1)}</filter>`), '0x80041106'],
      [entity(`<filter>${condition('createdon', 'last-x-days', 0)}</filter>`), '0x8004110c'],
      [entity("<filter><condition entityname='x' attribute='lastname' operator='null'/></filter>"), '0x8004110a'],
      [entity("<link-entity name='nosuch' from='a' to='b'/>"), '0x80041102'],
      [entity("<link-entity name='account' from='accountid'/>"), '0x8004111e'],
      [entity("<link-entity name='account' from='accountid' to='parentcustomerid' link-type='left'/>"), '0x80041117'],
      [entity("<link-entity name='account' from='accountid' to='parentcustomerid' link-type='any'/>"), '0x80041117'],
      [entity('', "distinct='yes'"), '0x80041115'],
      [entity('', "top='0'"), '0x80041127'],
      [entity('', "page='0'"), '0x8004110c'],
      [aggregate(''), '0x8004111a'],
      [aggregate("<attribute name='lastname'/>"), '0x80041107'],
      [aggregate('<all-attributes/>'), '0x80041107'],
      [aggregate("<attribute name='lastname' aggregate='count'/>"), '0x8004110b'],
      [aggregate("<attribute name='lastname' alias='a' aggregate='sum'/>"), '0x8004111a'],
      [aggregate("<attribute name='lastname' alias='a' aggregate='median'/>"), '0x8004111a'],
      [aggregate("<attribute name='createdon' alias='a' groupby='true'/>"), '0x8004111a'],
      [aggregate("<attribute name='lastname' alias='a' aggregate='count'/><order attribute='lastname'/>"), '0x80041107'],
      [aggregate("<attribute name='lastname' alias='a' aggregate='count'/><order alias='b'/>"), '0x8004110a'],
    ];
    for (const [xml, code] of cases)
      expect([xml, codeOf(await client.get(`contacts?fetchXml=${encodeURIComponent(xml)}`))]).toEqual([xml, code]);
  });

  it('or goes with options of OData is refused', async () => {
    for (const option of ['$select=lastname', '$filter=lastname eq null', '$top=1', '$apply=aggregate($count as n)', 'sql=SELECT 1'])
      expect([
        option,
        (await client.get(`contacts?fetchXml=${encodeURIComponent("<fetch><entity name='contact'/></fetch>")}&${option}`)).status,
      ]).toEqual([option, 400]);
  });

  it('with too many conditions or values is refused as in OData', async () => {
    const many = (count: number) =>
      `<fetch><entity name='contact'><filter type='or'>${"<condition attribute='gendercode' operator='null'/>".repeat(count)}</filter></entity></fetch>`;
    expect(codeOf(await batched(many(501)))).toBe('0x8004430c');
    const list = `<fetch><entity name='contact'><filter><condition attribute='gendercode' operator='in'>${'<value>1</value>'.repeat(2001)}</condition></filter></entity></fetch>`;
    expect(codeOf(await batched(list))).toBe('0x8004430e');
  });
});

/** Sends FetchXML inside of a batch; answers its one part. */
async function batched(xml: string): Promise<Answer> {
  const body = `--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nGET ${client.root}/contacts?fetchXml=${encodeURIComponent(xml)} HTTP/1.1\r\nPrefer: odata.include-annotations="*"\r\n\r\n--b--\r\n`;
  const answer = await client.ask('POST', '$batch', body, { 'Content-Type': 'multipart/mixed; boundary=b' });
  const json = /\{.*\}/s.exec(answer.text)?.[0] ?? 'null';
  return { ...answer, json: JSON.parse(json) };
}

describe('long FetchXML', () => {
  it('is too long for an address, and finds room in a batch', async () => {
    const xml = `<fetch><entity name='contact'><attribute name='lastname'/><filter><condition attribute='lastname' operator='in'><value>Holm</value>${'<value>å</value>'.repeat(1500)}</condition></filter></entity></fetch>`;
    expect(codeOf(await fetch(xml))).toBe('0x80060888');
    expect((await batched(xml)).json.value).toMatchObject([{ lastname: 'Holm' }]);
    expect(codeOf(await batched(`${xml}${' '.repeat(22_000)}`))).toBe('0x80060888');
  });
});

describe('views', () => {
  it('of the system run by their id, in pages that a link leads through', async () => {
    const [view] = (await client.get("savedqueries?$select=name,savedqueryid&$filter=name eq 'Active Accounts'")).json.value;
    const headers = { Prefer: 'odata.maxpagesize=2,odata.include-annotations="*"' };
    const first = await client.get(`accounts?savedQuery=${view.savedqueryid}`, headers);
    expect(first.json.value.map((row: { name: string }) => row.name)).toEqual(['Acme', 'Bravo']);
    const second = await client.get(first.json['@odata.nextLink'], headers);
    expect(second.json.value.map((row: { name: string }) => row.name)).toEqual(['Lone']);
    expect(second.json).not.toHaveProperty(['@odata.nextLink']);
  });

  it('of a person are made, run on a table or a collection below a row, and removed', async () => {
    const made = await client.post(
      'userqueries',
      {
        name: 'Mine',
        querytype: 0,
        returnedtypecode: 'contact',
        fetchxml: "<fetch><entity name='contact'><attribute name='lastname'/><order attribute='lastname'/></entity></fetch>",
      },
      { Prefer: 'return=representation' },
    );
    expect(made.status).toBe(201);
    const id = made.json.userqueryid;
    const lastNames = (answer: Answer) => answer.json.value.map((row: { lastname: string }) => row.lastname);
    expect(lastNames(await client.get(`contacts?userQuery=${id}`))).toEqual(['Holm', 'Krag', "O'Brian", 'Ødegård']);
    expect(lastNames(await client.get(`accounts(${acme})/contact_customer_accounts?userQuery=${id}`))).toEqual(['Holm', 'Krag']);
    expect(codeOf(await client.get(`accounts?userQuery=${id}`))).toBe('0x80041128');
    expect((await client.delete(`userqueries(${id})`)).status).toBe(204);
    expect((await client.get(`contacts?userQuery=${id}`)).status).toBe(404);
  });

  it('keep only FetchXML on the table that they return', async () => {
    const make = (fetchxml: string) => client.post('userqueries', { name: 'x', querytype: 0, returnedtypecode: 'contact', fetchxml });
    expect(codeOf(await make('<nonsense'))).toBe('0x80040201');
    expect(codeOf(await make("<fetch><entity name='account'/></fetch>"))).toBe('0x80041128');
  });
});
