import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import canonicalize from 'canonicalize';
import { type MigrationFile, parseMigrationFile, readActimoKeys, readDatabaseUrl, readDataverseSecret } from '../config/index.js';
import { mappingKind, migrationFileKind, queues } from '../domain/index.js';
import { createLedger, getArtefact, type Ledger, loadState, putArtefact } from '../ledger/index.js';
import type { MigrationInput } from '../workflows/migration-phases.js';
import { reachable, registryLines } from './books.js';
import type { Context } from './context.js';
import { ClientError, refusal, usageError } from './errors.js';
import { exitCodes } from './exit-codes.js';
import { readMapping } from './mapping-file.js';
import { MigrationHandle, workflowIdOf } from './migration-handle.js';
import type { Temporal } from './temporal.js';

export interface StartOptions {
  /** Path of the migration file, relative to the context's folder. */
  readonly file: string;
  /** Go on from the ledger: Temporal's history was lost, or the migration was cancelled there. */
  readonly adopt?: boolean;
}

export interface StartedMigration {
  readonly migration: string;
  readonly runId: string;
  readonly client: { readonly id: string; readonly name: string };
  readonly file: MigrationFile;
  /** The mapping file was there and is in the ledger now. */
  readonly mappingTaken: boolean;
}

/**
 * Reads and checks the migration file, stores it in the ledger as the workers need it (no path in it means anything but on the worker's machine: reports.dir
 * and caFile), and starts the workflow. Throws MigrationFileError, MappingError, SecretsError, LedgerError, ActimoError, ClientError.
 */
export async function startMigration(
  context: Context,
  temporal: Temporal,
  { file: path, adopt = false }: StartOptions,
): Promise<StartedMigration> {
  const place = resolve(context.cwd, path);
  if (!existsSync(place)) throw usageError(`There is no migration file ${path}.`, '`actimo-to-dynamics init` writes one.');
  const written = parseMigrationFile(await readFile(place, 'utf8'));
  const file = await selfContained(written, dirname(place));
  // The worker needs it, and a missing one should show before anything is started.
  readDataverseSecret(context.env);
  await refuseSecondRun(context, temporal, file.name, adopt);

  const client = await clientOf(context, file);
  const url = readDatabaseUrl(context.env);
  const ledger = await reachable(url, () => createLedger({ url, migration: file.name, client: client.id, poolSize: 2 }));
  try {
    const mapping = await mappingToStore(ledger, resolve(dirname(place), written.mapping), client.id, adopt);
    await putArtefact(ledger, { kind: migrationFileKind, body: canonicalize(file) ?? '' });
    if (mapping !== null) await putArtefact(ledger, { kind: mappingKind, body: mapping });
    const runId = await startWorkflow(temporal, file, client.name, adopt);
    return { migration: file.name, runId, client, file, mappingTaken: mapping !== null };
  } finally {
    await ledger.close();
  }
}

/** File contents in the place of paths, and absolute paths for the worker. */
export async function selfContained(file: MigrationFile, folder: string): Promise<MigrationFile> {
  const { catalogue } = file.actimo;
  const { caFile } = file.dataverse;
  const catalogueText = catalogue === undefined ? undefined : await readFile(resolve(folder, catalogue), 'utf8');
  if (catalogueText !== undefined) (await import('../actimo/index.js')).parseCatalogue(catalogueText);
  return {
    ...file,
    actimo: { ...file.actimo, ...(catalogueText === undefined ? {} : { catalogue: catalogueText }) },
    dataverse: { ...file.dataverse, ...(caFile === undefined ? {} : { caFile: resolve(folder, caFile) }) },
    reports: { dir: resolve(folder, file.reports.dir) },
  };
}

async function refuseSecondRun(context: Context, temporal: Temporal, migration: string, adopt: boolean): Promise<void> {
  const description = await new MigrationHandle(temporal, migration).describe();
  if (description?.status.name === 'RUNNING') throw alreadyRunning(migration);
  const line = (await registryLines(context)).find((known) => known.migration === migration);
  if (adopt && line === undefined)
    throw refusal(`There is no migration ${migration} in this database to go on with.`, 'See DATABASE_URL, or start it without --adopt.');
  // A start that failed between ledger and workflow left a line in state `created`: it is simply started again.
  if (!adopt && line !== undefined && line.purgedAt === null && line.state !== 'created') {
    throw refusal(
      `Migration ${migration} is in the ledger already, in phase ${line.state}, and does not run.`,
      'To go on from there: `start --adopt`. For a new migration, give it another name in the migration file; rows keep their ids, so nothing doubles.',
    );
  }
}

const alreadyRunning = (migration: string): ClientError =>
  refusal(
    `Migration ${migration} is running already.`,
    '`status` shows where it stands. A changed migration file takes effect with `start --adopt`, after the workflow was cancelled in Temporal.',
  );

async function clientOf(context: Context, file: MigrationFile): Promise<{ readonly id: string; readonly name: string }> {
  const source = await actimoOf(context, file);
  try {
    return await source.client();
  } finally {
    source.close();
  }
}

/** The source as a migration file names it; `actimo.catalogue` holds the text by now. */
export async function actimoOf(context: Context, { actimo }: MigrationFile) {
  const { connectActimo, parseCatalogue } = await import('../actimo/index.js');
  return connectActimo(
    {
      url: actimo.url,
      keys: readActimoKeys(context.env),
      ratePerSecond: actimo.ratePerSecond,
      rateShare: actimo.rateShare,
      retries: 2,
      ...(actimo.client === undefined ? {} : { client: actimo.client }),
      ...(actimo.catalogue === undefined ? {} : { catalogue: parseCatalogue(actimo.catalogue) }),
    },
    {},
  );
}

/** The mapping file is a beginning: once the ledger has a mapping, that one was put to people, and only `reject --mapping` brings another. */
async function mappingToStore(ledger: Ledger, path: string, client: string, adopt: boolean): Promise<string | null> {
  const known = (await getArtefact(ledger, { kind: mappingKind })) !== null && (adopt || (await loadState(ledger)) !== null);
  return known || !existsSync(path) ? null : (await readMapping(path, client)).json;
}

async function startWorkflow(temporal: Temporal, { name, dataverse }: MigrationFile, client: string, adopt: boolean): Promise<string> {
  const input: MigrationInput = { migration: name, ...(adopt ? { adopt } : {}) };
  try {
    const handle = await temporal.client.workflow.start('migrationWorkflow', {
      workflowId: workflowIdOf(name),
      taskQueue: queues.control,
      args: [input],
      staticSummary: `${client}: Actimo to ${new URL(dataverse.url).host}`,
    });
    return handle.firstExecutionRunId;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) throw alreadyRunning(name);
    throw new ClientError(
      'not-started',
      exitCodes.failed,
      `Temporal did not start migration ${name}.`,
      'Nothing has begun; run it again.',
      { cause: error },
    );
  }
}
