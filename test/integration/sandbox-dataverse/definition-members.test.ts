import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { column, crm, entity, label, lookup, table } from './bodies.js';
import { type Client, closeAll, codeOf, idOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
  expect((await client.post('EntityDefinitions', table('new_Boat'))).status).toBe(204);
});
afterEach(closeAll);

const columns = `${entity('new_boat')}/Attributes`;
const flag = (Value: boolean) => ({ Value, CanBeChanged: true, ManagedPropertyLogicalName: 'canmodifyauditsettings' });

describe('a definition', () => {
  it('of a table keeps what it is told beside what the table is, and shows the rest as it is otherwise', async () => {
    const made = await client.post(
      'EntityDefinitions',
      table('new_Ship', { IsAuditEnabled: flag(true), HasFeedback: true, EntityColor: '#ff0000', IsQuickCreateEnabled: true }),
    );
    expect(made.status).toBe(204);
    const { json } = await client.get(
      `${entity('new_ship')}?$select=IsAuditEnabled,HasFeedback,EntityColor,IsQuickCreateEnabled,IsValidForQueue,IsAvailableOffline,IsStateModelAware,ReportViewName`,
    );
    expect(json).toMatchObject({
      IsAuditEnabled: { Value: true },
      HasFeedback: true,
      EntityColor: '#ff0000',
      IsQuickCreateEnabled: true,
      IsValidForQueue: { Value: false },
      IsAvailableOffline: false,
      IsStateModelAware: true,
      ReportViewName: 'Filterednew_Ship',
    });
    const again = await client.ask('PUT', entity('new_ship'), { ...table('new_Ship'), IsAuditEnabled: flag(false) });
    expect(again.status).toBe(204);
    expect((await client.get(`${entity('new_ship')}?$select=IsAuditEnabled,HasFeedback`)).json).toMatchObject({
      IsAuditEnabled: { Value: false },
      HasFeedback: true,
    });
    expect((await client.ask('PUT', entity('new_ship'), { ...table('new_Ship'), HasFeedback: false })).status).toBe(400);
    expect((await client.ask('PUT', entity('new_ship'), { ...table('new_Ship'), IsAuditEnabled: true })).status).toBe(400);
  });

  it('names nothing that its type does not have', async () => {
    for (const answer of [
      await client.post('EntityDefinitions', table('new_Other', { NoSuchMember: 1 })),
      await client.ask('PUT', entity('new_boat'), { ...table('new_Boat'), hasnotes: true }),
      await client.post(columns, column('String', 'new_Text', { maxLength: 5 })),
    ]) {
      expect([answer.status, codeOf(answer)]).toEqual([400, '0x80048d19']);
      expect(answer.json.error.message).toContain("does not exist on type 'Microsoft.Dynamics.CRM.");
    }
  });

  it('of a column keeps whether it is audited, and shows what columns of every type have', async () => {
    await client.post(columns, column('String', 'new_Text', { IsAuditEnabled: flag(false) }));
    const { json } = await client.get(`${columns}(LogicalName='new_text')?$select=IsAuditEnabled,IsValidForForm,IntroducedVersion`);
    expect(json).toMatchObject({ IsAuditEnabled: { Value: false }, IsValidForForm: true, IntroducedVersion: '1.0' });
  });

  it('of a table lets its rows be connected, and no more takes that back', async () => {
    const put = (Value: boolean) =>
      client.ask('PUT', entity('new_boat'), { ...table('new_Boat'), IsConnectionsEnabled: { ...flag(Value) } });
    const contact = idOf(await client.post('contacts', { lastname: 'a' }));
    const boat = idOf(await client.post('new_boats', { new_name: 'b' }));
    const connection = {
      'record1id_contact@odata.bind': `/contacts(${contact})`,
      'record2id_new_boat@odata.bind': `/new_boats(${boat})`,
    };
    expect((await client.post('connections', connection)).status).toBe(400);
    expect((await put(true)).status).toBe(204);
    expect((await client.get(`${entity('new_boat')}?$select=IsConnectionsEnabled`)).json.IsConnectionsEnabled.Value).toBe(true);
    expect((await client.post('connections', connection)).status).toBe(204);
    expect((await put(false)).status).toBe(400);
  });

  it('of a column changes its range, its decimals and, once, how its moments are understood', async () => {
    const put = (name: string, body: object) => client.ask('PUT', `${columns}(LogicalName='${name}')`, body);
    await client.post(columns, column('Integer', 'new_Whole', { MinValue: 0, MaxValue: 5 }));
    expect((await put('new_whole', column('Integer', 'new_Whole', { MinValue: 0, MaxValue: 50 }))).status).toBe(204);
    expect((await client.post('new_boats', { new_name: 'a', new_whole: 50 })).status).toBe(204);
    expect(codeOf(await client.post('new_boats', { new_name: 'a', new_whole: 51 }))).toBe('0x8004432f');
    expect((await put('new_whole', column('Integer', 'new_Whole', { MinValue: 9, MaxValue: 5 }))).status).toBe(400);
    await client.post(columns, column('Decimal', 'new_Part', { Precision: 1 }));
    await put('new_part', column('Decimal', 'new_Part', { Precision: 3 }));
    const made = await client.post('new_boats', { new_name: 'a', new_part: 1.2345 }, { Prefer: 'return=representation' });
    expect(made.json.new_part).toBe(1.235);
    const day = (behavior: string) => column('DateTime', 'new_Day', { Format: 'DateOnly', DateTimeBehavior: { Value: behavior } });
    await client.post(columns, day('UserLocal'));
    expect((await put('new_day', day('DateOnly'))).status).toBe(204);
    expect((await client.post('new_boats', { new_name: 'a', new_day: '2024-02-29' })).status).toBe(204);
    expect((await put('new_day', day('UserLocal'))).status).toBe(400);
    expect((await put('new_day', day('TimeZoneIndependent'))).status).toBe(400);
  });

  it('of a column changes neither its name nor its type', async () => {
    await client.post(columns, column('String', 'new_Text'));
    for (const body of [column('Memo', 'new_Text'), column('String', 'new_Other')])
      expect((await client.ask('PUT', `${columns}(LogicalName='new_text')`, body)).status).toBe(400);
  });

  it('of a column numbers texts that nobody gives, by its pattern', async () => {
    const numbered = column('String', 'new_Number', { AutoNumberFormat: 'B-{SEQNUM:5}-{RANDSTRING:3}-{DATETIMEUTC:yyyy}' });
    expect((await client.post(columns, numbered)).status).toBe(204);
    const number = async (body: object) =>
      (await client.post('new_boats', { new_name: 'a', ...body }, { Prefer: 'return=representation' })).json.new_number;
    expect(await number({})).toMatch(/^B-01000-[A-Z0-9]{3}-\d{4}$/);
    expect(await number({})).toMatch(/^B-01001-/);
    expect(await number({ new_number: 'own' })).toBe('own');
    expect((await client.post(columns, column('String', 'new_N2', { AutoNumberFormat: 'X-{NOPE:3}' }))).status).toBe(400);
  });

  it('of a column that is calculated is not played', async () => {
    expect((await client.post(columns, column('Integer', 'new_Sum', { SourceType: 1, FormulaDefinition: '<x/>' }))).status).toBe(501);
  });

  it('of a relationship keeps its menu and whether its look-up is required', async () => {
    const body = lookup('new_account_boat', 'new_boat', 'account', 'new_AccountId', {
      AssociatedMenuConfiguration: { Behavior: 'UseLabel', Group: 'Sales', Label: label('Både'), Order: 10050 },
    });
    const RequiredLevel = {
      Value: 'ApplicationRequired',
      CanBeChanged: true,
      ManagedPropertyLogicalName: 'canmodifyrequirementlevelsettings',
    };
    expect((await client.post('RelationshipDefinitions', { ...body, Lookup: { ...body.Lookup, RequiredLevel } })).status).toBe(204);
    const path = "RelationshipDefinitions(SchemaName='new_account_boat')/Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata";
    const { AssociatedMenuConfiguration } = (await client.get(path)).json;
    expect(AssociatedMenuConfiguration).toMatchObject({ Behavior: 'UseLabel', Group: 'Sales', Order: 10050 });
    expect(AssociatedMenuConfiguration.Label.UserLocalizedLabel.Label).toBe('Både');
    const read = await client.get(`${columns}(LogicalName='new_accountid')/${crm('LookupAttributeMetadata')}?$select=RequiredLevel`);
    expect(read.json.RequiredLevel.Value).toBe('ApplicationRequired');
    const wrong = { ...body, SchemaName: 'new_2', AssociatedMenuConfiguration: { Behavior: 'Nope' } };
    expect(codeOf(await client.post('RelationshipDefinitions', { ...wrong, Lookup: { ...body.Lookup, SchemaName: 'new_2Id' } }))).toBe(
      '0x80040203',
    );
  });

  it('of a key names each of its columns once', async () => {
    await client.post(columns, column('Integer', 'new_Whole'));
    const key = { SchemaName: 'new_Key', DisplayName: label('k'), KeyAttributes: ['new_whole', 'new_whole'] };
    expect(codeOf(await client.post(`${entity('new_boat')}/Keys`, key))).toBe('0x80040203');
  });
});

describe('the server fills', () => {
  it('what kind of row a note hangs on, and how long an activity is planned to be', async () => {
    const contact = idOf(await client.post('contacts', { lastname: 'a' }));
    const whole = { Prefer: 'return=representation' };
    const note = await client.post('annotations', { subject: 'a', 'objectid_contact@odata.bind': `/contacts(${contact})` }, whole);
    expect(note.json.objecttypecode).toBe('contact');
    const task = await client.post(
      'tasks',
      { subject: 'a', scheduledstart: '2024-01-01T08:00:00Z', scheduledend: '2024-01-01T09:30:00Z' },
      whole,
    );
    expect(task.json.scheduleddurationminutes).toBe(90);
    const changed = await client.patch(`tasks(${task.json.activityid})`, { scheduledend: '2024-01-01T09:00:00Z' }, whole);
    expect(changed.json.scheduleddurationminutes).toBe(60);
  });
});
