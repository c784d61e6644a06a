import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../../src/domain/package-root.js';

const dir = mkdtempSync(join(tmpdir(), 'a2d-count-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const clean = {
  numPassedTests: 5,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  wasInterrupted: false,
};

function counted(outcome: object | null): { last: string | undefined; code: number | null } {
  const file = join(dir, 'outcome.json');
  if (outcome === null) rmSync(file, { force: true });
  else writeFileSync(file, JSON.stringify(outcome));
  const { stdout, status } = spawnSync(process.execPath, [join(packageRoot(), 'tools', 'count-tests.mjs'), file], { encoding: 'utf8' });
  return { last: stdout.trim().split('\n').at(-1), code: status };
}

test.each([
  ['all passed', clean, '5 passed, 0 failed', 0],
  ['one failed', { ...clean, numPassedTests: 4, numFailedTests: 1 }, '4 passed, 1 failed', 1],
  ['a file that could not be loaded', { ...clean, numRuntimeErrorTestSuites: 1 }, '5 passed, 1 failed', 1],
  ['nothing ran', { ...clean, numPassedTests: 0 }, '0 passed, 0 failed', 1],
  ['it was interrupted', { ...clean, wasInterrupted: true }, '5 passed, 0 failed', 1],
  ['one was skipped', { ...clean, numPendingTests: 1 }, '5 passed, 0 failed', 1],
  ['jest did not get to its end', null, '0 passed, 1 failed', 1],
])('the CI run’s last line and exit code when %s', (_case, outcome, last, code) => {
  expect(counted(outcome)).toEqual({ last, code });
});

test('a real run of jest that passes is counted, and ends the CI run with exit code 0', () => {
  const file = join(dir, 'real.json');
  const root = packageRoot();
  const jest = spawnSync(
    process.execPath,
    ['--experimental-vm-modules', join(root, 'node_modules/jest/bin/jest.js'), 'test/unit/workflows'],
    {
      cwd: root,
      env: { ...process.env, A2D_TEST_OUTCOME: file },
    },
  );
  expect(jest.status).toBe(0);
  const count = spawnSync(process.execPath, [join(root, 'tools', 'count-tests.mjs'), file], { encoding: 'utf8' });
  expect(count.stdout.trim()).toMatch(/^\d+ passed, 0 failed$/);
  expect(count.status).toBe(0);
});
