import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { input as ask, select } from '@inquirer/prompts';
import { Option } from 'commander';
import { type ExampleValues, exampleMigrationFile, type MigrationFile, parseMigrationFile } from '../../config/index.js';
import type { Context } from '../context.js';
import { usageError } from '../errors.js';
import { defaultFile } from '../migration-name.js';
import { proposedMapping } from '../propose-mapping.js';
import { command, type MakeCommand } from './kit.js';

interface InitOptions {
  readonly file: string;
  readonly name?: string;
  readonly actimoUrl?: string;
  readonly dataverseUrl?: string;
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly schema?: 'deploy' | 'document';
  readonly interactive?: boolean;
  readonly mapping?: boolean;
  readonly force?: boolean;
}

export const initCommand: MakeCommand = (context) =>
  command('init', 'write a migration file in which every setting stands with its meaning and its default', [
    'init --interactive',
    'init --name acme-2026 --dataverse-url https://acme.crm4.dynamics.com --tenant-id 0f3… --client-id 7a1…',
    'init --mapping',
  ])
    .option('-f, --file <file>', 'file to write', defaultFile)
    .option('--name <name>', 'name of the migration')
    .option('--actimo-url <url>', "root of Actimo's API, with its version")
    .option('--dataverse-url <url>', 'root of the Dynamics environment')
    .option('--tenant-id <id>', 'directory (tenant) id')
    .option('--client-id <id>', 'application (client) id')
    .addOption(new Option('--schema <how>', 'make missing columns, or describe them and wait').choices(['deploy', 'document']))
    .option('--interactive', 'ask for what no option says')
    .option('--mapping', 'read Actimo and propose a mapping as well, beside the migration file; otherwise the audit does it')
    .option('--force', 'overwrite files that are there')
    .action(async (options: InitOptions) => {
      const path = resolve(context.cwd, options.file);
      // With --mapping a migration file that is there already is only read.
      const file = options.mapping && existsSync(path) && !options.force ? undefined : await writeMigrationFile(context, path, options);
      if (options.mapping) await writeMapping(context, path, file, options.force ?? false);
      else context.out('Next: set ACTIMO_API_KEYS, DATAVERSE_CLIENT_SECRET and DATABASE_URL, then `actimo-to-dynamics check`.');
    });

async function writeMigrationFile(context: Context, path: string, options: InitOptions): Promise<MigrationFile> {
  refuseToOverwrite(path, options.force ?? false);
  if (options.interactive && !context.interactive)
    throw usageError('--interactive needs a terminal.', 'Give the values as options instead.');
  const values = options.interactive ? await asked(options) : given(options);
  const text = exampleMigrationFile(values);
  const file = parseMigrationFile(text);
  await writeFile(path, text);
  context.out(`Written: ${shown(context, path)}`);
  return file;
}

function given({ name, actimoUrl, dataverseUrl, tenantId, clientId, schema }: InitOptions): ExampleValues {
  const missing = Object.entries({
    '--name': name,
    '--dataverse-url': dataverseUrl,
    '--tenant-id': tenantId,
    '--client-id': clientId,
  }).flatMap(([flag, value]) => (value ? [] : [flag]));
  if (!name || !dataverseUrl || !tenantId || !clientId)
    throw usageError(`Missing: ${missing.join(', ')}.`, 'Give them, or let yourself be asked with --interactive.');
  return {
    name,
    ...(actimoUrl === undefined ? {} : { actimo: { url: actimoUrl } }),
    dataverse: { url: dataverseUrl, tenantId, clientId, ...(schema === undefined ? {} : { schema }) },
  };
}

async function asked(options: InitOptions): Promise<ExampleValues> {
  const { name, actimoUrl, dataverseUrl, tenantId, clientId, schema } = options;
  return given({
    ...options,
    name: name ?? (await ask({ message: 'Name of the migration (lower-case letters, digits, hyphens):', default: 'actimo' })),
    actimoUrl: actimoUrl ?? (await ask({ message: "Root of Actimo's API:", default: 'https://a.actimo.com/api/v1' })),
    dataverseUrl: dataverseUrl ?? (await ask({ message: 'Root of the Dynamics environment:', required: true })),
    tenantId: tenantId ?? (await ask({ message: 'Directory (tenant) id:', required: true })),
    clientId: clientId ?? (await ask({ message: 'Application (client) id:', required: true })),
    schema:
      schema ??
      (await select({
        message: 'Columns that Dynamics does not have yet:',
        choices: [
          { value: 'deploy' as const, name: 'this program makes them, once the schema is approved' },
          { value: 'document' as const, name: 'it describes them and waits until our own people have made them' },
        ],
      })),
  });
}

async function writeMapping(context: Context, path: string, written: MigrationFile | undefined, force: boolean): Promise<void> {
  const file = written ?? parseMigrationFile(await readFile(path, 'utf8'));
  const place = resolve(dirname(path), file.mapping);
  refuseToOverwrite(place, force);
  const { yaml, open } = await proposedMapping(context, file, dirname(path));
  await writeFile(place, yaml);
  context.out(`Written: ${shown(context, place)}`);
  if (open > 0) context.out(`${open} fields are open: decide on each of them there, or the mapping cannot be approved.`);
}

function refuseToOverwrite(path: string, force: boolean): void {
  if (existsSync(path) && !force)
    throw usageError(`${path} is there already.`, 'Choose another name with --file, or overwrite it with --force.');
}

const shown = (context: Context, path: string): string => relative(context.cwd, path) || path;
