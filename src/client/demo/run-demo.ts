import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readDatabaseUrl } from '../../config/index.js';
import { openLedger } from '../../ledger/index.js';
import type { Context } from '../context.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { MigrationHandle } from '../migration-handle.js';
import { startMigration } from '../start-migration.js';
import type { UntilStopped } from '../until-stopped.js';
import { closeOfMigration, lastPage, proveRollback } from './after-the-end.js';
import { personAtTerminal, twoApprovers } from './approvers.js';
import { atGate } from './at-gate.js';
import { makeDisplay } from './display.js';
import { follow } from './journey.js';
import { LimitNotes } from './limits.js';
import { watchMemory } from './memory.js';
import { demoMigrationFile } from './migration-yaml.js';
import type { DemoOptions } from './options.js';
import { filesOf, type Play, shown } from './play.js';
import { SandboxAdmin } from './sandbox-admin.js';
import { type Stage, setStage } from './stage.js';

/** A whole migration on one machine, shown as it goes. Whatever happens, nothing that it started is left running. */
export async function runDemo(base: Context, asked: DemoOptions, stop: UntilStopped): Promise<ExitCode> {
  const options = { ...asked, out: resolve(base.cwd, asked.out) };
  const { users, seed, actimoRate, out } = options;
  base.out(`A rehearsal of a migration from Actimo to Dynamics 365: ${users} people, seed ${seed}. The sandbox plays both sides.`);
  base.out(`Its Actimo answers ${actimoRate} requests a second and key here; Actimo documents 20.`);
  base.out(`Output folder: ${shown(out)}`);
  const display = makeDisplay(base.out, base.interactive);
  await mkdir(out, { recursive: true, mode: 0o700 });
  const stage = await setStage(base, options, (message) => display.line(`          ${message}`));
  const onStop = (): void => display.line('\nStopping everything.');
  stop.signal.addEventListener('abort', onStop, { once: true });
  try {
    stop.signal.throwIfAborted();
    return await play(stage, options, display, stop);
  } finally {
    display.end();
    await stage.stop();
  }
}

async function play(stage: Stage, options: DemoOptions, display: Play['display'], stop: UntilStopped): Promise<ExitCode> {
  const { context, temporal, stack } = stage;
  const files = filesOf(options.out);
  const sandbox = new SandboxAdmin(stage.sandbox);
  await sandbox.dump(files.before);
  await sandbox.dump(files.dataverseBefore, 'dataverse');
  await writeFile(files.migration, demoMigrationFile(stage.sandbox, options));

  const memory = watchMemory(() => ({ demo: process.pid, worker: stage.workerPid() }));
  const started = await startMigration(context, temporal, { file: files.migration });
  display.line(
    `          migration ${started.migration} of ${started.client.name} has begun: ${stack.temporal.uiUrl}/namespaces/${temporal.namespace}/workflows`,
  );
  stage.startWorker();

  const ledger = await openLedger({ url: readDatabaseUrl(context.env), migration: started.migration, poolSize: 2 });
  const shared: Play = {
    options,
    context,
    display,
    handle: new MigrationHandle(temporal, started.migration),
    ledger,
    sandbox,
    decider: options.interactive ? personAtTerminal(context) : twoApprovers(),
    problems: [],
    outcome: null,
  };
  try {
    await follow({
      handle: shared.handle,
      display,
      ledger,
      limits: new LimitNotes(files.workerLog),
      stopped: stop.signal,
      onGate: (gate, progress, closed) => atGate(shared, gate, progress, closed),
    });
  } finally {
    await ledger.close();
  }
  const timings = await closeOfMigration(shared, started.runId, stop.signal);
  if (options.thenRollback) await proveRollback(shared);
  lastPage(shared, { timings, memory: memory.stop(), uiUrl: stack.temporal.uiUrl });
  if (options.keep) await stop.stopped;
  return shared.problems.length === 0 ? exitCodes.ok : exitCodes.failed;
}
