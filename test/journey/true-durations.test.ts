import type { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { NativeConnection, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { createActivities } from '../../src/activities/index.js';
import { answerHeld, listHeld } from '../../src/ledger/index.js';
import { searchAttributeNames } from '../../src/stack/search-attributes.js';
import { Rehearsal } from '../support/rehearsal.js';
import { timeSkippingEnvironment } from '../support/time-skipping.js';

/**
 * The true durations, on a server that skips time: two weeks of silence at a gate, 48 hours of deltas, 72 hours of undo. Everything is real but the
 * Schedule, which that server does not have; what it would send is sent by hand.
 */
describe('a migration with the durations of the real world', () => {
  let environment: TestWorkflowEnvironment;

  async function atAcceptance(): Promise<Rehearsal> {
    const { address, namespace = 'default' } = { address: environment.connection.options.address, namespace: environment.namespace };
    const migration = await Rehearsal.prepare({
      users: 20,
      sample: 5,
      temporal: { address, namespace: namespace ?? 'default', client: environment.client as unknown as Client },
      file: { delta: { every: '6 hours', window: '48 hours' }, rollbackWindow: '72 hours', reminders: '24 hours' },
    });
    await startWorkers(migration, address);
    await migration.start();
    await migration.gate('scope');
    await environment.sleep('14 days');
    const scope = (await migration.progress()).gates.find(({ gate }) => gate === 'scope');
    expect(scope?.status).toBe('open');
    expect(scope?.reminders).toBeGreaterThanOrEqual(13);
    await migration.approveThrough('sample');
    await migration.until('the full migration', ({ phase }) => phase === 'delta');
    await migration.ledger(async (ledger) => {
      const open = await listHeld(ledger, { undecidedOnly: true });
      await answerHeld(
        ledger,
        open.map(({ id }) => ({ id, answer: { kind: 'leaveOut' as const }, by: 'Ida Holm', at: new Date().toISOString() })),
      );
    });
    await environment.sleep('49 hours');
    await migration.approve('cutOver');
    await migration.gate('accept');
    return migration;
  }

  async function startWorkers(migration: Rehearsal, address: string): Promise<void> {
    const connection = await NativeConnection.connect({ address });
    const activities = createActivities({
      databaseUrl: migration.databaseUrl,
      env: migration.workerEnv,
      log: pino({ level: 'silent' }),
      temporal: environment.client as unknown as Client,
    });
    const common = {
      connection,
      namespace: migration.temporal.namespace,
      activities: { ...activities.all, ensureDeltaSchedule: async () => undefined, endDeltaSchedule: async () => undefined },
      maxHeartbeatThrottleInterval: '1 second',
      defaultHeartbeatThrottleInterval: '1 second',
    } as const;
    const workers = [
      await Worker.create({ ...common, taskQueue: 'control', workflowBundle: { codePath: 'dist/workflow-bundle.js' } }),
      await Worker.create({ ...common, taskQueue: 'load' }),
    ];
    const running = Promise.all(workers.map((worker) => worker.run()));
    stopWorkers = async () => {
      stopWorkers = async () => undefined;
      for (const worker of workers) worker.shutdown();
      await running;
      await activities.close();
      await connection.close();
    };
  }

  let stopWorkers: () => Promise<void> = async () => undefined;
  // The two migrations have one name on one server: the workers of the first must be gone before the second begins.
  afterEach(() => stopWorkers());

  beforeAll(async () => {
    environment = await timeSkippingEnvironment();
    const searchAttributes = Object.fromEntries(searchAttributeNames.map((name) => [name, 2])); // Keyword
    await environment.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
  });

  test('a gate is answered after two weeks; 71:59 hours after the end roll-back is accepted', async () => {
    const migration = await atAcceptance();
    await environment.sleep((71 * 60 + 59) * 60_000);
    expect(await migration.command('rollBack')).toMatchObject({ accepted: true });
    expect(await migration.handle.result()).toMatchObject({ outcome: 'rolledBack' });
  }, 300_000);

  test('72:01 hours after the end, clean and unanswered, roll-back is refused with a sentence', async () => {
    const migration = await atAcceptance();
    await environment.sleep((72 * 60 + 1) * 60_000);
    const verdict = await migration.command('rollBack');
    expect(verdict.accepted).toBe(false);
    expect(verdict.sentence).toMatch(/^The undo window closed at 20\d\d-.*; what is in Dynamics stays\.$/);
    expect((await migration.progress()).undoClosed).toBe(true);
    expect((await migration.decide('accept', 'approve')).accepted).toBe(true);
    expect(await migration.handle.result()).toMatchObject({ outcome: 'accepted' });
  }, 300_000);
});
