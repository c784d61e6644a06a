import { faults } from '../../core/errors.js';
import type { World } from '../../core/world.js';
import { type ApiAnswer, type ApiRequest, preferenceApplied, preferencesOf } from '../../http/request.js';
import type { Table } from '../../metadata/types.js';
import type { Row } from '../../rows/row.js';
import { cap, collectionAnswer } from '../answer.js';
import type { Filter } from '../ast.js';
import { kindOf } from '../conditions/value.js';
import { parseFilter } from '../filter-parser.js';
import { aggregate, type Cells, type GroupBy, type Located, type Measure, measurable } from '../joined/aggregate.js';
import { cellsText } from '../joined/write.js';
import { contextOf, scopeOf } from '../odata.js';
import { pathColumn, type Scope } from '../operands.js';
import { type SortKey, sorted } from '../order.js';
import { rowsOf } from '../plan.js';
import { annotationsOf, propertyName } from '../serialize.js';
import { countWanted, topOf } from '../sizes.js';
import { parseApply } from './parse.js';

/** `GET /accounts?$apply=groupby((statuscode),aggregate($count as count))` */
export function applyRows(world: World, table: Table, request: ApiRequest, only: readonly Row[] | null): ApiAnswer {
  const { query } = request;
  const scope = scopeOf(world, table, request);
  const apply = parseApply(query.get('$apply') ?? '');
  const filters = apply.filters.map((text) => parseFilter(scope, text, query));
  const filter: Filter | null = filters.length === 0 ? null : { kind: 'and', items: filters };
  const groups = apply.groups.map((path) => groupOf(scope, path));
  const measures = apply.measures.map(({ path, how, alias }): Measure<Row> => {
    const of = path === null ? null : located(scope, path);
    if (of !== null && !measurable(how, of.column)) throw faults.badQuery(`The property '${path}' cannot be aggregated with '${how}'.`);
    return { name: alias, how, of };
  });
  const names = [...groups, ...measures].map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw faults.badQuery(`The alias '${twice}' is used more than once in $apply.`);
  const order = orderOf(query.get('$orderby'), groups);
  const rows = rowsOf(world, { caller: request, table, only, filter, order: [] });
  const byGroup = groups.map(({ name }): SortKey<Cells> => keyOf(name, false, false));
  const results = sorted(world, aggregate(world, rows, { groups, measures, limit: null }), [...order, ...byGroup], () => '');
  request.work.read += results.length;
  const preferences = preferencesOf(request);
  const annotations = annotationsOf(preferences.annotations);
  return collectionAnswer(world, annotations, {
    context: contextOf(request, table, []),
    items: results.slice(0, Math.min(topOf(query.get('$top')) ?? cap, cap)).map((cells) => cellsText(cells, annotations, false)),
    count: countWanted(query) ? results.length : null,
    headers: preferenceApplied(preferences, 'annotations'),
  });
}

function located(scope: Scope, path: string): Located<Row> & { readonly path: ReturnType<typeof pathColumn> } {
  const found = pathColumn(scope, path);
  return { column: found.column, rowOf: found.rowOf ?? ((row) => row), path: found };
}

/** A group by a column of the table, or of one that single-valued navigation leads to, which is answered as `contact_fullname`. */
function groupOf(scope: Scope, text: string): GroupBy<Row> {
  const { column, rowOf, path } = located(scope, text);
  if (kindOf(column) === 'date') throw faults.badQuery(`The property '${text}' is a date: groupby with datetime values is not supported.`);
  return {
    column,
    rowOf,
    part: null,
    name: path.rowOf === null ? propertyName(column) : `${path.table.logicalName}_${column.logicalName}`,
  };
}

/** Only groups can be put in order, not what is aggregated. */
function orderOf(text: string | undefined, groups: readonly GroupBy<Row>[]): SortKey<Cells>[] {
  if (text === undefined || text.trim() === '') return [];
  return text.split(',').map((part) => {
    const match = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/.exec(part);
    if (match === null) throw faults.badQuery(`Syntax error in $orderby '${text}'.`);
    const group = groups.find(({ name }) => name === match[1]);
    if (group === undefined) throw faults.badQuery('The query node SingleValueOpenPropertyAccess is not supported.');
    return keyOf(group.name, kindOf(group.column) === 'text', match[2] === 'desc');
  });
}

const keyOf = (name: string, isText: boolean, descending: boolean): SortKey<Cells> => ({
  name,
  valueOf: (cells) => cells.get(name)?.value ?? null,
  isText,
  descending,
});
