import { countByObject } from '../../src/ledger/index.js';
import type { Rehearsal } from './rehearsal.js';

/** The stretches of a migration in which rows are written, in their order. */
export const stretches = ['sample', 'full', 'delta', 'undo'] as const;
export type Stretch = (typeof stretches)[number];

/** How a migration stands at the end of a stretch, when nothing is under way. */
export interface Standing {
  /** Everything in the sandbox. */
  readonly dump: string;
  readonly counts: Awaited<ReturnType<typeof countByObject>>;
  readonly sent: Sent;
}

/** What the sandbox has counted until now. */
export interface Sent {
  /** Rows of people's data that were written, every time counted. */
  readonly rows: number;
  /** Rows that came once more with the same content after they had been written. */
  readonly again: number;
}

export async function sentSoFar(migration: Rehearsal): Promise<Sent> {
  const { dataverse } = await migration.admin<{
    dataverse: { rows: Record<string, Record<'created' | 'updated' | 'deleted', number>>; rowsSentAgain: number };
  }>('GET', 'stats');
  const rows = Object.values(dataverse.rows).reduce((sum, { created, updated, deleted }) => sum + created + updated + deleted, 0);
  return { rows, again: dataverse.rowsSentAgain };
}

/**
 * Leads a migration up to and with the stretch `last`. People edit in Actimo at milestones, never by the clock: before the full migration, in the middle of it
 * (when so many Contacts are written), and after it. `begins` is told before each stretch; the stretch is over when both it and what `begins` answered are. The
 * signal says that there is nothing left to happen in the stretch.
 */
export async function leadThrough(
  migration: Rehearsal,
  last: Stretch,
  begins: (stretch: Stretch, signal: AbortSignal) => Promise<void> = async () => undefined,
): Promise<Partial<Record<Stretch, Standing>>> {
  const edit = (body: object) => migration.admin('POST', 'actimo/edits', body);
  const steps: Record<Stretch, () => Promise<unknown>> = {
    sample: async () => {
      await migration.approveThrough('schema');
      await migration.gate('sample');
    },
    full: async () => {
      await edit({ random: { seed: 3, create: 3, update: 5, delete: 0 } });
      const { dataverse } = await migration.admin<{ dataverse: { rows: { contact: { created: number; updated: number } } } }>(
        'GET',
        'stats',
      );
      const { created, updated } = dataverse.rows.contact;
      await edit({ random: { seed: 5, create: 2, update: 4, delete: 0 }, when: { contactsWritten: created + updated + 15 } });
      await migration.approve('sample');
      await migration.gate('cutOver');
      // One whole pass that began after the last edit.
      const { deltaPasses } = await migration.progress();
      await migration.until('two more passes', (progress) => progress.deltaPasses >= deltaPasses + 2);
    },
    delta: async () => {
      await edit({ random: { seed: 4, create: 8, update: 20, delete: 1 } });
      await migration.approve('cutOver');
      await migration.gate('accept');
    },
    undo: async () => {
      await migration.command('rollBack');
      await migration.handle.result();
    },
  };
  const standing: Partial<Record<Stretch, Standing>> = {};
  await migration.admin('POST', 'dataverse/settings', { countAgain: true });
  await migration.start();
  for (const stretch of stretches.slice(0, stretches.indexOf(last) + 1)) {
    const over = new AbortController();
    const meanwhile = begins(stretch, over.signal);
    const step = steps[stretch]().finally(() => over.abort());
    await Promise.all([step, meanwhile]);
    standing[stretch] = {
      dump: await migration.admin<string>('GET', 'dump'),
      counts: await migration.ledger(countByObject),
      sent: await sentSoFar(migration),
    };
  }
  return standing;
}
