import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { Client, Connection, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import { startTemporal, type TemporalServer } from '../../src/stack/temporal-server.js';
import type { SupervisedWorker } from '../../src/stack/worker.js';
import { onFileEnd } from '../support/file-end.js';
import { eventsOfAllRuns, storyOfDeltas } from '../support/history.js';
import { Rehearsal } from '../support/rehearsal.js';

jest.setTimeout(240_000);

const scheduleOf = (migration: Rehearsal) => migration.temporal.client.schedule.getHandle(`migration.${migration.name}.delta`);
const story = async (migration: Rehearsal) => storyOfDeltas(await eventsOfAllRuns(migration.temporal.client, migration.handle.workflowId));

async function until(what: string, itIs: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) if (await itIs()) return;
  throw new Error(`waited in vain until ${what}`);
}

/** Waits until the migration has nothing in hand: no child, no activity, no task for its own code. */
const idle = (migration: Rehearsal): Promise<void> =>
  until('the migration comes to rest', async () => {
    const { raw } = await migration.handle.describe();
    return !raw.pendingChildren?.length && !raw.pendingActivities?.length && !raw.pendingWorkflowTask;
  });

/** How often the fault rules of Actimo have struck. */
const hits = async (migration: Rehearsal): Promise<number> =>
  (await migration.admin<{ actimo: { hits: number }[] }>('GET', 'faults')).actimo.reduce((sum, rule) => sum + rule.hits, 0);

describe('the Schedule that says when a delta is due', () => {
  let migration: Rehearsal;
  let worker: SupervisedWorker;
  const trigger = () => scheduleOf(migration).trigger(ScheduleOverlapPolicy.SKIP);
  const passes = async () => (await migration.progress()).deltaPasses;

  beforeAll(async () => {
    // Its own times are so far apart that none falls into this test: what happens is what is triggered.
    migration = await Rehearsal.prepare({ users: 20, sample: 5, file: { delta: { every: '30 days', window: '1 second' } } });
    worker = migration.worker();
    await migration.start();
    await migration.approveThrough('sample');
    await migration.gate('cutOver');
    await idle(migration);
  });

  test('has an end after the delta window, skips what overlaps, and makes up for no more than one of its times', async () => {
    const everyMs = 30 * 24 * 3_600_000;
    const { spec, policies, state, action } = await scheduleOf(migration).describe();
    expect(spec.intervals?.map(({ every }) => every)).toEqual([everyMs]);
    expect(spec.endAt?.getTime()).toBeGreaterThan((await migration.progress()).deltaWindowUntil ?? Number.POSITIVE_INFINITY);
    expect(policies).toMatchObject({ overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: everyMs });
    expect(state.paused).toBe(false);
    expect(action).toMatchObject({ workflowType: 'deltaTickWorkflow', taskQueue: 'control', args: [{ migration: migration.name }] });
  });

  test('triggered while the migration is idle: one pass', async () => {
    const before = await passes();
    await trigger();
    await migration.until('the pass', ({ deltaPasses }) => deltaPasses > before);
    await idle(migration);
    expect((await story(migration)).slice(-3)).toEqual(['due', `delta-${before + 1} begins`, `delta-${before + 1} ends`]);
  });

  test('triggered while a pass is running: exactly one more, right after it, which finds what came too late for the first', async () => {
    const before = await passes();
    const [running, next] = [`delta-${before + 1}`, `delta-${before + 2}`];
    // People are read first, memberships last: somebody who comes while these are being read comes too late.
    await migration.admin('POST', 'faults', { side: 'actimo', kind: 'slow', route: '^/workspaces/\\d+/contacts', ms: 4_000, times: 6 });
    await trigger();
    await until('memberships are being read', async () => (await hits(migration)) > 0);
    const { done } = await migration.admin<{ done: { key: string }[] }>('POST', 'actimo/edits', {
      edits: [{ op: 'create', object: 'user', fields: { first_name: 'Late', last_name: 'Comer', email: 'late.comer@example.com' } }],
    });
    // One after the other, and not in the same second: the second one is to be a tick of its own.
    for (const heard of [`${running} begins,due`, 'due,due']) {
      await sleep(1_100);
      await trigger();
      await until(`${heard} is in the history`, async () => (await story(migration)).slice(-2).join() === heard);
    }
    await migration.until('the pass after it', ({ deltaPasses }) => deltaPasses > before + 1);
    await idle(migration);
    expect(await migration.admin<string>('GET', 'dump')).toContain(`"a2d_actimoid":"${done[0]?.key}"`);
    // Were anything still due, or had anything been lost, this one would not be the third.
    await trigger();
    await migration.until('another', ({ deltaPasses }) => deltaPasses > before + 2);
    await idle(migration);
    expect((await story(migration)).slice(-10)).toEqual([
      'due',
      `${running} begins`,
      'due',
      'due',
      `${running} ends`,
      `${next} begins`,
      `${next} ends`,
      'due',
      `delta-${before + 3} begins`,
      `delta-${before + 3} ends`,
    ]);
  });

  test('triggered while the tick before it still waits for a worker: skipped', async () => {
    const before = await passes();
    const { info } = await scheduleOf(migration).describe();
    await worker.stop();
    await trigger();
    const since = async () => {
      const now = (await scheduleOf(migration).describe()).info;
      return { taken: now.numActionsTaken - info.numActionsTaken, skipped: now.numActionsSkippedOverlap - info.numActionsSkippedOverlap };
    };
    // One after the other: what the server finds waiting at the same moment it may take for one.
    await until('a tick waits', async () => (await since()).taken === 1);
    for (const times of [1, 2]) {
      await trigger();
      await until(`${times} are skipped`, async () => (await since()).skipped >= times);
    }
    expect(await since()).toEqual({ taken: 1, skipped: 2 });
    worker = migration.worker();
    await migration.until('the pass', ({ deltaPasses }) => deltaPasses > before);
    await idle(migration);
    expect((await story(migration)).slice(-3)).toEqual(['due', `delta-${before + 1} begins`, `delta-${before + 1} ends`]);
  });

  test('its end moves out with each pass after which nobody has decided', async () => {
    const { endAt } = (await scheduleOf(migration).describe()).spec;
    const before = await passes();
    await trigger();
    await migration.until('the pass', ({ deltaPasses }) => deltaPasses > before);
    await idle(migration);
    expect((await scheduleOf(migration).describe()).spec.endAt?.getTime()).toBeGreaterThan(endAt?.getTime() ?? Number.POSITIVE_INFINITY);
  });

  test('is gone after cut-over, and the last deltas need no tick', async () => {
    const before = await passes();
    await migration.approve('cutOver');
    await migration.gate('accept');
    await expect(scheduleOf(migration).describe()).rejects.toThrow(ScheduleNotFoundError);
    await expect(trigger()).rejects.toThrow(ScheduleNotFoundError);
    expect((await story(migration)).slice(-2)).toEqual([`delta-${before + 1} begins`, `delta-${before + 1} ends`]);
  });
});

describe('the Schedule and a Temporal server that comes and goes', () => {
  let migration: Rehearsal;
  let server: TemporalServer;
  let dir: string;
  const describeIt = () => scheduleOf(migration).describe();
  const oneMorePass = async () => {
    const { deltaPasses: before } = await migration.progress();
    await migration.until('another pass', ({ deltaPasses }) => deltaPasses > before);
  };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'a2d-schedule-'));
    onFileEnd(() => rm(dir, { recursive: true, force: true }));
    server = await startTemporal({ dir, onDisk: true, namespace: 'default' });
    onFileEnd(() => server.stop());
    const connection = await Connection.connect({ address: server.address });
    onFileEnd(() => connection.close());
    const client = new Client({ connection, namespace: 'default' });
    migration = await Rehearsal.prepare({
      users: 20,
      sample: 5,
      temporal: { address: server.address, namespace: 'default', client },
      file: { delta: { every: '6 seconds', window: '1 hour' } },
    });
    migration.worker();
    await migration.start();
    await migration.approveThrough('sample');
    await migration.until('the full migration', ({ phase }) => phase === 'delta');
    await oneMorePass();
  });

  /**
   * The server is away for so long; answers when it went and when it was back. It goes soon after a tick: one that is due then, or still running, would make
   * those after it overlap.
   */
  async function away(ms: number): Promise<{ from: number; to: number }> {
    await until('a tick is over', async () => {
      const { info } = await describeIt();
      return info.runningActions.length === 0 && Date.now() - (info.recentActions.at(-1)?.scheduledAt.getTime() ?? 0) < 3_000;
    });
    const port = Number(server.address.split(':')[1]);
    await server.stop();
    const from = Date.now();
    await sleep(ms);
    const to = Date.now();
    server = await startTemporal({ dir, onDisk: true, namespace: 'default', port });
    return { from, to };
  }

  test('paused by a person it makes no pass; unpaused it goes on', async () => {
    await scheduleOf(migration).pause('looking at something');
    await idle(migration);
    const { deltaPasses } = await migration.progress();
    const { info } = await describeIt();
    await sleep(8_000);
    await idle(migration);
    expect((await migration.progress()).deltaPasses).toBe(deltaPasses);
    expect((await describeIt()).info.numActionsTaken).toBe(info.numActionsTaken);
    await scheduleOf(migration).unpause();
    await oneMorePass();
  });

  test('a time that a short outage swallowed is made up for', async () => {
    const outage = await away(8_000);
    await oneMorePass();
    const { info } = await describeIt();
    const madeUpFor = info.recentActions.filter(
      ({ scheduledAt, takenAt }) =>
        scheduledAt.getTime() > outage.from && scheduledAt.getTime() < outage.to && takenAt.getTime() > outage.to,
    );
    expect(madeUpFor.length).toBeGreaterThan(0);
    expect(info.numActionsMissedCatchupWindow).toBe(0);
  });

  test('a time that lies further back than the catch-up window is let go of, and the next ones go on', async () => {
    await away(24_000);
    await oneMorePass();
    expect((await describeIt()).info.numActionsMissedCatchupWindow).toBeGreaterThan(0);
    await oneMorePass();
  });

  test('aborted, the migration takes its Schedule away', async () => {
    expect((await migration.command('abort')).accepted).toBe(true);
    await migration.gate('accept');
    await expect(describeIt()).rejects.toThrow(ScheduleNotFoundError);
    await story(migration);
  });
});
