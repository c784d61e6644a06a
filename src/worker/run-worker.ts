import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createActivities } from '../activities/index.js';
import { A2DError, queues } from '../domain/index.js';
import { packageRoot } from '../domain/package-root.js';
import { crashPoint } from './crash-point.js';
import { log } from './log.js';

/**
 * Runs until told to stop (SIGINT, SIGTERM): one Temporal worker for workflows and short steps, one for partitions. More processes of this kind on more
 * machines is how a migration is made faster; they share limits through the ledger.
 *
 * Environment: `DATABASE_URL`; `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE` and the rest of Temporal's own variables; `ACTIMO_API_KEYS`,
 * `DATAVERSE_CLIENT_SECRET`; optional `LOAD_SLOTS` (partitions at once in this process, default 4).
 */
export async function runWorker(env: NodeJS.ProcessEnv): Promise<void> {
  const bundle = join(packageRoot(), 'dist', 'workflow-bundle.js');
  if (!existsSync(bundle)) throw new A2DError('no-workflow-bundle', 'dist/workflow-bundle.js is not there.', 'Run npm run build.');
  if (!env.DATABASE_URL)
    throw new A2DError(
      'no-database',
      'DATABASE_URL is not set.',
      'Give the Postgres of the ledger: postgres://user:password@host/database.',
    );

  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await NativeConnection.connect(connectionOptions ?? {});
  const reached = crashPoint(env.CRASH_AT);
  const activities = createActivities({
    databaseUrl: env.DATABASE_URL,
    env,
    log,
    temporal: new Client({ connection, namespace }),
    ...(reached ? { reached } : {}),
  });
  try {
    const common = {
      connection,
      namespace,
      activities: activities.all,
      // A stopping worker ends its chunk and hands the partition to another one.
      shutdownGraceTime: '20 seconds',
      // A cancel (pause, abort, roll-back) reaches an activity with the answer to a heartbeat, so heartbeats are not held back for long.
      maxHeartbeatThrottleInterval: '1 second',
      defaultHeartbeatThrottleInterval: '1 second',
    } as const;
    const control = await Worker.create({
      ...common,
      taskQueue: queues.control,
      workflowBundle: { codePath: bundle },
      maxConcurrentActivityTaskExecutions: 8,
      maxCachedWorkflows: 50,
    });
    const load = await Worker.create({
      ...common,
      taskQueue: queues.load,
      maxConcurrentActivityTaskExecutions: Number(env.LOAD_SLOTS ?? 4),
    });
    log.info({ namespace }, 'worker is ready');
    await Promise.all([control.run(), load.run()]);
  } finally {
    await activities.close();
    await connection.close();
  }
}
