import { setTimeout as sleep } from 'node:timers/promises';
import { ClientError } from '../errors.js';
import { exitCodes } from '../exit-codes.js';
import { tableLines } from '../text/table.js';
import { compareDumps } from './checker.js';
import type { PeakMemory } from './memory.js';
import { outcomeTable } from './outcome.js';
import { filesOf, type Play, shown } from './play.js';
import { readTimings, type Timings, writeTimings } from './timings.js';

/** Waits until the workflow is closed, then takes its times from Temporal. */
export async function closeOfMigration({ handle, options, problems }: Play, runId: string, stopped: AbortSignal): Promise<Timings> {
  for (;;) {
    const status = (await handle.describe())?.status.name;
    if (status === 'COMPLETED') break;
    if (status !== 'RUNNING')
      throw new ClientError(
        'demo-ended',
        exitCodes.failed,
        `The migration's workflow is ${status?.toLowerCase() ?? 'gone'}.`,
        'See worker.log.',
      );
    const stuck = (await handle.progress())?.stuck;
    if (stuck)
      throw new ClientError(
        'demo-stuck',
        exitCodes.failed,
        `The migration is stuck in ${stuck.step}: ${stuck.message} (${stuck.type})`,
        'See worker.log.',
      );
    await sleep(250, undefined, { signal: stopped });
  }
  const timings = await readTimings(handle, runId);
  await writeTimings(filesOf(options.out).summary, timings);
  if (timings.migration <= 0) problems.push("Temporal's times of the migration make no sense");
  return timings;
}

/** After a roll-back: the dump of Dynamics against the one from before the migration. */
export async function proveRollback({ options, sandbox, display, problems }: Play): Promise<void> {
  const files = filesOf(options.out);
  await sandbox.dump(files.dataverseAfterRollback, 'dataverse');
  const verdict = await compareDumps(files.dataverseBefore, files.dataverseAfterRollback);
  display.line('');
  display.line(`Dynamics before and after (${shown(files.dataverseBefore)}, ${shown(files.dataverseAfterRollback)}):`);
  for (const line of verdict.lines.slice(0, 40)) display.line(`  ${line}`);
  if (!verdict.agrees) problems.push('after the roll-back Dynamics is not as it was');
}

/** The last page: the table, where everything is, how long it took, how much memory. */
export function lastPage(
  play: Play,
  { timings, memory, uiUrl }: { readonly timings: Timings; readonly memory: PeakMemory; readonly uiUrl: string },
): void {
  const { display, context, options, outcome, problems } = play;
  const say = (line = ''): void => display.line(line);
  say();
  if (outcome !== null) for (const line of outcomeTable(outcome, context.width)) say(line);
  say();
  say(`Documents, rebuild package, dumps, summary.json: ${shown(options.out)}`);
  say(`The migration took ${timings.migration.toFixed(1)} s by Temporal's start and close times, waiting at gates included. Its parts:`);
  const rows = Object.entries(timings.children).map(([kind, { runs, seconds }]) => [kind, String(runs), `${seconds.toFixed(1)} s`]);
  for (const line of tableLines(
    [{ title: 'workflow' }, { title: 'runs', right: true }, { title: 'together', right: true }],
    rows,
    context.width,
  ))
    say(`  ${line}`);
  const each = Object.entries(memory.each).map(([name, megabytes]) => `${name} ${megabytes} MB`);
  say(`Peak memory of our processes together: ${memory.together} MB (at most: ${each.join(', ')}).`);
  say(`Temporal's web UI: ${uiUrl} ${options.keep ? 'until you press Ctrl-C' : '(it ends with the demo; `npm start` keeps one up)'}`);
  say();
  if (problems.length === 0) say('Everything is verified, or left out with a reason.');
  else for (const problem of problems) say(`✗ ${problem}`);
}
