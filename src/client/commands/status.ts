import { setTimeout as sleep } from 'node:timers/promises';
import { Option } from 'commander';
import type { WhichMigration } from '../migration-name.js';
import { overviewOf } from '../overview.js';
import { overviewLines } from '../text/overview.js';
import { type MakeCommand, migrationCommand, positive, withHandle } from './kit.js';

interface StatusOptions extends WhichMigration {
  readonly json?: boolean;
  readonly watch?: boolean;
  readonly every: number;
}

export const statusCommand: MakeCommand = (context) =>
  migrationCommand('status', 'where the migration stands, what it waits for, what became of the records', [
    'status',
    'status --watch',
    'status --json | jq .progress.phase',
  ])
    .option('--json', 'one JSON object (with --watch: one a line)')
    .option('--watch', 'again and again, until the migration has ended')
    .addOption(new Option('--every <seconds>', 'with --watch').argParser(positive).default(2))
    .action(async (options: StatusOptions) => {
      await withHandle(context, options, async (handle) => {
        for (let before = ''; ; await sleep(options.every * 1_000)) {
          const overview = await overviewOf(context, handle);
          const text = options.json
            ? JSON.stringify(overview, null, options.watch ? 0 : 2)
            : overviewLines(overview, context.width).join('\n');
          // Only what is new is written, so that a log of it can be read.
          if (text !== before) context.out(options.watch && context.interactive && !options.json ? `\u001b[2J\u001b[H${text}` : text);
          before = text;
          if (!options.watch || (overview.workflow !== null && overview.workflow.status !== 'running')) return;
        }
      });
    });
