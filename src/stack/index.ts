/** The embedded stack: Postgres, Temporal, the sandbox and workers as processes that end with the one that started them, and where their programs come from. */
export { temporaryDataDir } from './data-dir.js';
export { StackError } from './errors.js';
export {
  type KeptProcess,
  type KeptProcessOptions,
  type ProcessEnd,
  spawnKept,
} from './kept-process.js';
export { freePort, isPortFree, pickPort } from './ports.js';
export {
  type PostgresOptions,
  type PostgresServer,
  startPostgres,
} from './postgres-server.js';
export {
  type SandboxEndpoints,
  type SandboxProcess,
  startSandbox,
} from './sandbox.js';
export { searchAttributeNames } from './search-attributes.js';
export { type Stack, type StackOptions, startStack } from './stack.js';
export {
  type ResolvedBinary,
  resolveTemporalCli,
  resolveTemporalTestServer,
} from './temporal-binary.js';
export {
  startTemporal,
  type TemporalOptions,
  type TemporalServer,
} from './temporal-server.js';
export {
  type SupervisedWorker,
  superviseWorker,
  type WorkerOptions,
} from './worker.js';
