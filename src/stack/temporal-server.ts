import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { StackError } from './errors.js';
import { type KeptProcess, spawnKept } from './kept-process.js';
import { pickPort } from './ports.js';
import { searchAttributeNames } from './search-attributes.js';
import { type ResolvedBinary, resolveTemporalCli } from './temporal-binary.js';

export interface TemporalOptions {
  /** Folder for its log, and its database when `onDisk`; made when missing. */
  readonly dir: string;
  /** Keep workflows in a file, so that they survive a restart. */
  readonly onDisk: boolean;
  readonly namespace: string;
  readonly port?: number;
  /** Port of the web UI; without the property there is no UI. `0` means any free one. */
  readonly uiPort?: number;
}

export interface TemporalServer {
  /** `host:port` for TEMPORAL_ADDRESS. */
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string | null;
  readonly binary: ResolvedBinary;
  readonly pid: number;
  readonly ended: KeptProcess['ended'];
  readonly stop: () => Promise<void>;
}

/** Starts Temporal's dev server on the loopback address with the search attributes of this project. Throws StackError `no-temporal`, `temporal-failed`. */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const dir = resolve(options.dir);
  await mkdir(dir, { recursive: true });
  await chmod(dir, 0o700);
  const binary = await resolveTemporalCli();
  const logFile = join(dir, 'temporal.log');
  // Three tries, because between choosing a free port and listening on it another program may take it.
  for (let attempt = 1; ; attempt++) {
    const first = attempt === 1;
    const port = await pickPort(first ? options.port : undefined);
    const uiPort = options.uiPort === undefined ? null : await pickPort(first && options.uiPort !== 0 ? options.uiPort : undefined);
    const args = [
      'server',
      'start-dev',
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--namespace',
      options.namespace,
      '--log-level',
      'warn',
    ];
    args.push(...(uiPort === null ? ['--headless'] : ['--ui-port', String(uiPort), '--ui-disable-news-fetch']));
    for (const name of searchAttributeNames) args.push('--search-attribute', `${name}=Keyword`);
    if (options.onDisk) args.push('--db-filename', join(dir, 'temporal.db'));
    const server = spawnKept({
      name: 'Temporal',
      command: binary.path,
      args,
      logFile,
      cwd: dir,
    });
    const address = `127.0.0.1:${port}`;
    if (await serves(server, address, options.namespace)) {
      const uiUrl = uiPort === null ? null : `http://127.0.0.1:${uiPort}`;
      const stop = async (): Promise<void> => void (await server.stop());
      return {
        address,
        namespace: options.namespace,
        uiUrl,
        binary,
        pid: server.pid,
        ended: server.ended,
        stop,
      };
    }
    await server.stop();
    if (attempt === 3)
      throw new StackError('temporal-failed', `Temporal did not start; its last words: ${await lastLine(logFile)}`, `read ${logFile}`);
  }
}

async function serves(server: KeptProcess, address: string, namespace: string): Promise<boolean> {
  for (let waited = 0; waited < 60_000 && server.end() === null; waited += 100) {
    try {
      const connection = await Connection.connect({
        address,
        connectTimeout: 2_000,
      });
      try {
        await connection.workflowService.describeNamespace({ namespace });
        // Dev servers close workflows' histories after a day; a migration outlives that.
        const retention = {
          config: { workflowExecutionRetentionTtl: msToTs('30 days') },
        };
        await connection.workflowService.updateNamespace({
          namespace,
          ...retention,
        });
        return true;
      } finally {
        await connection.close();
      }
    } catch {
      await sleep(100);
    }
  }
  return false;
}

async function lastLine(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim().split('\n').at(-1) ?? '';
}
