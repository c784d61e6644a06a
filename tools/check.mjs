// Everything that a reviewer would check and a test does not: types, lint and format, import directions, dead code. All of them run, so that one
// round shows every finding.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const checks = [
  ['build (the import directions are checked on its output too)', process.execPath, join(root, 'tools', 'build.mjs')],
  ['types, tests included', bin('tsc'), '-p', 'tsconfig.json'],
  ['lint and format', bin('biome'), 'ci', '--error-on-warnings', `--colors=${process.stdout.isTTY ? 'force' : 'off'}`, '.'],
  ['import directions', bin('depcruise'), '--config', '.dependency-cruiser.cjs', 'src', 'sandbox', 'dist/src', 'dist/sandbox'],
  ['dead code', bin('knip')],
];

const failed = checks.filter(([name, program, ...args]) => {
  console.log(`\n== ${name}`);
  return spawnSync(program, args, { cwd: root, stdio: 'inherit' }).status !== 0;
});

console.log(failed.length === 0 ? '\ncheck: clean' : `\ncheck: not clean: ${failed.map(([name]) => name).join('; ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
