import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../../src/domain/package-root.js';

const dir = mkdtempSync(join(tmpdir(), 'a2d-count-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const clean = { numPassedTests: 5, numFailedTests: 0, numRuntimeErrorTestSuites: 0, numPendingTests: 0, numTodoTests: 0, success: true };

function counted(outcome: object | null): { last: string | undefined; code: number | null } {
  const file = join(dir, 'outcome.json');
  if (outcome === null) rmSync(file, { force: true });
  else writeFileSync(file, JSON.stringify(outcome));
  const { stdout, status } = spawnSync(process.execPath, [join(packageRoot(), 'tools', 'count-tests.mjs'), file], { encoding: 'utf8' });
  return { last: stdout.trim().split('\n').at(-1), code: status };
}

test.each([
  ['all passed', clean, '5 passed, 0 failed', 0],
  ['one failed', { ...clean, numPassedTests: 4, numFailedTests: 1, success: false }, '4 passed, 1 failed', 1],
  ['a file that could not be loaded', { ...clean, numRuntimeErrorTestSuites: 1, success: false }, '5 passed, 1 failed', 1],
  ['nothing ran', { ...clean, numPassedTests: 0 }, '0 passed, 0 failed', 1],
  ['one was skipped', { ...clean, numPendingTests: 1 }, '5 passed, 0 failed', 1],
  ['jest did not get to its end', null, '0 passed, 1 failed', 1],
])('the CI run’s last line and exit code when %s', (_case, outcome, last, code) => {
  expect(counted(outcome)).toEqual({ last, code });
});
