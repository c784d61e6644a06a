import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startPostgres } from './postgres-server.js';
import { type SandboxProcess, startSandbox } from './sandbox.js';
import { startTemporal } from './temporal-server.js';

export interface StackOptions {
  /** Folder for all data and logs; made when missing, used again when it is there. */
  readonly dataDir: string;
  /** Wishes; a port that is taken is replaced by a free one. */
  readonly ports?: {
    readonly postgres?: number;
    readonly temporal?: number;
    readonly ui?: number;
  };
  /** Flags of the sandbox, e.g. `['--users', '300']`; without the property no sandbox is started. */
  readonly withSandbox?: readonly string[];
  /** Told what starts, from where, and what has ended unasked: one sentence each. */
  readonly log?: (message: string) => void;
}

export interface Stack {
  /** For DATABASE_URL. Holds a password. */
  readonly postgresUrl: string;
  readonly temporal: {
    readonly address: string;
    readonly namespace: string;
    readonly uiUrl: string;
  };
  readonly sandbox?: SandboxProcess;
  /** Process ids by part, for messages and for measuring. */
  readonly pids: Readonly<Record<string, number>>;
  readonly logDir: string;
  /** Sandbox, Temporal, Postgres, in this order: nobody loses what it still writes to. Stop workers first. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts Postgres, Temporal's dev server with its web UI, and the sandbox if asked, each a process of its own that does not outlive this one.
 * Data lies in `dataDir` and survives a restart, clean or not. On failure whatever had started is stopped again. Throws StackError.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const dataDir = resolve(options.dataDir);
  const log = options.log ?? (() => undefined);
  const started: { stop: () => Promise<void> }[] = [];
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      for (const part of started.reverse()) await part.stop();
    })();
    return stopping;
  };
  const watch = <T extends { readonly ended: Promise<unknown>; stop: () => Promise<void> }>(name: string, part: T): T => {
    started.push(part);
    void part.ended.then(() => {
      if (stopping === undefined) log(`${name} ended unasked; its log is in ${dataDir}`);
    });
    return part;
  };

  try {
    // Traversable, because each part's own folder is closed and may belong to another user.
    await mkdir(dataDir, { recursive: true, mode: 0o755 });
    const { ports } = options;
    const database = 'actimo_to_dynamics';
    const postgresPort = ports?.postgres === undefined ? {} : { port: ports.postgres };
    const postgres = watch(
      'Postgres',
      await startPostgres({
        dir: join(dataDir, 'postgres'),
        database,
        durable: true,
        ...postgresPort,
      }),
    );
    log(`Postgres runs at ${new URL(postgres.url).host}, data in ${join(dataDir, 'postgres')}`);

    const temporalPort = ports?.temporal === undefined ? {} : { port: ports.temporal };
    const temporalOptions = {
      dir: join(dataDir, 'temporal'),
      onDisk: true,
      namespace: 'default',
      uiPort: ports?.ui ?? 0,
      ...temporalPort,
    };
    const temporal = watch('Temporal', await startTemporal(temporalOptions));
    const uiUrl = temporal.uiUrl ?? '';
    log(`Temporal runs at ${temporal.address}, web UI ${uiUrl}, program from ${temporal.binary.from}`);

    const pids: Record<string, number> = {
      postgres: postgres.pid,
      temporal: temporal.pid,
    };
    const parts = {
      postgresUrl: postgres.url,
      temporal: {
        address: temporal.address,
        namespace: temporal.namespace,
        uiUrl,
      },
    };
    if (options.withSandbox === undefined) return { ...parts, pids, logDir: dataDir, stop };

    const sandbox = watch('sandbox', await startSandbox(options.withSandbox, join(dataDir, 'sandbox.log')));
    pids['sandbox'] = sandbox.pid;
    log(`the sandbox plays Actimo at ${sandbox.actimo.url} and Dataverse at ${sandbox.dataverse.url}`);
    return { ...parts, sandbox, pids, logDir: dataDir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
