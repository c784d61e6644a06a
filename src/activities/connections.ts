import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { type ActimoSource, connectActimo, parseCatalogue } from '../actimo/index.js';
import { durationMs, type MigrationFile, parseMigrationFile, readActimoKeys, readDataverseSecret } from '../config/index.js';
import { type Milestone, RefusedOwners, type Scene } from '../converge/index.js';
import { connectDataverse, type Dataverse } from '../dataverse/index.js';
import { A2DError, mappingInForceKind, mappingKind, migrationFileKind } from '../domain/index.js';
import { getArtefact, type Ledger, openLedger } from '../ledger/index.js';
import { type MappingDocument, parseMapping } from '../mapping/index.js';
import { actimoBudget, dataverseBudget } from './budgets.js';

/** What a worker process gives its activities. */
export interface ActivityDeps {
  readonly databaseUrl: string;
  /** Secrets are read from here and nowhere else. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
  readonly temporal: Client;
  /** For chaos tests: hears of every milestone. */
  readonly reached?: (milestone: Milestone) => void;
}

/** Everything that one migration is connected to in this process. */
export interface Connection {
  readonly migration: string;
  readonly file: MigrationFile;
  readonly ledger: Ledger;
  readonly actimo: ActimoSource;
  readonly dataverse: Dataverse;
  /** The mapping that was approved last; read each time, because a gate may have brought a new one. Throws A2DError `no-mapping` before the first approval. */
  mapping(): Promise<MappingDocument>;
  /** The mapping as it is proposed to people now. Throws A2DError `no-mapping` before the first design. */
  proposed(): Promise<MappingDocument>;
  /** Whether a mapping was approved; before that nothing can have been written. */
  hasMapping(): Promise<boolean>;
  scene(): Promise<Scene>;
}

/** Connections by migration: made when a migration is first met, kept until the process ends. */
export class Connections {
  private readonly open = new Map<string, Promise<Connection & { close(): Promise<void> }>>();

  constructor(readonly deps: ActivityDeps) {}

  async of(migration: string): Promise<Connection> {
    let connection = this.open.get(migration);
    if (connection === undefined) {
      connection = this.connect(migration);
      this.open.set(migration, connection);
      // A connection that could not be made is tried afresh next time.
      connection.catch(() => this.open.delete(migration));
    }
    return connection;
  }

  /** Lets go of a migration whose ledger was purged. */
  async forget(migration: string): Promise<void> {
    const connection = this.open.get(migration);
    this.open.delete(migration);
    await (await connection)?.close();
  }

  async close(): Promise<void> {
    for (const migration of [...this.open.keys()])
      await this.forget(migration).catch((error: unknown) =>
        this.deps.log.warn({ migration, error: String(error) }, 'could not close a connection'),
      );
  }

  private async connect(migration: string): Promise<Connection & { close(): Promise<void> }> {
    const { databaseUrl, env, log, reached } = this.deps;
    const ledger = await openLedger({ url: databaseUrl, migration });
    try {
      const file = await readFileOf(ledger);
      const actimo = connectActimo(
        {
          url: file.actimo.url,
          keys: readActimoKeys(env),
          ratePerSecond: file.actimo.ratePerSecond,
          rateShare: file.actimo.rateShare,
          ...(file.actimo.client === undefined ? {} : { client: file.actimo.client }),
          ...(file.actimo.catalogue === undefined ? {} : { catalogue: parseCatalogue(file.actimo.catalogue) }),
        },
        { budget: actimoBudget(ledger), log: log.child({ room: 'actimo', migration }) },
      );
      const longestWriteMs = durationMs(file.load.writeTimeout) ?? 0;
      const { url, tenantId, clientId, tokenUrl, caFile, bypass } = file.dataverse;
      const dataverse = connectDataverse(
        {
          url,
          tenantId,
          clientId,
          clientSecret: readDataverseSecret(env),
          bypass,
          maxConcurrency: file.load.concurrency,
          writeTimeoutMs: longestWriteMs,
          ...(tokenUrl === undefined ? {} : { tokenUrl }),
          ...(caFile === undefined ? {} : { caFile }),
        },
        {
          budget: dataverseBudget(ledger, `dataverse:${clientId}@${new URL(url).host}`, file.load.concurrency),
          log: log.child({ room: 'dataverse', migration }),
        },
      );
      const mapping = () => readMapping(ledger, mappingInForceKind);
      const refusedOwners = new RefusedOwners();
      return {
        migration,
        file,
        ledger,
        actimo,
        dataverse,
        mapping,
        proposed: () => readMapping(ledger, mappingKind),
        hasMapping: async () => (await getArtefact(ledger, { kind: mappingInForceKind })) !== null,
        scene: async () => ({
          ledger,
          dataverse,
          doc: await mapping(),
          fallbackOwner: file.dataverse.fallbackOwner,
          refusedOwners,
          maxChunkRows: file.load.chunk,
          longestWriteMs,
          log: log.child({ migration }),
          reached: (milestone) => reached?.(milestone),
        }),
        close: async () => {
          actimo.close();
          dataverse.close();
          await ledger.close();
        },
      };
    } catch (error) {
      await ledger.close();
      throw error;
    }
  }
}

async function readFileOf(ledger: Ledger): Promise<MigrationFile> {
  const artefact = await getArtefact(ledger, { kind: migrationFileKind });
  if (artefact === null) {
    throw new A2DError(
      'no-migration-file',
      `Migration ${ledger.migration} has no migration file in its ledger.`,
      'Start it with: actimo-to-dynamics start --file FILE.',
    );
  }
  // Checked when it was stored; read anew, so that a setting which came with a later version stands at its default.
  return parseMigrationFile(artefact.body);
}

async function readMapping(ledger: Ledger, kind: string): Promise<MappingDocument> {
  const artefact = await getArtefact(ledger, { kind });
  if (artefact === null)
    throw new A2DError(
      'no-mapping',
      `Migration ${ledger.migration} has no approved mapping yet.`,
      'The mapping is designed once the scope is approved, and holds once its gate is approved.',
    );
  return parseMapping(artefact.body);
}
