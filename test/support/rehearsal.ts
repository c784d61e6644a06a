import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { type MigrationFileInput, parseMigrationFile } from '../../src/config/index.js';
import { mappingKind, migrationFileKind } from '../../src/domain/index.js';
import { createLedger, type Ledger, openLedger, putArtefact } from '../../src/ledger/index.js';
import type { SandboxProcess } from '../../src/stack/sandbox.js';
import { type SupervisedWorker, superviseWorker } from '../../src/stack/worker.js';
import type { DecisionVerdict, GateName, GateState } from '../../src/workflows/gates.js';
import type { AnyCommand, CommandName, Progress } from '../../src/workflows/messages.js';
import { onFileEnd } from './file-end.js';
import { freshDatabase } from './postgres.js';
import { sandbox } from './sandbox.js';
import { freshNamespace } from './temporal.js';

export interface RehearsalOptions {
  readonly users: number;
  readonly seed?: number;
  readonly sample?: number;
  /** Flags of the sandbox besides users, seed and rate. */
  readonly sandboxFlags?: readonly string[];
  /** Part of the migration file; durations are short unless given. */
  readonly file?: Partial<Omit<MigrationFileInput, 'dataverse'>> & { readonly dataverse?: Partial<MigrationFileInput['dataverse']> };
  /** Mapping document, canonical JSON; proposed by the program unless given. */
  readonly mapping?: string;
  /** A Temporal server of the test's own; otherwise a namespace on the run's dev server. */
  readonly temporal?: { readonly address: string; readonly namespace: string; readonly client: Client };
  /** More environment for the worker, e.g. CRASH_AT. */
  readonly workerEnv?: Readonly<Record<string, string>>;
}

/** Real parts for one migration: a database, a namespace, a sandbox process, a worker process; and what an operator and approvers do with them. */
export class Rehearsal {
  private constructor(
    readonly name: string,
    readonly databaseUrl: string,
    readonly temporal: { readonly address: string; readonly namespace: string; readonly client: Client },
    readonly box: SandboxProcess,
    /** Where its migration file is, `migration.yaml`, and its reports are made. */
    readonly folder: string,
    readonly workerEnv: Readonly<Record<string, string>>,
  ) {}

  static async prepare(options: RehearsalOptions): Promise<Rehearsal> {
    const [databaseUrl, temporal, folder] = [
      await freshDatabase(),
      options.temporal ?? (await freshNamespace()),
      await mkdtemp(join(tmpdir(), 'a2d-rehearsal-')),
    ];
    onFileEnd(() => rm(folder, { recursive: true, force: true }));
    const box = await sandbox(
      '--users',
      String(options.users),
      '--seed',
      String(options.seed ?? 7),
      '--actimo-rate',
      '5000',
      ...(options.sandboxFlags ?? []),
    );
    const { actimo, dataverse } = box;
    const file = parseMigrationFile(
      JSON.stringify({
        name: 'rehearsal',
        actimo: { url: actimo.url, ratePerSecond: 5_000 },
        sample: { size: options.sample ?? 8 },
        delta: { every: '2 seconds', window: '3 seconds' },
        rollbackWindow: '1 hour',
        reminders: '1 hour',
        reports: { dir: join(folder, 'reports') },
        ...options.file,
        dataverse: {
          url: dataverse.url,
          tenantId: dataverse.tenantId,
          clientId: dataverse.clientId,
          tokenUrl: dataverse.tokenUrl,
          ...options.file?.dataverse,
        },
        // Whoever takes back waits as long for a request that was not answered.
        load: { writeTimeout: '20 seconds', ...options.file?.load },
      }),
    );
    await writeFile(join(folder, 'migration.yaml'), JSON.stringify(file));
    const ledger = await createLedger({
      url: databaseUrl,
      migration: file.name,
      client: await clientId(actimo.url, actimo.apiKeys[0] ?? ''),
    });
    await putArtefact(ledger, { kind: migrationFileKind, body: JSON.stringify(file) });
    if (options.mapping) await putArtefact(ledger, { kind: mappingKind, body: options.mapping });
    await ledger.close();
    const workerEnv = {
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      ACTIMO_API_KEYS: actimo.apiKeys.join(','),
      DATAVERSE_CLIENT_SECRET: dataverse.clientSecret,
      LOG_LEVEL: 'warn',
      ...options.workerEnv,
    };
    return new Rehearsal(file.name, databaseUrl, temporal, box, folder, workerEnv);
  }

  /** A worker process; a killed one is started again unless told otherwise. */
  worker(more: Readonly<Record<string, string>> = {}, restart = true): SupervisedWorker {
    const worker = superviseWorker({
      env: { ...this.workerEnv, ...more },
      restart,
      logFile: process.env.A2D_WORKER_LOG ?? join(this.folder, 'worker.log'),
    });
    onFileEnd(worker.stop);
    return worker;
  }

  get handle(): WorkflowHandle {
    return this.temporal.client.workflow.getHandle(`migration.${this.name}`);
  }

  async start(input: { adopt?: boolean } = {}): Promise<void> {
    await this.temporal.client.workflow.start('migrationWorkflow', {
      workflowId: `migration.${this.name}`,
      taskQueue: 'control',
      args: [{ migration: this.name, ...input }],
    });
  }

  progress(): Promise<Progress> {
    return this.handle.query<Progress>('progress');
  }

  /** Waits until the progress of the migration is as wanted; fails with what it is instead when the migration is stuck. */
  async until(
    what: string,
    wanted: (progress: Progress) => boolean,
    timeoutMs = Number(process.env.A2D_WAIT ?? 150_000),
  ): Promise<Progress> {
    const end = Date.now() + timeoutMs;
    let last: Progress | undefined;
    while (Date.now() < end) {
      last = await this.progress().catch(() => undefined);
      if (last && wanted(last)) return last;
      if (last?.stuck)
        throw new Error(`waiting for ${what}, but the migration is stuck in ${last.stuck.step}: ${last.stuck.type}: ${last.stuck.message}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`waited ${timeoutMs} ms for ${what}; the migration: ${JSON.stringify(last)}`);
  }

  /** Waits for a gate to be open (again, with a document other than `not`). */
  async gate(name: GateName, not?: string): Promise<GateState> {
    const isIt = (gate: GateState) => gate.gate === name && gate.status === 'open' && gate.document.hash !== not;
    const progress = await this.until(`gate ${name}`, ({ gates }) => gates.some(isIt));
    return progress.gates.find(isIt) as GateState;
  }

  /** Sends a decision as an update; answers the verdict's sentence, refused or not. */
  async decide(name: GateName, decision: 'approve' | 'reject', more: Readonly<Record<string, unknown>> = {}): Promise<DecisionVerdict> {
    const { document } = more.artefact === undefined ? await this.gate(name) : { document: { hash: String(more.artefact) } };
    return this.update('decide', {
      gate: name,
      artefact: document.hash,
      decision,
      approver: 'Ida Holm',
      comment: 'Bo Krag closed Actimo',
      ...more,
    });
  }

  /** Approves a gate on the document that it is about at that moment: at cut-over a delta may bring a fresh report while one is being read. */
  async approve(name: GateName): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const { accepted, sentence } = await this.decide(name, 'approve');
      if (accepted) return;
      if (tries === 20 || !sentence.includes('code does not belong')) throw new Error(`${name}: ${sentence}`);
    }
  }

  command(name: CommandName, input: Partial<AnyCommand> = {}): Promise<DecisionVerdict> {
    return this.update(name, { by: 'Ida Holm', ...input });
  }

  private async update(name: string, input: object): Promise<DecisionVerdict> {
    try {
      return await this.handle.executeUpdate<DecisionVerdict, [object]>(name, { args: [input] });
    } catch (error) {
      const cause = (error as { cause?: { message?: string } }).cause;
      if (cause?.message === undefined) throw error;
      return { accepted: false, sentence: cause.message };
    }
  }

  /** Approves gates in their order up to and with `last`. */
  async approveThrough(last: GateName): Promise<void> {
    for (const name of ['scope', 'mapping', 'schema', 'sample', 'cutOver', 'accept'] as const) {
      await this.approve(name);
      if (name === last) return;
    }
  }

  /** One of the sandbox's admin routes, e.g. `GET stats`. */
  async admin<T>(method: 'GET' | 'POST' | 'DELETE', route: string, body?: object): Promise<T> {
    const base = new URL(this.box.dataverse.url);
    const response = await fetch(`${base.origin}/sandbox/${route}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${text.slice(0, 500)}`);
    return (response.headers.get('content-type')?.includes('json') && !text.includes('\n{') ? JSON.parse(text) : text) as T;
  }

  async ledger<T>(use: (ledger: Ledger) => Promise<T>): Promise<T> {
    const ledger = await openLedger({ url: this.databaseUrl, migration: this.name, poolSize: 2 });
    try {
      return await use(ledger);
    } finally {
      await ledger.close();
    }
  }
}

async function clientId(url: string, key: string): Promise<string> {
  const response = await fetch(`${url}/project`, { headers: { 'api-key': key } });
  const { data } = (await response.json()) as { data: { id: number | string }[] };
  return String(data[0]?.id);
}
