import { mkdir, rm } from 'node:fs/promises';
import { type SandboxProcess, type Stack, startStack, superviseWorker, temporaryDataDir } from '../../stack/index.js';
import type { Context } from '../context.js';
import { openTemporal, type Temporal } from '../temporal.js';
import type { DemoOptions } from './options.js';
import { filesOf } from './play.js';

/** Everything that runs for the demo. Each part is a process of its own: Postgres, Temporal, the sandbox, the worker, and this one. */
export interface Stage {
  readonly stack: Stack;
  readonly sandbox: SandboxProcess;
  readonly temporal: Temporal;
  /** The environment that an operator would have; the demo calls the same functions as the commands, with it. */
  readonly context: Context;
  startWorker(): void;
  workerPid(): number | null;
  /** Stops all of it, in the order in which nobody loses what it still writes to, and removes the data. May be called twice. */
  stop(): Promise<void>;
}

/** Megabytes. At 20,000 people the worker has up to 115 in use (docs/operator-guide.md). */
const workerHeap = 320;

export async function setStage(base: Context, options: DemoOptions, log: (message: string) => void): Promise<Stage> {
  const dataDir = await temporaryDataDir('a2d-demo-');
  await mkdir(options.out, { recursive: true, mode: 0o700 });
  const { users, seed, actimoRate } = options;
  let stack: Stack;
  try {
    stack = await startStack({
      dataDir,
      withSandbox: ['--users', String(users), '--seed', String(seed), '--actimo-rate', String(actimoRate)],
      log,
    });
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
  const sandbox = stack.sandbox as SandboxProcess;
  const variables = {
    DATABASE_URL: stack.postgresUrl,
    TEMPORAL_ADDRESS: stack.temporal.address,
    TEMPORAL_NAMESPACE: stack.temporal.namespace,
    ACTIMO_API_KEYS: sandbox.actimo.apiKeys.join(','),
    DATAVERSE_CLIENT_SECRET: sandbox.dataverse.clientSecret,
  };
  const context: Context = { ...base, env: { ...base.env, ...variables }, cwd: options.out };
  let worker: ReturnType<typeof superviseWorker> | undefined;
  let temporal: Temporal | undefined;
  let stopping: Promise<void> | undefined;
  const stopAll = async (): Promise<void> => {
    await temporal?.close();
    await worker?.stop();
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  const stop = (): Promise<void> => {
    stopping ??= stopAll();
    return stopping;
  };
  try {
    temporal = await openTemporal(context);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    stack,
    sandbox,
    temporal,
    context,
    startWorker: () => {
      worker ??= superviseWorker({ env: variables, heap: workerHeap, logFile: filesOf(options.out).workerLog, log });
    },
    workerPid: () => worker?.pid() ?? null,
    stop,
  };
}
