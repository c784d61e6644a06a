import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { Option } from 'commander';
import { exampleMigrationFile } from '../../config/index.js';
import type { SandboxEndpoints, Stack } from '../../stack/index.js';
import type { Context } from '../context.js';
import { type UntilStopped, untilStopped } from '../until-stopped.js';
import { command, type MakeCommand, whole } from './kit.js';

interface UpOptions {
  readonly data: string;
  readonly withSandbox?: boolean;
  readonly users: number;
  readonly seed: number;
  readonly actimoRate: number;
  readonly worker: boolean;
}

/** The usual ports of each, taken when they are free. */
const ports = { postgres: 5433, temporal: 7233, ui: 8233 } as const;

export const upCommand: MakeCommand = (context) =>
  command('up', 'keep Postgres, Temporal with its web UI and a worker running on this machine, until stopped; data stays on disk', [
    'up',
    'up --with-sandbox --users 300',
  ])
    .option('--data <folder>', 'where the data is kept', '.actimo-to-dynamics')
    .option('--with-sandbox', 'also the stand-ins for Actimo and Dynamics, to rehearse on')
    .addOption(new Option('--users <n>', 'people in the sandbox').argParser(whole).default(300))
    .addOption(new Option('--seed <n>', 'same seed, same data').argParser(whole).default(7))
    .addOption(new Option('--actimo-rate <n>', "requests a second that the sandbox's Actimo allows").argParser(whole).default(100))
    .option('--no-worker', 'no worker here')
    .action(async (options: UpOptions) => {
      const stop = untilStopped();
      try {
        await up(context, options, stop);
      } finally {
        stop.release();
      }
    });

async function up(context: Context, options: UpOptions, stop: UntilStopped): Promise<void> {
  const { startStack, superviseWorker } = await import('../../stack/index.js');
  process.title = 'a2d-up';
  const dataDir = resolve(context.cwd, options.data);
  const log = (message: string): void => context.out(message);
  const stack = await startStack({
    dataDir,
    ports,
    log,
    ...(options.withSandbox ? { withSandbox: await sandboxFlags(options, dataDir) } : {}),
  });
  try {
    const variables = variablesOf(stack);
    const envFile = join(dataDir, 'env');
    await writePrivate(
      envFile,
      Object.entries(variables)
        .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
        .join(''),
    );
    if (stack.sandbox) await writePrivate(join(dataDir, 'sandbox.yaml'), sandboxFile(stack.sandbox, options));

    const secrets = { ...context.env, ...variables };
    const missing = ['ACTIMO_API_KEYS', 'DATAVERSE_CLIENT_SECRET'].filter((name) => !secrets[name]);
    if (options.worker && missing.length > 0)
      log(`No worker is started: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set.`);
    const worker =
      options.worker && missing.length === 0
        ? superviseWorker({ env: variables, ...heapOf(context.env), logFile: join(dataDir, 'worker.log'), log })
        : undefined;
    try {
      context.out('');
      context.out(`In another terminal:  . ${relative(context.cwd, envFile)}`);
      context.out(
        `then, for example:    npx actimo-to-dynamics start --file ${stack.sandbox ? relative(context.cwd, join(dataDir, 'sandbox.yaml')) : 'migration.yaml'}`,
      );
      context.out(`Temporal's web UI:    ${stack.temporal.uiUrl}`);
      context.out('Ctrl-C stops everything; the data stays.');
      await stop.stopped;
      context.out('Stopping.');
    } finally {
      await worker?.stop();
    }
  } finally {
    await stack.stop();
  }
}

/** Megabytes for the worker's heap, as in docker-compose.yml. Who sets another bound in NODE_OPTIONS knows why. */
const workerHeap = 768;
const heapOf = ({ NODE_OPTIONS = '' }: Context['env']): { readonly heap?: number } =>
  NODE_OPTIONS.includes('--max-old-space-size') ? {} : { heap: workerHeap };

/** The same ports each time and a state file: a migration that goes on after a restart must find the same two systems at the same places. */
async function sandboxFlags({ users, seed, actimoRate }: UpOptions, dataDir: string): Promise<string[]> {
  const { actimo, dataverse } = await sandboxPorts(join(dataDir, 'sandbox-ports.json'));
  return [
    ...['--users', String(users), '--seed', String(seed), '--actimo-rate', String(actimoRate), '--state', join(dataDir, 'sandbox.state')],
    ...['--actimo-port', String(actimo), '--dataverse-port', String(dataverse)],
  ];
}

/** Chosen the first time, kept ever after. */
async function sandboxPorts(file: string): Promise<{ readonly actimo: number; readonly dataverse: number }> {
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8'));
  const { pickPort } = await import('../../stack/index.js');
  const chosen = { actimo: await pickPort(4001), dataverse: await pickPort(4002) };
  await writePrivate(file, JSON.stringify(chosen));
  return chosen;
}

function variablesOf({ postgresUrl, temporal, sandbox }: Stack): Record<string, string> {
  return {
    DATABASE_URL: postgresUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    ...(sandbox === undefined
      ? {}
      : { ACTIMO_API_KEYS: sandbox.actimo.apiKeys.join(','), DATAVERSE_CLIENT_SECRET: sandbox.dataverse.clientSecret }),
  };
}

const sandboxFile = ({ actimo, dataverse, ca }: SandboxEndpoints, { actimoRate }: UpOptions): string =>
  exampleMigrationFile({
    name: 'rehearsal',
    actimo: { url: actimo.url, ratePerSecond: actimoRate },
    dataverse: {
      url: dataverse.url,
      tenantId: dataverse.tenantId,
      clientId: dataverse.clientId,
      tokenUrl: dataverse.tokenUrl,
      ...(ca === null ? {} : { caFile: ca }),
    },
    sample: { size: 60 },
    delta: { every: '1 minute', window: '5 minutes' },
    reports: { dir: 'rehearsal' },
  });

/** Passwords are in these files. */
async function writePrivate(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o755 });
  await writeFile(file, content, { mode: 0o600 });
}
