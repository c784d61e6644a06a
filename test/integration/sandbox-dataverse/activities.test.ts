import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

let client: Client;
let contact: string;
let user: string;
beforeEach(async () => {
  client = await start();
  contact = idOf(await client.post('contacts', { lastname: 'Holm', emailaddress1: 'holm@example.com' }));
  user = client.box.insert({
    table: 'systemuser',
    id: guid(50),
    columns: { firstname: 'Ida', lastname: 'Krag', internalemailaddress: 'ida@nordlys.example' },
    mayOwn: true,
  });
});
afterEach(closeAll);

const outcome = (answer: Answer): string => `${answer.status} ${codeOf(answer)}`;
const from = () => ({ 'partyid_systemuser@odata.bind': `/systemusers(${user})`, participationtypemask: 1 });
const to = (participationtypemask = 2) => ({ 'partyid_contact@odata.bind': `/contacts(${contact})`, participationtypemask });
const email = (...parties: object[]): Promise<Answer> =>
  client.post('emails', { subject: 'Velkommen', description: 'Hej', email_activity_parties: parties });
const partiesOf = async (activity: string): Promise<Record<string, unknown>[]> =>
  (await client.get(`activityparties?$filter=_activityid_value eq ${activity}&$orderby=participationtypemask`)).json.value;

describe('activity parties', () => {
  it('come with their activity, in one transaction', async () => {
    const id = idOf(await email(from(), to()));
    expect(await partiesOf(id)).toMatchObject([
      {
        participationtypemask: 1,
        _partyid_value: user,
        partyidname: 'Ida Krag',
        partyobjecttypecode: 'systemuser',
        addressused: 'ida@nordlys.example',
      },
      { participationtypemask: 2, _partyid_value: contact, partyidname: 'Holm', addressused: 'holm@example.com' },
    ]);
    const expanded = await client.get(`emails(${id})?$select=subject&$expand=email_activity_parties($select=participationtypemask)`);
    expect(expanded.json.email_activity_parties).toHaveLength(2);
    expect((await email(from(), { ...to(), 'partyid_contact@odata.bind': `/contacts(${guid(9)})` })).status).toBe(404);
    expect([...client.box.rows('email')]).toHaveLength(1);
    expect([...client.box.rows('activityparty')]).toHaveLength(2);
  });

  it('have a role, and one that their activity knows', async () => {
    expect(outcome(await email({ ...to(), participationtypemask: undefined }))).toBe('400 0x80040203');
    expect(outcome(await email({ ...to(), participationtypemask: 99 }))).toBe('400 0x8004431a');
    expect(outcome(await email(to(5)))).toBe('400 0x80040203');
    const call = (role: number) => client.post('phonecalls', { subject: 'a', phonecall_activity_parties: [to(role)] });
    expect([(await call(2)).status, outcome(await call(3))]).toEqual([204, '400 0x80040203']);
    const meeting = (role: number) => client.post('appointments', { subject: 'a', appointment_activity_parties: [to(role)] });
    expect([(await meeting(5)).status, (await meeting(6)).status, outcome(await meeting(2))]).toEqual([204, 204, '400 0x80040203']);
  });

  it('are one sender at most, and may be an address without a row', async () => {
    expect(outcome(await email(from(), from()))).toBe('400 0x80040203');
    const id = idOf(await email({ addressused: 'somebody@example.com', participationtypemask: 2 }));
    expect(await partiesOf(id)).toMatchObject([{ _partyid_value: null, partyidname: 'somebody@example.com' }]);
    expect(outcome(await email({ participationtypemask: 2 }))).toBe('400 0x80040203');
  });

  it('are replaced as a whole by PUT, while the activity is open', async () => {
    const id = idOf(await email(from(), to()));
    const put = (value: unknown) => client.ask('PUT', `emails(${id})/email_activity_parties`, { value });
    expect((await put([to(3)])).status).toBe(204);
    expect(await partiesOf(id)).toMatchObject([{ participationtypemask: 3 }]);
    expect(outcome(await put([to(3), to(5)]))).toBe('400 0x80040203');
    expect(await partiesOf(id)).toMatchObject([{ participationtypemask: 3 }]);
    expect(outcome(await put({}))).toBe('400 0x80048d19');
    await client.patch(`emails(${id})`, { statecode: 1, statuscode: 2 });
    expect(outcome(await put([to()]))).toBe('400 0x8004022e');
  });

  it('are read as rows and written with their activity only; they go with it', async () => {
    const id = idOf(await email(from(), to()));
    expect(outcome(await client.post('activityparties', to()))).toBe('400 0x80040800');
    expect(outcome(await client.delete(`activityparties(${(await partiesOf(id))[0]?.activitypartyid})`))).toBe('400 0x80040800');
    await client.delete(`emails(${id})`);
    expect(await partiesOf(id)).toEqual([]);
  });

  it('outlive the person that they were, without pointing to it', async () => {
    const id = idOf(await email(from(), to()));
    expect((await client.delete(`contacts(${contact})`)).status).toBe(204);
    expect(await partiesOf(id)).toMatchObject([{ _partyid_value: user }, { _partyid_value: null, partyidname: 'Holm' }]);
  });
});

describe('sending an e-mail', () => {
  const send = (id: string, body: object = { IssueSend: true }): Promise<Answer> =>
    client.post(`emails(${id})/Microsoft.Dynamics.CRM.SendEmail`, body);
  const outbox = () => (client.box.stats() as { outbox: { sent: number; mails: object[] } }).outbox;

  it('completes it, tells when and to whom, and leaves the environment', async () => {
    const id = idOf(await email(from(), to()));
    const answer = await send(id);
    expect([answer.status, answer.json.Subject]).toEqual([200, 'Velkommen']);
    expect((await client.get(`emails(${id})`)).json).toMatchObject({
      statecode: 1,
      statuscode: 3,
      sender: 'ida@nordlys.example',
      torecipients: 'holm@example.com;',
      senton: expect.stringMatching(/Z$/),
    });
    expect(outbox()).toMatchObject({
      sent: 1,
      mails: [{ flow: 'SendEmail', table: 'email', id, to: 'holm@example.com', subject: 'Velkommen' }],
    });
    expect(outcome(await send(id))).toBe('400 0x8004022e');
    expect(outbox().sent).toBe(1);
  });

  it('that went out elsewhere only writes it down', async () => {
    const id = idOf(await email(from(), to()));
    expect((await send(id, { IssueSend: false })).status).toBe(200);
    expect([(await client.get(`emails(${id})`)).json.statuscode, outbox().sent]).toEqual([3, 0]);
  });

  it('needs a user who sends, somebody who receives, and an address of everybody', async () => {
    expect(outcome(await send(idOf(await email(to()))))).toBe('400 0x80040203');
    expect(outcome(await send(idOf(await email({ ...to(1) }, to()))))).toBe('400 0x80040203');
    expect(outcome(await send(idOf(await email(from()))))).toBe('400 0x80040203');
    expect(outcome(await send(idOf(await email(from(), { unresolvedpartyname: 'Ukendt', participationtypemask: 2 }))))).toBe(
      '400 0x80043518',
    );
    await client.patch(`contacts(${contact})`, { donotemail: true });
    expect(outcome(await send(idOf(await email(from(), to()))))).toBe('400 0x80043518');
    expect(outcome(await send(idOf(await email(from(), to())), {}))).toBe('400 0x80048d19');
    expect(outbox().sent).toBe(0);
  });
});

describe('all activities', () => {
  it('have a common table, in which their kind, state and subject stand', async () => {
    const task = idOf(
      await client.post('tasks', { subject: 'Ring', 'regardingobjectid_contact_task@odata.bind': `/contacts(${contact})` }),
    );
    const mail = idOf(await email(from(), to()));
    const all = await client.get('activitypointers?$select=subject,activitytypecode,statecode,_regardingobjectid_value&$orderby=subject');
    expect(all.json.value).toMatchObject([
      { activityid: task, subject: 'Ring', activitytypecode: 'task', statecode: 0, _regardingobjectid_value: contact },
      { activityid: mail, subject: 'Velkommen', activitytypecode: 'email', statecode: 0 },
    ]);
    const pointer = await client.get(`activitypointers(${task})`);
    expect(pointer.json['@odata.etag']).toBe((await client.get(`tasks(${task})`)).json['@odata.etag']);
    expect((await client.get(`contacts(${contact})/Contact_ActivityPointers`)).json.value).toMatchObject([{ activityid: task }]);
  });

  it('change there when they change, and go from there when they go', async () => {
    const task = idOf(
      await client.post('tasks', { subject: 'Ring', 'regardingobjectid_contact_task@odata.bind': `/contacts(${contact})` }),
    );
    await client.patch(`tasks(${task})`, { subject: 'Skriv', statecode: 1, statuscode: 5 });
    expect((await client.get(`activitypointers(${task})`)).json).toMatchObject({ subject: 'Skriv', statecode: 1, statuscode: 2 });
    await client.patch(`contacts(${contact})`, { 'ownerid@odata.bind': `/systemusers(${user})` });
    expect((await client.get(`activitypointers(${task})`)).json._ownerid_value).toBe(user);
    await client.delete(`contacts(${contact})`);
    expect((await client.get(`activitypointers(${task})`)).status).toBe(404);
    expect((await client.post('tasks', { subject: 'x'.repeat(201) })).status).toBe(400);
    expect([...client.box.rows('activitypointer')]).toEqual([]);
  });

  it('are deleted through their common table, and written through their own only', async () => {
    const task = idOf(await client.post('tasks', { subject: 'Ring' }));
    expect(outcome(await client.post('activitypointers', { subject: 'a' }))).toBe('400 0x80040800');
    expect(outcome(await client.patch(`activitypointers(${task})`, { subject: 'a' }))).toBe('400 0x80040800');
    expect((await client.delete(`activitypointers(${task})`)).status).toBe(204);
    expect((await client.get(`tasks(${task})`)).status).toBe(404);
    expect(outcome(await client.delete(`activitypointers(${task})`))).toBe('404 0x80040217');
  });

  it('of custom tables are among them, with parties of any role', async () => {
    const label = (Label: string) => ({ LocalizedLabels: [{ Label, LanguageCode: 1030 }] });
    const made = await client.post('EntityDefinitions', {
      '@odata.type': 'Microsoft.Dynamics.CRM.EntityMetadata',
      SchemaName: 'new_Visit',
      DisplayName: label('Besøg'),
      DisplayCollectionName: label('Besøg'),
      OwnershipType: 'UserOwned',
      IsActivity: true,
      HasNotes: true,
      HasActivities: false,
      IsAvailableOffline: true,
      Attributes: [
        {
          '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
          SchemaName: 'Subject',
          IsPrimaryName: true,
          MaxLength: 200,
          DisplayName: label('Emne'),
        },
      ],
    });
    expect([made.status, made.text]).toEqual([204, '']);
    const visit = idOf(await client.post('new_visits', { subject: 'Hos Holm', new_visit_activity_parties: [to(11), to(5)] }));
    expect((await client.get(`activitypointers(${visit})`)).json).toMatchObject({ activitytypecode: 'new_visit', subject: 'Hos Holm' });
    expect(await partiesOf(visit)).toMatchObject([{ participationtypemask: 5 }, { participationtypemask: 11 }]);
    expect((await client.delete("EntityDefinitions(LogicalName='new_visit')")).status).toBe(204);
    expect([...client.box.rows('activitypointer'), ...client.box.rows('activityparty')]).toEqual([]);
  });

  it('are counted once, under their own table', async () => {
    await client.post('tasks', { subject: 'Ring' });
    expect((client.box.stats() as { rows: object }).rows).not.toHaveProperty('activitypointer');
  });
});
