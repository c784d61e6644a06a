import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { superviseWorker } from '../../../src/stack/index.js';
import { freshDatabase } from '../../support/postgres.js';
import { freshNamespace } from '../../support/temporal.js';

test('a worker keeps to the heap that it is given', async () => {
  const { address, namespace } = await freshNamespace();
  const env = { DATABASE_URL: await freshDatabase(), TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
  const folder = await mkdtemp(join(tmpdir(), 'a2d-heap-'));
  const logFile = join(folder, 'worker.log');
  // Too few to start with: V8 says so and ends the process.
  const worker = superviseWorker({ env, heap: 8, restart: false, logFile });
  for (let tries = 0; tries < 400 && worker.pid() !== null; tries++) await sleep(50);
  expect(worker.pid()).toBeNull();
  expect(await readFile(logFile, 'utf8')).toMatch(/heap limit/);
  await worker.stop();
  await rm(folder, { recursive: true });
});

test('a worker that is killed is started again, and not any more after stop', async () => {
  const { address, namespace } = await freshNamespace();
  const said: string[] = [];
  const env = { DATABASE_URL: await freshDatabase(), TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
  const worker = superviseWorker({ env, log: (message) => said.push(message) });
  const first = worker.pid() as number;
  process.kill(first, 'SIGKILL');
  for (let tries = 0; tries < 400 && said.length < 3; tries++) await sleep(50);
  const second = worker.pid();
  await worker.stop();

  expect(second).not.toBe(first);
  expect(said).toEqual([`worker started, process ${first}`, 'worker ended unasked (SIGKILL)', `worker started, process ${second}`]);
  expect(worker.pid()).toBeNull();
  expect(() => process.kill(second as number, 0)).toThrow('ESRCH');
});
