import { faults } from '../core/errors.js';

/** The paging cookie: page number and last row, wrapped as the real one is, so that nobody is tempted to make one up. */
export function skipToken(page: number, lastId: string): string {
  const cookie = encodeURIComponent(encodeURIComponent(`<cookie page="${page - 1}"><id last="{${lastId}}" /></cookie>`));
  return `<cookie pagenumber="${page}" pagingcookie="${cookie}" istracking="False" />`;
}

export function readSkipToken(text: string): { readonly page: number; readonly id: string } {
  const match = /pagenumber="(\d+)" pagingcookie="([^"]*)"/.exec(text);
  const inner = match === null ? '' : decodeURIComponent(decodeURIComponent(match[2] as string));
  const id = /last="\{([0-9a-f-]{36})\}"/.exec(inner)?.[1];
  if (match === null || id === undefined)
    throw faults.badQuery('Malformed XML in the paging cookie: the $skiptoken is not one that was given out.');
  return { page: Number(match[1]), id };
}
