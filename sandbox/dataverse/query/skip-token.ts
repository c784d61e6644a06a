import { faults } from '../core/errors.js';
import type { Place } from './order.js';

const wrapped = (text: string): string => encodeURIComponent(encodeURIComponent(text));

/** What goes round a cookie: the page that it leads to, and the cookie encoded twice. */
export const cookieFrame = (page: number, cookie: string, tracking = false): string =>
  `<cookie pagenumber="${page}" pagingcookie="${wrapped(cookie)}" istracking="${tracking ? 'True' : 'False'}" />`;

/** The paging cookie: page number and where the last row stood, wrapped as the real one is, so that nobody is tempted to make one up. */
export const skipToken = (page: number, { id, values }: Place): string =>
  cookieFrame(page, `<cookie page="${page - 1}"><id last="{${id}}" order="${encodeURIComponent(JSON.stringify(values))}" /></cookie>`);

/** Where the page before ended, in an order of so many keys; null: a number of a page alone, which counts rows from the first one. */
export function readSkipToken(text: string, keys: number): { readonly page: number; readonly place: Place | null } {
  const bare = /^<cookie pagenumber="(\d{1,9})" istracking="False" \/>$/.exec(text);
  if (bare !== null) return { page: Number(bare[1]), place: null };
  const { page, cookie } = readFrame(text);
  const match = /<id last="\{([0-9a-f-]{36})\}" order="([^"]*)" \/>/.exec(cookie);
  if (match === null) throw malformed();
  let values: unknown;
  try {
    values = JSON.parse(decodeURIComponent(match[2] as string));
  } catch {
    throw malformed();
  }
  if (!Array.isArray(values) || values.length !== keys) throw malformed();
  return { page, place: { id: match[1] as string, values } };
}

/** The cookie inside of its frame. */
export function readFrame(text: string): { readonly page: number; readonly cookie: string } {
  const match = /pagenumber="(\d{1,9})" pagingcookie="([^"]*)"/.exec(text);
  if (match === null) throw malformed();
  try {
    return { page: Number(match[1]), cookie: decodeURIComponent(decodeURIComponent(match[2] as string)) };
  } catch {
    throw malformed();
  }
}

const malformed = () => faults.badQuery('Malformed XML in the paging cookie: the $skiptoken is not one that was given out.');
