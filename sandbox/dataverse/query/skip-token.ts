import { faults } from '../core/errors.js';

const wrapped = (text: string): string => encodeURIComponent(encodeURIComponent(text));

/** What goes round a cookie: the page that it leads to, and the cookie encoded twice. */
export const cookieFrame = (page: number, cookie: string, tracking = false): string =>
  `<cookie pagenumber="${page}" pagingcookie="${wrapped(cookie)}" istracking="${tracking ? 'True' : 'False'}" />`;

/** The paging cookie: page number and last row, wrapped as the real one is, so that nobody is tempted to make one up. */
export const skipToken = (page: number, lastId: string, tracking = false): string =>
  cookieFrame(page, `<cookie page="${page - 1}"><id last="{${lastId}}" /></cookie>`, tracking);

export function readSkipToken(text: string): { readonly page: number; readonly id: string } {
  const { page, cookie } = readFrame(text);
  const id = /last="\{([0-9a-f-]{36})\}"/.exec(cookie)?.[1];
  if (id === undefined) throw malformed();
  return { page, id };
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
