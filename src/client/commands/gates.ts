import { join } from 'node:path';
import type { Ledger } from '../../ledger/index.js';
import type { GateName } from '../../workflows/gates.js';
import { withLedger } from '../books.js';
import type { Context } from '../context.js';
import { approve, reject } from '../decide.js';
import { usageError } from '../errors.js';
import { storedFile } from '../migration-file-stored.js';
import type { MigrationHandle } from '../migration-handle.js';
import { openGate, standing } from '../standing.js';
import { kindOfGate, readGate } from '../stored-documents.js';
import { type MakeCommand, type SendingOptions, sendingCommand, sendOptions, withHandle } from './kit.js';

interface DecisionOptions extends SendingOptions {
  readonly code?: string;
  readonly comment?: string;
  readonly mapping?: string;
}

const gatesHelp = 'scope, mapping, schema, sample, cutOver or accept';

export const approveCommand: MakeCommand = (context) =>
  sendingCommand('approve', 'say yes at a gate', [
    'approve scope --code 3f2a91c07d',
    'approve cutOver --code "91c07 d3f2a" --comment "Actimo was closed by Ida Holm at 18:00" --as "Ida Holm"',
  ])
    .argument('<gate>', gatesHelp)
    .option('--code <code>', 'approval code from page one of the document; without it you are told where the document is')
    .option('--comment <text>', 'goes into the decision log; at cutOver: who closed Actimo')
    .action((gate: string, options: DecisionOptions) => sayYes(context, readGate(gate), options));

export const acceptCommand: MakeCommand = (context) =>
  sendingCommand('accept', 'accept the migration for good: the undo closes and the ledger is purged; the same as approve accept', [
    'accept --code 3f2a91c07d',
  ])
    .option('--code <code>', 'approval code from page one of the summary')
    .option('--comment <text>', 'goes into the decision log')
    .action((options: DecisionOptions) => sayYes(context, 'accept', options));

export const rejectCommand: MakeCommand = (context) =>
  sendingCommand('reject', 'say no at a gate, and why', [
    'reject scope --comment "the two test workspaces must go first"',
    'reject mapping --comment "title goes to jobtitle" --mapping mapping.yaml',
  ])
    .argument('<gate>', gatesHelp)
    .requiredOption('--comment <text>', 'why, for those who must mend it')
    .option('--code <code>', 'approval code of the document that was read (default: the one that the gate is about)')
    .option('--mapping <file>', 'a changed mapping to design from')
    .action(async (gate: string, options: DecisionOptions & { comment: string }) => {
      const { code, comment, as, mapping: mappingFile } = options;
      const name = readGate(gate);
      const sentence = await withHandle(context, options, (handle) =>
        withLedger(context, handle.migration, async (ledger) => {
          const progress = await handle.progress();
          return reject(context, handle, progress, { gate: name, code, comment, as, mappingFile, ledger, ...sendOptions(options) });
        }),
      );
      context.out(sentence);
    });

async function sayYes(context: Context, gate: GateName, options: DecisionOptions): Promise<void> {
  const { code, comment, as } = options;
  await withHandle(context, options, async (handle) => {
    if (code === undefined) throw await codeMissing(context, handle, gate);
    // Only a proof needs more than the code: without one a decision goes out even where nobody can say yet what the gate is about.
    const progress = context.env.A2D_APPROVER_SECRET ? await handle.progress() : null;
    context.out(await approve(context, handle, progress, { gate, code, comment, as, ...sendOptions(options) }));
  });
}

/** Says where the document is, so that it is read before it is approved. The code itself stands in the document and not here. */
async function codeMissing(context: Context, handle: MigrationHandle, gate: GateName): Promise<Error> {
  return withLedger(context, handle.migration, async (ledger) => {
    const state = openGate((await standing(handle, ledger))?.progress ?? null, gate);
    context.err(state.document.headline);
    context.err(`Document: ${await placeOf(ledger, gate)}, or \`actimo-to-dynamics show ${gate}\``);
    return usageError(
      `To say yes at ${gate}, read its document and give the approval code on its page one.`,
      `approve ${gate} --code CODE`,
    );
  });
}

/** Where the worker wrote the document: a path on the worker's machine. */
async function placeOf(ledger: Ledger, gate: GateName): Promise<string> {
  const { reports } = await storedFile(ledger);
  return join(reports.dir, `${kindOfGate[gate]}.html`);
}
