// Builds `dist`: compile beside it, swap, then bundle the workflows. It is swapped and not emptied, so that whatever runs from it (a second test run,
// a worker that is about to start) finds either the old build or the new one. Plain JavaScript, because it runs before anything is compiled.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const next = join(root, `.dist-next-${process.pid}`);
const old = join(root, `.dist-old-${process.pid}`);

const run = (program, ...args) =>
  spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    stdio: 'inherit',
  }).status ?? 1;

process.on('exit', () => {
  for (const leftover of [next, old]) rmSync(leftover, { recursive: true, force: true });
});

mkdirSync(next);
const typesFailed = run(join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json', '--outDir', next) !== 0;
const bundle = 'workflow-bundle.js';
if (existsSync(join(dist, bundle))) cpSync(join(dist, bundle), join(next, bundle));
if (existsSync(dist)) renameSync(dist, old);
renameSync(next, dist);
const bundleFailed = run(join(dist, 'tools', 'bundle-workflows.js')) !== 0;
// As with tsc itself, the output is there even when types do not fit; only the exit code says so.
if (typesFailed || bundleFailed) process.exitCode = 1;
