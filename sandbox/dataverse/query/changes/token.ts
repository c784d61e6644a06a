import { faults } from '../../core/errors.js';

const two = (number: number): string => String(number).padStart(2, '0');

/** What a delta link carries: the last row version seen, and when. */
export function deltaToken(version: number, at: number): string {
  const date = new Date(at);
  const day = `${two(date.getUTCMonth() + 1)}/${two(date.getUTCDate())}/${date.getUTCFullYear()}`;
  return `${version}!${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

export function readDeltaToken(text: string): { readonly version: number; readonly at: number } {
  const parts = /^(\d{1,15})!(\d\d)\/(\d\d)\/(\d{4}) (\d\d):(\d\d):(\d\d)$/.exec(text);
  if (parts === null) throw faults.badQuery('The $deltatoken is not one that was given out.');
  const [version, month, day, year, hour, minute, second] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { version, at: Date.UTC(year, month - 1, day, hour, minute, second) };
}

/** Where a page of changes ended: after rows, or deletions, up to a version. `since`: what the next delta link will tell. */
export interface ChangePlace {
  readonly page: number;
  readonly deletions: boolean;
  readonly version: number;
  readonly since: number;
}

export const placeText = ({ page, deletions, version, since }: ChangePlace): string =>
  `<cookie page="${page}"><${deletions ? 'deleted' : 'changed'} last="${version}" since="${since}" /></cookie>`;

export function readPlace(page: number, cookie: string): ChangePlace {
  const match = /^<cookie page="\d+"><(deleted|changed) last="(\d{1,15})" since="(\d{1,15})" \/><\/cookie>$/.exec(cookie);
  if (match === null) throw faults.badQuery('Malformed XML in the paging cookie: the $skiptoken is not one that was given out.');
  return { page, deletions: match[1] === 'deleted', version: Number(match[2]), since: Number(match[3]) };
}
