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
      const fields = { workflowId, activityType, activityId, attempt, taskQueue, sdkComponent };
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
