import { command, type MakeCommand } from './kit.js';

export const workerCommand: MakeCommand = () =>
  command('worker', 'run a worker until stopped; more of them, on more machines, make a migration faster', [
    'worker',
    'worker > worker.log',
  ])
    .addHelpText(
      'after',
      `
Environment: DATABASE_URL, ACTIMO_API_KEYS, DATAVERSE_CLIENT_SECRET, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE;
optional LOAD_SLOTS (parts loaded at once in this process, 4), METRICS_ADDRESS (host:port for Prometheus), LOG_LEVEL,
APPROVER_SECRETS (name=secret,name=secret; where the migration file asks for proofs).`,
    )
    .action(async () => {
      const { installRuntime, runWorker } = await import('../../worker/index.js');
      process.title = 'a2d-worker';
      installRuntime();
      await runWorker(process.env);
    });
