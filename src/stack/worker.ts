import { setTimeout as sleep } from 'node:timers/promises';
import { builtProgram } from './built-program.js';
import { type KeptProcess, spawnKept } from './kept-process.js';

export interface WorkerOptions {
  /** Added to this process's environment: DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, secrets. */
  readonly env: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /**
   * Megabytes that its JavaScript heap may grow to. V8 sizes a heap by the machine's memory and lets garbage lie until then, so that without a bound a
   * worker takes several times what it needs.
   */
  readonly heap?: number;
  /** Takes what the worker prints. */
  readonly logFile?: string;
  /** Start it again when it ends without being asked to; default true. */
  readonly restart?: boolean;
  /** Told each time a worker has started (again) or has ended unasked. */
  readonly log?: (message: string) => void;
}

export interface SupervisedWorker {
  /** Process id of the worker that runs now; null between an end and the next start. */
  readonly pid: () => number | null;
  readonly stop: () => Promise<void>;
}

/** Objects that die young are many and small: a young generation of four megabytes holds them, and costs no time that could be measured. */
const heapFlags = (heap: number | undefined): string[] =>
  heap === undefined ? [] : [`--max-old-space-size=${heap}`, '--max-semi-space-size=4'];

/** Starts a worker process and keeps one running until `stop`, which lets it finish what it has in hand. Throws StackError `not-built`. */
export function superviseWorker(options: WorkerOptions): SupervisedWorker {
  const program = builtProgram('src/worker/main.js');
  const log = options.log ?? (() => undefined);
  const stopping = new AbortController();
  let current: KeptProcess | null = null;

  const start = (): KeptProcess => {
    const child = spawnKept({
      name: 'worker',
      command: process.execPath,
      args: [...heapFlags(options.heap), program, ...(options.args ?? [])],
      env: { ...process.env, ...options.env },
      graceMs: 30_000,
      ...(options.logFile === undefined ? {} : { logFile: options.logFile }),
    });
    log(`worker started, process ${child.pid}`);
    return child;
  };

  const supervise = async (first: KeptProcess): Promise<void> => {
    let child = first;
    for (let quickEnds = 0; ; ) {
      const startedAt = Date.now();
      const { code, signal } = await child.ended;
      current = null;
      if (stopping.signal.aborted) return;
      log(`worker ended unasked (${signal ?? `exit code ${code}`})`);
      if (options.restart === false) return;
      quickEnds = Date.now() - startedAt < 10_000 ? quickEnds + 1 : 0;
      // At once the first time, then ever slower up to 10 s: a worker that cannot start should not burn a core.
      await sleep(Math.min(quickEnds * quickEnds * 250, 10_000), undefined, {
        signal: stopping.signal,
      }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      child = start();
      current = child;
    }
  };

  current = start();
  const supervised = supervise(current);
  return {
    pid: () => current?.pid ?? null,
    stop: async () => {
      stopping.abort();
      await current?.stop();
      await supervised;
    },
  };
}
