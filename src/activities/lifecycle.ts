import { durationMs, type MigrationFile } from '../config/index.js';
import { countByObject, epoch, loadState, purge, raiseEpoch, saveState, setRegistryState } from '../ledger/index.js';
import type { MigrationSnapshot, Settings } from '../workflows/migration-state.js';
import { beating } from './beating.js';
import type { Connections } from './connections.js';

interface Of {
  readonly migration: string;
}

/** Opening, remembering, closing a migration. */
export const lifecycleActivities = (connections: Connections) => ({
  /** The settings of the migration file; with `adopt`, also where the ledger says that it stood. Adopting raises the epoch: a writer of the lost history stops. */
  async openMigration(
    input: Of & { readonly adopt: boolean },
  ): Promise<{ settings: Settings; snapshot: MigrationSnapshot | null; epoch: number }> {
    return beating(async () => {
      const { ledger, file } = await connections.of(input.migration);
      const snapshot = input.adopt ? ((await loadState(ledger)) as MigrationSnapshot | null) : null;
      const current = input.adopt ? await raiseEpoch(ledger) : await epoch(ledger);
      return { settings: settingsOf(file), snapshot, epoch: current };
    });
  },

  /** From here `start --adopt` goes on if Temporal's history is lost. */
  async saveSnapshot(input: Of & { readonly snapshot: MigrationSnapshot }): Promise<void> {
    return beating(async () => {
      const { ledger } = await connections.of(input.migration);
      await saveState(ledger, input.snapshot);
      await setRegistryState(ledger, { state: input.snapshot.phase });
    });
  },

  /** After this no chunk of an older epoch can begin. */
  async raiseEpoch(input: Of): Promise<number> {
    return beating(async () => raiseEpoch((await connections.of(input.migration)).ledger));
  },

  /** Drops everything that the migration knew of people. Its line in the registry stays, with counts. */
  async purgeLedger(input: Of & { readonly snapshot: MigrationSnapshot }): Promise<void> {
    return beating(async () => {
      const { ledger } = await connections.of(input.migration);
      const state = input.snapshot.phase === 'aborted' ? 'aborted and purged' : 'accepted and purged';
      await setRegistryState(ledger, { state, summary: { counts: await countByObject(ledger), delta: input.snapshot.delta } });
      await purge(ledger);
      await connections.forget(input.migration);
    });
  },
});

function settingsOf(file: MigrationFile): Settings {
  return {
    deltaEveryMs: durationMs(file.delta.every) ?? 0,
    deltaWindowMs: durationMs(file.delta.window) ?? 0,
    rollbackWindowMs: durationMs(file.rollbackWindow) ?? 0,
    reminderMs: durationMs(file.reminders) ?? 0,
    schemaMode: file.dataverse.schema,
    window: file.load.partitions,
    historyLimit: file.historyLimit,
  };
}
