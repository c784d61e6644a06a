import type { Experience } from './pace.js';
import type { WriteOperation, WriteVia } from './write-types.js';

export interface ChunkSizer {
  size(table: string, operation: WriteOperation, via: WriteVia): number;
  /** `took` in milliseconds. */
  report(request: { table: string; operation: WriteOperation; via: WriteVia; rows: number }, experience: Experience, took: number): void;
}

/**
 * Bulk: guidance is 100 to 1,000 rows. Batch: its operations run one after the other and Microsoft advises about ten with many in parallel;
 * a little more saves round trips. Bounds and start per way.
 */
const bounds: Readonly<Record<WriteVia, { start: number; most: number }>> = {
  bulk: { start: 200, most: 1000 },
  batch: { start: 25, most: 100 },
};
/** An answer quicker than this lets the next request grow, one slower makes it shrink: a time-out is far away at either. */
const quick = 5_000;
const slow = 30_000;

/** Rows per request for each table, operation and way: grows while answers are quick, halves on time-outs and on requests too large. */
export function createChunkSizer(): ChunkSizer {
  const sizes = new Map<string, number>();
  const key = (table: string, operation: WriteOperation, via: WriteVia) => `${table}/${operation}/${via}`;
  const size: ChunkSizer['size'] = (table, operation, via) => sizes.get(key(table, operation, via)) ?? bounds[via].start;
  return {
    size,
    report({ table, operation, via, rows }, experience, took) {
      const now = size(table, operation, via);
      const set = (next: number) => sizes.set(key(table, operation, via), Math.max(1, Math.min(bounds[via].most, Math.round(next))));
      if (experience === 'timeout' || experience === 'too-large') set(Math.min(now, rows) / 2);
      else if (experience === 'clean' && took > slow) set(now / 2);
      // Only a full chunk shows that this size is quick.
      else if (experience === 'clean' && took < quick && rows >= now) set(now * 1.5);
    },
  };
}
