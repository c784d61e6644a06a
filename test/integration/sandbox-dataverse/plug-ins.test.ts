import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, closeAll, codeOf, guid, start } from './support.js';

let client: Client;
beforeEach(async () => {
  client = await start();
});
afterEach(closeAll);

const put = (n: number, more: object = {}, headers: Record<string, string> = {}) =>
  client.patch(`contacts(${guid(n)})`, { lastname: 'Holm', ...more }, headers);
const read = async (n: number) => (await client.get(`contacts(${guid(n)})`)).json;
const eventually = async (fits: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await fits()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it did not come about');
};
type Outbox = { sent: number; mails: Record<string, unknown>[] };
const outbox = (): Outbox => (client.box.stats() as { outbox: Outbox }).outbox;

describe('a plug-in', () => {
  it('refuses a write with 0x80040265 and its own words, and nothing of the call is written', async () => {
    client.box.plugIns.add({
      table: 'contact',
      message: 'Create',
      does: 'refuse',
      text: 'Titel mangler',
      if: { column: 'jobtitle', is: null },
    });
    const Targets = [1, 2].map((n) => ({
      '@odata.type': 'Microsoft.Dynamics.CRM.contact',
      contactid: guid(n),
      lastname: 'a',
      ...(n === 1 ? { jobtitle: 'Chef' } : {}),
    }));
    const answer = await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', { Targets });
    expect([answer.status, codeOf(answer), answer.json.error.message]).toEqual([400, '0x80040265', 'Titel mangler']);
    expect([...client.box.rows('contact')]).toEqual([]);
    expect((await put(1, { jobtitle: 'Chef' })).status).toBe(204);
    expect((await put(1, { jobtitle: null })).status).toBe(204);
  });

  it('crashes with 0x80040224', async () => {
    client.box.plugIns.add({ table: 'contact', message: 'Delete', does: 'crash' });
    await put(1);
    const answer = await client.delete(`contacts(${guid(1)})`);
    expect([answer.status, codeOf(answer)]).toEqual([500, '0x80040224']);
    expect((await read(1)).lastname).toBe('Holm');
  });

  it('changes what is written before it is stored, by the rules of the columns', async () => {
    client.box.plugIns.add({
      table: 'contact',
      message: 'Create',
      does: 'change',
      set: { firstname: 'Ida', lastname: 'Rettet', donotemail: true },
    });
    await put(1);
    expect(await read(1)).toMatchObject({ fullname: 'Ida Rettet', donotemail: true });
    client.box.plugIns.clear();
    client.box.plugIns.add({ table: 'contact', message: 'Create', does: 'change', set: { firstname: 'x'.repeat(60) } });
    expect(codeOf(await put(2))).toBe('0x80044331');
  });

  it('on an update runs for the columns that it is registered on', async () => {
    client.box.plugIns.add({ table: 'contact', message: 'Update', columns: ['jobtitle'], does: 'change', set: { department: 'Salg' } });
    await put(1);
    await put(1, { nickname: 'Bo' });
    expect((await read(1)).department).toBeNull();
    await put(1, { jobtitle: 'Chef' });
    expect((await read(1)).department).toBe('Salg');
    expect(client.box.plugIns.list()).toMatchObject([{ ran: 1 }]);
  });

  it('slows the write down, which is charged as execution time', async () => {
    const slow = await start({ limits: { executionMs: 1000 } });
    slow.box.clock.speed = 1000;
    slow.box.plugIns.add({ table: 'contact', message: 'Create', does: 'slow', ms: 2000 });
    const before = slow.box.clock.now();
    expect((await slow.post('contacts', { lastname: 'a' })).status).toBe(204);
    expect(slow.box.clock.now() - before).toBeGreaterThanOrEqual(2000);
    expect(codeOf(await slow.get('WhoAmI'))).toBe('0x80072321');
  });

  it('that takes two minutes is stopped, and the write with it', async () => {
    client.box.clock.speed = 10_000;
    client.box.plugIns.add({ table: 'contact', message: 'Create', does: 'slow', ms: 150_000 });
    const answer = await put(1);
    expect([answer.status, codeOf(answer)]).toEqual([500, '0x80040224']);
    expect([...client.box.rows('contact')]).toEqual([]);
  });

  it('that runs afterwards changes the row, and its version, when the write is committed', async () => {
    client.box.plugIns.add({
      table: 'contact',
      message: 'Create',
      mode: 'async',
      ms: 20,
      does: 'change',
      set: { jobtitle: 'Sat af et job' },
    });
    await put(1);
    const first = await read(1);
    await eventually(async () => (await read(1)).jobtitle === 'Sat af et job');
    expect((await read(1))['@odata.etag']).not.toBe(first['@odata.etag']);
    expect((await read(1))._modifiedby_value).not.toBe(client.box.applicationUser);
  });

  it('runs for people who work in the environment, too', () => {
    client.box.plugIns.add({ table: 'contact', message: 'Create', does: 'refuse', text: 'Ikke her' });
    expect(() => client.box.insert('contact', { lastname: 'a' })).toThrow('Ikke her');
  });

  it('that is none is refused in words', () => {
    const plugIn = { table: 'contact', message: 'Create', does: 'refuse' };
    for (const [wrong, words] of [
      [{ ...plugIn, table: 'nothing' }, /table/],
      [{ ...plugIn, message: 'Paint' }, /message/],
      [{ ...plugIn, does: 'nothing' }, /does/],
      [{ ...plugIn, mode: 'sometimes' }, /mode/],
      [{ ...plugIn, mode: 'async' }, /after the write/],
      [{ ...plugIn, does: 'change' }, /set/],
      [{ ...plugIn, does: 'change', message: 'Delete', set: { lastname: 'a' } }, /being deleted/],
      [{ ...plugIn, columns: ['colour'] }, /no column colour/],
      [{ ...plugIn, colour: 1 }, /no colour/],
      [{ ...plugIn, ms: -1 }, /ms/],
    ] as const)
      expect(() => client.box.plugIns.add(wrong)).toThrow(words);
  });
});

describe('a bypass header', () => {
  const sync = { table: 'contact', message: 'Create', does: 'change', set: { jobtitle: 'synkron' } };
  const job = { table: 'contact', message: 'Create', mode: 'async', does: 'change', set: { department: 'asynkron' } };

  it.each([
    ['MSCRM.BypassCustomPluginExecution', 'true', false, true],
    ['MSCRM.BypassBusinessLogicExecution', 'CustomSync', false, true],
    ['MSCRM.BypassBusinessLogicExecution', 'CustomAsync', true, false],
    ['MSCRM.BypassBusinessLogicExecution', 'CustomSync,CustomAsync', false, false],
    ['MSCRM.SuppressCallbackRegistrationExpanderJob', 'true', true, true],
  ])('%s: %s switches off what it names and nothing else', async (name, value, runsSync, runsAsync) => {
    client.box.plugIns.add(sync);
    client.box.plugIns.add(job);
    await put(1, {}, { [name]: value });
    if (runsAsync) await eventually(async () => (await read(1)).department === 'asynkron');
    else await new Promise((resolve) => setTimeout(resolve, 50));
    expect([(await read(1)).jobtitle === 'synkron', (await read(1)).department === 'asynkron']).toEqual([runsSync, runsAsync]);
  });

  it('with the ids of steps leaves those out and runs the others', async () => {
    const id = client.box.plugIns.add(sync);
    client.box.plugIns.add({ ...sync, set: { nickname: 'Bo' } });
    await put(1, {}, { 'MSCRM.BypassBusinessLogicExecutionStepIds': id });
    expect(await read(1)).toMatchObject({ jobtitle: null, nickname: 'Bo' });
  });

  it('needs its privilege in a part of a batch as well', async () => {
    client.box.addRole('Loader', ['prvCreateContact', 'prvReadContact', 'prvWriteContact', 'prvAppendContact']);
    client.box.addApplication({ clientId: guid(1), clientSecret: 's', roles: ['Loader'] });
    await client.signIn(guid(1), 's');
    const body = [
      '--b',
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      '',
      'POST /api/data/v9.2/contacts HTTP/1.1',
      'Content-Type: application/json',
      'MSCRM.BypassCustomPluginExecution: true',
      '',
      '{"lastname":"a"}',
      '--b--',
      '',
    ].join('\r\n');
    const answer = await client.ask('POST', '$batch', body, { 'Content-Type': 'multipart/mixed; boundary=b' });
    expect(answer.text).toContain('0x80040220');
    expect([...client.box.rows('contact')]).toEqual([]);
  });
});

describe('a flow', () => {
  it('sends an e-mail for each new row, which no bypass of plug-ins stops', async () => {
    client.box.flows.add({});
    await put(1, { emailaddress1: 'a@post.example' });
    await put(1, { emailaddress1: 'b@post.example' });
    await put(2, { emailaddress1: 'c@post.example' }, { 'MSCRM.BypassCustomPluginExecution': 'true' });
    await put(3, { emailaddress1: 'd@post.example' }, { 'MSCRM.BypassBusinessLogicExecution': 'CustomSync,CustomAsync' });
    expect(outbox().sent).toBe(3);
    expect(outbox().mails.map(({ to, table, id, subject }) => [to, table, id, subject])).toEqual([
      ['a@post.example', 'contact', guid(1), 'Velkommen'],
      ['c@post.example', 'contact', guid(2), 'Velkommen'],
      ['d@post.example', 'contact', guid(3), 'Velkommen'],
    ]);
  });

  it('is stopped by MSCRM.SuppressCallbackRegistrationExpanderJob alone', async () => {
    client.box.flows.add({});
    await put(1, { emailaddress1: 'a@post.example' }, { 'MSCRM.SuppressCallbackRegistrationExpanderJob': 'true' });
    expect(outbox().sent).toBe(0);
  });

  it('sends nothing for a row that was taken back, or that has no address', async () => {
    client.box.flows.add({});
    const row = (n: number, lastname: string) => ({
      '@odata.type': 'Microsoft.Dynamics.CRM.contact',
      contactid: guid(n),
      lastname,
      emailaddress1: `${n}@post.example`,
    });
    const Targets = [row(1, 'a'), row(2, 'x'.repeat(60))];
    expect((await client.post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', { Targets })).status).toBe(400);
    await put(3);
    expect(outbox()).toEqual({ sent: 0, mails: [] });
  });

  it('may listen to deletions, which an undo makes', async () => {
    client.box.flows.add({ message: 'Delete', subject: 'Farvel' });
    await put(1, { emailaddress1: 'a@post.example' });
    await client.delete(`contacts(${guid(1)})`);
    expect(outbox().mails).toMatchObject([{ subject: 'Farvel', to: 'a@post.example' }]);
  });

  it('that is none is refused in words', () => {
    for (const [wrong, words] of [
      [{ table: 'nothing' }, /table/],
      [{ table: null }, /table must be text/],
      [{ subject: [] }, /subject must be text/],
      [{ message: 'Paint' }, /message/],
      [{ to: 'colour' }, /no column colour/],
      [{ colour: 1 }, /no colour/],
    ] as const)
      expect(() => client.box.flows.add(wrong)).toThrow(words);
  });
});
