import { compareDumps } from '../../sandbox/check/compare.js';
import { countByObject } from '../../src/ledger/index.js';
import { Rehearsal } from '../support/rehearsal.js';

describe('a migration whose Temporal history is lost in mid-load', () => {
  test('goes on from the ledger with start --adopt and ends as an undisturbed one', async () => {
    const end = async (disturb: boolean) => {
      const migration = await Rehearsal.prepare({ users: 60, sample: 8, file: { load: { chunk: 5, partitions: 1 } } });
      const worker = migration.worker();
      await migration.start();
      await migration.approveThrough('sample');
      if (disturb) {
        await migration.until('the full migration to be under way', ({ phase }) => phase === 'full');
        // The workflow's whole history goes, as with a lost database; the worker that was writing does not hear of it in time.
        await migration.handle.terminate('the history is lost');
        await worker.stop();
        migration.worker();
        await migration.start({ adopt: true });
        await migration.until('adopted', ({ epoch }) => epoch >= 2);
      }
      await migration.approve('cutOver');
      await migration.gate('accept');
      return { dump: await migration.admin<string>('GET', 'dump'), counts: await migration.ledger(countByObject) };
    };
    const [plain, adopted] = [await end(false), await end(true)];
    expect(adopted.counts).toEqual(plain.counts);
    expect(compareDumps(plain.dump, adopted.dump)).toEqual([]);
  }, 400_000);
});
