import { readFile } from 'node:fs/promises';
import type { GateState } from '../../workflows/gates.js';
import type { Progress } from '../../workflows/messages.js';
import { checkDumps } from './checker.js';
import { decideUntilTaken } from './deciding.js';
import { approvers } from './migration-yaml.js';
import { heldTable, readOutcome, shortcomings } from './outcome.js';
import { filesOf, type Play, shown } from './play.js';

/** The last gate: everything is looked at once more, by another program too, and then it is accepted or taken back. */
export async function beforeTheEnd(play: Play, gate: GateState, progress: Progress, closed: AbortSignal): Promise<boolean> {
  const { display, options, ledger, sandbox, context } = play;
  const files = filesOf(options.out);
  // The gate may open again after a no.
  play.problems.length = 0;
  play.outcome = await readOutcome(ledger);
  for (const line of heldTable(play.outcome.held, context.width)) display.line(`│ ${line}`);
  play.problems.push(...shortcomings(play.outcome), ...(await reconciliationProblems(files.summary)));

  const { created, updated, deleted, waiting, failed } = await sandbox.edits();
  display.line(`│ In Actimo ${created} people were added, ${updated} changes made and ${deleted} people deleted while it ran.`);
  if (waiting > 0 || failed.length > 0) play.problems.push(`${waiting} groups of edits never came, ${failed.length} could not be made`);

  await sandbox.dump(files.after);
  const verdict = await checkDumps({ before: files.before, after: files.after, summary: files.summary });
  display.line(`│ An independent checker recomputes this from dumps of both sides (${shown(files.after)}):`);
  for (const line of verdict.lines.slice(0, 30)) display.line(`│   ${line}`);
  if (!verdict.agrees) play.problems.push('the independent checker does not agree');

  if (!options.thenRollback) {
    const decision = await decideUntilTaken(play, gate, progress, closed);
    // A no leaves everything as it is, and the gate opens again; a yes purges the ledger.
    return decision?.decision === 'reject';
  }
  display.line(`└─ ${approvers[1]} asks for the roll-back`);
  display.line(`   ${await play.handle.command('rollBack', { by: approvers[1], comment: 'The rehearsal is over.' })}`);
  return true;
}

async function reconciliationProblems(file: string): Promise<string[]> {
  const { reconciliation } = JSON.parse(await readFile(file, 'utf8')) as {
    reconciliation: { clean: boolean; differences: readonly unknown[] };
  };
  return reconciliation.clean && reconciliation.differences.length === 0
    ? []
    : [`the reconciliation is not clean: ${reconciliation.differences.length} differences`];
}
