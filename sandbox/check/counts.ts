import type { Carried } from './carried.js';
import type { Mismatch } from './fields.js';
import { type Halves, recordsOf } from './model.js';

export type ObjectWord = 'workspace' | 'user' | 'membership';
export const objectWords: readonly ObjectWord[] = ['workspace', 'user', 'membership'];

/** The figures of one object in `summary.json`. */
export type SummaryCounts = Readonly<
  Record<'read' | 'verified' | 'held' | 'refused' | 'conflicted' | 'differs' | 'merged' | 'dropped' | 'gone', number>
>;
export type Summary = { readonly objects: Readonly<Record<ObjectWord, SummaryCounts>> };

/** The figures of one object as the two halves of the dump have them. */
export interface Recount {
  /** Records that Actimo had at the start or has at the end. */
  readonly read: number;
  /** Those that Actimo has no more. */
  readonly gone: number;
  /** Of the others: those with a row that carries their id first. */
  readonly carried: number;
  /** Those on a row that carries another record's id first. */
  readonly merged: number;
  readonly without: number;
}

export function recount(object: ObjectWord, before: Halves, after: Halves, carried: Carried): Recount {
  const now = recordsOf(after, object);
  const read = new Set([...recordsOf(before, object).keys(), ...now.keys()]).size;
  let own = 0;
  let merged = 0;
  for (const key of now.keys()) {
    if (object === 'user') {
      const place = carried.contacts.get(key);
      if (place?.merged) merged++;
      else if (place) own++;
    } else if ((object === 'workspace' ? carried.accounts : carried.memberships).has(key)) own++;
  }
  return { read, gone: read - now.size, carried: own, merged, without: now.size - own - merged };
}

/**
 * Holds a summary against the recount. A record that is held, refused, conflicted or differs may have a row from an earlier pass, so those bound what is carried;
 * the rest must agree to the record.
 */
export function checkCounts(object: ObjectWord, summary: SummaryCounts | undefined, found: Recount): Mismatch[] {
  const wrong: Mismatch[] = [];
  const say = (field: string, why: string): void => void wrong.push({ object, key: '(all)', field, why });
  if (!summary) {
    say('summary', 'the summary has no such object');
    return wrong;
  }
  const { read, verified, held, refused, conflicted, differs, merged, dropped, gone } = summary;
  const sum = verified + held + refused + conflicted + differs + merged + dropped + gone;
  if (sum !== read) say('read', `the summary says ${read}, and its parts add up to ${sum}`);
  if (read !== found.read) say('read', `the summary says ${read}, Actimo has ${found.read}`);
  if (gone !== found.gone) say('gone', `the summary says ${gone}, ${found.gone} left Actimo`);
  if (merged !== found.merged) say('merged', `the summary says ${merged}, ${found.merged} stand on another record's row`);
  const unsettled = held + refused + conflicted + differs + dropped;
  if (verified > found.carried) say('verified', `the summary says ${verified}, ${found.carried} have a row that carries their id`);
  else if (found.carried - verified > unsettled)
    say('verified', `${found.carried} have a row, the summary has ${verified} verified and ${unsettled} that may have one`);
  if (found.without > unsettled) say('held', `${found.without} have no row, the summary accounts for ${unsettled}`);
  return wrong;
}
