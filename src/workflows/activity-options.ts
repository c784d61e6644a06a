import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';
import { queues } from '../domain/temporal-names.js';

// Heartbeats: a worker that was killed is noticed after 10 s instead of after the whole start-to-close time, so every activity has one.
// Retries have no end: an outage of Actimo or Dynamics is waited out, however long; what can never work says so (non-retryable) and parks the migration.
const retry = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const;

/** Short steps on the control queue: the ledger, documents, schedules. */
export const control = proxyActivities<Activities>({
  taskQueue: queues.control,
  startToCloseTimeout: '15 minutes',
  heartbeatTimeout: '10 seconds',
  retry,
});

/**
 * Steps that read or write many rows. Whoever cancels one waits until it has stopped, between two chunks: what was sent is then settled, and nobody else begins
 * beside it. Five days because a partition may wait for a service limit; the heartbeat is what
 * notices a dead worker.
 */
export const load = proxyActivities<Activities>({
  taskQueue: queues.load,
  startToCloseTimeout: '5 days',
  heartbeatTimeout: '10 seconds',
  retry,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});
