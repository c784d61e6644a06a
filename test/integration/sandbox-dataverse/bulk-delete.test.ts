import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start({ bulkDeleteMs: 60_000 });
});
afterEach(closeAll);

const crm = (name: string): string => `Microsoft.Dynamics.CRM.${name}`;
const query = (EntityName: string, Conditions: object[] = [], more: object = {}) => ({
  '@odata.type': crm('QueryExpression'),
  EntityName,
  ColumnSet: { '@odata.type': crm('ColumnSet'), AllColumns: false },
  Criteria: { '@odata.type': crm('FilterExpression'), FilterOperator: 'And', Conditions },
  ...more,
});
const condition = (AttributeName: string, Operator: string, ...values: unknown[]) => ({
  AttributeName,
  Operator,
  Values: values.map((Value) => ({ Value, Type: 'System.String' })),
});
const asking = (QuerySet: object[], more: object = {}) => ({
  QuerySet,
  JobName: 'Oprydning',
  SendEmailNotification: false,
  ToRecipients: [],
  CCRecipients: [],
  RecurrencePattern: '',
  StartDateTime: new Date(0).toISOString(),
  ...more,
});
const people = async (...names: string[]): Promise<string[]> => {
  const ids: string[] = [];
  for (const lastname of names) ids.push(idOf(await client.post('contacts', { lastname, jobtitle: lastname.toUpperCase() })));
  return ids;
};
const left = async (): Promise<string[]> =>
  (await client.get('contacts?$select=lastname&$orderby=lastname')).json.value.map((row: { lastname: string }) => row.lastname);
const pass = async (ms: number): Promise<void> => {
  client.box.clock.advance(ms);
  await client.signIn();
};

describe('BulkDelete', () => {
  it('is a job that deletes what its query finds, and whose rows tell how it went', async () => {
    await people('a', 'b', 'c');
    const answer = await client.post('BulkDelete', asking([query('contact', [condition('lastname', 'In', 'a', 'C')])]));
    expect(answer.status).toBe(200);
    const job = `asyncoperations(${answer.json.JobId})`;
    expect((await client.get(job)).json).toMatchObject({ name: 'Oprydning', operationtype: 13, statecode: 0, statuscode: 0 });
    expect(await left()).toEqual(['a', 'b', 'c']);
    await pass(25_000);
    expect((await client.get(job)).json).toMatchObject({ statecode: 2, statuscode: 20 });
    expect(await left()).toEqual(['a', 'b', 'c']);
    await pass(40_000);
    expect((await client.get(job)).json).toMatchObject({ statecode: 3, statuscode: 30 });
    expect(await left()).toEqual(['b']);
    const [operation] = (await client.get(`bulkdeleteoperations?$filter=_asyncoperationid_value eq ${answer.json.JobId}`)).json.value;
    expect(operation).toMatchObject({ name: 'Oprydning', successcount: 2, failurecount: 0, isrecurring: false });
  });

  it('keeps going over rows that cannot be deleted, and tells of each', async () => {
    const [a] = await people('a', 'b');
    await client.post('salesorders', { name: 'o', 'customerid_contact@odata.bind': `/contacts(${a})` });
    const { JobId } = (await client.post('BulkDelete', asking([query('contact')]))).json;
    await pass(61_000);
    expect(await left()).toEqual(['a']);
    expect((await client.get(`asyncoperations(${JobId})`)).json).toMatchObject({ statecode: 3, statuscode: 31 });
    const [operation] = (await client.get(`bulkdeleteoperations?$filter=_asyncoperationid_value eq ${JobId}`)).json.value;
    expect(operation).toMatchObject({ successcount: 1, failurecount: 1 });
    const failures = await client.get(`bulkdeleteoperations(${operation.bulkdeleteoperationid})/BulkDeleteOperation_BulkDeleteFailures`);
    expect(failures.json.value).toMatchObject([{ regardingobjectid: a, regardingobjecttypecode: 'contact', errornumber: 0x80040227 | 0 }]);
  });

  it('looks at the rows as they are when it runs, without those that were made since', async () => {
    const [a, b] = await people('a', 'b');
    await client.post('BulkDelete', asking([query('contact', [condition('jobtitle', 'NotNull')])]));
    await client.patch(`contacts(${b})`, { jobtitle: null });
    await pass(2000);
    await people('c');
    await pass(60_000);
    expect(await left()).toEqual(['b', 'c']);
    expect((await client.get(`contacts(${a})`)).status).toBe(404);
  });

  it('starts when it is told to, or at once', async () => {
    await people('a');
    const StartDateTime = new Date(client.box.clock.now() + 3_600_000).toISOString();
    const { JobId } = (await client.post('BulkDelete', asking([query('contact')], { StartDateTime }))).json;
    await pass(61_000);
    expect(await left()).toEqual(['a']);
    expect((await client.get(`asyncoperations(${JobId})`)).json.statecode).toBe(0);
    await client.post('BulkDelete', asking([query('contact')], { StartDateTime, RunNow: true }));
    await pass(61_000);
    expect(await left()).toEqual([]);
  });

  it('stops when its job is cancelled', async () => {
    await people('a');
    const { JobId } = (await client.post('BulkDelete', asking([query('contact')]))).json;
    expect((await client.patch(`asyncoperations(${JobId})`, { statecode: 3, statuscode: 32 })).status).toBe(204);
    await pass(61_000);
    expect(await left()).toEqual(['a']);
  });

  it('reads a QueryExpression: operators by their names, filters in filters, values as they are', async () => {
    await people('a', 'b', 'c', 'd');
    const nested = query('contact', [], {
      Criteria: {
        FilterOperator: 'Or',
        Conditions: [condition('lastname', 'BeginsWith', 'a'), condition('ownerid', 'NotEqualUserId')],
        Filters: [{ FilterOperator: 'And', Conditions: [condition('lastname', 'GreaterEqual', 'b'), condition('jobtitle', 'Like', 'B%')] }],
      },
    });
    await client.post(
      'BulkDelete',
      asking([nested, query('contact', [condition('createdon', 'LastXDays', 1), condition('lastname', 'Equal', 'd')])]),
    );
    await pass(61_000);
    expect(await left()).toEqual(['c']);
    for (const [bad, code] of [
      [query('nosuch'), '0x80041102'],
      [query('contact', [condition('nosuch', 'Equal', 'a')]), '0x80041103'],
      [query('contact', [condition('lastname', 'Resembles', 'a')]), '0x80041120'],
      [query('contact', [condition('lastname', 'Equal')]), undefined],
      [query('contact', [condition('contactid', 'Equal', 'nonsense')]), undefined],
      [query('contact', [], { '@odata.type': crm('FetchExpression') }), '0x80048d19'],
      [query('contact', [], { Criteria: { FilterOperator: 'Xor' } }), '0x80048d19'],
    ] as const) {
      const answer = await client.post('BulkDelete', asking([bad]));
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      if (code !== undefined) expect([bad, codeOf(answer)]).toEqual([bad, code]);
    }
    expect(codeOf(await client.post('BulkDelete', asking([query('contact', [], { LinkEntities: [{}] })])))).toBe('0x80048d19');
  });

  it('looks at rows that hang on those that it finds', async () => {
    const [first, second] = await people('a', 'b');
    await client.post('tasks', { subject: 'x', 'regardingobjectid_contact_task@odata.bind': `/contacts(${first})` });
    const link = (more: object) => ({
      LinkFromEntityName: 'contact',
      LinkFromAttributeName: 'contactid',
      LinkToEntityName: 'task',
      LinkToAttributeName: 'regardingobjectid',
      EntityAlias: 't',
      ...more,
    });
    const without = { ...condition('activityid', 'Null'), EntityName: 't' };
    await client.post('BulkDelete', asking([query('contact', [without], { LinkEntities: [link({ JoinOperator: 'LeftOuter' })] })]));
    await pass(61_000);
    expect(await left()).toEqual(['a']);
    expect((await client.get(`contacts(${second})`)).status).toBe(404);
    const LinkCriteria = { FilterOperator: 'And', Conditions: [condition('subject', 'Equal', 'y')] };
    await client.post('BulkDelete', asking([query('contact', [], { LinkEntities: [link({ JoinOperator: 'Inner', LinkCriteria })] })]));
    await pass(61_000);
    expect(await left()).toEqual(['a']);
    await client.post('BulkDelete', asking([query('contact', [], { LinkEntities: [link({})] })]));
    await pass(61_000);
    expect(await left()).toEqual([]);
    for (const bad of [link({ JoinOperator: 'Sideways' }), link({ LinkToEntityName: 'nosuch' }), link({ LinkToAttributeName: 'nosuch' })])
      expect((await client.post('BulkDelete', asking([query('contact', [], { LinkEntities: [bad] })]))).status).toBeGreaterThanOrEqual(400);
  });

  it('that recurs waits for its next time, until it is cancelled', async () => {
    await people('a');
    const { JobId } = (await client.post('BulkDelete', asking([query('contact')], { RecurrencePattern: 'FREQ=DAILY;INTERVAL=2;' }))).json;
    const job = async () => (await client.get(`asyncoperations(${JobId})`)).json;
    await pass(61_000);
    expect(await left()).toEqual([]);
    expect(await job()).toMatchObject({ statecode: 1, statuscode: 10 });
    const [operation] = (await client.get(`bulkdeleteoperations?$filter=_asyncoperationid_value eq ${JobId}`)).json.value;
    expect(operation).toMatchObject({ isrecurring: true, successcount: 1 });
    expect(Date.parse(operation.nextrun) - Date.now()).toBeGreaterThan(24 * 3_600_000);
    await people('b');
    await pass(2 * 24 * 3_600_000);
    expect(await left()).toEqual([]);
    await client.patch(`asyncoperations(${JobId})`, { statecode: 3, statuscode: 32 });
    await people('c');
    await pass(3 * 24 * 3_600_000);
    expect(await left()).toEqual(['c']);
  });

  it('needs every parameter, its privilege, and to delete what it finds', async () => {
    await people('a');
    for (const more of [
      { QuerySet: [] },
      { JobName: undefined },
      { RecurrencePattern: undefined },
      { StartDateTime: 'soon' },
      { Extra: 1 },
    ])
      expect((await client.post('BulkDelete', asking([query('contact')], more))).status).toBe(400);
    for (const RecurrencePattern of ['daily', 'FREQ=SECONDLY', 'FREQ=DAILY;INTERVAL=0', 'FREQ=DAILY;COUNT=2'])
      expect(codeOf(await client.post('BulkDelete', asking([query('contact')], { RecurrencePattern })))).toBe('0x80040203');
    client.box.addRole('Sweeper', ['prvBulkDelete', 'prvReadContact', 'prvReadAsyncOperation', 'prvReadBulkDeleteFailure']);
    client.box.addApplication({ clientId: guid(5), clientSecret: 's', roles: ['Sweeper'] });
    client.box.addApplication({ clientId: guid(6), clientSecret: 's', roles: ['Salesperson'] });
    await client.signIn(guid(6), 's');
    expect(codeOf(await client.post('BulkDelete', asking([query('contact')])))).toBe('0x80040220');
    await client.signIn(guid(5), 's');
    expect(codeOf(await client.post('BulkDelete', asking([query('account')])))).toBe('0x80040220');
    const { JobId } = (await client.post('BulkDelete', asking([query('contact')]))).json;
    client.box.clock.advance(61_000);
    await client.signIn(guid(5), 's');
    expect((await client.get(`asyncoperations(${JobId})`)).json.statuscode).toBe(31);
    expect((await client.get('bulkdeletefailures')).json.value[0].errordescription).toContain('is missing prvDeleteContact privilege');
    expect([...client.box.rows('contact')]).toHaveLength(1);
  });
});
