import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import { packageRoot } from '../../src/domain/package-root.js';

/** One run of a workflow. `history` is as Temporal's own tools write it (`temporal workflow show --output json`). */
export interface KeptHistory {
  readonly name: string;
  readonly workflowId: string;
  readonly history: unknown;
}

/** A folder per release. */
const fixtures = join(packageRoot(), 'test', 'replay', 'fixtures');

/** The workflows as a worker would run them now. */
export const bundledCode = (): Promise<string> => readFile(join(packageRoot(), 'dist', 'workflow-bundle.js'), 'utf8');

/** The histories that were kept from released code. */
export async function keptHistories(): Promise<KeptHistory[]> {
  const files = (await readdir(fixtures, { recursive: true })).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(files.map(async (file) => JSON.parse(await readFile(join(fixtures, file), 'utf8')) as KeptHistory));
}

/** Every run in a namespace, ended or where it stands; the runs of one workflow are numbered from the first on. */
export async function recordHistories(client: Client): Promise<KeptHistory[]> {
  const runs: { workflowId: string; runId: string; startTime: Date }[] = [];
  for await (const { workflowId, runId, startTime } of client.workflow.list()) runs.push({ workflowId, runId, startTime });
  runs.sort((a, b) => a.startTime.getTime() - b.startTime.getTime());
  const seen = new Map<string, number>();
  return Promise.all(
    runs.map(async ({ workflowId, runId }) => {
      const run = (seen.get(workflowId) ?? 0) + 1;
      seen.set(workflowId, run);
      const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      return { name: `${workflowId}.run-${run}`, workflowId, history: JSON.parse(historyToJSON(history), withoutPlaces) };
    }),
  );
}

/** Names of machines and files, which no replay needs. */
const withoutPlaces = (key: string, value: unknown): unknown => (key === 'identity' ? 'worker' : key === 'stackTrace' ? '' : value);

/** Writes histories into a folder of fixtures; of those that tell the same events in the same order only the first. */
export async function keepHistories(folder: string, histories: readonly KeptHistory[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const byEvents = new Map([...histories].reverse().map((kept) => [eventsOf(kept), kept]));
  for (const kept of byEvents.values())
    await writeFile(join(folder, `${kept.name.replaceAll(/[^\w.-]/g, '_')}.json`), `${JSON.stringify(kept)}\n`);
}

/** The name and error of every history that this code would not have made. */
export async function replayFailures(histories: readonly KeptHistory[], code: string): Promise<{ name: string; error: string }[]> {
  quiet();
  const nameOf = new Map<string, string>();
  async function* source() {
    for (const { name, workflowId, history } of histories) {
      nameOf.set(runIdOf(history), name);
      yield { workflowId, history };
    }
  }
  const failures: { name: string; error: string }[] = [];
  for await (const { runId, error } of Worker.runReplayHistories({ workflowBundle: { code } }, source()))
    if (error !== undefined) failures.push({ name: nameOf.get(runId) ?? runId, error: `${error.name}: ${error.message}` });
  return failures;
}

interface HistoryJson {
  readonly events: readonly { readonly workflowExecutionStartedEventAttributes: { readonly originalExecutionRunId: string } }[];
}
const runIdOf = (history: unknown): string =>
  (history as HistoryJson).events[0]?.workflowExecutionStartedEventAttributes.originalExecutionRunId ?? '';

/** What a history tells, without its payloads. */
const eventsOf = ({ history }: KeptHistory): string =>
  JSON.stringify(history, (key, value: unknown) =>
    ['events', 'eventType', 'activityType', 'workflowType', 'name', ''].includes(key) || /^\d+$|Attributes$/.test(key) ? value : undefined,
  );

let isQuiet = false;
/** One worker a replay says much about its state, and what fails on purpose is no news; the failures are what is answered. */
function quiet(): void {
  if (!isQuiet)
    Runtime.install({
      logger: new DefaultLogger('WARN'),
      telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR' }) } },
    });
  isQuiet = true;
}
