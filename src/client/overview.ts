import type { ObjectCounts, ObjectName } from '../domain/index.js';
import { countByObject, countHeld, type HeldCount, type MigrationLine } from '../ledger/index.js';
import type { Progress } from '../workflows/messages.js';
import { registryLines, withLedger } from './books.js';
import type { Context } from './context.js';
import { ClientError } from './errors.js';
import { exitCodes } from './exit-codes.js';
import type { MigrationHandle } from './migration-handle.js';
import { standing } from './standing.js';

/** Everything that `status` tells; the JSON of `status --json`. No personal data. */
export interface Overview {
  readonly migration: string;
  /** Null: Temporal knows no such workflow (any more). Times are ISO 8601. */
  readonly workflow: { readonly status: string; readonly startedAt: string; readonly closedAt: string | null } | null;
  /** Null when neither workflow nor ledger can say. */
  readonly progress: Progress | null;
  /** `ledger`: no worker answers, this is what was saved last. */
  readonly from: 'workflow' | 'ledger' | null;
  /** Source records by what became of them; null once the ledger is purged. */
  readonly counts: Readonly<Record<ObjectName, ObjectCounts>> | null;
  readonly held: readonly HeldCount[];
  /** The migration's line in the registry, which outlives the purge. */
  readonly registry: MigrationLine | null;
}

export async function overviewOf(context: Context, handle: MigrationHandle): Promise<Overview> {
  const { migration } = handle;
  const registry = await registryLine(context, migration);
  const description = await handle.describe();
  if (registry === null && description === null) {
    throw new ClientError(
      'unknown-migration',
      exitCodes.usage,
      `Neither this database nor this Temporal knows a migration named ${migration}.`,
      'See --migration, DATABASE_URL and TEMPORAL_ADDRESS, or begin it with `start`.',
    );
  }
  const workflow = description && {
    status: description.status.name.toLowerCase(),
    startedAt: description.startTime.toISOString(),
    closedAt: description.closeTime?.toISOString() ?? null,
  };
  if (registry === null || registry.purgedAt !== null) {
    const progress = description === null ? null : await handle.progress();
    return { migration, workflow, progress, from: progress && 'workflow', counts: null, held: [], registry };
  }
  try {
    return await withLedger(context, migration, async (ledger) => {
      const stands = await standing(handle, ledger);
      return {
        migration,
        workflow,
        progress: stands?.progress ?? null,
        from: stands?.from ?? null,
        counts: await countByObject(ledger),
        held: await countHeld(ledger),
        registry,
      };
    });
  } catch (error) {
    // The ledger can be purged while it is read: then the registry says so by now, and it is asked again.
    if ((await registryLine(context, migration))?.purgedAt == null) throw error;
    return overviewOf(context, handle);
  }
}

const registryLine = async (context: Context, migration: string): Promise<MigrationLine | null> =>
  (await registryLines(context)).find((line) => line.migration === migration) ?? null;
