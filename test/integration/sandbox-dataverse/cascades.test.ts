import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

const count = (table: string): number => [...client.box.rows(table)].length;
const make = async (set: string, body: object): Promise<string> => {
  const answer = await client.post(set, body);
  if (answer.status !== 204) throw new Error(answer.text);
  return idOf(answer);
};

describe('deleting a contact', () => {
  it('takes its notes, tasks, calls, e-mails, appointments, opportunities, quotes and connections along, and what hangs on those', async () => {
    const id = await make('contacts', { lastname: 'a' });
    const account = await make('accounts', { name: 'a', 'primarycontactid@odata.bind': `/contacts(${id})` });
    await make('annotations', { subject: 'n', 'objectid_contact@odata.bind': `/contacts(${id})` });
    const task = await make('tasks', { subject: 't', 'regardingobjectid_contact_task@odata.bind': `/contacts(${id})` });
    await make('annotations', { subject: 'n', 'objectid_task@odata.bind': `/tasks(${task})` });
    await make('phonecalls', { subject: 'p', 'regardingobjectid_contact_phonecall@odata.bind': `/contacts(${id})` });
    await make('emails', { subject: 'e', 'regardingobjectid_contact_email@odata.bind': `/contacts(${id})` });
    await make('appointments', { subject: 'm', 'regardingobjectid_contact_appointment@odata.bind': `/contacts(${id})` });
    await make('quotes', { name: 'q', 'customerid_contact@odata.bind': `/contacts(${id})` });
    await make('opportunities', { name: 'o', 'customerid_contact@odata.bind': `/contacts(${id})` });
    await make('connections', {
      'record1id_contact@odata.bind': `/contacts(${id})`,
      'record2id_account@odata.bind': `/accounts(${account})`,
    });
    expect((await client.delete(`contacts(${id})`)).status).toBe(204);
    expect(['annotation', 'task', 'phonecall', 'email', 'appointment', 'opportunity', 'quote', 'connection', 'contact'].map(count)).toEqual(
      new Array(9).fill(0),
    );
    expect((await client.get(`accounts(${account})`)).json._primarycontactid_value).toBeNull();
  });

  it('with an order or an invoice is refused, and everything stays', async () => {
    for (const set of ['salesorders', 'invoices']) {
      const id = await make('contacts', { lastname: 'a' });
      await make('annotations', { subject: 'n', 'objectid_contact@odata.bind': `/contacts(${id})` });
      await make(set, { name: 'o', 'customerid_contact@odata.bind': `/contacts(${id})` });
      const answer = await client.delete(`contacts(${id})`);
      expect([answer.status, codeOf(answer)]).toEqual([405, '0x80040227']);
      expect((await client.get(`contacts(${id})`)).status).toBe(200);
    }
    expect(count('annotation')).toBe(2);
  });

  it('is not stopped by what others hang on it without changing its version', async () => {
    const made = await client.post('contacts', { lastname: 'a' }, { Prefer: 'return=representation' });
    const { contactid, '@odata.etag': etag } = made.json;
    client.box.insert('annotation', { subject: 'n', objectid: { table: 'contact', id: contactid } });
    expect((await client.delete(`contacts(${contactid})`, { 'If-Match': etag })).status).toBe(204);
    expect(count('annotation')).toBe(0);
  });
});

describe('deleting an account', () => {
  it('takes its contacts along, frees its child accounts', async () => {
    const account = await make('accounts', { name: 'a' });
    const child = await make('accounts', { name: 'b', 'parentaccountid@odata.bind': `/accounts(${account})` });
    const id = await make('contacts', { lastname: 'a', 'parentcustomerid_account@odata.bind': `/accounts(${account})` });
    await make('annotations', { subject: 'n', 'objectid_contact@odata.bind': `/contacts(${id})` });
    await client.delete(`accounts(${account})`);
    expect([count('contact'), count('annotation')]).toEqual([0, 0]);
    expect((await client.get(`accounts(${child})`)).json._parentaccountid_value).toBeNull();
  });

  it('whose contact has an order is refused as a whole', async () => {
    const account = await make('accounts', { name: 'a' });
    const id = await make('contacts', { lastname: 'a', 'parentcustomerid_account@odata.bind': `/accounts(${account})` });
    await make('contacts', { lastname: 'b', 'parentcustomerid_account@odata.bind': `/accounts(${account})` });
    await make('salesorders', { name: 'o', 'customerid_contact@odata.bind': `/contacts(${id})` });
    expect(codeOf(await client.delete(`accounts(${account})`))).toBe('0x80040227');
    expect([count('account'), count('contact')]).toEqual([1, 2]);
  });
});

describe('a connection', () => {
  let one: string;
  let two: string;
  beforeEach(async () => {
    one = await make('contacts', { firstname: 'Ida', lastname: 'Holm' });
    two = await make('accounts', { name: 'Acme' });
  });
  const sides = (more: object = {}) => ({
    'record1id_contact@odata.bind': `/contacts(${one})`,
    'record2id_account@odata.bind': `/accounts(${two})`,
    ...more,
  });

  it('is two rows: the one that was made and its mirror with the sides changed', async () => {
    const [parent, child] = [
      await make('connectionroles', { name: 'Arbejdsplads', category: 1 }),
      await make('connectionroles', { name: 'Medarbejder', category: 1 }),
    ];
    await make(
      'connections',
      sides({
        connectionid: guid(1),
        'record1roleid@odata.bind': `/connectionroles(${child})`,
        'record2roleid@odata.bind': `/connectionroles(${parent})`,
        description: 'x',
      }),
    );
    const all = (await client.get('connections?$orderby=ismaster desc')).json.value;
    expect(all).toHaveLength(2);
    const [mine, mirror] = all;
    expect(mine).toMatchObject({
      connectionid: guid(1),
      ismaster: true,
      name: 'Acme',
      _record1id_value: one,
      _record2id_value: two,
      _relatedconnectionid_value: mirror.connectionid,
    });
    expect(mirror).toMatchObject({
      ismaster: false,
      name: 'Ida Holm',
      _record1id_value: two,
      _record2id_value: one,
      _record1roleid_value: parent,
      _record2roleid_value: child,
      _relatedconnectionid_value: guid(1),
      description: 'x',
    });
    expect((await client.get('connections?$filter=ismaster eq true')).json.value).toHaveLength(1);
  });

  it('is changed and deleted together with its mirror, whichever of the two is named', async () => {
    await make('connections', sides({ connectionid: guid(1) }));
    await client.patch(`connections(${guid(1)})`, { description: 'ny' });
    const [mirror] = (await client.get('connections?$filter=ismaster eq false')).json.value;
    expect(mirror.description).toBe('ny');
    expect((await client.delete(`connections(${mirror.connectionid})`)).status).toBe(204);
    expect(count('connection')).toBe(0);
  });

  it('goes with either of its sides', async () => {
    await make('connections', sides());
    await client.delete(`accounts(${two})`);
    expect(count('connection')).toBe(0);
  });

  it('needs both sides, of tables that can be connected, an end after its start, and is not made twice', async () => {
    expect(codeOf(await client.post('connections', { 'record1id_contact@odata.bind': `/contacts(${one})` }))).toBe('0x80048218');
    expect(
      codeOf(await client.post('connections', sides({ effectivestart: '2024-02-01T00:00:00Z', effectiveend: '2024-01-01T00:00:00Z' }))),
    ).toBe('0x80048209');
    await make('connections', sides());
    expect(codeOf(await client.post('connections', sides()))).toBe('0x80048208');
    expect((await client.post('connections', sides({ effectivestart: '2024-01-01T00:00:00Z' }))).status).toBe(204);
  });

  it('has roles that fit the tables they name, and loses them when the role is deleted', async () => {
    const role = await make('connectionroles', { name: 'Kun firma', category: 1 });
    expect((await client.post('connections', sides({ 'record1roleid@odata.bind': `/connectionroles(${role})` }))).status).toBe(204);
    await make('connectionroleobjecttypecodes', {
      associatedobjecttypecode: 'account',
      'connectionroleid@odata.bind': `/connectionroles(${role})`,
    });
    expect(
      codeOf(
        await client.post(
          'connections',
          sides({ description: 'b', effectivestart: '2024-01-01T00:00:00Z', 'record1roleid@odata.bind': `/connectionroles(${role})` }),
        ),
      ),
    ).toBe('0x80048215');
    expect(
      (
        await client.post(
          'connections',
          sides({ effectivestart: '2024-01-01T00:00:00Z', 'record2roleid@odata.bind': `/connectionroles(${role})` }),
        )
      ).status,
    ).toBe(204);
    expect((await client.delete(`connectionroles(${role})`)).status).toBe(204);
    const left = (await client.get('connections?$select=_record1roleid_value,_record2roleid_value')).json.value;
    expect(new Set(left.flatMap((row: Record<string, unknown>) => [row._record1roleid_value, row._record2roleid_value]))).toEqual(
      new Set([null]),
    );
  });
});

describe('an inactive connection', () => {
  it('is read-only until it is active again', async () => {
    const [one, two] = [await make('contacts', { lastname: 'a' }), await make('accounts', { name: 'b' })];
    await make('connections', {
      connectionid: guid(1),
      'record1id_contact@odata.bind': `/contacts(${one})`,
      'record2id_account@odata.bind': `/accounts(${two})`,
    });
    await client.patch(`connections(${guid(1)})`, { statecode: 1 });
    const answer = await client.patch(`connections(${guid(1)})`, { description: 'x' });
    expect([answer.status, codeOf(answer)]).toEqual([400, '0x80040230']);
    expect((await client.patch(`connections(${guid(1)})`, { statecode: 0, description: 'x' })).status).toBe(204);
  });
});

describe('a new owner', () => {
  it('of an account gets its contacts, their notes and tasks, but not its connections', async () => {
    const user = client.box.insert({ table: 'systemuser', columns: { lastname: 'Holm' }, mayOwn: true });
    const account = await make('accounts', { name: 'a' });
    const id = await make('contacts', { lastname: 'a', 'parentcustomerid_account@odata.bind': `/accounts(${account})` });
    const note = await make('annotations', { subject: 'n', 'objectid_contact@odata.bind': `/contacts(${id})` });
    const task = await make('tasks', { subject: 't', 'regardingobjectid_contact_task@odata.bind': `/contacts(${id})` });
    const connection = await make('connections', {
      'record1id_contact@odata.bind': `/contacts(${id})`,
      'record2id_account@odata.bind': `/accounts(${account})`,
    });
    const version = (await client.get(`contacts(${id})`)).json['@odata.etag'];
    await client.patch(`accounts(${account})`, { 'ownerid@odata.bind': `/systemusers(${user})` });
    const owners = [];
    for (const address of [`contacts(${id})`, `annotations(${note})`, `tasks(${task})`, `connections(${connection})`])
      owners.push((await client.get(address)).json._ownerid_value === user);
    expect(owners).toEqual([true, true, true, false]);
    expect((await client.get(`contacts(${id})`)).json['@odata.etag']).not.toBe(version);
  });
});

describe('an attachment', () => {
  it('is measured by its Base64 text', async () => {
    const organization = (await client.get('organizations?$select=organizationid,maxuploadfilesize')).json.value[0];
    expect(organization.maxuploadfilesize).toBe(5_242_880);
    await client.patch(`organizations(${organization.organizationid})`, { maxuploadfilesize: 1000 });
    const body = (bytes: number) => ({
      subject: 's',
      filename: 'a.txt',
      mimetype: 'text/plain',
      documentbody: Buffer.alloc(bytes).toString('base64'),
    });
    const small = await client.post('annotations', body(750), { Prefer: 'return=representation' });
    expect(small.json).toMatchObject({ isdocument: true, filesize: 750 });
    const large = await client.post('annotations', body(751));
    expect([large.status, codeOf(large)]).toEqual([400, '0x80044a02']);
  });

  it('with a blocked extension is refused', async () => {
    const answer = await client.post('annotations', { subject: 's', filename: 'a.EXE', documentbody: 'AAAA' });
    expect([answer.status, codeOf(answer)]).toEqual([403, '0x80043e09']);
  });
});
