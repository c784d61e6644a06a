import { type Ledger, loadState } from '../ledger/index.js';
import type { GateName, GateState } from '../workflows/gates.js';
import type { Progress } from '../workflows/messages.js';
import { type MigrationSnapshot, MigrationState } from '../workflows/migration-state.js';
import { refusal } from './errors.js';
import type { MigrationHandle } from './migration-handle.js';

/** Where a migration stands, and who says so: the workflow itself, or what it wrote into the ledger last. */
export interface Standing {
  readonly progress: Progress;
  readonly from: 'workflow' | 'ledger';
}

/** Asks the workflow, and the ledger where no worker answers. Null when neither knows: it was never started, or has only just begun. */
export async function standing(handle: MigrationHandle, ledger: Ledger | null): Promise<Standing | null> {
  const description = await handle.describe();
  const answer = description === null ? null : await handle.progress();
  if (answer !== null) return { progress: answer, from: 'workflow' };
  const snapshot = ledger === null ? null : ((await loadState(ledger)) as MigrationSnapshot | null);
  return snapshot === null ? null : { progress: progressOf(handle.migration, snapshot), from: 'ledger' };
}

/** The same answer as the workflow's, from the state that it saved. The rules need the settings only to judge, which is not asked here. */
const progressOf = (migration: string, snapshot: MigrationSnapshot): Progress =>
  new MigrationState(
    migration,
    { deltaEveryMs: 0, deltaWindowMs: 0, rollbackWindowMs: 0, reminderMs: 0, schemaMode: 'deploy', window: 1 },
    snapshot,
  ).progress();

/** The gate that somebody wants to decide, which must be open. Throws ClientError `refused`. */
export function openGate(progress: Progress | null, gate: GateName): GateState {
  const found = progress?.gates.find((candidate) => candidate.gate === gate);
  if (found?.status === 'open') return found;
  const open = progress?.gates.filter(({ status }) => status === 'open').map((candidate) => candidate.gate) ?? [];
  const phase = progress === null ? 'The migration has only just begun' : `The migration is in phase ${progress.phase}`;
  throw refusal(
    found === undefined
      ? `Gate ${gate} is not open yet. ${phase}.`
      : `Gate ${gate} is closed: ${found.decidedBy ?? 'somebody'} ${found.status} it already.`,
    open.length > 0 ? `Open now: ${open.join(', ')}.` : '`status` shows what it is doing.',
  );
}
