import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../../src/client/program.js';
import { type SupervisedWorker, superviseWorker } from '../../../src/stack/worker.js';
import { onFileEnd } from '../../support/file-end.js';
import { freshDatabase } from '../../support/postgres.js';
import { sandbox } from '../../support/sandbox.js';
import { freshNamespace } from '../../support/temporal.js';
import { recordingContext } from '../../unit/client/context.js';

/** What a command answered: its exit code, standard output and standard error. */
export interface Answered {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** An operator at a terminal: a folder, an environment with its secrets, and the command line. */
export class Operator {
  private constructor(
    readonly folder: string,
    readonly env: Readonly<Record<string, string>>,
    /** Values for the migration file. */
    readonly endpoints: { readonly actimoUrl: string; readonly dataverse: Readonly<Record<string, string>> },
  ) {}

  static async atWork(users: number): Promise<Operator> {
    const [databaseUrl, { address, namespace }] = [await freshDatabase(), await freshNamespace()];
    const folder = await mkdtemp(join(tmpdir(), 'a2d-operator-'));
    onFileEnd(() => rm(folder, { recursive: true, force: true }));
    const { actimo, dataverse } = await sandbox('--users', String(users), '--seed', '7', '--actimo-rate', '5000');
    const env = {
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      ACTIMO_API_KEYS: actimo.apiKeys.join(','),
      DATAVERSE_CLIENT_SECRET: dataverse.clientSecret,
    };
    const { url, tenantId, clientId, tokenUrl } = dataverse;
    return new Operator(folder, env, { actimoUrl: actimo.url, dataverse: { url, tenantId, clientId, tokenUrl } });
  }

  async run(args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}): Promise<Answered> {
    const context = recordingContext({ env: { ...this.env, ...env }, cwd: this.folder });
    const exit = await runProgram(args, context);
    return { exit, out: context.lines.join('\n'), err: context.errors.join('\n') };
  }

  startWorker(): SupervisedWorker {
    const worker = superviseWorker({ env: { ...this.env, LOG_LEVEL: 'warn' }, logFile: join(this.folder, 'worker.log') });
    onFileEnd(worker.stop);
    return worker;
  }

  /** Repeats a question until its answer is as wanted. */
  async until(what: string, wanted: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
    for (const end = Date.now() + timeoutMs; Date.now() < end; ) {
      if (await wanted()) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`waited ${timeoutMs} ms for ${what}: ${JSON.stringify(await this.run(['status', '--json']))}`);
  }

  async progress(): Promise<{
    phase: string;
    gates: readonly { gate: string; status: string; document: { code: string } }[];
    paused: boolean;
  } | null> {
    const { out, exit } = await this.run(['status', '--json']);
    return exit === 0 ? JSON.parse(out).progress : null;
  }

  /** The approval code of a gate, as soon as it is open. */
  async codeOf(gate: string): Promise<string> {
    let code: string | undefined;
    await this.until(`gate ${gate}`, async () => {
      code = (await this.progress())?.gates.find((open) => open.gate === gate && open.status === 'open')?.document.code;
      return code !== undefined;
    });
    return code as string;
  }
}
