// Everything that a reviewer would check and a test does not: types, lint and format, import directions, dead code. All of them run, so that one
// round shows every finding. The build comes first, because the import directions are checked on its output too.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const scripts = ['build', 'check:types', 'check:lint', 'check:imports', 'check:dead'];

const failed = scripts.filter((script) => {
  console.log(`\n== npm run ${script}`);
  return spawnSync('npm', ['run', '--silent', script], { cwd: root, stdio: 'inherit' }).status !== 0;
});

console.log(failed.length === 0 ? '\ncheck: clean' : `\ncheck: not clean: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
