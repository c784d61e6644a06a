import { readXml, xmlText } from '../../core/xml-tree.js';
import type { Joined } from './join.js';
import type { JoinedQuery } from './query.js';

/** The columns by which a page is found again: ids of the row and of what is joined to it. */
const idOf = (row: Joined): string => row.map((one) => one?.id ?? '').join(' ');

/** Says where a page ends: by the root's id, as clients see it, and by the ids of what is joined, so that rows which share a root are told apart. */
export function cookieOf(query: JoinedQuery, page: number, rows: readonly Joined[]): string {
  const element = (name: string, of: (row: Joined) => string): string =>
    `<${name} last="${xmlText(of(rows[rows.length - 1] as Joined))}" first="${xmlText(of(rows[0] as Joined))}" />`;
  const root = element(query.table.primaryId, (row) => `{${row[0]?.id.toUpperCase() ?? ''}}`);
  return `<cookie page="${page}">${root}${query.joins.length === 0 ? '' : element('joined', idOf)}</cookie>`;
}

/** Place of the first row after those that the cookie tells of; null when they are gone or the cookie is another page's. */
export function placeAfter(query: JoinedQuery, cookie: string, page: number, rows: readonly Joined[]): number | null {
  const document = readXml(cookie);
  if (document === null || document.name !== 'cookie' || document.attributes.get('page') !== String(page - 1)) return null;
  const last = (name: string): string | undefined => document.children.find((child) => child.name === name)?.attributes.get('last');
  const id = last(query.table.primaryId)
    ?.replace(/^\{(.*)\}$/, '$1')
    .toLowerCase();
  const joined = last('joined');
  if (id === undefined) return null;
  const at = rows.findLastIndex((row) => row[0]?.id === id && (joined === undefined || idOf(row) === joined));
  return at < 0 ? null : at + 1;
}
