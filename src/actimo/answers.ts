import type { CatalogueEntry, Paging } from './catalogue.js';
import { ActimoError } from './errors.js';
import type { Scope } from './key-ring.js';
import type { Received } from './receive.js';
import type { Requests } from './requests.js';

/** A list that may take several answers. */
export interface ListQuestion {
  readonly about: string;
  readonly entry: CatalogueEntry;
  readonly paging: Paging;
  readonly scope: Scope;
  readonly parent?: string | undefined;
  readonly query?: Readonly<Record<string, string>> | undefined;
}

/**
 * The answers of a list, one by one, whatever the paging style. A short page proves nothing (a server may cap the page size): the end is an empty page, or as many
 * rows as the answer says there are in all.
 */
export async function* answersOf(requests: Requests, list: ListQuestion, signal?: AbortSignal): AsyncGenerator<Received> {
  const { paging } = list;
  for (let received = 0, nth = 0; ; nth++) {
    const answer = await askPage(requests, list, received, nth, signal);
    if (paging.style === 'none') {
      checkWhole(list, answer);
      yield answer;
      return;
    }
    if (nth === 0 && answer.rows.count > paging.pageSize)
      throw wrongPaging(list, `answers ${answer.rows.count} rows where ${paging.pageSize} were asked for`);
    if (answer.rows.count > 0 || nth === 0) yield answer;
    received += answer.rows.count;
    if (answer.rows.count === 0 || (answer.total !== null && received >= answer.total)) return;
  }
}

/** The first answer alone, for a probe. */
export const firstAnswer = (requests: Requests, list: ListQuestion, signal?: AbortSignal): Promise<Received> =>
  askPage(requests, list, 0, 0, signal);

export const wrongPaging = ({ about, entry, paging }: ListQuestion, what: string) =>
  new ActimoError(
    'actimo-paging',
    `Actimo, reading ${about} by ${entry.method} ${entry.path}: ${what}, so its paging is not "${paging.style}"`,
    'Set `paging` in a catalogue of your own (actimo.catalogue) to what this Actimo does.',
  );

function askPage(requests: Requests, list: ListQuestion, received: number, nth: number, signal?: AbortSignal): Promise<Received> {
  const { about, entry, paging, scope, parent, query } = list;
  return requests.ask(
    {
      about,
      endpoint: entry,
      scope,
      ...(parent !== undefined && { path: { parent } }),
      query: { ...query, ...pageQuery(paging, received, nth) },
      total: paging.total,
      list: true,
    },
    signal,
  );
}

function pageQuery(paging: Paging, received: number, nth: number): Record<string, string> {
  if (paging.style === 'none') return {};
  if (paging.style === 'offset') return { [paging.limitParam]: String(paging.pageSize), [paging.offsetParam]: String(received) };
  return { [paging.sizeParam]: String(paging.pageSize), [paging.pageParam]: String(paging.firstPage + nth) };
}

/** An API that pages although nobody said so would lose everything behind its first page. */
function checkWhole(list: ListQuestion, { rows, total }: Received): void {
  if (total !== null && total > rows.count) throw wrongPaging(list, `answers ${rows.count} of ${total} rows`);
}
