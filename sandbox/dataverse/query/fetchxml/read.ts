import { faults } from '../../core/errors.js';
import { tableOf } from '../../core/world.js';
import { type Element, readXml } from '../../core/xml-tree.js';
import type { Table } from '../../metadata/types.js';
import type { PagedQuery } from '../joined/page.js';
import { isOwnOrder } from '../joined/query.js';
import { demandChildren, flag, positive, required } from './attributes.js';
import { Reader } from './reader.js';
import type { FetchScope } from './scope.js';

/** FetchXML, understood. */
export interface Fetch extends PagedQuery {
  readonly countRows: boolean;
}

const mostTop = 5000;

/** Reads FetchXML on a table. Throws what Dataverse answers to what is not understood. */
export function readFetch(scope: FetchScope, table: Table, xml: string): Fetch {
  if (xml.trim() === '') throw faults.fetch('emptyXml', 'The fetch XML is empty.');
  const document = readXml(xml);
  if (document === null) throw faults.invalidXml();
  if (document.name !== 'fetch') throw faults.fetch('noDocument', `The root element must be 'fetch' and not '${document.name}'.`);
  if (document.attributes.has('datasource')) throw faults.notPlayed('retained rows in FetchXML');
  demandChildren(document, ['entity']);
  const [entity, ...more] = document.children;
  if (entity === undefined || more.length > 0) throw faults.fetch('elementNotFound', 'The fetch element must hold exactly one entity.');
  const name = required(entity, 'name');
  const named = tableOf(scope.world, name);
  if (named !== table)
    throw faults.fetch('entitiesDoNotMatch', `The entity '${name}' of the query is not that of the resource '${table.entitySetName}'.`);
  const paging = pagingOf(document);
  const reader = new Reader(scope, document);
  const query = reader.read(entity, table);
  return { query, ...paging, cookies: query.aggregation === null && !query.distinct && isOwnOrder(query.order) };
}

function pagingOf(fetch: Element): Omit<Fetch, 'query' | 'cookies'> {
  const top = positive(fetch, 'top');
  const page = positive(fetch, 'page');
  const count = positive(fetch, 'count');
  const countRows = flag(fetch, 'returntotalrecordcount');
  const cookie = fetch.attributes.get('paging-cookie') ?? null;
  if (top !== null) {
    if (top > mostTop) throw faults.argument(`The top value ${top} exceeds ${mostTop}.`);
    for (const [name, given] of [
      ['page', page],
      ['count', count],
      ['paging-cookie', cookie],
    ] as const)
      if (given !== null) throw faults.argument(`The top attribute can't be specified with paging attribute ${name}`);
    if (countRows) throw faults.argument("The top attribute can't be specified with paging attribute returntotalrecordcount");
  }
  return { top, slice: null, page: page ?? 1, count, cookie: cookie === '' ? null : cookie, countRows };
}
