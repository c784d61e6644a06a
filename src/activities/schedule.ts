import { ScheduleAlreadyRunning, ScheduleNotFoundError, type ScheduleOptions, ScheduleOverlapPolicy } from '@temporalio/client';
import { queues, workflowIds } from '../domain/index.js';
import { beating } from './beating.js';
import type { Connections } from './connections.js';

/** The Temporal Schedule that says when a delta is due. */
export const scheduleActivities = (connections: Connections) => ({
  /**
   * Makes the schedule or moves its end. A tick during a running one is skipped. Of those that an outage of Temporal swallowed the last one is made up for, as
   * long as the next is not due: the catch-up window is one interval, or the 10 s that are Temporal's least. Whoever paused the schedule keeps it paused.
   */
  async ensureDeltaSchedule(input: { readonly migration: string; readonly everyMs: number; readonly until: number }): Promise<void> {
    return beating(async () => {
      const schedule = connections.deps.temporal.schedule;
      const everyMs = Math.max(1_000, input.everyMs);
      const options: ScheduleOptions = {
        scheduleId: workflowIds.schedule(input.migration),
        spec: { intervals: [{ every: everyMs }], endAt: new Date(input.until) },
        action: {
          type: 'startWorkflow',
          workflowType: 'deltaTickWorkflow',
          workflowId: workflowIds.tick(input.migration),
          taskQueue: queues.control,
          args: [{ migration: input.migration }],
          workflowExecutionTimeout: '1 minute',
        },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: Math.max(10_000, everyMs) },
      };
      try {
        await schedule.create(options);
      } catch (error) {
        if (!(error instanceof ScheduleAlreadyRunning)) throw error;
        await schedule.getHandle(options.scheduleId).update((previous) => ({ ...previous, spec: options.spec }));
      }
    });
  },

  async endDeltaSchedule(input: { readonly migration: string }): Promise<void> {
    return beating(async () => {
      try {
        await connections.deps.temporal.schedule.getHandle(workflowIds.schedule(input.migration)).delete();
      } catch (error) {
        if (!(error instanceof ScheduleNotFoundError)) throw error;
      }
    });
  },
});
