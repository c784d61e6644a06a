import { demand } from '../auth/privileges.js';
import { sightOf } from '../auth/sight.js';
import { faults } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import { type ApiRequest, preferencesOf } from '../http/request.js';
import type { Column, Table } from '../metadata/types.js';
import { childrenOf } from '../rows/delete.js';
import type { Row } from '../rows/row.js';
import { cap } from './answer.js';
import { compile, type Test } from './compile.js';
import { type Expand, isNestedAnywhere, targetTable } from './expand-options.js';
import { parseFilter } from './filter-parser.js';
import type { Scope } from './operands.js';
import { parseOrder, sorted } from './order.js';
import { type Annotations, type Serializer, selectColumns, serializer } from './serialize.js';
import { topOf } from './sizes.js';
import { skipToken } from './skip-token.js';

/** What the expanded members stand in. */
export interface Surroundings {
  readonly request: ApiRequest;
  readonly annotations: Annotations;
  /** Whether they are members of many rows: their look-ups come without versions, their collections say where they go on. */
  readonly many: boolean;
}

/** Writes the expanded members of a row of a table, each with a leading comma (PD `webapi/query/join-tables.md`). */
export function expander(
  world: World,
  table: Table,
  expands: readonly Expand[],
  around: Surroundings,
  paged = around.many && isNestedAnywhere(expands),
): (row: Row) => string {
  const writers = expands.map((expand) => writer(world, table, expand, around, paged));
  return (row) => {
    let text = '';
    for (const write of writers) text += write(row);
    return text;
  };
}

function writer(world: World, table: Table, expand: Expand, around: Surroundings, paged: boolean): (row: Row) => string {
  const { name, property } = expand;
  const { request, many } = around;
  if (property.kind === 'nav') {
    const targets = property.target === null ? ['systemuser', 'team'] : [property.target];
    const writers = new Map(
      targets.map((target) => [target, one(world, tableOf(world, target), expand, around, { paged, isOwner: property.target === null })]),
    );
    const tests = new Map(targets.map((target) => [target, testOf(world, tableOf(world, target), expand, request)]));
    const sights = new Map(targets.map((target) => [target, sightOf(world, request, tableOf(world, target))]));
    const { column } = property;
    return (row) => {
      const id = row.values[column.slot];
      const kind = column.typeSlot >= 0 ? String(row.values[column.typeSlot]) : targets[0];
      const found = typeof id === 'string' && kind !== undefined ? world.stores.get(kind)?.rows.get(id) : undefined;
      const write = kind === undefined ? undefined : writers.get(kind);
      const sight = kind === undefined ? null : sights.get(kind);
      const seen = found === undefined || sight === null || sight === undefined ? found : sight.one(found);
      const test = kind === undefined ? null : (tests.get(kind) ?? null);
      const isThere = seen !== undefined && seen !== null && write !== undefined && (test === null || test(seen) === true);
      const value = expand.reference && isThere ? `,"_${column.logicalName}_value":"${seen.id}"` : '';
      return `${value},"${name}":${isThere ? `{${write(seen, '', many)}}` : 'null'}`;
    };
  }
  const child = targetTable(world, property) as Table;
  // Within many rows each child says what it belongs to.
  const back = many && !paged && property.kind === 'collection' ? child.columns.get(property.relationship.referencingAttribute) : undefined;
  const write = one(world, child, expand, around, { paged, back });
  const sight = sightOf(world, request, child);
  const test = testOf(world, child, expand, request);
  const order = parseOrder(scopeIn(world, child, request), expand.options.get('$orderby'));
  const size = (paged ? preferencesOf(request).pageSize : topOf(expand.options.get('$top'))) ?? cap;
  const query = [...expand.options].map(([option, value]) => `${option}=${value}`);
  return (row) => {
    let rows: readonly Row[] =
      property.kind === 'collection'
        ? childrenOf({ world }, property.relationship, row)
        : [...world.links.of(property.relationship, property.side, row.id)]
            .map((id) => storeOf(world, child.logicalName).rows.get(id))
            .filter((found) => found !== undefined);
    if (sight !== null) rows = sight.all(rows);
    if (test !== null) rows = rows.filter(test);
    if (order.length > 0 || paged) rows = sorted(world, rows, order, (found) => found.id);
    const page = rows.slice(0, size);
    const items = page.map((found) => `{${write(found, '', paged)}}`).join(',');
    if (!many) return `,"${name}":[${items}]`;
    // Without an expand inside of an expand there is always a link, which is to all of the rows once more.
    const last = page.at(-1);
    const further =
      paged && last !== undefined && page.length === size
        ? [`$skiptoken=${encodeURIComponent(skipToken(2, { id: last.id, values: [] }))}`]
        : [];
    if (paged && further.length === 0) return `,"${name}":[${items}]`;
    const link = `${request.root}/${table.entitySetName}(${row.id})/${name}?${[...query, ...further].join('&')}`.replace(/\?$/, '');
    return `,"${name}":[${items}],"${name}@odata.nextLink":${JSON.stringify(link)}`;
  };
}

const scopeIn = (world: World, table: Table, { user, behalfOf }: ApiRequest): Scope => ({
  world,
  table,
  user,
  behalfOf,
  seesAt: Number.POSITIVE_INFINITY,
  variable: null,
});

/** What `$filter` of an expand lets through; null when there is none. */
function testOf(world: World, table: Table, expand: Expand, request: ApiRequest): Test | null {
  const text = expand.options.get('$filter');
  return text === undefined ? null : compile(world, parseFilter(scopeIn(world, table, request), text));
}

/** How an expanded row is written; `back`: the look-up that leads back, which is answered, too. */
interface Manner {
  readonly paged: boolean;
  readonly isOwner?: boolean;
  readonly back?: Column | undefined;
}

function one(world: World, table: Table, expand: Expand, around: Surroundings, { paged, isOwner, back }: Manner): Serializer {
  const { request } = around;
  demand(world, request, 'Read', table);
  if (expand.reference) return (row) => `"@odata.id":"${request.root}/${table.entitySetName}(${row.id})"`;
  const text = expand.options.get('$select');
  // An owner may be either kind: only what both have by their common type can be named.
  const unknown = isOwner === true ? text?.split(',').find((name) => name.trim() !== 'ownerid') : undefined;
  if (unknown !== undefined) throw faults.noSuchSelect(unknown.trim(), 'principal');
  const select = selectColumns(world, table, text, Number.POSITIVE_INFINITY);
  if (back !== undefined) select?.push(back);
  const write = serializer(world, table, select, around.annotations);
  const inner = expander(world, table, expand.nested, around, paged);
  const kind = isOwner === true ? `"@odata.type":"#Microsoft.Dynamics.CRM.${table.logicalName}",` : '';
  return (row, _extra, bare) => kind + write(row, inner(row), bare);
}
