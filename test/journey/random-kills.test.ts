import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { compareDumps } from '../../sandbox/check/compare.js';
import { leadThrough, type Sent, type Standing, type Stretch, sentSoFar, stretches } from '../support/milestones.js';
import { Rehearsal } from '../support/rehearsal.js';

/** Another run with the same moments: `A2D_KILL_SEED=<seed>`. */
const seed = Number(process.env.A2D_KILL_SEED ?? randomInt(1, 2 ** 31));

const load = { chunk: 5, partitions: 2, concurrency: 2 };
const killsIn: Readonly<Record<Stretch, number>> = { sample: 2, full: 3, delta: 2, undo: 3 };

/** A moment of the migration's writing: when the sandbox has seen this share of what the stretch writes, and so many milliseconds after that. */
interface Moment {
  readonly stretch: Stretch;
  readonly share: number;
  readonly ms: number;
  /** How much later the request that is then under way arrives; 0: none is held up. The retry of the killed worker's activity comes after 10 seconds. */
  readonly lateMs: number;
}

/** Each stretch is cut in as many parts as it has kills, and each part has one, anywhere in its first three fifths: so there is always something left to write. */
function drawMoments(): Moment[] {
  const random = mulberry32(seed);
  return stretches.flatMap((stretch) =>
    Array.from({ length: killsIn[stretch] }, (_, n) => ({
      stretch,
      share: (n + random() * 0.6) / killsIn[stretch],
      ms: Math.floor(random() * 30),
      lateMs: random() < 0.5 ? 0 : Math.floor(random() * 16_000),
    })),
  );
}

const moments = drawMoments();

interface Kill {
  readonly at: Sent;
  /** Counted when the next one was killed, or at the end. */
  until: Sent;
}

describe(`a worker that is killed at ten random moments of one migration (again with A2D_KILL_SEED=${seed})`, () => {
  const kills = new Map<Moment, Kill>();
  let undisturbed: Partial<Record<Stretch, Standing>>;
  let killed: Partial<Record<Stretch, Standing>>;

  const prepare = () => Rehearsal.prepare({ users: 60, seed: 11, sample: 16, file: { load } });

  beforeAll(async () => {
    const plain = await prepare();
    const steady = plain.worker();
    undisturbed = await leadThrough(plain, 'undo');
    await steady.stop();

    const migration = await prepare();
    // Slower than a look at the statistics, so that a moment is met before the stretch is over.
    await migration.admin('POST', 'dataverse/settings', { latencyMs: 100 });
    const worker = migration.worker();
    killed = await leadThrough(migration, 'undo', async (stretch, signal) => {
      const base = await sentSoFar(migration);
      const whole = rowsOf(undisturbed, stretch);
      let last: Kill | undefined;
      for (const moment of moments.filter((one) => one.stretch === stretch)) {
        // At least one row by the worker that followed the last one that was killed.
        const from = Math.max(base.rows + Math.floor(moment.share * whole), last === undefined ? 0 : (await landed(migration)).rows) + 1;
        while ((await sentSoFar(migration)).rows < from) await sleep(2, undefined, { signal });
        await sleep(moment.ms);
        if (moment.lateMs > 0) await holdNextWrite(migration, moment.lateMs, signal);
        const pid = worker.pid();
        if (pid === null) throw new Error('the worker that is to be killed does not run');
        process.kill(pid, 'SIGKILL');
        const at = await sentSoFar(migration);
        if (last) last.until = at;
        last = { at, until: at };
        kills.set(moment, last);
      }
    });
    for (const stretch of stretches) {
      const last = kills.get(moments.filter((one) => one.stretch === stretch).at(-1) as Moment) as Kill;
      last.until = (killed[stretch] as Standing).sent;
    }
    await worker.stop();
  }, 900_000);

  test.each(moments.map((moment, n) => ({ ...moment, moment, n: n + 1, percent: Math.floor(moment.share * 100) })))(
    '$n: in the $stretch, $ms ms after $percent % of its rows, what is under way arriving $lateMs ms late: the same end, no row twice, no more sent again than was under way',
    ({ moment, stretch }) => {
      const kill = kills.get(moment) as Kill;
      const [plain, disturbed] = [undisturbed[stretch], killed[stretch]] as [Standing, Standing];
      expect(kill.at.rows).toBeLessThan(disturbed.sent.rows);
      expect(kill.until.again - kill.at.again).toBeLessThanOrEqual(load.concurrency * load.chunk);
      expect(disturbed.counts).toEqual(plain.counts);
      expect(compareDumps(plain.dump, disturbed.dump)).toEqual([]);
    },
  );
});

/** Has the next write arrive late; answers when it is under way. */
async function holdNextWrite(migration: Rehearsal, ms: number, signal: AbortSignal): Promise<void> {
  const struck = async () =>
    (await migration.admin<{ dataverse: { faults: { kind: string }[] } }>('GET', 'stats')).dataverse.faults.filter(
      ({ kind }) => kind === 'slow',
    ).length;
  const before = await struck();
  await migration.admin('POST', 'faults', { side: 'dataverse', kind: 'slow', route: '^POST ', ms, times: 1 });
  while ((await struck()) === before) await sleep(2, undefined, { signal });
}

/** What the sandbox has counted once nothing arrives any more from a worker that was killed. */
async function landed(migration: Rehearsal): Promise<Sent> {
  for (let before = await sentSoFar(migration); ; ) {
    await sleep(100);
    const now = await sentSoFar(migration);
    if (now.rows === before.rows) return now;
    before = now;
  }
}

/** Rows that the sandbox saw written in one stretch. */
function rowsOf(standing: Partial<Record<Stretch, Standing>>, stretch: Stretch): number {
  const before = stretches[stretches.indexOf(stretch) - 1];
  return (standing[stretch]?.sent.rows ?? 0) - (before === undefined ? 0 : (standing[before]?.sent.rows ?? 0));
}

/** Numbers from 0 to 1 that follow from a seed. */
function mulberry32(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
