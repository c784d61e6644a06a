import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

const label = (text: string) => ({ LocalizedLabels: [{ Label: text, LanguageCode: 1030 }] });

async function addColumn(type: string, schemaName: string, more: object = {}): Promise<void> {
  const answer = await client.post("EntityDefinitions(LogicalName='contact')/Attributes", {
    '@odata.type': `Microsoft.Dynamics.CRM.${type}AttributeMetadata`,
    SchemaName: schemaName,
    DisplayName: label(schemaName),
    ...more,
  });
  expect([answer.status, answer.text]).toEqual([204, '']);
}

async function stored(body: object): Promise<Record<string, unknown>> {
  const answer = await client.post('contacts', body, { Prefer: 'return=representation' });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.json;
}

async function refusal(body: object): Promise<string> {
  const answer = await client.post('contacts', body);
  return `${answer.status} ${codeOf(answer)}`;
}

describe('text', () => {
  it('is taken up to its length and refused beyond it, naming column, table and maximum', async () => {
    expect((await stored({ lastname: 'x'.repeat(50) })).lastname).toHaveLength(50);
    const answer = await client.post('contacts', { lastname: 'x'.repeat(51) });
    expect([answer.status, codeOf(answer), answer.json.error.message]).toEqual([
      400,
      '0x80044331',
      "A validation error occurred.  The length of the 'lastname' attribute of the 'contact' entity exceeded the maximum allowed length of '50'.",
    ]);
  });

  it('has no characters that XML does not have', async () => {
    for (const bad of ['a\u0000b', 'a\u000bb', 'a\u001fb', 'a\ufffeb', 'a\ud800b']) {
      const answer = await client.post('contacts', `{"lastname":"a","description":${JSON.stringify(bad)}}`);
      expect([answer.status, codeOf(answer), answer.json.error.message]).toEqual([
        400,
        '0x80040278',
        "The field 'description' contains one or more invalid characters.",
      ]);
    }
    expect((await stored({ lastname: 'a', description: 'a\tb\r\nc\u0085 😀' })).description).toBe('a\tb\r\nc\u0085 😀');
  });

  it('that is empty is stored as nothing', async () => {
    expect((await stored({ lastname: 'a', jobtitle: '' })).jobtitle).toBeNull();
  });

  it('keeps emojis, right-to-left letters and line breaks', async () => {
    const description = 'Hej 👩‍👩‍👧\nשלום\r\nå';
    expect((await stored({ lastname: 'a', description })).description).toBe(description);
  });

  it('does not take a number, a list or an object', async () => {
    for (const jobtitle of [5, ['x'], { a: 1 }, true]) expect(await refusal({ lastname: 'a', jobtitle })).toBe('400 0x80048d19');
  });

  it('has the lengths of the standard tables', async () => {
    const lengths: Record<string, Record<string, number>> = {
      contact: {
        firstname: 50,
        middlename: 50,
        lastname: 50,
        jobtitle: 100,
        emailaddress1: 100,
        emailaddress3: 100,
        telephone1: 50,
        mobilephone: 50,
        fax: 50,
        pager: 50,
        home2: 50,
        business2: 50,
        websiteurl: 200,
        salutation: 100,
        suffix: 10,
        nickname: 100,
        department: 100,
        description: 2000,
        employeeid: 50,
        governmentid: 50,
        managername: 100,
        assistantname: 100,
        address1_line1: 250,
        address1_city: 80,
        address1_stateorprovince: 50,
        address1_postalcode: 20,
        address1_country: 80,
        address1_name: 200,
        address1_county: 50,
        address1_telephone1: 50,
        address1_postofficebox: 20,
      },
      account: {
        name: 160,
        accountnumber: 20,
        description: 2000,
        emailaddress1: 100,
        telephone1: 50,
        fax: 50,
        websiteurl: 200,
        tickersymbol: 10,
        sic: 20,
      },
      task: { subject: 200, description: 2000 },
      connectionrole: { name: 100, description: 1000 },
      annotation: { subject: 500, notetext: 100_000, filename: 255, mimetype: 256 },
    };
    for (const [table, columns] of Object.entries(lengths)) {
      const found = new Map<string, number>();
      for (const type of ['String', 'Memo']) {
        const answer = await client.get(
          `EntityDefinitions(LogicalName='${table}')/Attributes/Microsoft.Dynamics.CRM.${type}AttributeMetadata?$select=LogicalName,MaxLength`,
        );
        for (const one of answer.json.value) found.set(one.LogicalName, one.MaxLength);
      }
      expect(Object.fromEntries(Object.keys(columns).map((name) => [name, found.get(name)]))).toEqual(columns);
    }
  });
});

describe('yes and no', () => {
  it('are true and false and nothing else', async () => {
    expect((await stored({ lastname: 'a', donotemail: true })).donotemail).toBe(true);
    for (const donotemail of [1, 'true', 'yes']) expect(await refusal({ lastname: 'a', donotemail })).toBe('400 0x80048d19');
  });
});

describe('choices', () => {
  it('are whole numbers among the options', async () => {
    expect((await stored({ lastname: 'a', gendercode: 2 })).gendercode).toBe(2);
    const answer = await client.post('contacts', { lastname: 'a', gendercode: 5 });
    expect([answer.status, codeOf(answer)]).toEqual([400, '0x8004431a']);
    expect(answer.json.error.message).toMatch(
      /The value 5 of 'gendercode' on record of type 'contact' is outside the valid range\. Accepted Values: 1,2/,
    );
    expect(await refusal({ lastname: 'a', gendercode: '1' })).toBe('400 0x80048d19');
    expect(await refusal({ lastname: 'a', gendercode: 1.5 })).toBe('400 0x80048d19');
  });

  it('of several are text with commas, at most 150 of them, formatted with semicolons', async () => {
    const Options = Array.from({ length: 160 }, (_, at) => ({ Value: at + 1, Label: label(`Valg ${at + 1}`) }));
    await addColumn('MultiSelectPicklist', 'new_Many', { OptionSet: { Options } });
    const made = await client.post(
      'contacts',
      { lastname: 'a', new_many: '9,1' },
      { Prefer: 'return=representation,odata.include-annotations="*"' },
    );
    expect(made.json).toMatchObject({ new_many: '1,9', 'new_many@OData.Community.Display.V1.FormattedValue': 'Valg 1; Valg 9' });
    expect(await refusal({ lastname: 'a', new_many: '1,200' })).toBe('400 0x8004431a');
    expect(await refusal({ lastname: 'a', new_many: [1] })).toBe('400 0x80048d19');
    expect(
      await refusal({
        lastname: 'a',
        new_many: Options.slice(0, 151)
          .map((option) => option.Value)
          .join(','),
      }),
    ).toBe('400 0x80040203');
  });
});

describe('numbers', () => {
  it('that are whole stay within their range and within 32 bits', async () => {
    expect((await stored({ lastname: 'a', numberofchildren: 3 })).numberofchildren).toBe(3);
    expect(await refusal({ lastname: 'a', numberofchildren: -1 })).toBe('400 0x8004432f');
    expect(await refusal({ lastname: 'a', numberofchildren: 1.5 })).toBe('400 0x80048d19');
    expect(await refusal({ lastname: 'a', numberofchildren: 3_000_000_000 })).toBe('400 0x80048d19');
    expect(await refusal({ lastname: 'a', numberofchildren: '3' })).toBe('400 0x80048d19');
  });

  it('with decimals are rounded to their precision, half away from zero', async () => {
    await addColumn('Decimal', 'new_Score', { MinValue: -1000, MaxValue: 1000, Precision: 2 });
    expect((await stored({ lastname: 'a', new_score: 1.005 })).new_score).toBe(1.01);
    expect((await stored({ lastname: 'a', new_score: -2.345 })).new_score).toBe(-2.35);
    expect(await refusal({ lastname: 'a', new_score: 1000.01 })).toBe('400 0x80044330');
    expect(await refusal({ lastname: 'a', new_score: '1.5' })).toBe('400 0x80048d19');
    expect((await stored({ lastname: 'a', annualincome: 12.345 })).annualincome).toBe(12.35);
  });
});

describe('dates', () => {
  it('that are moments need date and time, are of UTC without a zone, in whole seconds', async () => {
    await addColumn('DateTime', 'new_At', { Format: 'DateAndTime', DateTimeBehavior: { Value: 'UserLocal' } });
    expect((await stored({ lastname: 'a', new_at: '2024-05-01T10:20:30Z' })).new_at).toBe('2024-05-01T10:20:30Z');
    expect((await stored({ lastname: 'a', new_at: '2024-05-01T10:20:30.987+02:00' })).new_at).toBe('2024-05-01T08:20:30Z');
    expect((await stored({ lastname: 'a', new_at: '2024-05-01T10:20:30' })).new_at).toBe('2024-05-01T10:20:30Z');
    expect((await stored({ lastname: 'a', new_at: '2024-05-01T10:20:30.660791' })).new_at).toBe('2024-05-01T10:20:30Z');
    for (const new_at of ['2024-05-01', '2024-05-01T10:20', '2024-05-01 10:20:30', '2024-02-30T10:00:00Z', 'tomorrow', 5]) {
      expect(await refusal({ lastname: 'a', new_at })).toBe('400 0x80048d19');
    }
  });

  it('before 1753 are refused', async () => {
    await addColumn('DateTime', 'new_At', { Format: 'DateAndTime', DateTimeBehavior: { Value: 'UserLocal' } });
    expect(await refusal({ lastname: 'a', birthdate: '1752-12-31' })).toBe('400 0x80040239');
    expect(await refusal({ lastname: 'a', new_at: '1700-01-01T00:00:00Z' })).toBe('400 0x80040239');
    expect((await stored({ lastname: 'a', birthdate: '1753-01-01' })).birthdate).toBe('1753-01-01');
  });

  it('that are days take a day only', async () => {
    expect((await stored({ lastname: 'a', birthdate: '1980-02-29' })).birthdate).toBe('1980-02-29');
    for (const birthdate of ['1981-02-29', '1980-02-29T00:00:00Z', '29-02-1980'])
      expect(await refusal({ lastname: 'a', birthdate })).toBe('400 0x80048d19');
  });

  it('that are shown as days but kept as moments have the wire form of moments', async () => {
    const account = idOf(await client.post('accounts', { name: 'a' }));
    const person = idOf(await client.post('contacts', { lastname: 'a' }));
    const body = { 'record1id_contact@odata.bind': `/contacts(${person})`, 'record2id_account@odata.bind': `/accounts(${account})` };
    const day = await client.post('connections', { ...body, effectivestart: '2024-01-01' });
    expect([day.status, codeOf(day)]).toEqual([400, '0x80048d19']);
    expect((await client.post('connections', { ...body, effectivestart: '2024-01-01T00:00:00Z' })).status).toBe(204);
  });
});

describe('names in a body', () => {
  it('that no column has are refused, with the name', async () => {
    const answer = await client.post('contacts', { lastname: 'a', shoesize: 43 });
    expect([answer.status, codeOf(answer)]).toEqual([400, '0x0']);
    expect(answer.json.error.message).toMatch(/Invalid property 'shoesize' was found in entity 'Microsoft.Dynamics.CRM.contact'/);
  });

  it('of another table by its type are refused', async () => {
    for (const type of ['#Microsoft.Dynamics.CRM.account', 'contact', 5]) {
      const answer = await client.post('contacts', { '@odata.type': type, lastname: 'a' });
      expect([answer.status, codeOf(answer)]).toEqual([400, '0x80048d19']);
    }
    for (const type of ['#Microsoft.Dynamics.CRM.contact', 'Microsoft.Dynamics.CRM.contact'])
      expect((await client.post('contacts', { '@odata.type': type, lastname: 'a' })).status).toBe(204);
  });

  it('are spelt exactly', async () => {
    expect(await refusal({ LastName: 'a' })).toBe('400 0x0');
  });

  it('of columns that the server keeps are silently ignored', async () => {
    const row = await stored({
      lastname: 'a',
      fullname: 'x',
      createdon: '2001-01-01T00:00:00Z',
      modifiedon: '2001-01-01T00:00:00Z',
      merged: true,
      onholdtime: 5,
      lastonholdtime: '2024-06-15T10:30:00',
      versionnumber: 5,
    });
    expect(row.fullname).toBe('a');
    expect(row.createdon).not.toBe('2001-01-01T00:00:00Z');
    expect(row.merged).toBe(false);
    expect([row.onholdtime, row.lastonholdtime]).toEqual([null, '2024-06-15T10:30:00Z']);
    const update = await client.patch(`contacts(${row.contactid})`, {
      overriddencreatedon: '2001-01-01T00:00:00Z',
      contactid: guid(5),
      importsequencenumber: 7,
    });
    expect(update.status).toBe(204);
    expect((await client.get(`contacts(${row.contactid})`)).json).toMatchObject({
      overriddencreatedon: null,
      importsequencenumber: null,
      contactid: row.contactid,
    });
  });

  it('of a look-up read with _value cannot be written', async () => {
    expect(await refusal({ lastname: 'a', _parentcustomerid_value: guid(1) })).toBe('400 0x80048d19');
    expect(await refusal({ lastname: 'a', preferredsystemuserid: guid(1) })).toBe('400 0x80048d19');
  });
});

describe('what is required', () => {
  it('by the application is not enforced, by the system it is', async () => {
    expect((await client.post('contacts', { firstname: 'a' })).status).toBe(204);
    const answer = await client.post('connectionroles', { description: 'x' });
    expect([answer.status, codeOf(answer)]).toEqual([400, '0x80040203']);
  });
});

describe('the date of creation', () => {
  it('given on create is taken, and the real one is kept beside it', async () => {
    const row = await stored({ lastname: 'a', overriddencreatedon: '2019-06-01T12:00:00Z' });
    expect(row.createdon).toBe('2019-06-01T12:00:00Z');
    expect(String(row.overriddencreatedon).slice(0, 10)).toBe(new Date(client.box.clock.now()).toISOString().slice(0, 10));
  });

  it('is not taken from the future', async () => {
    expect(await refusal({ lastname: 'a', overriddencreatedon: '2999-01-01T00:00:00Z' })).toBe('400 0x80040239');
  });

  it('is not taken from somebody without the privilege, and nothing is said', async () => {
    client.box.addApplication({ clientId: guid(77), clientSecret: 's', roles: ['Salesperson'] });
    await client.signIn(guid(77), 's');
    const row = await stored({ lastname: 'a', overriddencreatedon: '2019-06-01T12:00:00Z' });
    expect(row.createdon).not.toBe('2019-06-01T12:00:00Z');
    expect(row.overriddencreatedon).toBeNull();
  });
});

describe('formatted values', () => {
  it('come with the annotations that are asked for', async () => {
    const id = idOf(await client.post('contacts', { lastname: 'a', gendercode: 1 }));
    const plain = await client.get(`contacts(${id})?$select=gendercode,_ownerid_value`);
    expect(Object.keys(plain.json).filter((name) => name.includes('@') && !name.startsWith('@'))).toEqual([]);
    const all = await client.get(`contacts(${id})?$select=gendercode,_ownerid_value`, { Prefer: 'odata.include-annotations="*"' });
    expect(all.json).toMatchObject({
      'gendercode@OData.Community.Display.V1.FormattedValue': 'Male',
      '_ownerid_value@OData.Community.Display.V1.FormattedValue': '# migration',
      '_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'systemuser',
    });
    const some = await client.get(`contacts(${id})?$select=gendercode,_ownerid_value`, {
      Prefer: 'odata.include-annotations="Microsoft.Dynamics.CRM.lookuplogicalname"',
    });
    expect(some.json).not.toHaveProperty(['gendercode@OData.Community.Display.V1.FormattedValue']);
    expect(some.json).toHaveProperty(['_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname']);
  });

  it('are written as people of the base language write them', async () => {
    const shown = async (baseLanguage: number) => {
      const there = await start({ baseLanguage });
      const id = there.box.insert('contact', {
        lastname: 'a',
        creditlimit: 80000,
        numberofchildren: 1200,
        birthdate: '1990-04-07',
        lastonholdtime: '2023-04-07T14:59:01Z',
      });
      const { json } = await there.get(`contacts(${id})?$select=creditlimit,numberofchildren,birthdate,lastonholdtime`, {
        Prefer: 'odata.include-annotations="OData.Community.Display.V1.FormattedValue"',
      });
      return ['creditlimit', 'numberofchildren', 'birthdate', 'lastonholdtime'].map(
        (name) => json[`${name}@OData.Community.Display.V1.FormattedValue`],
      );
    };
    expect(await shown(1033)).toEqual(['$80,000.00', '1,200', '4/7/1990', '4/7/2023 2:59 PM']);
    expect(await shown(1030)).toEqual(['80.000,00 kr.', '1.200', '07-04-1990', '07-04-2023 14:59']);
  });
});
