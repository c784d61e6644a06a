import { installRuntime } from './runtime.js';
import { runWorker } from './run-worker.js';

process.title = 'a2d-worker';

/** The process that runs workflows and activities. Everything it needs to know is in the environment: see docs/operator-guide.md. */
installRuntime();
runWorker(process.env).catch((error: unknown) => {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
});
