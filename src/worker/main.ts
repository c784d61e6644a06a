import { installRuntime, runWorker } from './index.js';

process.title = 'a2d-worker';

/** The process that runs workflows and activities. Everything it needs to know is in the environment: see docs/operator-guide.md. */
installRuntime();
runWorker(process.env).catch((error: unknown) => {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : error);
  // Temporal's runtime keeps the process alive: without this a worker that cannot start would hang instead of being started again.
  process.exit(1);
});
