import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { get as plainGet } from 'node:http';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareDumps } from '../../../sandbox/check/compare.js';
import { readFlags, type SandboxFlags } from '../../../sandbox/start/flags.js';
import { type Sandbox, startSandbox } from '../../../sandbox/start/sandbox.js';

// biome-ignore lint/suspicious/noExplicitAny: the tests read JSON as it comes
type Json = any;

const running: Sandbox[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const folder = (): string => {
  folders.push(mkdtempSync(join(tmpdir(), 'sandbox-test-')));
  return folders.at(-1) as string;
};

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
  const actimoOrigin = sandbox.ready.actimo.url.replace('/api/v1', '');
  const admin = async (method: string, path: string, body?: unknown, origin = actimoOrigin) => {
    const answer = await fetch(`${origin}/sandbox/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await answer.text();
    return { status: answer.status, text, body: (path.startsWith('dump') ? undefined : JSON.parse(text)) as Json };
  };
  const token = async (): Promise<string> => {
    const { tokenUrl, clientId, clientSecret, url } = sandbox.ready.dataverse;
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: `${url}/.default`,
    });
    return ((await (await fetch(tokenUrl, { method: 'POST', body: form })).json()) as Json).access_token;
  };
  /** Writes Contacts as the migration would, with a number in `employeeid`. */
  const load = async (numbers: readonly number[]) => {
    const authorization = `Bearer ${await token()}`;
    for (const number of numbers) {
      const answer = await fetch(`${sandbox.ready.dataverse.url}/api/data/v9.2/contacts`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({
          contactid: `${String(number).padStart(8, '0')}-0000-5000-8000-000000000000`,
          lastname: `L${number}`,
          employeeid: `M-${number}`,
        }),
      });
      expect(answer.status).toBe(204);
    }
  };
  return { sandbox, admin, load, dump: async () => (await admin('GET', 'dump')).text };
}

test('two sandboxes with the same seed hold the same, one with another seed does not', async () => {
  const [one, two, other] = [await start(), await start(), await start('--seed', '8')];
  const first = await one.dump();
  expect(compareDumps(first, await two.dump())).toEqual([]);
  expect(compareDumps(first, await other.dump()).length).toBeGreaterThan(0);
});

test('the dump has both sides, and one when asked for one', async () => {
  const { dump, admin } = await start();
  const sides = (text: string) =>
    new Set(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).side),
    );
  expect(sides(await dump())).toEqual(new Set(['actimo', 'dataverse']));
  expect(sides((await admin('GET', 'dump?side=actimo')).text)).toEqual(new Set(['actimo']));
  expect((await admin('GET', 'dump?side=moon')).status).toBe(400);
});

test('Dataverse has people who resemble those of Actimo, users of every kind, a fallback owner and two publishers', async () => {
  const { sandbox } = await start('--users', '300');
  const contacts = [...sandbox.dataverse.rows('contact')].map(({ columns }) => columns);
  const people = [...sandbox.actimo.store.contactIds()].map((id) => sandbox.actimo.store.contact(id));
  const same = (column: string, value: (person: (typeof people)[number]) => string | null | undefined) =>
    contacts.filter((contact) =>
      people.some((person) => contact[column] && String(contact[column]).toLowerCase() === value(person)?.toLowerCase()),
    );
  const byEmail = same('emailaddress1', (person) => person?.email);
  expect(byEmail.length).toBeGreaterThanOrEqual(6);
  expect(byEmail.some((contact) => contact['emailaddress1'] === String(contact['emailaddress1']).toUpperCase())).toBe(true);
  expect(byEmail.some((contact) => contact['statecode'] === 1)).toBe(true);
  const addresses = byEmail.map((contact) => String(contact['emailaddress1']).toLowerCase());
  expect(new Set(addresses).size).toBe(addresses.length - 1); // one matches twice
  expect(same('emailaddress2', (person) => person?.email).length).toBeGreaterThan(0);
  expect(same('employeeid', (person) => person?.employee_id).length).toBeGreaterThan(1);
  expect(same('mobilephone', (person) => `+${person?.country_code}${person?.phone_number}`).length).toBeGreaterThan(0);
  const users = [...sandbox.dataverse.rows('systemuser')].map(({ columns }) => columns);
  expect(
    users.filter((user) => people.some((person) => person?.email?.toLowerCase() === String(user['internalemailaddress']).toLowerCase()))
      .length,
  ).toBeGreaterThan(10);
  expect(users.some((user) => user['isdisabled'] === true && user['internalemailaddress'])).toBe(true);
  const prefixes = [...sandbox.dataverse.rows('publisher')].map(({ columns }) => columns['customizationprefix']);
  expect(prefixes.sort()).toEqual(['new', 'sample', 'test']);
  expect(users.some((user) => user['internalemailaddress'] === 'migration.fallback@nordlys.example')).toBe(true);
});

test('--existing says how many Contacts resemble nobody', async () => {
  const { sandbox } = await start('--existing', '40');
  expect([...sandbox.dataverse.rows('contact')].filter(({ columns }) => String(columns['lastname']).startsWith('Kundesen'))).toHaveLength(
    40,
  );
});

test('stats begin at nothing, count rows and requests of both sides, and can be forgotten', async () => {
  const { admin, load, sandbox } = await start();
  const fresh = (await admin('GET', 'stats')).body;
  expect([fresh.dataverse.rows, fresh.dataverse.firstRowWrite, fresh.actimo.total]).toEqual([{}, null, 0]);
  await load([1, 2, 3]);
  await fetch(`${sandbox.ready.actimo.url}/project`, { headers: { 'api-key': sandbox.ready.actimo.apiKeys[0] ?? '' } });
  const busy = (await admin('GET', 'stats', undefined, sandbox.ready.dataverse.url)).body;
  expect(busy.dataverse.rows.contact.created).toBe(3);
  expect(busy.actimo.requests).toEqual({ 'GET /project': { 200: 1 } });
  await admin('DELETE', 'stats');
  expect((await admin('GET', 'stats')).body.dataverse.rows).toEqual({});
});

test('an edit waits until so many Contacts are written', async () => {
  const { admin, load, sandbox } = await start();
  const waiting = await admin('POST', 'actimo/edits', { edits: [{ op: 'delete', object: 'user', id: 530 }], when: { contactsWritten: 2 } });
  expect([waiting.status, waiting.body.applied]).toEqual([202, false]);
  await load([1]);
  expect((await admin('GET', 'actimo/edits')).body.waiting).toBe(1);
  await load([2]);
  const key = { 'api-key': sandbox.ready.actimo.apiKeys[0] ?? '' };
  expect((await fetch(`${sandbox.ready.actimo.url}/contacts/530`, { headers: key })).status).toBe(404);
  expect((await admin('GET', 'actimo/edits')).body).toMatchObject({ waiting: 0, done: [{ key: '530' }] });
});

test('drawn edits are answered with counts and ids', async () => {
  const { admin } = await start();
  const { status, body } = await admin('POST', 'actimo/edits', { random: { seed: 5, create: 2, update: 2, delete: 1 } });
  expect([status, body.counts]).toEqual([200, { created: 2, updated: 2, deleted: 1 }]);
  expect(body.done.filter(({ op }: Json) => op === 'create').map(({ key }: Json) => Number(key))).toEqual([564, 565]);
});

test.each([
  ['actimo/edits', {}, 400],
  ['actimo/edits', { edits: 'all' }, 400],
  ['actimo/edits', { random: {} }, 400],
  ['actimo/edits', { edits: [{ op: 'delete', object: 'user', id: 1 }] }, 400],
  ['actimo/switches', { paging: 'cursor' }, 400],
  ['faults', { kind: 'slow' }, 400],
  ['faults', { side: 'actimo', kind: 'meteor' }, 400],
  ['faults', { side: 'dataverse', kind: 'meteor' }, 400],
  ['clock', {}, 400],
  ['clock', { now: 'soon' }, 400],
  ['clock', { now: 5 }, 400],
  ['clock', { side: 'moon', advanceMs: 1 }, 400],
  ['clock', { advanceMs: 1e20 }, 400],
  ['clock', { side: 'actimo', advanceMs: -1e20 }, 400],
  ['clock', { advanceMs: 1, hours: 1 }, 400],
  ['clock', { speed: 1e-9 }, 400],
  ['faults', { side: 'actimo', kind: 'change', value: JSON.parse('['.repeat(101) + ']'.repeat(101)) }, 400],
  ['faults', { rules: [null] }, 400],
  ['faults', { rules: {} }, 400],
  ['faults', { side: 'actimo', kind: 'status', status: 0 }, 400],
  ['faults', { side: 'actimo', kind: 'slow', method: 5 }, 400],
  ['actimo/edits', { edits: [null] }, 400],
  ['actimo/edits', { edits: [null], when: { afterMs: 1 } }, 400],
  ['actimo/edits', { edits: [{ op: 'create', object: 'user' }] }, 400],
  ['actimo/edits', { edits: [{ op: 'create', object: 'user', fields: {}, workspaces: 11 }] }, 400],
  ['actimo/edits', { edits: [{ op: 'create', object: 'user', fields: {}, manager: 'chef' }] }, 400],
  ['actimo/edits', { edits: [{ op: 'update', object: 'user', id: 501, fields: { tags: 'ny' } }] }, 400],
  ['actimo/edits', { edits: [{ op: 'delete', object: 'user', id: 507, anonymize: true }] }, 400],
  ['actimo/edits', { edits: [{ op: 'update', object: 'membership', workspace_id: 11, contact_id: 501, fields: { role: 'king' } }] }, 400],
  [
    'actimo/edits',
    { edits: [{ op: 'update', object: 'membership', workspace_id: 11, contact_id: 501, fields: { removed_at: '-' } }] },
    400,
  ],
  ['actimo/edits', { edits: [{ op: 'update', object: 'workspace', id: 11, fields: { tags: null } }] }, 400],
  ['actimo/edits', { edits: [{ op: 'update', object: 'workspace', id: 11, fields: { locations: [{ name: 'A' }] } }] }, 400],
  ['actimo/edits', { random: { seed: 1, update: 1e9 } }, 400],
  ['actimo/edits', { random: { seed: 1, create: -1 } }, 400],
  ['actimo/edits', { edits: [], clients: 4 }, 400],
  ['restore', { actimo: { users: 60, seed: 7, stores: [{}] } }, 400],
  ['restore', { actimo: { users: 60, seed: 7, stores: [null], switches: { paging: 'cursor' }, revoked: [] } }, 400],
  ['restore', { side: 'actimo', object: 'user', key: 'x', body: {} }, 400],
  ['restore', { side: 'actimo', object: 'user', key: '501', body: { id: 501 } }, 400],
  ['restore', { side: 'dataverse' }, 400],
  ['restore', { kind: 'row' }, 400],
  ['dataverse/hang', { notes: -1 }, 400],
  ['dataverse/hang', { notes: 1 }, 409],
  ['nowhere', {}, 404],
])('POST %s %j is answered %p', async (path, body, status) => {
  const { admin } = await start();
  expect((await admin('POST', path, body)).status).toBe(status);
});

test('faults are set for either side and cleared for both', async () => {
  const { admin, sandbox } = await start();
  const rules = [
    { side: 'actimo', kind: 'status', status: 503 },
    { side: 'dataverse', kind: '5xx' },
  ];
  expect((await admin('POST', 'faults', { rules })).status).toBe(200);
  const key = { 'api-key': sandbox.ready.actimo.apiKeys[0] ?? '' };
  expect((await fetch(`${sandbox.ready.actimo.url}/project`, { headers: key })).status).toBe(503);
  expect((await admin('GET', 'faults')).body.actimo[0].hits).toBe(1);
  expect((await admin('DELETE', 'faults')).body).toEqual({ actimo: [], dataverse: [] });
  expect((await fetch(`${sandbox.ready.actimo.url}/project`, { headers: key })).status).toBe(200);
});

test('clocks move together or one alone', async () => {
  const { admin } = await start();
  const before = (await admin('GET', 'clock')).body;
  expect(before.actimo).toBe('2025-06-02T06:00:00.000Z');
  const after = (await admin('POST', 'clock', { advanceMs: 86_400_000 })).body;
  expect(after.actimo).toBe('2025-06-03T06:00:00.000Z');
  expect(Date.parse(after.dataverse) - Date.parse(before.dataverse)).toBeGreaterThanOrEqual(86_400_000);
  expect((await admin('POST', 'clock', { now: '2030-01-01T00:00:00Z', side: 'actimo' })).body.actimo).toBe('2030-01-01T00:00:00.000Z');
});

test('somebody else hangs notes, tasks and connections on Contacts that the application user made, and on no others', async () => {
  const { admin, load, sandbox } = await start();
  await load([1, 2, 3, 4, 5, 6]);
  const versions = () => new Map([...sandbox.dataverse.rows('contact')].map(({ id, columns }) => [id, columns['versionnumber']]));
  const before = versions();
  const request = { notes: 3, tasks: 2, connections: 2, count: 5, column: 'employeeid', seed: 4 };
  const { status, body } = await admin('POST', 'dataverse/hang', request);
  expect(status).toBe(200);
  expect(new Set(body.contacts).size).toBe(5);
  expect(body.contacts.every((id: string) => id.endsWith('-0000-5000-8000-000000000000'))).toBe(true);
  const notes = [...sandbox.dataverse.rows('annotation')].filter(({ columns }) => body.contacts.includes(columns['objectid']));
  const tasks = [...sandbox.dataverse.rows('task')].filter(({ columns }) => body.contacts.includes(columns['regardingobjectid']));
  const connections = [...sandbox.dataverse.rows('connection')].filter(({ columns }) => body.contacts.includes(columns['record1id']));
  expect([notes.length, tasks.length, connections.length]).toEqual([3, 2, 2]);
  expect(notes.every(({ columns }) => columns['createdby'] !== sandbox.dataverse.applicationUser)).toBe(true);
  expect(versions()).toEqual(before);
});

test('reset brings both sides back', async () => {
  const { admin, load, dump } = await start();
  const before = await dump();
  await load([1]);
  await admin('POST', 'actimo/edits', { random: { seed: 1, create: 1, update: 1, delete: 1 } });
  await admin('POST', 'faults', { side: 'actimo', kind: 'reset' });
  expect(compareDumps(before, await dump()).length).toBeGreaterThan(0);
  await admin('POST', 'reset');
  expect(compareDumps(before, await dump())).toEqual([]);
  expect((await admin('GET', 'faults')).body.actimo).toEqual([]);
});

test('with --tls Dataverse answers over https to those who trust the authority, and with --open-token to any token', async () => {
  const { sandbox } = await start('--tls', '--open-token');
  const { ca, dataverse, actimo } = sandbox.ready;
  expect([new URL(dataverse.url).protocol, new URL(dataverse.tokenUrl).protocol, new URL(actimo.url).protocol]).toEqual([
    'https:',
    'https:',
    'http:',
  ]);
  const asked = (protocols: readonly string[]) =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = { authorization: 'Bearer anything' };
      const options = { ca: readFileSync(ca ?? ''), headers, agent: false, ALPNProtocols: [...protocols] };
      get(`${dataverse.url}/api/data/v9.2/WhoAmI`, options, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });
  expect(await asked(['http/1.1'])).toBe(200);
  expect(await asked(['http/1.0'])).toBe(200);
});

test('admin routes answer callers of this machine by its own names, and no proxy', async () => {
  const { sandbox } = await start();
  for (const origin of [new URL(sandbox.ready.actimo.url).origin, sandbox.ready.dataverse.url]) {
    const asked = (headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        plainGet(`${origin}/sandbox/faults`, { headers, agent: false }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        }).on('error', reject);
      });
    for (const host of ['localhost', 'localhost:4001', '127.0.0.1', '127.8.9.1:80', '[::1]:4001', 'sandbox.localhost'])
      expect([host, await asked({ host })]).toEqual([host, 200]);
    for (const host of [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      '10.0.0.1',
      'localhost@evil.example',
      '[nonsense',
    ])
      expect([host, await asked({ host })]).toEqual([host, 403]);
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'x-forwarded-host'])
      expect([name, await asked({ [name]: '127.0.0.1' })]).toEqual([name, 403]);
  }
});

test('an edit that cannot be done takes back those before it', async () => {
  const { admin, dump } = await start();
  const before = await dump();
  const edits = [
    { op: 'delete', object: 'user', id: 507 },
    { op: 'create', object: 'user', fields: { first_name: 'Ny' }, workspaces: [1] },
  ];
  expect(await admin('POST', 'actimo/edits', { edits })).toMatchObject({ status: 400, body: { error: 'there is no workspace 1' } });
  expect(compareDumps(before, await dump())).toEqual([]);
  await admin('POST', 'actimo/edits', { edits, when: { afterMs: 1 } });
  let log = (await admin('GET', 'actimo/edits')).body;
  while (log.waiting > 0) log = (await admin('GET', 'actimo/edits')).body;
  expect(log.failed).toEqual(['there is no workspace 1']);
  expect(compareDumps(before, await dump())).toEqual([]);
});

test('--drop writes every export', async () => {
  const into = folder();
  const { sandbox } = await start('--users', '20', '--profile', 'files', '--drop', into);
  expect(readdirSync(into)).toHaveLength(sandbox.actimo.exportNames().length * 3);
});

test('--state keeps what changed on both sides over a restart', async () => {
  const file = join(folder(), 'state.json');
  const first = await start('--state', file);
  await first.admin('POST', 'actimo/edits', { random: { seed: 1, create: 1, update: 1, delete: 1 } });
  await first.load([1, 2]);
  const before = await first.dump();
  await first.sandbox.close();
  const second = await start('--state', file);
  expect(compareDumps(before, await second.dump())).toEqual([]);
  await second.load([3]);
  await second.sandbox.close();
  const third = await start('--state', file, '--profile', 'documented');
  const { url, apiKeys } = third.sandbox.ready.actimo;
  expect((await fetch(`${url}/workspaces`, { headers: { 'api-key': apiKeys[0] ?? '' } })).status).toBe(404);
  await third.sandbox.close();
  await expect(start('--state', file, '--seed', '9')).rejects.toThrow(/holds the state of --users 60 --seed 7/);
});
