import { compareDumps } from '../../sandbox/check/compare.js';
import { countByObject } from '../../src/ledger/index.js';
import { Rehearsal } from '../support/rehearsal.js';

/** One run by milestones: edits in Actimo come before a gate is answered, never by the clock. */
async function run(crash: { at?: string; undo?: boolean }) {
  const migration = await Rehearsal.prepare({
    users: 40,
    seed: 11,
    sample: 6,
    file: { load: { chunk: 10, partitions: 2, concurrency: 2 } },
  });
  const worker = migration.worker(crash.at ? { CRASH_AT: crash.at } : {}, false);
  let alive = worker;
  const ended = new AbortController();
  // The one that was killed is followed by one that is not.
  const watch = (async () => {
    while (!ended.signal.aborted) {
      if (alive.pid() === null) alive = migration.worker();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  try {
    await migration.start();
    await migration.approveThrough('schema');
    await migration.gate('sample');
    await migration.admin('POST', 'actimo/edits', { random: { seed: 3, create: 3, update: 5, delete: 0 } });
    await migration.approve('sample');
    await migration.approve('cutOver');
    await migration.gate('accept');
    const counts = await migration.ledger(countByObject);
    if (crash.undo) {
      await migration.command('rollBack');
      await migration.handle.result();
    }
    const stats = await migration.admin<{ dataverse: { rewrittenRows: number } }>('GET', 'stats');
    return { dump: await migration.admin<string>('GET', 'dump'), counts, stats };
  } finally {
    ended.abort();
    await watch;
  }
}

describe('a worker that is killed', () => {
  let undisturbed: Awaited<ReturnType<typeof run>>;
  let undisturbedUndo: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    undisturbed = await run({});
    undisturbedUndo = await run({ undo: true });
  }, 400_000);

  test.each(['chunk-journaled:2', 'chunk-sent:3', 'chunk-answered:2', 'chunk-settled:4', 'pass-begins:7'])(
    'at %s: the same end, no row twice, and no more sent again than was under way',
    async (at) => {
      const crashed = await run({ at });
      expect(crashed.counts).toEqual(undisturbed.counts);
      expect(compareDumps(undisturbed.dump, crashed.dump)).toEqual([]);
      expect(crashed.stats.dataverse.rewrittenRows - undisturbed.stats.dataverse.rewrittenRows).toBeLessThanOrEqual(2 * 10);
    },
    300_000,
  );

  test('in the undo: the same end', async () => {
    const crashed = await run({ at: 'undo-chunk-sent:2', undo: true });
    expect(compareDumps(undisturbedUndo.dump, crashed.dump)).toEqual([]);
  }, 300_000);
});
