import { join, relative } from 'node:path';
import type { Ledger } from '../../ledger/index.js';
import type { Context } from '../context.js';
import type { MigrationHandle } from '../migration-handle.js';
import type { Decider } from './approvers.js';
import type { Display } from './display.js';
import type { DemoOptions } from './options.js';
import type { Outcome } from './outcome.js';
import type { SandboxAdmin } from './sandbox-admin.js';

/** What the scenes of the demo share. */
export interface Play {
  readonly options: DemoOptions;
  readonly context: Context;
  readonly display: Display;
  readonly handle: MigrationHandle;
  readonly ledger: Ledger;
  readonly sandbox: SandboxAdmin;
  readonly decider: Decider;
  /** Why the demo does not end with 0; empty when all is well. */
  readonly problems: string[];
  /** Set before the migration is accepted or taken back. */
  outcome: Outcome | null;
}

/** Files in the output folder. */
export const filesOf = (out: string) => ({
  migration: join(out, 'migration.yaml'),
  before: join(out, 'before.jsonl'),
  after: join(out, 'after.jsonl'),
  dataverseBefore: join(out, 'dataverse-before.jsonl'),
  dataverseAfterRollback: join(out, 'dataverse-after-rollback.jsonl'),
  summary: join(out, 'summary.json'),
  workerLog: join(out, 'worker.log'),
});

/** A path as the person who started the demo would type it. */
export const shown = (path: string): string => {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short || '.';
};
