import { readFile, rename, writeFile } from 'node:fs/promises';
import type { MigrationHandle } from '../migration-handle.js';
import { workflowIdOf } from '../migration-handle.js';

export interface Timings {
  /** Seconds from Temporal's own start of the first run to its own close of the last. */
  readonly migration: number;
  /** Seconds of the child workflows, added up by kind. */
  readonly children: Readonly<Record<string, { readonly runs: number; readonly seconds: number }>>;
}

/** By Temporal's own clock: what its web UI shows. */
export async function readTimings(handle: MigrationHandle, firstRunId: string): Promise<Timings> {
  const [first, last] = [await handle.describe(firstRunId), await handle.describe()];
  const began = first?.startTime.getTime() ?? 0;
  const ended = last?.closeTime?.getTime() ?? Date.now();
  const children: Record<string, { runs: number; seconds: number }> = {};
  const prefix = `${workflowIdOf(handle.migration)}.`;
  for await (const child of handle.temporal.client.workflow.list({ query: `WorkflowId STARTS_WITH "${prefix}"` })) {
    // A Schedule adds the time to the id of what it starts.
    const kind = child.workflowId.slice(prefix.length).split(/[.-]/)[0] ?? '';
    const line = children[kind] ?? { runs: 0, seconds: 0 };
    const seconds = child.closeTime === undefined ? 0 : (child.closeTime.getTime() - child.startTime.getTime()) / 1_000;
    children[kind] = { runs: line.runs + 1, seconds: line.seconds + seconds };
  }
  return { migration: (ended - began) / 1_000, children };
}

/** Puts Temporal's time into `summary.json` in place of the workflow's own, which ends before the last step does. */
export async function writeTimings(file: string, { migration }: Timings): Promise<void> {
  const summary = JSON.parse(await readFile(file, 'utf8')) as { timings: Record<string, number> };
  summary.timings = { ...summary.timings, migration: Math.round(migration * 1_000) / 1_000 };
  await writeFile(`${file}.new`, `${JSON.stringify(summary, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
