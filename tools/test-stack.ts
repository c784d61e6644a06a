/** Keeps a Postgres and a Temporal dev server up for test runs, so that each run need not start its own. Ctrl-C ends them. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres, startTemporal, temporaryDataDir } from '../src/stack/index.js';

const dir = await temporaryDataDir('a2d-test-stack-');
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
