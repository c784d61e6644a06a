/** The process that runs workflows and activities: Temporal's runtime for it, and the two workers in it. */
export { runWorker } from './run-worker.js';
export { installRuntime } from './runtime.js';
