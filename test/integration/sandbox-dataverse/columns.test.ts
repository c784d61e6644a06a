import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { column, crm, entity, label } from './bodies.js';
import { type Client, closeAll, codeOf, idOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

describe('a column', () => {
  const add = (body: object, on = 'contact') => client.post(`${entity(on)}/Attributes`, body);

  it('of every type can be made, written and read back', async () => {
    const choice = {
      OptionSet: {
        '@odata.type': crm('OptionSetMetadata'),
        IsGlobal: false,
        OptionSetType: 'Picklist',
        Options: [{ Value: 100000000, Label: label('Ja') }],
      },
    };
    const all: [object, string, unknown][] = [
      [column('String', 'new_Text', { MaxLength: 4000, FormatName: { Value: 'Email' } }), 'new_text', 'x'],
      [column('Memo', 'new_Memo', { MaxLength: 1_048_576 }), 'new_memo', 'a\nb'],
      [column('Integer', 'new_Whole', { MinValue: -5, MaxValue: 5 }), 'new_whole', -5],
      [column('BigInt', 'new_Big'), 'new_big', 9_000_000_000],
      [column('Decimal', 'new_Decimal', { Precision: 10 }), 'new_decimal', 1.0123456789],
      [column('Double', 'new_Double', { Precision: 5 }), 'new_double', 1.5],
      [column('Money', 'new_Money', { Precision: 4 }), 'new_money', 1.2345],
      [column('DateTime', 'new_Day', { Format: 'DateOnly', DateTimeBehavior: { Value: 'DateOnly' } }), 'new_day', '2024-02-29'],
      [
        column('DateTime', 'new_Moment', { Format: 'DateAndTime', DateTimeBehavior: { Value: 'TimeZoneIndependent' } }),
        'new_moment',
        '2024-02-29T10:00:00Z',
      ],
      [
        column('Boolean', 'new_Flag', {
          DefaultValue: false,
          OptionSet: { TrueOption: { Value: 1, Label: label('Ja') }, FalseOption: { Value: 0, Label: label('Nej') } },
        }),
        'new_flag',
        true,
      ],
      [column('Picklist', 'new_Choice', choice), 'new_choice', 100000000],
      [column('MultiSelectPicklist', 'new_Choices', choice), 'new_choices', '100000000'],
    ];
    const body: Record<string, unknown> = {};
    for (const [definition, name, value] of all) {
      const answer = await add(definition);
      expect([answer.status, answer.headers.get('odata-entityid')]).toEqual([204, expect.stringMatching(/\/Attributes\([0-9a-f-]{36}\)$/)]);
      body[name] = value;
    }
    const made = await client.post('contacts', body, { Prefer: 'return=representation' });
    expect(made.json).toMatchObject(body);
  });

  it('stays within the limits of its type', async () => {
    for (const definition of [
      column('String', 'new_X', { MaxLength: 4001 }),
      column('Memo', 'new_X', { MaxLength: 1_048_577 }),
      column('Decimal', 'new_X', { Precision: 11 }),
      column('Decimal', 'new_X', { MaxValue: 100_000_000_001 }),
      column('DateTime', 'new_X', { Format: 'DateAndTime', DateTimeBehavior: { Value: 'DateOnly' } }),
      column('Boolean', 'new_X'),
      column('Lookup', 'new_X'),
      column('String', 'new_X', { RequiredLevel: { Value: 'SystemRequired' } }),
      column('Picklist', 'new_X', {
        OptionSet: {
          Options: [
            { Value: 1, Label: label('a') },
            { Value: 1, Label: label('b') },
          ],
        },
      }),
    ]) {
      expect((await add(definition)).status).toBe(400);
    }
    expect(codeOf(await add({ ...column('String', 'new_X'), '@odata.type': crm('Nonsense') }))).toBe('0x80048d19');
  });

  it('has a name of its own, and notes take none', async () => {
    await add(column('String', 'new_X'));
    expect(codeOf(await add(column('String', 'new_x')))).toBe('0x80047013');
    expect((await add(column('String', 'new_X'), 'annotation')).status).toBe(400);
  });

  it('has not the name under which metadata tells what another one holds', async () => {
    const OptionSet = { TrueOption: { Value: 1, Label: label('Ja') }, FalseOption: { Value: 0, Label: label('Nej') } };
    expect((await add(column('Boolean', 'new_Wanted', { OptionSet }))).status).toBe(204);
    const taken = await add(column('String', 'new_WantedName'));
    expect([taken.status, codeOf(taken)]).toEqual([400, '0x80047013']);
    expect((await add(column('String', 'new_UnwantedName'))).status).toBe(204);
  });

  it('is deleted with what the rows held in it', async () => {
    await add(column('String', 'new_X'));
    const id = idOf(await client.post('contacts', { lastname: 'a', new_x: 'b' }));
    expect((await client.delete(`${entity('contact')}/Attributes(LogicalName='new_x')`)).status).toBe(204);
    expect(codeOf(await client.patch(`contacts(${id})`, { new_x: 'c' }))).toBe('0x0');
    await add(column('String', 'new_X'));
    expect((await client.get(`contacts(${id})`)).json.new_x).toBeNull();
    expect(codeOf(await client.delete(`${entity('contact')}/Attributes(LogicalName='lastname')`))).toBe('0x8004f01f');
  });

  it('keeps how it is written in forms, and where the decimals of an amount come from', async () => {
    const about = { ImeMode: 'Disabled', Precision: 1, PrecisionSource: 1 };
    const path = `${entity('contact')}/Attributes`;
    expect((await client.post(path, column('Money', 'new_Price', about))).status).toBe(204);
    const cast = `${path}(LogicalName='new_price')/${crm('MoneyAttributeMetadata')}?$select=ImeMode,Precision,PrecisionSource`;
    expect((await client.get(cast)).json).toMatchObject(about);
    expect((await client.post(path, column('Memo', 'new_Text', { ImeMode: 'Sometimes' }))).status).toBe(400);
    expect((await client.post(path, column('Money', 'new_Rate', { PrecisionSource: 3 }))).status).toBe(400);
    const change = column('Money', 'new_Price', { ImeMode: 'Active', PrecisionSource: 0 });
    expect((await client.ask('PUT', `${path}(LogicalName='new_price')`, change)).status).toBe(204);
    expect((await client.get(cast)).json).toMatchObject({ ImeMode: 'Active', PrecisionSource: 0 });
  });

  it('is widened by PUT', async () => {
    await add(column('String', 'new_X', { MaxLength: 10 }));
    const put = await client.ask(
      'PUT',
      `${entity('contact')}/Attributes(LogicalName='new_x')`,
      column('String', 'new_X', { MaxLength: 20 }),
    );
    expect(put.status).toBe(204);
    expect((await client.post('contacts', { new_x: 'x'.repeat(20) })).status).toBe(204);
  });
});

describe('choices', () => {
  it('grow, change, are ordered and shrink by actions', async () => {
    await client.post(
      `${entity('contact')}/Attributes`,
      column('Picklist', 'new_C', { OptionSet: { Options: [{ Value: 1, Label: label('a') }] } }),
    );
    const where = { EntityLogicalName: 'contact', AttributeLogicalName: 'new_c' };
    const inserted = await client.post('InsertOptionValue', { ...where, Value: 2, Label: label('b') });
    expect([inserted.status, inserted.json.NewOptionValue]).toEqual([200, 2]);
    expect((await client.post('InsertOptionValue', { ...where, Value: 2, Label: label('b') })).status).toBe(400);
    expect((await client.post('UpdateOptionValue', { ...where, Value: 2, Label: label('B') })).status).toBe(204);
    expect((await client.post('OrderOption', { ...where, Values: [2, 1] })).status).toBe(204);
    const read = async () =>
      (await client.get(`${entity('contact')}/Attributes(LogicalName='new_c')/${crm('PicklistAttributeMetadata')}?$expand=OptionSet`)).json
        .OptionSet.Options;
    expect(
      (await read()).map((one: { Value: number; Label: { UserLocalizedLabel: { Label: string } } }) => [
        one.Value,
        one.Label.UserLocalizedLabel.Label,
      ]),
    ).toEqual([
      [2, 'B'],
      [1, 'a'],
    ]);
    expect((await client.post('contacts', { new_c: 2 })).status).toBe(204);
    expect((await client.post('DeleteOptionValue', { ...where, Value: 2 })).status).toBe(204);
    expect(codeOf(await client.post('contacts', { new_c: 2 }))).toBe('0x8004431a');
  });

  it('of yes and no are called otherwise by an action, but neither goes nor comes', async () => {
    const words = { TrueOption: { Value: 1, Label: label('Ja') }, FalseOption: { Value: 0, Label: label('Nej') } };
    await client.post(`${entity('contact')}/Attributes`, column('Boolean', 'new_B', { OptionSet: words }));
    const where = { EntityLogicalName: 'contact', AttributeLogicalName: 'new_b' };
    const changed = await client.post('UpdateOptionValue', { ...where, Value: 1, Label: label('Op'), MergeLabels: true });
    expect(changed.status).toBe(204);
    const path = `${entity('contact')}/Attributes(LogicalName='new_b')/${crm('BooleanAttributeMetadata')}?$expand=OptionSet`;
    expect((await client.get(path)).json.OptionSet.TrueOption.Label.UserLocalizedLabel.Label).toBe('Op');
    expect((await client.post('InsertOptionValue', { ...where, Value: 2, Label: label('Måske') })).status).toBe(400);
    expect((await client.post('DeleteOptionValue', { ...where, Value: 1 })).status).toBe(400);
  });

  it('of a status are called otherwise, ordered and deleted by actions like others', async () => {
    const where = { EntityLogicalName: 'contact', AttributeLogicalName: 'statuscode' };
    const { NewOptionValue } = (await client.post('InsertStatusValue', { ...where, Label: label('Frosset'), StateCode: 1 })).json;
    expect((await client.post('UpdateOptionValue', { ...where, Value: NewOptionValue, Label: label('Optøet') })).status).toBe(204);
    expect((await client.post('OrderOption', { ...where, Values: [NewOptionValue, 2, 1] })).status).toBe(204);
    const person = idOf(await client.post('contacts', { lastname: 'a' }));
    expect((await client.patch(`contacts(${person})`, { statecode: 1, statuscode: NewOptionValue })).status).toBe(204);
    expect((await client.post('InsertOptionValue', { ...where, Value: 9, Label: label('x') })).status).toBe(400);
    expect((await client.post('DeleteOptionValue', { ...where, Value: NewOptionValue })).status).toBe(204);
  });

  it('of a solution without a value are numbered by the prefix of its publisher', async () => {
    const publisherid = idOf(
      await client.post('publishers', {
        uniquename: 'nordlys',
        friendlyname: 'Nordlys',
        customizationprefix: 'nor',
        customizationoptionvalueprefix: 45_000,
      }),
    );
    const solution = {
      uniquename: 'Havn',
      friendlyname: 'Havn',
      version: '1.0.0.0',
      'publisherid@odata.bind': `/publishers(${publisherid})`,
    };
    await client.post('solutions', solution);
    const named = { 'MSCRM.SolutionUniqueName': 'Havn' };
    const set = { '@odata.type': crm('OptionSetMetadata'), Name: 'nor_x', DisplayName: label('x'), OptionSetType: 'Picklist' };
    await client.post('GlobalOptionSetDefinitions', { ...set, Options: [{ Label: label('a') }, { Label: label('b') }] }, named);
    const values = (await client.get("GlobalOptionSetDefinitions(Name='nor_x')")).json.Options.map((one: { Value: number }) => one.Value);
    expect(values).toEqual([450_000_000, 450_000_001]);
    const insert = { OptionSetName: 'nor_x', Label: label('c') };
    expect((await client.post('InsertOptionValue', { ...insert, SolutionUniqueName: 'Havn' })).json.NewOptionValue).toBe(450_000_002);
    expect((await client.post('InsertOptionValue', insert)).json.NewOptionValue).toBe(100_000_000);
  });

  it('that are global are shared, and stay while a column uses them', async () => {
    const made = await client.post('GlobalOptionSetDefinitions', {
      '@odata.type': crm('OptionSetMetadata'),
      Name: 'new_colour',
      DisplayName: label('Farve'),
      OptionSetType: 'Picklist',
      Options: [{ Value: 1, Label: label('rød') }],
    });
    expect(made.status).toBe(204);
    const add = await client.post(
      `${entity('contact')}/Attributes`,
      column('Picklist', 'new_C', { 'GlobalOptionSet@odata.bind': "/GlobalOptionSetDefinitions(Name='new_colour')" }),
    );
    expect(add.status).toBe(204);
    await client.post('InsertOptionValue', { OptionSetName: 'new_colour', Value: 2, Label: label('blå') });
    expect((await client.post('contacts', { new_c: 2 })).status).toBe(204);
    expect((await client.get("GlobalOptionSetDefinitions(Name='new_colour')")).json.Options).toHaveLength(2);
    expect(codeOf(await client.delete("GlobalOptionSetDefinitions(Name='new_colour')"))).toBe('0x80048417');
    await client.delete(`${entity('contact')}/Attributes(LogicalName='new_c')`);
    expect((await client.delete("GlobalOptionSetDefinitions(Name='new_colour')")).status).toBe(204);
  });

  it('that are global are renamed by PUT, which leaves their options', async () => {
    await client.post('GlobalOptionSetDefinitions', {
      '@odata.type': crm('OptionSetMetadata'),
      Name: 'new_colour',
      DisplayName: label('Farve'),
      OptionSetType: 'Picklist',
      Options: [{ Value: 1, Label: label('rød') }],
    });
    const address = "GlobalOptionSetDefinitions(Name='new_colour')";
    expect((await client.ask('PUT', address, { Name: 'new_colour', DisplayName: label('Kulør'), Options: [] })).status).toBe(204);
    const read = await client.get(address);
    expect([read.json.DisplayName.UserLocalizedLabel.Label, read.json.Options.length]).toEqual(['Kulør', 1]);
    expect((await client.ask('PUT', address, { Name: 'new_other', DisplayName: label('Kulør') })).status).toBe(400);
    expect((await client.ask('PUT', address, { Name: 'new_colour' })).status).toBe(400);
  });
});
