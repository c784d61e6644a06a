import { setTimeout as sleep } from 'node:timers/promises';
import { superviseWorker } from '../../../src/stack/index.js';

test('a worker that ends unasked is started again, and not any more after stop', async () => {
  const said: string[] = [];
  // Without a database a worker ends at once, with exit code 1.
  const worker = superviseWorker({ env: { DATABASE_URL: '' }, log: (message) => said.push(message) });
  const starts = (): number => said.filter((message) => message.startsWith('worker started')).length;
  for (let tries = 0; tries < 400 && starts() < 2; tries++) await sleep(50);
  await worker.stop();
  const after = [...said];
  expect(said.slice(0, 3)).toEqual([
    expect.stringMatching(/^worker started, process \d+$/),
    'worker ended unasked (exit code 1)',
    expect.stringMatching(/^worker started, process \d+$/),
  ]);
  expect(worker.pid()).toBeNull();
  await sleep(500);
  expect(said).toEqual(after);
});
