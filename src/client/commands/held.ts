import { resolve } from 'node:path';
import { objectLabels } from '../../domain/index.js';
import { withLedger } from '../books.js';
import { type Context, personOf } from '../context.js';
import { exportQuestions, heldLines, importDecisions } from '../held.js';
import { migrationName, type WhichMigration } from '../migration-name.js';
import { tableLines } from '../text/table.js';
import { command, type MakeCommand, migrationCommand } from './kit.js';

interface ListOptions extends WhichMigration {
  readonly undecided?: boolean;
  readonly json?: boolean;
}

/** Questions about records that the rules do not answer. */
export const heldCommand: MakeCommand = (context) =>
  command('held', 'records that wait for a person: list them, decide in a spreadsheet, take the decisions', [
    'held list --undecided',
    'held export held.xlsx',
    'held import held.xlsx --as "Ida Holm" && actimo-to-dynamics retry',
  ])
    .addCommand(
      migrationCommand('list', 'print the questions', ['held list --undecided'])
        .option('--undecided', 'only those that nobody has decided and that hang on no other record')
        .option('--json', 'as JSON')
        .action((options: ListOptions) => list(context, options)),
    )
    .addCommand(
      migrationCommand('export', 'write the questions into a workbook with a decision column', ['held export held.xlsx'])
        .argument('<file>', 'workbook to write (.xlsx)')
        .action(async (file: string, options: WhichMigration) => {
          await withLedger(context, await migrationName(context, options), async (ledger) => {
            const { questions, undecided } = await exportQuestions(ledger, resolve(context.cwd, file));
            context.out(`${questions} questions written to ${file}, ${undecided} of them wait for a decision.`);
          });
        }),
    )
    .addCommand(
      migrationCommand('import', 'take the decisions of a workbook: all of them, or none if one is wrong', [
        'held import held.xlsx --as "Ida Holm"',
      ])
        .argument('<file>', 'workbook that held export wrote')
        .option('--as <name>', 'who decided, for lines that do not say (default: A2D_APPROVER, else the user of this machine)')
        .action(async (file: string, options: WhichMigration & { as?: string }) => {
          await withLedger(context, await migrationName(context, options), async (ledger) => {
            const { taken, unchanged, undecided } = await importDecisions(
              ledger,
              resolve(context.cwd, file),
              personOf(context, options.as),
            );
            context.out(`${taken} decisions taken, ${unchanged} were there before, ${undecided} questions still wait.`);
            if (taken > 0) context.out('`actimo-to-dynamics retry` carries them out.');
          });
        }),
    );

async function list(context: Context, options: ListOptions): Promise<void> {
  await withLedger(context, await migrationName(context, options), async (ledger) => {
    const lines = (await heldLines(ledger)).filter(
      ({ answer, causedBy }) => !options.undecided || (answer === undefined && causedBy === undefined),
    );
    if (options.json) {
      context.out(JSON.stringify(lines, null, 2));
      return;
    }
    if (lines.length === 0) {
      context.out('Nothing is held.');
      return;
    }
    const rows = lines.map(({ object, key, hold, causedBy, answer, by, at, comment }) => [
      objectLabels[object],
      key,
      hold.reason,
      hold.field ?? '',
      causedBy ? `${causedBy.object} ${causedBy.key}` : '',
      answer ? `${answer.kind} by ${by ?? ''}, ${(at ?? '').slice(0, 10)}` : '',
      comment ?? '',
    ]);
    const titles = ['object', 'Actimo id', 'reason', 'field', 'because of', 'decided', 'comment'];
    for (const line of tableLines(
      titles.map((title) => ({ title })),
      rows,
      context.width,
    ))
      context.out(line);
  });
}
