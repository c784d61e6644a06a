import { faults } from '../core/errors.js';
import type { Query } from '../http/request.js';
import { cap } from './answer.js';

/** Whether `$count` asks for the number of rows. Throws when it is neither true nor false. */
export function countWanted(query: Query): boolean {
  const text = query.get('$count');
  if (text === undefined || text === 'false') return false;
  if (text === 'true') return true;
  throw faults.badQuery(`Invalid value '${text}' for $count query option found. Valid values are 'true' and 'false'.`);
}

/** Rows of a page when so many were asked for. */
export const pageSizeOf = (asked: number | null): number => (asked === null || asked === 0 ? cap : Math.min(asked, cap));

/** How many rows `$top` asks for; null when it does not. */
export function topOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d+$/.test(text))
    throw faults.badQuery(
      `Invalid value '${text}' for $top query option found. The $top query option requires a non-negative integer value.`,
    );
  return Number(text);
}
