import { findCarried } from './carried.js';
import { checkCounts, objectWords, type Recount, recount, type Summary } from './counts.js';
import { checkFields, type Facts, type Mismatch } from './fields.js';
import type { Halves } from './model.js';

export const defaultFacts: Facts = { prefix: 'a2d', existing: 'fillBlanks' };

export interface CheckReport {
  readonly counts: Readonly<Record<string, Recount>>;
  /** Values that were looked at. */
  readonly looked: number;
  readonly mismatches: readonly Mismatch[];
}

/**
 * Recomputes from the dump before and the dump after a migration what `summary.json` claims, and looks at hand-picked fields of every row that carries an
 * Actimo id. It shares no code with the migration, so that a mistake there is not made here again.
 */
export function check(before: Halves, after: Halves, summary: Summary, facts: Facts = defaultFacts): CheckReport {
  const carried = findCarried(after, facts.prefix);
  const counts: Record<string, Recount> = {};
  const mismatches: Mismatch[] = carried.doubled.map(({ object, key }) => ({
    object,
    key,
    field: 'id',
    why: 'more than one row carries this id',
  }));
  for (const object of objectWords) {
    const found = recount(object, before, after, carried);
    counts[object] = found;
    mismatches.push(...checkCounts(object, summary.objects[object], found));
  }
  const fields = checkFields(before, after, carried, facts);
  return { counts, looked: fields.looked, mismatches: [...mismatches, ...fields.mismatches] };
}
