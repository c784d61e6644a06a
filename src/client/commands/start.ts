import { defaultFile } from '../migration-name.js';
import { startMigration } from '../start-migration.js';
import { withTemporal } from '../temporal.js';
import { command, type MakeCommand } from './kit.js';

export const startCommand: MakeCommand = (context) =>
  command('start', 'begin a migration; it reads first and writes nothing before the mapping is approved', [
    'start',
    'start --file acme.yaml',
    'start --adopt',
  ])
    .option('-f, --file <file>', 'migration file', defaultFile)
    .option(
      '--adopt',
      'go on from the ledger, when Temporal lost the history or the workflow was cancelled there; takes the migration file as it is now',
    )
    .action(async ({ file, adopt }: { file: string; adopt?: boolean }) => {
      await withTemporal(context, async (temporal) => {
        const started = await startMigration(context, temporal, { file, adopt: adopt ?? false });
        context.out(`Migration ${started.migration} of ${started.client.name} ${adopt ? 'goes on' : 'has begun'}.`);
        if (started.mappingTaken) context.out(`The mapping ${started.file.mapping} was taken as its beginning.`);
        context.out(`Documents will be in ${started.file.reports.dir}. \`status --watch\` shows where it stands.`);
      });
    });
