/** Keeps a Postgres and a Temporal dev server up for test runs, so that each run need not start its own. Ctrl-C ends them. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, startTemporal } from '../src/stack/index.js';

const dir = await mkdtemp(join(tmpdir(), 'a2d-test-stack-'));
// As root, Postgres runs as another user, who must be able to pass through.
await chmod(dir, 0o755);
const postgres = await startPostgres({ dir: join(dir, 'postgres'), database: 'tests', durable: false });
const temporal = await startTemporal({ dir: join(dir, 'temporal'), onDisk: false, namespace: 'default', uiPort: 0 });

console.log(`Temporal from ${temporal.binary.from}, web UI ${temporal.uiUrl}`);
console.log('In the shell that runs the tests:');
console.log(`export A2D_TEST_POSTGRES='${postgres.url}' A2D_TEST_TEMPORAL='${temporal.address}'`);

const asked = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
});
await Promise.race([asked, postgres.ended, temporal.ended]);
await temporal.stop();
await postgres.stop();
await rm(dir, { recursive: true, force: true });
