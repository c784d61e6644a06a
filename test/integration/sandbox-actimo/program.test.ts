import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFlags } from '../../../sandbox/start/flags.js';
import type { Ready } from '../../../sandbox/start/sandbox.js';
import type { Json } from './support.js';

const program = join(process.cwd(), 'dist/sandbox/main.js');
const folders: string[] = [];
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const into of folders.splice(0)) rmSync(into, { recursive: true });
});
const folder = (): string => {
  folders.push(mkdtempSync(join(tmpdir(), 'sandbox-test-')));
  return folders.at(-1) as string;
};

/** Starts the program on free ports and waits until it is ready. */
async function begin(...flags: string[]): Promise<{ child: ChildProcess; ready: Ready }> {
  const child = spawn(process.execPath, [program, '--actimo-port', '0', '--dataverse-port', '0', ...flags]);
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, ready: JSON.parse(line.toString()) as Ready };
}

test.each([
  [['--users', '5'], /--users takes a whole number from 20 to 500000, not 5/],
  [['--profile', 'all'], /--profile takes documented, full-inferred, files/],
  [['--actimo-keys', 'many'], /--actimo-keys takes client or workspace/],
  [['--colour'], /colour/],
  [['--users', '2e2'], /--users takes a whole number/],
  [['--seed', ''], /--seed takes a whole number/],
  [['--host', ''], /--host takes a text that is not empty/],
  [['--actimo-port', '4002'], /--actimo-port and --dataverse-port are both 4002/],
])('flags %j are refused in words', (args, message) => {
  expect(() => readFlags(args)).toThrow(message);
});

test('a sandbox that is told to end while it answers ends at once, with what was done kept', async () => {
  const file = join(folder(), 'state.json');
  const { child, ready } = await begin('--users', '5000', '--actimo-rate', '10000', '--state', file);
  const headers = { 'api-key': ready.actimo.apiKeys[0] ?? '' };
  const made = await fetch(`${ready.actimo.url}/contacts`, { method: 'POST', headers, body: '{"first_name":"Ny","last_name":"Mand"}' });
  expect(made.status).toBe(200);
  const lists = Array.from({ length: 5 }, () => fetch(`${ready.actimo.url}/contacts`, { headers }).then((answer) => answer.text()));
  child.kill('SIGTERM');
  const [[code]] = await Promise.all([once(child, 'exit'), Promise.allSettled(lists)]);
  expect([code, (JSON.parse(readFileSync(file, 'utf8')) as Json).stores[0].contacts.length]).toEqual([0, 1]);
});

test('a sandbox that is killed while people edit finds its state whole', async () => {
  const file = join(folder(), 'state.json');
  let created = 0;
  for (let round = 0; round < 3; round++) {
    const { child, ready } = await begin('--users', '20', '--state', file);
    const { origin } = new URL(ready.actimo.url);
    const people = (await (await fetch(`${origin}/sandbox/dump?side=actimo`)).text())
      .split('\n')
      .filter((text) => text.includes('"object":"user"'));
    expect(people.length).toBeGreaterThanOrEqual(20 + created);
    const edit = () =>
      fetch(`${origin}/sandbox/actimo/edits`, { method: 'POST', body: JSON.stringify({ random: { seed: 1, create: 1 } }) });
    await Promise.allSettled([
      ...Array.from({ length: 200 }, async (_, nth) => {
        if ((await edit()).status === 200) created++;
        if (nth === 60) child.kill('SIGKILL');
      }),
      new Promise((resolve) => child.on('exit', resolve)),
    ]);
    JSON.parse(readFileSync(file, 'utf8'));
  }
  expect(created).toBeGreaterThan(3);
});

test('a sandbox whose folder is taken away goes on, says so once, and ends with a sentence', async () => {
  const into = join(folder(), 'kept');
  mkdirSync(into);
  const { child, ready } = await begin('--users', '20', '--open-token', '--state', join(into, 'state'));
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  rmSync(into, { recursive: true });
  const headers = { 'api-key': ready.actimo.apiKeys[0] ?? '', authorization: 'Bearer any', 'content-type': 'application/json' };
  const create = async (url: string, body: object) => (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  for (const first_name of ['Ida', 'Bo']) expect(await create(`${ready.actimo.url}/contacts`, { first_name, last_name: 'Holm' })).toBe(200);
  expect(await create(`${ready.dataverse.url}/api/data/v9.2/contacts`, { lastname: 'Holm' })).toBe(204);
  // Dataverse's state is saved some seconds after a change.
  for (let tries = 0; said.split('\n').length < 3 && tries < 300; tries++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(said.trim().split('\n')).toEqual([
    expect.stringMatching(/^The state cannot be kept now: ENOENT/),
    expect.stringMatching(/^The state cannot be kept now: ENOENT/),
  ]);
  expect(await create(`${ready.dataverse.url}/api/data/v9.2/contacts`, { lastname: 'Holm' })).toBe(204);
  child.kill('SIGTERM');
  expect((await once(child, 'exit'))[0]).toBe(1);
  expect(said).toMatch(/state.* cannot be used \(its folder is not there\); give another place with --state/);
});

test.each([
  [['--dataverse-port', 'PORT'], /^port \d+ of 127\.0\.0\.1 is in use; give another one with --actimo-port or --dataverse-port/],
  [['--actimo-port', 'PORT'], /^port \d+ of 127\.0\.0\.1 is in use/],
  [['--host', '192.0.2.1'], /^192\.0\.2\.1 is no address of this machine; give one of its own with --host/],
  [['--state', 'FOLDER'], /cannot be read \(EISDIR\); give another file with --state/],
  [['--state', 'FOLDER/none/state'], /cannot be used \(its folder is not there\); give another place with --state/],
  [['--state', 'BROKEN'], /broken is not JSON; give another file with --state/],
  [['--drop', 'BROKEN'], /broken cannot be used \(it is a file\); give another place with --state or --drop/],
])('with %j the program ends with a sentence and no trace', async (args, sentence) => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const into = folder();
  writeFileSync(join(into, 'broken'), '{"stores"');
  const words: Record<string, string> = { PORT: String((taken.address() as AddressInfo).port), BROKEN: join(into, 'broken') };
  const given = args.map((arg) => words[arg] ?? arg.replace('FOLDER', into));
  const free = ['--actimo-port', '--dataverse-port'].filter((flag) => !given.includes(flag)).flatMap((flag) => [flag, '0']);
  const child = spawn(process.execPath, [program, '--users', '20', ...free, ...given]);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const [code] = await once(child, 'close');
  taken.close();
  expect([code, said.trim()]).toEqual([2, expect.stringMatching(sentence)]);
  expect(said).not.toMatch(/^ +at /m);
});

test.each([
  ['compare.js', [], 2, /^usage: /],
  ['compare.js', ['--help'], 0, /^usage: /],
  ['compare.js', ['good', 'none'], 2, /^there is no file .*none$/],
  ['compare.js', ['good', 'empty'], 2, /empty is empty; take the dump again/],
  ['compare.js', ['good', 'cut'], 2, /^line 2 of .*cut is not JSON; take the dump again, whole/],
  ['compare.js', ['null', 'null'], 2, /^line 1 of .*null is neither an Actimo record, nor a row, nor metadata$/],
  ['compare.js', ['good', '.'], 2, /^a folder was given in place of a file$/],
  ['compare.js', ['good', 'good'], 0, /^The dumps are the same\.$/],
  ['main.js', ['--before', 'good'], 2, /^usage: /],
  ['main.js', ['--colour'], 2, /^Unknown option '--colour'/],
  ['main.js', ['--before', 'good', '--after', 'good', '--summary', 'none'], 2, /^there is no file .*none$/],
  ['main.js', ['--before', 'good', '--after', 'good', '--summary', 'cut'], 2, /cut is not JSON; give the summary\.json/],
  ['main.js', ['--before', 'good', '--after', 'good', '--summary', 'null'], 2, /null has no objects; give the summary\.json/],
  ['main.js', ['--before', 'cut', '--after', 'good', '--summary', 'objects'], 2, /^line 2 of .*cut is not JSON/],
  ['main.js', ['--before', 'good', '--after', 'good', '--summary', 'objects'], 1, /user \(all\) summary: the summary has no such object/],
] as const)('%s %j ends with %d and a sentence', async (file, args, code, sentence) => {
  const into = folder();
  const line = JSON.stringify({ side: 'actimo', object: 'user', key: '1', body: {} });
  for (const [name, text] of Object.entries({
    good: line,
    empty: '',
    cut: `${line}\n${line.slice(0, 9)}`,
    null: 'null',
    objects: '{"objects":{}}',
  }))
    writeFileSync(join(into, name), text);
  const child = spawn(process.execPath, [join(process.cwd(), 'dist/sandbox/check', file), ...args], { cwd: into });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  expect([(await once(child, 'close'))[0], said.trim()]).toEqual([code, expect.stringMatching(sentence)]);
  expect(said).not.toMatch(/^ +at /m);
});

test('the program names itself, prints one line, and ends when told to', async () => {
  const child = spawn(process.execPath, [program, '--users', '20', '--actimo-port', '0', '--dataverse-port', '0']);
  let out = '';
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('\n')) resolve(out);
    });
    child.on('exit', () => reject(new Error('it ended before it was ready')));
  });
  expect(Object.keys(JSON.parse(line))).toEqual(['actimo', 'dataverse', 'ca']);
  expect(readFileSync(`/proc/${child.pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()).toBe('a2d-sandbox');
  child.removeAllListeners('exit');
  const code = await new Promise((resolve) => {
    child.on('exit', resolve);
    child.kill('SIGTERM');
  });
  expect([code, out.trim().split('\n').length]).toEqual([0, 1]);
});
