import { MigrationFileError, type MigrationFileProblem, parseMigrationFile } from '../../../src/config/index.js';

const smallest = `
name: acme
dataverse:
  url: https://acme.crm4.dynamics.com
  tenantId: 11111111-1111-1111-1111-111111111111
  clientId: 22222222-2222-2222-2222-222222222222
`;

function problemsOf(yaml: string): readonly MigrationFileProblem[] {
  try {
    parseMigrationFile(yaml);
  } catch (error) {
    if (error instanceof MigrationFileError) return error.problems;
    throw error;
  }
  throw new Error('the file was taken');
}

describe('parseMigrationFile', () => {
  it('fills in every default of a file that says only what it must', () => {
    expect(parseMigrationFile(smallest)).toEqual({
      name: 'acme',
      actimo: { url: 'https://a.actimo.com/api/v1', ratePerSecond: 20, rateShare: 0.8 },
      dataverse: {
        url: 'https://acme.crm4.dynamics.com',
        tenantId: '11111111-1111-1111-1111-111111111111',
        clientId: '22222222-2222-2222-2222-222222222222',
        edition: 'sales-professional',
        schema: 'deploy',
        bypass: { customSync: false, customAsync: false, flows: false },
      },
      mapping: 'mapping.yaml',
      sample: { size: 300 },
      delta: { every: '6 hours', window: '48 hours' },
      rollbackWindow: '72 hours',
      reminders: '24 hours',
      goneShare: 0.02,
      approvals: { claimedIsEnough: true, twoPersons: false },
      load: { concurrency: 8, chunk: 500, partitions: 4, rowsPerPartition: 2_000, writeTimeout: '4 minutes' },
      reports: { dir: 'reports' },
    });
  });

  it('takes JSON, which is YAML too', () => {
    const file = parseMigrationFile(smallest);
    expect(parseMigrationFile(JSON.stringify(file))).toEqual(file);
  });

  it('takes a setting without a value for one that is not there', () => {
    expect(parseMigrationFile(`${smallest}actimo:\n  catalogue:\nreports:\n`)).toEqual(parseMigrationFile(smallest));
  });

  it('lets a rehearsal take seconds', () => {
    const file = parseMigrationFile(`${smallest}delta: { every: 2 seconds, window: 500ms }\nrollbackWindow: 1m\n`);
    expect([file.delta.every, file.delta.window, file.rollbackWindow]).toEqual(['2 seconds', '500ms', '1m']);
  });

  it.each([
    ['a name that cannot name a workflow', smallest.replace('name: acme', 'name: Acme A/S'), 'name', /lower-case letters/],
    ['an address without its scheme', smallest.replace('https://acme', 'acme'), 'dataverse.url', /is not a web address/],
    ['a duration in words', `${smallest}delta: { every: now and then }`, 'delta.every', /is not a duration/],
    ['a duration without a unit that is a number', `${smallest}rollbackWindow: 72`, 'rollbackWindow', /is not a duration/],
    [
      'a text without a unit, which Temporal would take for milliseconds',
      `${smallest}rollbackWindow: '72'`,
      'rollbackWindow',
      /is not a duration/,
    ],
    ['a duration of nothing', `${smallest}reminders: 0 hours`, 'reminders', /is not a duration/],
    ['a negative duration', `${smallest}reminders: -1 hours`, 'reminders', /is not a duration/],
    ['a share above the whole', `${smallest}actimo: { rateShare: 1.2 }`, 'actimo.rateShare', /./],
    ['a share of nothing', `${smallest}goneShare: 0`, 'goneShare', /./],
    ['a chunk that Dataverse does not take', `${smallest}load: { chunk: 5000 }`, 'load.chunk', /./],
    ['half a person', `${smallest}sample: { size: 1.5 }`, 'sample.size', /whole number/],
    ['a choice that there is not', `${smallest.trimEnd()}\n  schema: guess\n`, 'dataverse.schema', /deploy/],
    [
      'two persons where one is named',
      `${smallest}approvals: { twoPersons: true, approvers: [ida] }`,
      'approvals.approvers',
      /fewer than two/,
    ],
    [
      'the same approver twice where two persons are wanted',
      `${smallest}approvals: { twoPersons: true, approvers: [ida, ida] }`,
      'approvals.approvers',
      /fewer than two/,
    ],
    ['a setting that there is not', `${smallest}sample: { sise: 5 }`, 'sample.sise', /is not a setting/],
    ['a secret in the file', `${smallest.trimEnd()}\n  clientSecret: hush\n`, 'dataverse.clientSecret', /is not a setting/],
    ['a missing part', 'name: acme\n', 'dataverse', /is missing/],
    ['text that is no YAML', 'name: [acme\n', 'the migration file', /is not YAML/],
    ['a list', '- name\n', 'the migration file', /./],
  ])('refuses %s, names the setting and says what to do', (_, yaml, path, words) => {
    const problems = problemsOf(yaml);
    expect(problems.map((problem) => problem.path)).toEqual([path]);
    expect(problems[0]?.problem).toMatch(words);
    expect(problems[0]?.next).toMatch(/\w/);
  });

  it('names every wrong setting at once', () => {
    const problems = problemsOf('name: ACME\ndelta: { every: soon, windo: 1h }\n');
    expect(problems.map(({ path }) => path).sort()).toEqual(['dataverse', 'delta.every', 'delta.windo', 'name']);
  });

  it('never shows the value of an unknown setting, which may be a secret', () => {
    expect(JSON.stringify(problemsOf(`${smallest.trimEnd()}\n  clientSecret: hush\n`))).not.toContain('hush');
  });
});
