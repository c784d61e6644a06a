import { may, privilegeName } from '../auth/privileges.js';
import { sightOf } from '../auth/sight.js';
import { storeOf, type World } from '../core/world.js';
import type { ApiRequest } from '../http/request.js';
import type { Column, Table } from '../metadata/types.js';
import { compile } from '../query/compile.js';
import { parseFilter } from '../query/filter-parser.js';
import { scopeOf } from '../query/odata.js';
import type { Row } from '../rows/row.js';
import { type Indexed, indexedTables } from './indexed.js';
import { match } from './match.js';
import { refused } from './refuse.js';
import type { SearchedTable, SearchRequest } from './search-request.js';
import type { Term } from './term.js';

/** A row that was found, and the columns that are shown of it. */
export interface Hit {
  readonly indexed: Indexed;
  readonly row: Row;
  readonly shown: readonly Column[];
  readonly score: number;
  readonly highlights: Readonly<Record<string, readonly string[]>>;
}

/** Tables in the scope of a search: those that it names, or all that are searched and may be read. */
function scope(world: World, request: ApiRequest, asked: SearchRequest): { indexed: Indexed; wanted: SearchedTable | null }[] {
  const known = indexedTables(world);
  const chosen =
    asked.tables === null
      ? known.map((indexed) => ({ indexed, wanted: null }))
      : asked.tables.map((wanted) => {
          const indexed = known.find(({ table }) => table.logicalName === wanted.name.toLowerCase());
          if (indexed === undefined) throw refused(`The table '${wanted.name}' is not enabled for search.`);
          return { indexed, wanted };
        });
  for (const { table } of asked.filters) {
    // Activities are filtered by a name for all of them, and none of them is searched.
    if (table !== null && table !== 'activities' && !known.some((one) => one.table.logicalName === table))
      throw refused(`The table '${table}' of the filter is not enabled for search.`);
  }
  return chosen.filter(({ indexed }) => may(world, request, privilegeName('Read', indexed.table)));
}

/** Rows that fit, the best first unless the search says otherwise. `nameOnly`: only the primary names are looked at. */
export function findHits(world: World, request: ApiRequest, asked: SearchRequest, term: Term | null, nameOnly: boolean): Hit[] {
  const hits: Hit[] = [];
  for (const { indexed, wanted } of scope(world, request, asked)) {
    const { table, name } = indexed;
    const usual = asked.shown === 'name' ? [name] : indexed.shown;
    const shown = wanted === null || wanted.select === null ? usual : columnsOf(indexed, wanted.select);
    const find = nameOnly ? [name] : wanted === null || wanted.find === null ? indexed.find : columnsOf(indexed, wanted.find);
    const conditions = [...asked.filters.filter((one) => one.table === null || one.table === table.logicalName).map((one) => one.text)];
    if (wanted?.filter != null) conditions.push(wanted.filter);
    const tests = conditions.map((text) => compile(world, parseFilter(scopeOf(world, table, request), inIndexWords(table, text))));
    const rows = storeOf(world, table.logicalName).byId();
    for (const row of sightOf(world, request, table)?.all(rows) ?? rows) {
      if (!tests.every((test) => test(row))) continue;
      const found = term === null ? null : match(world, term, row, find, name, asked.fuzzy ? 1 : 0);
      if (found !== null) hits.push({ indexed, row, shown, ...found });
    }
  }
  return sorted(hits, asked.orderby);
}

/** Columns by name, the primary name when none is named. */
function columnsOf({ table, name, columns }: Indexed, names: readonly string[]): readonly Column[] {
  if (names.length === 0) return [name];
  return names.map((one) => {
    const column = columns.get(one.toLowerCase());
    if (column === undefined) throw refused(`The column '${one}' of '${table.logicalName}' is not in the search index.`);
    return column;
  });
}

/** Filters name look-ups as the table does, and moments may lack their zone: both as OData writes them. */
function inIndexWords(table: Table, text: string): string {
  return text
    .split(/('(?:[^']|'')*')/)
    .map((part, at) =>
      at % 2 === 1
        ? part
        : part
            .replaceAll(/\b[a-z]\w*\b/g, (name) =>
              (table.columns.get(name)?.targets.length ?? 0) > 0 || name === 'ownerid' ? `_${name}_value` : name,
            )
            .replaceAll(/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)(?![\dZ.+-])/g, '$1Z'),
    )
    .join('');
}

function sorted(hits: Hit[], orderby: readonly string[]): Hit[] {
  const keys = orderby.length === 0 ? ['@search.score desc'] : orderby.flatMap((clause) => clause.split(','));
  const compare = keys.map((clause) => {
    const [, name = '', direction = 'asc'] = /^\s*(\S+)(?:\s+(asc|desc))?\s*$/i.exec(clause) ?? [];
    if (name === '') throw refused(`The order '${clause}' is not understood.`);
    const keyOf = (hit: Hit): unknown => {
      if (name === '@search.score') return hit.score;
      const column = hit.indexed.columns.get(name);
      if (column === undefined) throw refused(`The results cannot be put in the order of '${name}'.`);
      return hit.row.values[column.slot] ?? null;
    };
    const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
    return (one: Hit, other: Hit): number => sign * compared(keyOf(one), keyOf(other));
  });
  return hits.sort(
    (one, other) => compare.reduce((result, by) => (result === 0 ? by(one, other) : result), 0) || compared(one.row.id, other.row.id),
  );
}

function compared(one: unknown, other: unknown): number {
  if (one === other) return 0;
  if (one === null) return -1;
  if (other === null) return 1;
  return (one as string) < (other as string) ? -1 : 1;
}
