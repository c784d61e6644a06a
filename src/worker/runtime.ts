import { ApplicationFailure } from '@temporalio/common';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { log } from './log.js';

/**
 * Temporal's runtime for this process: its log goes through ours, and where `METRICS_ADDRESS` (host:port) is set its metrics are served to Prometheus.
 * Called once, before any connection is made.
 */
export function installRuntime(logger: Logger = log, metricsAddress: string | undefined = process.env.METRICS_ADDRESS): void {
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      // Only what says where it happened: other fields of Temporal's entries can hold error texts of libraries.
      const { workflowId, activityType, activityId, attempt, taskQueue, sdkComponent } = meta ?? {};
      // What an activity throws was made safe to keep by `asFailure`: a type and a sentence without values.
      const failure = meta?.error instanceof ApplicationFailure ? { type: meta.error.type, message: meta.error.message } : undefined;
      const fields = { workflowId, activityType, activityId, attempt, taskQueue, sdkComponent, failure };
      if (level === 'ERROR') logger.error(fields, message);
      else logger.warn(fields, message);
    }),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
      ...(metricsAddress ? { metrics: { prometheus: { bindAddress: metricsAddress } } } : {}),
    },
    shutdownSignals: ['SIGINT', 'SIGTERM', 'SIGQUIT'],
  });
}
