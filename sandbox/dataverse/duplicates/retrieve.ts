import { demand } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { asGuid } from '../core/guid.js';
import { tableOf, type World } from '../core/world.js';
import type { ApiAnswer, ApiRequest } from '../http/request.js';
import { annotationsOf, serializer } from '../query/serialize.js';
import { jsonText } from '../routes/answers.js';
import type { Row } from '../rows/row.js';
import { toStored } from '../rows/values.js';
import type { Argument } from '../solutions/retrieve-dependencies.js';
import { duplicatesOf, publishedRules } from './find.js';

/** JSON in an address may be written with single quotes. */
function json(text: string | undefined, name: string): Record<string, unknown> {
  for (const candidate of [text ?? '', (text ?? '').replaceAll("'", '"')]) {
    try {
      const value: unknown = JSON.parse(candidate);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    } catch {
      // The other way of writing it may fit.
    }
  }
  throw faults.badQuery(`The value of the parameter '${name}' is not valid JSON.`);
}

/** Function `RetrieveDuplicates`: rows that published rules call the same as the given one, which need not be there. */
export function retrieveDuplicates(world: World, request: ApiRequest, argument: Argument): ApiAnswer {
  const entity = json(argument('BusinessEntity'), 'BusinessEntity');
  const type = /^#?Microsoft\.Dynamics\.CRM\.(\w+)$/.exec(String(entity['@odata.type']))?.[1];
  if (type === undefined) throw faults.payload('', "The parameter 'BusinessEntity' needs an '@odata.type'.");
  const table = tableOf(world, type);
  const matching = tableOf(world, argument('MatchingEntityName') ?? '');
  demand(world, request, 'Read', matching);
  const paging = json(argument('PagingInfo'), 'PagingInfo');
  const [page, count] = [Number(paging.PageNumber), Number(paging.Count)];
  if (!(page >= 1 && count >= 1)) throw faults.argument('PagingInfo needs PageNumber and Count.');
  const values: unknown[] = new Array(table.width).fill(null);
  for (const [name, value] of Object.entries(entity)) {
    const column = table.columns.get(name);
    if (column !== undefined && !column.primaryId) values[column.slot] = toStored(table, column, value);
    else if (column === undefined && !name.includes('@')) throw faults.invalidProperty(name, table.logicalName);
  }
  const found = new Set<Row>();
  for (const rule of publishedRules(world, table.logicalName))
    if (rule.matching === matching) for (const row of duplicatesOf(world, rule, values, asGuid(entity[table.primaryId]))) found.add(row);
  const rows = [...found].sort((a, b) => (a.id < b.id ? -1 : 1)).slice((page - 1) * count, page * count);
  request.work.read += rows.length;
  const write = serializer(world, matching, null, annotationsOf([]));
  const context = JSON.stringify(`${request.root}/$metadata#${matching.entitySetName}`);
  return jsonText(`{"@odata.context":${context},"value":[${rows.map((row) => `{${write(row)}}`).join(',')}]}`);
}
