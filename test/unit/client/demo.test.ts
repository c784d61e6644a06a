import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { twoApprovers } from '../../../src/client/demo/approvers.js';
import { makeDisplay } from '../../../src/client/demo/display.js';
import { gateSheet } from '../../../src/client/demo/gate-sheet.js';
import { LimitNotes } from '../../../src/client/demo/limits.js';
import { demoMigrationFile } from '../../../src/client/demo/migration-yaml.js';
import { readDemoOptions } from '../../../src/client/demo/options.js';
import { heldTable, type Outcome, outcomeTable, shortcomings } from '../../../src/client/demo/outcome.js';
import { durationMs, parseMigrationFile } from '../../../src/config/index.js';
import type { GateName, GateState } from '../../../src/workflows/gates.js';

const options = (...args: string[]) => {
  const read = readDemoOptions(args);
  if (read === 'help') throw new Error('help');
  return read;
};

const endpoints = {
  actimo: { url: 'http://127.0.0.1:1/api/v1', apiKeys: ['k'] },
  dataverse: { url: 'http://127.0.0.1:2', tokenUrl: 'http://127.0.0.1:2/token', tenantId: 't', clientId: 'c', clientSecret: 's' },
  ca: null,
};

describe('notes on the limits of Dynamics', () => {
  const limit = (retryAfter: number) =>
    JSON.stringify({
      level: 40,
      room: 'dataverse',
      code: '0x80072321',
      retryAfter,
      what: 'read contact',
      msg: 'a limit of the service is reached',
    });

  test('one line for all requests that wait at the same time, none for a short wait, each line of the log once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'a2d-limits-'));
    const log = join(folder, 'worker.log');
    const notes = new LimitNotes(log);
    try {
      expect(await notes.news(0)).toEqual([]);
      await writeFile(log, `not JSON\n${limit(4)}\n${limit(128)}\n${limit(128)}\n${limit(60).slice(0, 20)}`);
      expect(await notes.news(0)).toEqual([expect.stringMatching(/pause of 128 s \(0x80072321/)]);
      expect(await notes.news(1_000)).toEqual([]);
      await appendFile(log, `${limit(60).slice(20)}\n${limit(135)}\n`);
      expect(await notes.news(2_000)).toEqual([expect.stringMatching(/pause of 135 s/)]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('the options of the demo', () => {
  test('are 300 people, a sample of 60 and 100 requests a second unless told', () => {
    expect(options()).toMatchObject({
      users: 300,
      sample: 60,
      seed: 7,
      actimoRate: 100,
      out: 'out/demo',
      interactive: false,
      thenRollback: false,
      keep: false,
    });
  });

  test.each([
    ['--users', '12'],
    ['--users', 'x'],
    ['--actimo-rate', '0'],
    ['--seed', '1.5'],
    ['--frobnicate', '1'],
  ])('%s %s is refused with a sentence', (...args) => {
    expect(() => options(...args)).toThrow(expect.objectContaining({ code: 'usage', next: 'See npm run demo -- --help.' }));
  });
});

describe('the migration file of the demo', () => {
  test('is a migration file like any other, without a secret', () => {
    const text = demoMigrationFile({ ...endpoints, dataverse: { ...endpoints.dataverse, clientSecret: 'very-secret' } }, options());
    expect(parseMigrationFile(text)).toMatchObject({
      name: 'demo',
      sample: { size: 60 },
      approvals: { approvers: ['Ida Holm', 'Bo Krag'] },
    });
    expect(text).not.toContain('very-secret');
  });

  test('leaves room for two reads of Actimo in the delta window, however slow Actimo is', () => {
    for (const args of [[], ['--users', '20000', '--actimo-rate', '2000'], ['--actimo-rate', '20']]) {
      const { delta } = parseMigrationFile(demoMigrationFile(endpoints, options(...args)));
      const { users, actimoRate } = options(...args);
      expect(durationMs(delta.every)).toBeGreaterThanOrEqual((1_000 * users) / (0.8 * actimoRate));
      expect(durationMs(delta.window)).toBeGreaterThanOrEqual(2 * (durationMs(delta.every) ?? 0));
    }
  });
});

const gate = (name: GateName): GateState => ({
  gate: name,
  status: 'open',
  openedAt: 0,
  openings: 2,
  reminders: 0,
  document: { kind: 'scope', hash: 'a'.repeat(64), code: 'a'.repeat(10), headline: '3 objects', clean: true },
});

test('two approvers take turns, the scope is sent back once with a reason, and cut-over says who closed Actimo', async () => {
  const decider = twoApprovers();
  const decided = [];
  for (const name of ['scope', 'scope', 'mapping', 'cutOver'] as const)
    decided.push(await decider(gate(name), new AbortController().signal));
  expect(decided.map((decision) => [decision?.decision, decision?.by])).toEqual([
    ['reject', 'Ida Holm'],
    ['approve', 'Bo Krag'],
    ['approve', 'Ida Holm'],
    ['approve', 'Bo Krag'],
  ]);
  expect(decided[0]?.comment).toBeTruthy();
  expect(decided[3]?.comment).toMatch(/closed/);
});

test('a gate is shown with its question, every answer, the file and the code', () => {
  const decision = { gate: 'scope' as const, question: 'Is it?', yes: 'a', no: 'b', unanswered: 'c', undo: 'd' };
  const document = {
    kind: 'scope' as const,
    title: 'Scope',
    migration: 'demo',
    headline: '',
    findings: [],
    decision,
    sections: [],
    data: null,
    personalData: false,
  };
  const text = gateSheet(gate('scope'), document, 'out/demo/scope.html', 100).join('\n');
  expect(text).toContain('gate scope, opened for the second time');
  for (const part of ['3 objects', 'Is it?', 'yes        a', 'no answer  c', 'out/demo/scope.html', 'aaaaa aaaaa'])
    expect(text).toContain(part);
});

const zero = { read: 0, pending: 0, verified: 0, held: 0, refused: 0, conflicted: 0, differs: 0, merged: 0, dropped: 0, gone: 0 };
const well: Outcome = {
  counts: {
    workspace: { ...zero, read: 2, verified: 2 },
    user: { ...zero, read: 9, verified: 6, held: 1, merged: 1, gone: 1 },
    membership: { ...zero, read: 4, verified: 4 },
  },
  passes: { workspace: { 'sample-1': 2 }, user: { 'sample-2': 2, full: 3, 'delta-1': 1 }, membership: { full: 4 } },
  held: [{ object: 'user', code: 'no-email', reason: 'There is no e-mail address.', count: 1, undecided: 1 }],
};

describe('the end of the demo', () => {
  test('shows per object in which phase its records arrived and what became of the others', () => {
    expect(outcomeTable(well, 120)[3]?.split(/\s+/)).toEqual(['User', '2', '3', '1', '6', '1', '1', '0', '1', '0', '9']);
    expect(heldTable(well.held, 120)).toEqual(['Held, and why:', '    1 × User: There is no e-mail address. (no-email)']);
  });

  test('is good when every record is verified or left out with a reason', () => {
    expect(shortcomings(well)).toEqual([]);
  });

  test.each([
    ['a record that differs', { ...zero, read: 2, verified: 1, differs: 1 }],
    ['a record that is pending', { ...zero, read: 2, verified: 1, pending: 1 }],
    ['counts that do not add up', { ...zero, read: 3, verified: 2 }],
    ['a held record without a question', { ...zero, read: 2, verified: 1, held: 1 }],
    ['nothing read at all', zero],
  ])('is not good with %s', (_name, workspace) => {
    expect(shortcomings({ ...well, counts: { ...well.counts, workspace } })).toHaveLength(1);
  });
});

test('without a terminal progress is lines, and the last state of a phase is always shown', () => {
  const lines: string[] = [];
  const display = makeDisplay((line) => lines.push(line), false);
  display.phase('full: Migrating everything.');
  for (let done = 0; done <= 100; done += 1)
    display.bars([
      { name: 'User', done, total: 100 },
      { name: 'Workspace', done: 5, total: null },
    ]);
  display.phase('delta');
  expect(lines.some((line) => line.includes('User 100/100 · Workspace 5'))).toBe(true);
  expect(lines.length).toBeLessThan(10);
});
