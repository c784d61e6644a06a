import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { column, entity } from './bodies.js';
import { type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

const crm = (name: string): string => `Microsoft.Dynamics.CRM.${name}`;
const looking = { 'MSCRM.SuppressDuplicateDetection': 'false' };
const settled = () => new Promise((resolve) => setTimeout(resolve, 40));

const rule = async (more: object = {}): Promise<string> =>
  idOf(await client.post('duplicaterules', { name: 'Navne', baseentityname: 'contact', matchingentityname: 'contact', ...more }));
const condition = (id: string, name: string, more: object = {}) =>
  client.post('duplicateruleconditions', {
    baseattributename: name,
    matchingattributename: name,
    operatorcode: 0,
    'regardingobjectid@odata.bind': `/duplicaterules(${id})`,
    ...more,
  });
const publish = (id: string) => client.post(`duplicaterules(${id})/${crm('PublishDuplicateRule')}`);

describe('duplicates', () => {
  it('are looked for only where the header says false, on create and on update', async () => {
    await client.post('contacts', { lastname: 'a', emailaddress1: 'ida@holm.dk' });
    const body = { lastname: 'b', emailaddress1: 'IDA@holm.dk' };
    const refused = await client.post('contacts', body, looking);
    expect([refused.status, codeOf(refused), refused.json.error.message]).toEqual([
      412,
      '0x80040333',
      'A record was not created or updated because a duplicate of the current record already exists.',
    ]);
    const id = idOf(await client.post('contacts', { lastname: 'b' }, looking));
    expect(codeOf(await client.patch(`contacts(${id})`, body, looking))).toBe('0x80040333');
    const bulk = { Targets: [{ '@odata.type': crm('contact'), ...body }] };
    expect(codeOf(await client.post(`contacts/${crm('CreateMultiple')}`, bulk, looking))).toBe('0x80040333');
    expect([...client.box.rows('contact')]).toHaveLength(2);
    for (const headers of [{}, { 'MSCRM.SuppressDuplicateDetection': 'true' }, { 'MSCRM-SuppressDuplicateDetection': 'false' }])
      expect((await client.post('contacts', body, headers)).status).toBe(204);
    expect((await client.patch(`contacts(${id})`, body)).status).toBe(204);
  });

  it('are those of accounts, contacts and leads by their e-mail address, until somebody makes other rules', async () => {
    for (const [set, body] of [
      ['accounts', { name: 'a' }],
      ['leads', { lastname: 'a' }],
    ] as const) {
      expect((await client.post(set, { ...body, emailaddress1: 'x@y.dk' }, looking)).status).toBe(204);
      expect(codeOf(await client.post(set, { ...body, emailaddress1: 'x@y.dk' }, looking))).toBe('0x80040333');
      // Rows without an address are not the same.
      expect((await client.post(set, body, looking)).status).toBe(204);
      expect((await client.post(set, body, looking)).status).toBe(204);
    }
    await client.post('tasks', { subject: 'a' }, looking);
    expect((await client.post('tasks', { subject: 'a' }, looking)).status).toBe(204);
  });

  it('are found by a rule once a job has published it', async () => {
    const id = await rule();
    expect((await publish(id)).status).toBe(400);
    await condition(id, 'lastname');
    await condition(id, 'firstname', { operatorcode: 1, operatorparam: 3 });
    client.box.settings.keyIndexMs = 100;
    const job = await publish(id);
    expect([job.status, job.json.operationtype]).toEqual([200, 7]);
    expect((await publish(id)).status).toBe(400);
    expect((await client.get(`duplicaterules(${id})`)).json).toMatchObject({ statecode: 0, statuscode: 1 });
    await client.post('contacts', { firstname: 'Christian', lastname: 'Holm' });
    expect((await client.post('contacts', { firstname: 'Christoffer', lastname: 'holm' }, looking)).status).toBe(204);
    client.box.clock.advance(200);
    expect((await client.get(`duplicaterules(${id})`)).json).toMatchObject({ statecode: 1, statuscode: 2 });
    expect((await client.get(`asyncoperations(${job.json.asyncoperationid})`)).json).toMatchObject({ statecode: 3, statuscode: 30 });
    expect(codeOf(await client.post('contacts', { firstname: 'Christina', lastname: 'HOLM' }, looking))).toBe('0x80040333');
    expect((await client.post('contacts', { firstname: 'Ida', lastname: 'Holm' }, looking)).status).toBe(204);
    expect((await client.post('UnpublishDuplicateRule', { DuplicateRuleId: id })).status).toBe(204);
    expect((await client.post('contacts', { firstname: 'Christina', lastname: 'HOLM' }, looking)).status).toBe(204);
  });

  it('are told apart by case, by being inactive, by blanks and across tables where the rule says so', async () => {
    const id = await rule({ matchingentityname: 'account', iscasesensitive: true, excludeinactiverecords: true });
    expect((await condition(id, 'telephone1', { ignoreblankvalues: false })).status).toBe(204);
    expect((await condition(id, 'lastname', { matchingattributename: 'name' })).status).toBe(204);
    await publish(id);
    await settled();
    const account = idOf(await client.post('accounts', { name: 'Holm' }));
    expect(codeOf(await client.post('contacts', { lastname: 'Holm' }, looking))).toBe('0x80040333');
    expect((await client.post('contacts', { lastname: 'holm' }, looking)).status).toBe(204);
    expect((await client.post('contacts', { lastname: 'Holm', telephone1: '1' }, looking)).status).toBe(204);
    await client.patch(`accounts(${account})`, { statecode: 1 });
    expect((await client.post('contacts', { lastname: 'Holm' }, looking)).status).toBe(204);
  });

  it('have rules that are checked, and that count no more when they are changed', async () => {
    const id = await rule();
    expect((await client.post('duplicaterules', { name: 'x', baseentityname: 'nosuch', matchingentityname: 'contact' })).status).toBe(404);
    expect(codeOf(await condition(id, 'nosuch'))).toBe('0x80041103');
    for (const more of [
      { matchingattributename: 'gendercode' },
      { operatorcode: 3 },
      { operatorcode: 1 },
      { operatorcode: 9 },
      { 'regardingobjectid@odata.bind': undefined },
    ])
      expect((await condition(id, 'lastname', more)).status).toBe(400);
    await condition(id, 'lastname');
    await publish(id);
    await settled();
    await client.post('contacts', { lastname: 'a' });
    expect((await client.post('contacts', { lastname: 'a' }, looking)).status).toBe(412);
    expect((await client.patch(`duplicaterules(${id})`, { statecode: 0 })).status).toBe(400);
    await client.patch(`duplicaterules(${id})`, { name: 'Andre navne' });
    expect((await client.get(`duplicaterules(${id})`)).json.statecode).toBe(1);
    await client.patch(`duplicaterules(${id})`, { iscasesensitive: true });
    expect((await client.get(`duplicaterules(${id})`)).json).toMatchObject({ statecode: 0, statuscode: 0 });
    expect((await client.post('contacts', { lastname: 'a' }, looking)).status).toBe(204);
  });

  it('are told by RetrieveDuplicates for a row that need not be there', async () => {
    await client.post('contacts', { lastname: 'a', emailaddress1: 'ida@holm.dk' });
    await client.post('contacts', { lastname: 'b', emailaddress1: 'ida@holm.dk' });
    const ask = (entity: string, matching = 'contact', paging = "{'PageNumber':1,'Count':1}") =>
      client.get(
        `RetrieveDuplicates(BusinessEntity=@p1,MatchingEntityName=@p2,PagingInfo=@p3)?@p1=${encodeURIComponent(entity)}&@p2='${matching}'&@p3=${encodeURIComponent(paging)}`,
      );
    const found = await ask(`{'@odata.type':'${crm('contact')}','emailaddress1':'ida@holm.dk'}`);
    expect(found.json.value).toHaveLength(1);
    const next = await ask(`{"@odata.type":"${crm('contact')}","emailaddress1":"ida@holm.dk"}`, 'contact', '{"PageNumber":2,"Count":1}');
    expect(next.json.value).toHaveLength(1);
    expect(next.json.value[0].contactid).not.toBe(found.json.value[0].contactid);
    expect((await ask(`{'@odata.type':'${crm('contact')}','emailaddress1':'x@y.dk'}`)).json.value).toEqual([]);
    expect((await ask("{'emailaddress1':'x@y.dk'}")).status).toBe(400);
    expect((await ask('nonsense')).status).toBe(400);
  });

  it('keep the columns that rules look at', async () => {
    await client.post(`${entity('contact')}/Attributes`, column('String', 'new_Code', { MaxLength: 10 }));
    const id = await rule();
    await condition(id, 'new_code');
    const path = `${entity('contact')}/Attributes(LogicalName='new_code')`;
    const refused = await client.delete(path);
    expect([refused.status, codeOf(refused)]).toEqual([400, '0x80048418']);
    await client.delete(`duplicaterules(${id})`);
    expect((await client.get('duplicateruleconditions?$filter=baseattributename eq %27new_code%27')).json.value).toEqual([]);
    expect((await client.delete(path)).status).toBe(204);
  });
});

describe('a job', () => {
  it('is a row that goes from waiting over running to its end as time passes', async () => {
    client.box.settings.keyIndexMs = 60_000;
    await client.post(`${entity('contact')}/Attributes`, column('String', 'new_Code', { MaxLength: 10 }));
    await client.post(`${entity('contact')}/Keys`, {
      SchemaName: 'new_CodeKey',
      DisplayName: column('String', 'x').DisplayName,
      KeyAttributes: ['new_code'],
    });
    const read = async () => {
      const [key] = (await client.get(`${entity('contact')}/Keys?$select=EntityKeyIndexStatus&$expand=AsyncJob`)).json.value;
      const row = (await client.get(`asyncoperations(${key.AsyncJob.asyncoperationid})`)).json;
      expect([key.AsyncJob.statecode, key.AsyncJob.statuscode]).toEqual([row.statecode, row.statuscode]);
      return [key.EntityKeyIndexStatus, row.statecode, row.statuscode, row.completedon !== null];
    };
    expect(await read()).toEqual(['Pending', 0, 0, false]);
    client.box.clock.advance(30_000);
    expect(await read()).toEqual(['InProgress', 2, 20, false]);
    client.box.clock.advance(31_000);
    expect(await read()).toEqual(['Active', 3, 30, true]);
  });

  it('is cancelled by its state, deleted when it is over, and made by the server only', async () => {
    client.box.settings.keyIndexMs = 60_000;
    const id = await rule();
    await condition(id, 'lastname');
    const { asyncoperationid } = (await publish(id)).json;
    expect((await client.post('asyncoperations', { name: 'x' })).status).toBe(405);
    expect((await client.patch(`asyncoperations(${asyncoperationid})`, { statecode: 3, statuscode: 30 })).status).toBe(400);
    expect((await client.delete(`asyncoperations(${asyncoperationid})`)).status).toBe(400);
    expect((await client.patch(`asyncoperations(${asyncoperationid})`, { statecode: 3, statuscode: 32 })).status).toBe(204);
    client.box.clock.advance(61_000);
    expect((await client.get(`duplicaterules(${id})`)).json).toMatchObject({ statecode: 0, statuscode: 0 });
    expect((await client.get(`asyncoperations(${asyncoperationid})`)).json.statuscode).toBe(32);
    expect(codeOf(await client.patch(`asyncoperations(${asyncoperationid})`, { statecode: 0 }))).toBe('0x80040230');
    expect((await client.delete(`asyncoperations(${asyncoperationid})`)).status).toBe(204);
    expect((await client.get(`asyncoperations(${guid(3)})`)).status).toBe(404);
  });
});
