import { setTimeout as sleep } from 'node:timers/promises';
import { compareDumps } from '../../sandbox/check/compare.js';
import { leadThrough, type Standing, type Stretch } from '../support/milestones.js';
import { Rehearsal } from '../support/rehearsal.js';

const load = { chunk: 10, partitions: 2, concurrency: 2 };

/** A migration whose worker ends itself at a milestone, or none does; how it stood at the end of each stretch. */
async function run(last: Stretch, crashAt?: string): Promise<Partial<Record<Stretch, Standing>>> {
  const migration = await Rehearsal.prepare({ users: 40, seed: 11, sample: 6, file: { load } });
  let worker = migration.worker(crashAt ? { CRASH_AT: crashAt } : {}, false);
  const first = worker.pid();
  const ended = new AbortController();
  // The one that was killed is followed by one that is not.
  const watch = (async () => {
    while (!ended.signal.aborted) {
      if (worker.pid() === null) worker = migration.worker();
      await sleep(100);
    }
  })();
  try {
    const standing = await leadThrough(migration, last);
    expect(worker.pid() === first).toBe(crashAt === undefined);
    return standing;
  } finally {
    ended.abort();
    await watch;
    await worker.stop();
  }
}

describe('a worker that is killed', () => {
  let undisturbed: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    undisturbed = await run('undo');
  }, 400_000);

  test.each([
    ['chunk-journaled:2', 'delta'],
    ['chunk-sent:3', 'delta'],
    ['chunk-answered:2', 'delta'],
    ['chunk-settled:4', 'delta'],
    ['pass-begins:7', 'delta'],
    ['undo-chunk-sent:2', 'undo'],
  ] as const)(
    'at %s: the same end, no row twice, and no more sent again than was under way',
    async (at, last) => {
      const [plain, crashed] = [undisturbed[last], (await run(last, at))[last]] as [Standing, Standing];
      expect(crashed.counts).toEqual(plain.counts);
      expect(compareDumps(plain.dump, crashed.dump)).toEqual([]);
      expect(crashed.sent.again - plain.sent.again).toBeLessThanOrEqual(load.concurrency * load.chunk);
    },
    300_000,
  );
});
