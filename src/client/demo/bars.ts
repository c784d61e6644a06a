import { objectLabels, objectNames } from '../../domain/index.js';
import { countByObject, countSources, countUndone, type Ledger } from '../../ledger/index.js';
import type { Phase } from '../../workflows/migration-state.js';
import type { Bar } from './display.js';

/** How far each object is in a phase; none in phases in which nothing moves. */
export async function barsOf(ledger: Ledger, phase: Phase): Promise<readonly Bar[]> {
  switch (phase) {
    case 'audit': {
      const bars: Bar[] = [];
      for (const object of objectNames)
        bars.push({ name: objectLabels[object], done: (await countSources(ledger, object)).present, total: null });
      return bars;
    }
    case 'sample':
    case 'full':
    case 'delta':
    case 'lastDelta': {
      const counts = await countByObject(ledger, { sampleOnly: phase === 'sample' });
      return objectNames.map((object) => ({
        name: objectLabels[object],
        done: counts[object].read - counts[object].pending,
        total: counts[object].read,
      }));
    }
    case 'rollback':
    case 'sampleUndo':
      // What is not undone yet is what would have failed if it ended now.
      return (await countUndone(ledger)).map(({ table, deleted, restored, failed }) => ({
        name: table,
        done: deleted + restored,
        total: deleted + restored + failed,
      }));
    default:
      return [];
  }
}
