import { resolve } from 'node:path';
import { withLedger } from '../books.js';
import { storedFile } from '../migration-file-stored.js';
import { migrationName, type WhichMigration } from '../migration-name.js';
import { writeStoredDocuments } from '../stored-documents.js';
import { tableLines } from '../text/table.js';
import { type MakeCommand, migrationCommand } from './kit.js';

export const reportCommand: MakeCommand = (context) =>
  migrationCommand(
    'report',
    'write the documents again, from the ledger, and say where they are; not possible any more once it is purged',
    ['report', 'report --to ./for-the-board'],
  )
    .option('--to <folder>', "folder (default: the migration file's reports.dir)")
    .action(async (options: WhichMigration & { to?: string }) => {
      const migration = await migrationName(context, options);
      await withLedger(context, migration, async (ledger) => {
        const folder = options.to === undefined ? (await storedFile(ledger)).reports.dir : resolve(context.cwd, options.to);
        const written = await writeStoredDocuments(ledger, folder);
        if (written.length === 0) {
          context.out('There are no documents yet.');
          return;
        }
        const rows = written.map(({ kind, code, at, htmlFile }) => [kind, code, at.replace('T', ' ').slice(0, 16), htmlFile]);
        for (const line of tableLines(
          [{ title: 'document' }, { title: 'code' }, { title: 'made (UTC)' }, { title: 'file' }],
          rows,
          Number.POSITIVE_INFINITY,
        ))
          context.out(line);
      });
    });
