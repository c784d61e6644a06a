import type { Client } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils.js';

type HistoryEvent = NonNullable<History['events']>[number];

/** Every event of a workflow, run by run, the first run first. */
export async function eventsOfAllRuns(client: Client, workflowId: string): Promise<HistoryEvent[][]> {
  const read = async (runId?: string) => (await client.workflow.getHandle(workflowId, runId).fetchHistory()).events ?? [];
  const newest = await read();
  const runs: HistoryEvent[][] = [];
  for (let runId = newest[0]?.workflowExecutionStartedEventAttributes?.firstExecutionRunId; runId; ) {
    const events = await read(runId);
    runs.push(events);
    runId = events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  }
  return runs;
}

/**
 * What a migration heard and did about deltas, from its history: `due`, `delta-2 begins`, `delta-2 ends`. Throws when two of its children were ever open at
 * once: each of them may write.
 */
export function storyOfDeltas(runs: readonly (readonly HistoryEvent[])[]): string[] {
  const story: string[] = [];
  let open: string | null = null;
  for (const event of runs.flat()) {
    if (event.workflowExecutionSignaledEventAttributes?.signalName === 'deltaDue') story.push('due');
    const begun = event.startChildWorkflowExecutionInitiatedEventAttributes?.workflowId;
    if (begun) {
      if (open !== null) throw new Error(`${begun} was started while ${open} was open`);
      open = begun;
      const first = `${passOf(begun)} begins`;
      if (!story.includes(first)) story.push(first);
    }
    const ended = (
      event.childWorkflowExecutionCompletedEventAttributes ??
      event.childWorkflowExecutionFailedEventAttributes ??
      event.childWorkflowExecutionCanceledEventAttributes
    )?.workflowExecution?.workflowId;
    if (ended) {
      open = null;
      const last = `${passOf(ended)} ends`;
      if (story.includes(last)) story.splice(story.indexOf(last), 1);
      story.push(last);
    }
  }
  return story.filter((line) => line === 'due' || line.startsWith('delta-'));
}

/** `delta-2` of `migration.x.delta.delta-2` and of `migration.x.converge.user.delta-2-core`. */
const passOf = (workflowId: string): string =>
  workflowId
    .split('.')
    .at(-1)
    ?.replace(/-(core|links|state)$/, '') ?? '';
