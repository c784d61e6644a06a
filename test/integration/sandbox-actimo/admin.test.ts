import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareDumps } from '../../../sandbox/check/compare.js';
import { readFlags, type SandboxFlags } from '../../../sandbox/start/flags.js';
import { type Sandbox, startSandbox } from '../../../sandbox/start/sandbox.js';
import type { Json } from './support.js';

const running: Sandbox[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function start(...args: string[]) {
  const flags = readFlags([
    '--users',
    '60',
    '--actimo-port',
    '0',
    '--dataverse-port',
    '0',
    '--actimo-rate',
    '10000',
    ...args,
  ]) as SandboxFlags;
  const sandbox = await startSandbox(flags);
  running.push(sandbox);
  const { dataverse, actimo } = sandbox.ready;
  const admin = async (method: string, path: string, body?: unknown) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(`${dataverse.url}/sandbox/${path}`, { method, ...(body === undefined ? {} : { body: text }) });
    const answered = await answer.text();
    return { status: answer.status, text: answered, body: (/^(dump|state)/.test(path) ? undefined : JSON.parse(answered)) as Json };
  };
  const signIn = async (): Promise<Json> => {
    const { tokenUrl, clientId, clientSecret, url } = dataverse;
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: `${url}/.default`,
    });
    return (await fetch(tokenUrl, { method: 'POST', body })).json();
  };
  let token = '';
  const api = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    if (token === '') token = (await signIn()).access_token;
    const send = () =>
      fetch(`${dataverse.url}/api/data/v9.2/${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    let answer = await send();
    if (answer.status === 401) {
      token = (await signIn()).access_token;
      answer = await send();
    }
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: (text === '' ? undefined : JSON.parse(text)) as Json };
  };
  const contact = (n: number, more: object = {}) =>
    api('PATCH', `contacts(${id(n)})`, { lastname: `L${n}`, employeeid: `M-${n}`, ...more });
  const key = { 'api-key': actimo.apiKeys[0] ?? '' };
  const people = async () => ((await (await fetch(`${actimo.url}/contacts`, { headers: key })).json()) as Json).data;
  return { sandbox, admin, api, contact, people, signIn, dump: async () => (await admin('GET', 'dump')).text };
}

const id = (n: number): string => `${String(n).padStart(8, '0')}-0000-5000-8000-000000000000`;
const column = {
  '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
  SchemaName: 'new_Extra',
  MaxLength: 50,
  DisplayName: { LocalizedLabels: [{ Label: 'Ekstra', LanguageCode: 1030 }] },
};
const attributes = "EntityDefinitions(LogicalName='contact')/Attributes";

describe('restore', () => {
  test('puts a state back, metadata, plug-ins and Actimo included', async () => {
    const { admin, api, contact, dump } = await start();
    await admin('POST', 'dataverse/settings', { propagationMs: 0, customizationMs: 0 });
    await api('POST', attributes, column);
    await contact(1, { new_extra: 'kept' });
    await admin('POST', 'dataverse/plug-ins', { table: 'contact', message: 'Create', does: 'refuse' });
    await admin('POST', 'actimo/edits', { random: { seed: 1, create: 1, update: 2, delete: 1 } });
    const [before, state] = [await dump(), (await admin('GET', 'state')).text];
    await admin('DELETE', 'dataverse/plug-ins');
    await api('DELETE', `contacts(${id(1)})`);
    await admin('POST', 'actimo/edits', { random: { seed: 2, create: 1, update: 2, delete: 1 } });
    await admin('POST', 'reset');
    expect(compareDumps(before, await dump()).length).toBeGreaterThan(0);
    expect((await admin('POST', 'restore', state)).body).toEqual({ restored: ['actimo', 'dataverse'] });
    expect(compareDumps(before, await dump())).toEqual([]);
    expect((await api('GET', `contacts(${id(1)})?$select=new_extra`)).body.new_extra).toBe('kept');
    expect((await contact(2)).status).toBe(400);
  });

  test('puts the records and rows of a dump back over the metadata that is there, and new rows do not meet their ids', async () => {
    const { admin, api, contact, people, dump } = await start();
    await contact(1, { jobtitle: 'Chef' });
    await admin('POST', 'actimo/edits', {
      edits: [
        { op: 'update', object: 'user', id: 507, fields: { title: 'Ny' }, manager: 510 },
        { op: 'delete', object: 'user', id: 530 },
        { op: 'update', object: 'workspace', id: 12, fields: { name: 'Nyt navn' } },
      ],
      random: { seed: 1, create: 2, update: 2, delete: 1 },
    });
    const before = await dump();
    await contact(1, { jobtitle: 'Elev' });
    await contact(2);
    await admin('POST', 'actimo/edits', { random: { seed: 9, create: 2, update: 2, delete: 2 } });
    await admin('POST', 'reset');
    expect((await admin('POST', 'restore', before)).status).toBe(200);
    expect(compareDumps(before, await dump())).toEqual([]);
    expect(await people()).toHaveLength(60);
    expect((await api('GET', `contacts(${id(1)})`)).body.jobtitle).toBe('Chef');
    expect((await api('GET', `contacts(${id(2)})`)).status).toBe(404);
    for (let n = 0; n < 20; n++) expect((await api('POST', 'contacts', { lastname: 'Ny' })).status).toBe(204);
  });

  test('puts one side back when it is given one, and says what it cannot read', async () => {
    const { admin, contact, people } = await start();
    const actimo = (await admin('GET', 'state?side=actimo')).text;
    await contact(1);
    await admin('POST', 'actimo/edits', { edits: [{ op: 'delete', object: 'user', id: 507 }] });
    expect((await admin('POST', 'restore', actimo)).body).toEqual({ restored: ['actimo'] });
    expect(await people()).toHaveLength(60);
    expect((await contact(1)).status).toBe(204);
    expect((await admin('POST', 'restore', '')).status).toBe(400);
    expect((await admin('POST', 'restore', 'nonsense')).status).toBe(400);
    const other = await start('--seed', '9');
    const refused = await other.admin('POST', 'restore', actimo);
    expect([refused.status, refused.body.error]).toEqual([400, expect.stringContaining('--seed 7')]);
  });

  test('refuses a dump whose metadata is not there, and changes nothing', async () => {
    const { admin, api, dump } = await start();
    await admin('POST', 'dataverse/settings', { propagationMs: 0, customizationMs: 0 });
    await api('POST', attributes, column);
    const withColumn = await dump();
    await admin('POST', 'reset');
    const before = await dump();
    const refused = await admin('POST', 'restore', withColumn);
    expect([refused.status, refused.body.error]).toEqual([409, expect.stringContaining('contact.new_extra')]);
    expect(compareDumps(before, await dump())).toEqual([]);
  });
});

describe('a state file', () => {
  test('keeps plug-ins, flows, switches and keys that were taken back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
    folders.push(folder);
    const file = join(folder, 'state');
    const first = await start('--state', file);
    await first.admin('POST', 'dataverse/plug-ins', { table: 'contact', message: 'Create', does: 'refuse', text: 'Stadig her' });
    await first.admin('POST', 'dataverse/flows', { subject: 'Hej' });
    await first.admin('POST', 'actimo/switches', { paging: 'page' });
    await first.admin('POST', 'faults', { side: 'actimo', kind: 'revokeKey', times: 1 });
    const { url, apiKeys } = first.sandbox.ready.actimo;
    expect((await fetch(`${url}/project`, { headers: { 'api-key': apiKeys[0] ?? '' } })).status).toBe(401);
    await first.sandbox.close();
    const second = await start('--state', file);
    expect((await second.contact(1)).body.error.message).toBe('Stadig her');
    expect((await second.admin('GET', 'dataverse/flows')).body).toMatchObject([{ subject: 'Hej' }]);
    expect((await second.admin('GET', 'actimo/switches')).body.paging).toBe('page');
    const again = second.sandbox.ready.actimo;
    expect((await fetch(`${again.url}/project`, { headers: { 'api-key': again.apiKeys[0] ?? '' } })).status).toBe(401);
    await second.admin('POST', 'reset');
    expect((await second.admin('GET', 'dataverse/plug-ins')).body).toEqual([]);
    expect((await fetch(`${again.url}/project`, { headers: { 'api-key': again.apiKeys[0] ?? '' } })).status).toBe(200);
  });
});

describe('the clock', () => {
  test('sped up makes jobs and tokens pass as fast', async () => {
    const { admin, api, signIn, sandbox } = await start('--speed', '100');
    expect((await admin('GET', 'clock')).body.speed).toBe(100);
    expect((await signIn()).expires_in).toBe(35);
    await admin('POST', 'dataverse/settings', { keyIndexMs: 300_000, propagationMs: 0, customizationMs: 0 });
    await api('POST', attributes, column);
    await api('POST', "EntityDefinitions(LogicalName='contact')/Keys", {
      SchemaName: 'new_TheKey',
      KeyAttributes: ['new_extra'],
      DisplayName: column.DisplayName,
    });
    const status = async () => (await api('GET', "EntityDefinitions(LogicalName='contact')/Keys")).body.value[0].EntityKeyIndexStatus;
    expect(await status()).not.toBe('Active');
    // Five minutes are three seconds.
    await new Promise((resolve) => setTimeout(resolve, 3500));
    expect(await status()).toBe('Active');
    expect((await admin('POST', 'clock', { speed: 1 })).body.speed).toBe(1);
    const before = sandbox.dataverse.clock.now();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sandbox.dataverse.clock.now() - before).toBeLessThan(5000);
  });

  test('is refused what is no time', async () => {
    const { admin } = await start();
    for (const body of [{}, { speed: 0 }, { speed: 'fast' }, { now: 'soon' }, { advanceMs: 'a' }, { advanceMs: 5, speed: 2 }])
      expect([body, (await admin('POST', 'clock', body)).status]).toEqual([body, 400]);
  });
});

describe('what lives in Dynamics', () => {
  test('is registered, listed and taken away over the admin routes', async () => {
    const { admin, contact, api } = await start();
    const plugIn = { table: 'contact', message: 'Create', does: 'change', set: { jobtitle: 'Sat' } };
    expect((await admin('POST', 'dataverse/plug-ins', plugIn)).body).toMatchObject([{ ...plugIn, mode: 'sync', ran: 0 }]);
    expect((await admin('POST', 'dataverse/flows', {})).body).toMatchObject([{ table: 'contact', message: 'Create', to: 'emailaddress1' }]);
    await contact(1, { emailaddress1: 'a@post.example' });
    expect((await api('GET', `contacts(${id(1)})`)).body.jobtitle).toBe('Sat');
    expect((await admin('GET', 'stats')).body.dataverse.outbox).toMatchObject({ sent: 1, mails: [{ to: 'a@post.example', id: id(1) }] });
    expect((await admin('GET', 'dataverse/plug-ins')).body[0].ran).toBe(1);
    expect((await admin('DELETE', 'dataverse/plug-ins')).body).toEqual([]);
    expect((await admin('DELETE', 'dataverse/flows')).body).toEqual([]);
    expect((await admin('POST', 'dataverse/plug-ins', { table: 'nothing' })).status).toBe(400);
    expect((await admin('POST', 'dataverse/flows', { to: 'nothing' })).status).toBe(400);
    await admin('DELETE', 'stats');
    expect((await admin('GET', 'stats')).body.dataverse.outbox).toEqual({ sent: 0, mails: [] });
  });

  test('edits at once, at a milestone and on the clock, on either side by the same words', async () => {
    const { admin, contact } = await start();
    await contact(1);
    const edits = [{ op: 'update', table: 'contact', id: id(1), columns: { jobtitle: 'Chef' } }];
    expect((await admin('POST', 'dataverse/edits', { edits })).body.counts.updated).toBe(1);
    for (const side of ['actimo', 'dataverse']) {
      const random = { random: { seed: 1, update: 1, ...(side === 'dataverse' ? { column: 'employeeid' } : {}) } };
      for (const when of [{ contactsWritten: 99 }, { afterMs: 3_600_000 }, { everyMs: 3_600_000, times: 2 }])
        expect((await admin('POST', `${side}/edits`, { ...random, when })).status).toBe(202);
      for (const when of [{}, { contactsWritten: -1 }, { times: 2 }, { afterMs: 'a' }, 5])
        expect([when, (await admin('POST', `${side}/edits`, { ...random, when })).status]).toEqual([when, 400]);
      expect((await admin('GET', `${side}/edits`)).body.waiting).toBe(3);
      expect((await admin('DELETE', `${side}/edits`)).body.waiting).toBe(0);
    }
    expect((await admin('POST', 'dataverse/hang', { calls: 1, opportunities: 1, column: 'employeeid' })).body).toMatchObject({
      contacts: [id(1)],
      calls: 1,
      opportunities: 1,
    });
    expect((await admin('POST', 'dataverse/hang', { notes: 1, column: 'employeeid', when: { afterMs: 1000 } })).status).toBe(202);
    expect((await admin('POST', 'dataverse/edits', { edits: [{ op: 'delete', table: 'contact', id: id(9) }] })).status).toBe(400);
    expect((await admin('GET', 'stats')).body.dataverse.edits).toMatchObject({ waiting: 1, done: [{ op: 'update' }] });
  });

  test('has Contacts that were merged away, whose address somebody in Actimo has', async () => {
    const { sandbox, people } = await start('--users', '1000');
    const addresses = new Set((await people()).map(({ email }: Json) => email?.toLowerCase()));
    const contacts = [...sandbox.dataverse.rows('contact')];
    const merged = contacts.filter(({ columns }) => columns.merged === true);
    expect(merged.length).toBeGreaterThan(1);
    for (const { columns } of merged) {
      expect([columns.statecode, addresses.has(String(columns.emailaddress1).toLowerCase())]).toEqual([1, true]);
      const stays = contacts.find((one) => one.id === columns.masterid)?.columns;
      expect(stays).toMatchObject({ statecode: 0, jobtitle: 'Blev stående' });
    }
    const stayed = merged.map(({ columns }) => String(contacts.find((one) => one.id === columns.masterid)?.columns.emailaddress1));
    expect(new Set(stayed.map((address) => addresses.has(address.toLowerCase())))).toEqual(new Set([true, false]));
  });
});

test('Accounts carry the names of workspaces: once, in another case, twice, inactive, merged away', async () => {
  const { sandbox } = await start('--users', '400');
  const { store } = sandbox.actimo;
  const names = store.workspaceIds().map((one) => store.workspace(one)?.name.toLowerCase() ?? '');
  const found = names.map((name) =>
    [...sandbox.dataverse.rows('account')]
      .filter(({ columns }) => String(columns.name).trim().toLowerCase() === name)
      .map(({ columns }) =>
        columns.merged
          ? 'merged'
          : columns.statecode === 1
            ? 'inactive'
            : columns.name === String(columns.name).toUpperCase()
              ? 'loud'
              : 'as it is',
      ),
  );
  expect([found[0], found[1], found[2], found[3], found[5], found[6]]).toEqual([
    ['as it is'],
    ['loud'],
    ['as it is', 'as it is'],
    ['inactive'],
    ['merged'],
    [],
  ]);
});

test('--clients gives each of Actimo’s customers keys of its own, and edits name them', async () => {
  const { sandbox, admin } = await start('--clients', '2');
  const { url, apiKeys, clients } = sandbox.ready.actimo;
  expect(clients).toHaveLength(2);
  expect(clients?.[0]?.apiKeys).toEqual(apiKeys);
  const name = async (key: string) =>
    ((await (await fetch(`${url}/project`, { headers: { 'api-key': key } })).json()) as Json).data[0].name;
  expect([await name(apiKeys[0] ?? ''), await name(clients?.[1]?.apiKeys[0] ?? '')]).toEqual(['Nordlys A/S', 'Havblik ApS']);
  const report = await admin('POST', 'actimo/edits', { client: clients?.[1]?.id, random: { seed: 1, create: 1 } });
  expect(Number(report.body.done[0].key)).toBeGreaterThan(1_000_000);
  expect((await admin('POST', 'actimo/edits', { client: 77, random: { seed: 1 } })).status).toBe(400);
});
