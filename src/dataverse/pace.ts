import { Slots } from './slots.js';

/** How a request into one table went, for those who set size and parallelism by it. */
export type Experience = 'clean' | 'throttled' | 'deadlock' | 'timeout' | 'too-large' | 'refused' | 'unknown';

export interface Pace {
  acquire(table: string, signal?: AbortSignal): Promise<() => void>;
  report(table: string, experience: Experience, dopHint: number | undefined): void;
  /** Requests into this table that may be under way at once, now. */
  limit(table: string): number;
}

interface TablePace {
  readonly slots: Slots;
  clean: number;
  /** Clean requests in a row that earn one more at a time; doubles with each deadlock, so that the limit settles instead of swinging. */
  needed: number;
}

/**
 * Parallelism per table. Bulk requests into one table can deadlock on real Dataverse, and its guidance disagrees with itself (docs/facts/dataverse.md §4):
 * so each table starts with one request at a time, earns more by clean answers up to what the service hints, and loses half with every deadlock or limit met.
 */
export function createPace(most: number): Pace {
  const tables = new Map<string, TablePace>();
  const of = (table: string): TablePace => {
    let pace = tables.get(table);
    if (pace === undefined) {
      pace = { slots: new Slots(1), clean: 0, needed: 4 };
      tables.set(table, pace);
    }
    return pace;
  };
  return {
    acquire: (table, signal) => of(table).slots.acquire(signal),
    limit: (table) => of(table).slots.limit,
    report(table, experience, dopHint) {
      const pace = of(table);
      if (experience === 'deadlock' || experience === 'throttled') {
        pace.clean = 0;
        if (experience === 'deadlock') pace.needed = Math.min(256, pace.needed * 2);
        pace.slots.resize(Math.max(1, Math.floor(pace.slots.limit / 2)));
      } else if (experience === 'clean') {
        pace.clean += 1;
        const top = Math.min(most, dopHint ?? 4);
        if (pace.clean >= pace.needed && pace.slots.limit < top) {
          pace.clean = 0;
          pace.slots.resize(pace.slots.limit + 1);
        }
      }
    },
  };
}
