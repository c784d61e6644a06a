import { Option } from 'commander';
import type { WhichMigration } from '../migration-name.js';
import { untilStopped } from '../until-stopped.js';
import { type MakeCommand, migrationCommand, whole, withHandle } from './kit.js';

interface ConsoleCommandOptions extends WhichMigration {
  readonly host: string;
  readonly port: number;
  readonly userHeader?: string;
  readonly name?: readonly string[];
}

export const consoleCommand: MakeCommand = (context) =>
  migrationCommand('console', 'serve a page on which approvers without a terminal read the documents and decide, until stopped', [
    'console',
    'console --port 8280 --name decisions.example.org --user-header X-Forwarded-Email',
  ])
    .addOption(new Option('--port <n>', 'port of the page').argParser(whole).default(8280))
    .option(
      '--host <address>',
      'address to listen on; put a proxy with sign-in and https in front before it is anything but this machine',
      '127.0.0.1',
    )
    .option('--name <host...>', 'name under which browsers reach the page through a proxy')
    .option('--user-header <header>', 'header in which that proxy says who is signed in: approvers then cannot give another name')
    .action((options: ConsoleCommandOptions) =>
      withHandle(context, options, async (handle) => {
        const { serveConsole } = await import('../console/server.js');
        const stop = untilStopped();
        try {
          const { host, port, userHeader, name: names = [] } = options;
          const server = await serveConsole(context, handle, { host, port, userHeader, names });
          context.out(`Decisions of migration ${handle.migration}: ${server.url}`);
          if (userHeader === undefined)
            context.out(
              'Whoever opens it can decide under any name; the migration file can ask for secrets (approvals.claimedIsEnough: false).',
            );
          context.out('Ctrl-C stops it.');
          await stop.stopped;
          await server.close();
        } finally {
          stop.release();
        }
      }),
    );
