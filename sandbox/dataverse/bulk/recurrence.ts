import { faults } from '../core/errors.js';

const dayMs = 24 * 3_600_000;

/** How often a job comes again, as a recurrence pattern says it: every so many days, weeks or months (PD `delete-data-bulk.md`). */
export type Recurrence = (from: number) => number;

const steps: Readonly<Record<string, (every: number) => Recurrence>> = {
  DAILY: (every) => (from) => from + every * dayMs,
  WEEKLY: (every) => (from) => from + every * 7 * dayMs,
  MONTHLY: (every) => (from) => {
    const at = new Date(from);
    at.setUTCMonth(at.getUTCMonth() + every);
    return at.getTime();
  },
};

/** Null: the pattern is empty, the job runs once. */
export function readRecurrence(pattern: unknown): Recurrence | null {
  if (pattern === undefined || pattern === null || pattern === '') return null;
  const wrong = () => faults.argument(`'${String(pattern)}' is no RecurrencePattern.`);
  if (typeof pattern !== 'string') throw wrong();
  const parts = new Map(
    pattern
      .split(';')
      .filter((part) => part !== '')
      .map((part) => part.split('=', 2) as [string, string | undefined]),
  );
  const step = steps[parts.get('FREQ') ?? ''];
  const every = Number(parts.get('INTERVAL') ?? 1);
  if (
    step === undefined ||
    !Number.isInteger(every) ||
    every < 1 ||
    [...parts.keys()].some((name) => name !== 'FREQ' && name !== 'INTERVAL')
  )
    throw wrong();
  return step(every);
}
