/** For a container's health check: exit code 0 when Temporal has heard from a worker of this machine on the queue `control` within the last two minutes. */
import { hostname } from 'node:os';
import { Connection } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { loadClientConnectConfig } from '@temporalio/envconfig';

const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
const connection = await Connection.connect({ ...connectionOptions, connectTimeout: 5_000 });
try {
  // 1: the queue of workflow tasks (temporal.api.enums.v1.TaskQueueType).
  const { pollers } = await connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name: 'control' }, taskQueueType: 1 });
  const since = Date.now() - 120_000;
  const alive = (pollers ?? []).some((poller) => poller.identity?.endsWith(`@${hostname()}`) && tsToMs(poller.lastAccessTime) >= since);
  if (!alive) {
    console.error(`no worker of ${hostname()} has asked for work on the queue control in namespace ${namespace}`);
    process.exitCode = 1;
  }
} finally {
  await connection.close();
}
