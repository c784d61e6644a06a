import { compareDumps } from '../../sandbox/check/compare.js';
import { runProgram } from '../../src/client/program.js';
import { countByObject } from '../../src/ledger/index.js';
import type { SupervisedWorker } from '../../src/stack/worker.js';
import { sentSoFar } from '../support/milestones.js';
import { ownTemporal } from '../support/own-temporal.js';
import { Rehearsal, type RehearsalOptions } from '../support/rehearsal.js';
import { recordingContext } from '../unit/client/context.js';

type Loss = (migration: Rehearsal, worker: SupervisedWorker) => Promise<void>;

/** One migration up to acceptance; `loss` happens in the middle of the full load. */
async function end(temporal: RehearsalOptions['temporal'], loss?: Loss) {
  const migration = await Rehearsal.prepare({
    users: 60,
    sample: 8,
    file: { load: { chunk: 5, partitions: 1 } },
    ...(temporal === undefined ? {} : { temporal }),
  });
  const worker = migration.worker();
  await migration.start();
  await migration.approveThrough('schema');
  await migration.gate('sample');
  const sample = await sentSoFar(migration);
  await migration.approve('sample');
  if (loss) {
    while ((await sentSoFar(migration)).rows < sample.rows + 20) await new Promise((resolve) => setTimeout(resolve, 5));
    await loss(migration, worker);
    await migration.until('adopted', ({ epoch }) => epoch >= 2);
  }
  await migration.approve('cutOver');
  await migration.gate('accept');
  return { dump: await migration.admin<string>('GET', 'dump'), counts: await migration.ledger(countByObject) };
}

describe('a migration whose Temporal history is lost in mid-load', () => {
  let undisturbed: Awaited<ReturnType<typeof end>>;
  beforeAll(async () => {
    undisturbed = await end(undefined);
  }, 200_000);

  const expectSameEnd = (adopted: typeof undisturbed) => {
    expect(adopted.counts).toEqual(undisturbed.counts);
    expect(compareDumps(undisturbed.dump, adopted.dump)).toEqual([]);
  };

  test('with a workflow that was terminated: goes on from the ledger and ends as an undisturbed one', async () => {
    const adopted = await end(undefined, async (migration, worker) => {
      await migration.handle.terminate('the history is lost');
      await worker.stop();
      migration.worker();
      await migration.start({ adopt: true });
    });
    expectSameEnd(adopted);
  }, 300_000);

  test('with the whole database of Temporal: `start --adopt` goes on from the ledger and ends as an undisturbed one', async () => {
    const temporal = await ownTemporal();
    const adopted = await end(temporal, async (migration, worker) => {
      // The worker that was writing lives on and hears of the loss when it next asks the server; its supervisor starts it again if that ends it.
      await temporal.loseDatabase();
      await expect(migration.handle.describe()).rejects.toThrow(/not found/i);
      const context = recordingContext({ env: migration.workerEnv, cwd: migration.folder });
      const exit = await runProgram(['start', '--adopt'], context);
      expect({ exit, err: context.errors, out: context.lines }).toMatchObject({
        exit: 0,
        out: expect.arrayContaining([expect.stringContaining('goes on')]),
      });
      expect(worker.pid()).not.toBeNull();
    });
    expectSameEnd(adopted);
  }, 300_000);
});
