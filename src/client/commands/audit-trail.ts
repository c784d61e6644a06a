import { Argument } from 'commander';
import { type ObjectName, objectNames, sourceKey } from '../../domain/index.js';
import { auditTrail } from '../../ledger/index.js';
import { withLedger } from '../books.js';
import { migrationName, type WhichMigration } from '../migration-name.js';
import { printable } from '../text/printable.js';
import { tableLines } from '../text/table.js';
import { type MakeCommand, migrationCommand } from './kit.js';

export const auditTrailCommand: MakeCommand = (context) =>
  migrationCommand('audit-trail', 'every request that touched the rows of one record of Actimo', [
    'audit-trail user 1042',
    'audit-trail membership 12:1042 --json',
  ])
    .addArgument(new Argument('<object>', 'kind of record').choices(objectNames))
    .argument('<key>', "the record's id in Actimo; of a membership <workspace>:<user>")
    .option('--json', 'as JSON, with the values that the rows had before: personal data')
    .action(async (object: ObjectName, key: string, options: WhichMigration & { json?: boolean }) => {
      await withLedger(context, await migrationName(context, options), async (ledger) => {
        const entries = await auditTrail(ledger, { object, key: sourceKey(key) });
        if (options.json) {
          context.out(JSON.stringify(entries, null, 2));
          return;
        }
        if (entries.length === 0) {
          context.out(`Nothing was sent for ${object} ${key}.`);
          return;
        }
        const rows = entries.map(({ sentAt, pass, operation, table, id, facet, outcome, code, detail }) => [
          sentAt.replace('T', ' ').slice(0, 19),
          pass,
          operation,
          `${table} ${facet}`,
          id,
          outcome ?? 'in doubt',
          printable([code, detail].filter(Boolean).join(' ')),
        ]);
        const titles = ['sent (UTC)', 'pass', 'operation', 'what', 'row', 'outcome', 'answer'];
        for (const line of tableLines(
          titles.map((title) => ({ title })),
          rows,
          Number.POSITIVE_INFINITY,
        ))
          context.out(line);
      });
    });
