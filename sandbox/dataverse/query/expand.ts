import { demand } from '../auth/privileges.js';
import { sightOf } from '../auth/sight.js';
import { faults } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import type { ApiRequest } from '../http/request.js';
import type { Property, Table } from '../metadata/types.js';
import { childrenOf } from '../rows/delete.js';
import type { Row } from '../rows/row.js';
import { compile, type Test } from './compile.js';
import { parseFilter } from './filter-parser.js';
import { parseOrder, sorted } from './order.js';
import { type Annotations, type Serializer, selectColumns, serializer } from './serialize.js';
import { split } from './split.js';

/** One navigation property of `$expand`, with what is asked of it. */
export interface Expand {
  readonly name: string;
  readonly property: Extract<Property, { kind: 'nav' | 'collection' | 'many' }>;
  readonly options: ReadonlyMap<string, string>;
}

export function parseExpand(world: World, table: Table, text: string | undefined, seesAt: number): Expand[] {
  if (text === undefined || text.trim() === '') return [];
  return split(text, ',').map((part) => {
    const match = /^\s*(\w+)\s*(?:\((.*)\))?\s*$/s.exec(part);
    if (match === null) throw faults.badQuery(`Syntax error in $expand '${text}'.`);
    const name = match[1] as string;
    const property = world.metadata.properties(table).get(name);
    if (
      property === undefined ||
      property.hiddenUntil > seesAt ||
      (property.kind !== 'nav' && property.kind !== 'collection' && property.kind !== 'many')
    ) {
      throw faults.noSuchSelect(name, table.logicalName);
    }
    const options = new Map<string, string>();
    for (const option of match[2] === undefined ? [] : split(match[2], ';')) {
      const equals = option.indexOf('=');
      options.set(option.slice(0, equals).trim(), option.slice(equals + 1).trim());
    }
    return { name, property, options };
  });
}

/** Writes the expanded members of a row, each with a leading comma. */
export function expander(world: World, expands: readonly Expand[], annotations: Annotations, request: ApiRequest): (row: Row) => string {
  const writers = expands.map((expand) => writer(world, expand, annotations, request));
  return (row) => {
    let text = '';
    for (const write of writers) text += write(row);
    return text;
  };
}

function writer(world: World, expand: Expand, annotations: Annotations, request: ApiRequest): (row: Row) => string {
  const { name, property } = expand;
  if (property.kind === 'nav') {
    const targets = property.target === null ? ['systemuser', 'team'] : [property.target];
    const writers = new Map(
      targets.map((target) => [target, one(world, tableOf(world, target), expand, annotations, request, property.target === null)]),
    );
    const sights = new Map(targets.map((target) => [target, sightOf(world, request, tableOf(world, target))]));
    const { column } = property;
    return (row) => {
      const id = row.values[column.slot];
      const kind = column.typeSlot >= 0 ? String(row.values[column.typeSlot]) : targets[0];
      const found = typeof id === 'string' && kind !== undefined ? world.stores.get(kind)?.rows.get(id) : undefined;
      const write = kind === undefined ? undefined : writers.get(kind);
      const sight = kind === undefined ? null : sights.get(kind);
      const seen = found === undefined || sight === null || sight === undefined ? found : sight.one(found);
      return `,"${name}":${seen === undefined || seen === null || write === undefined ? 'null' : `{${write(seen)}}`}`;
    };
  }
  const child = tableOf(
    world,
    property.kind === 'collection'
      ? property.relationship.referencingEntity
      : property.side === 1
        ? property.relationship.entity2
        : property.relationship.entity1,
  );
  const write = one(world, child, expand, annotations, request, false);
  const scope = { world, table: child, user: request.user, behalfOf: request.behalfOf, seesAt: Number.POSITIVE_INFINITY, variable: null };
  const sight = sightOf(world, request, child);
  const filter = expand.options.get('$filter');
  const test: Test | null = filter === undefined ? null : compile(world, parseFilter(scope, filter));
  const order = parseOrder(scope, expand.options.get('$orderby'));
  const top = Number(expand.options.get('$top') ?? 5000);
  return (row) => {
    let rows: readonly Row[] =
      property.kind === 'collection'
        ? childrenOf({ world }, property.relationship, row)
        : [...world.links.of(property.relationship, property.side, row.id)]
            .map((id) => storeOf(world, child.logicalName).rows.get(id))
            .filter((found) => found !== undefined);
    if (sight !== null) rows = sight.all(rows);
    if (test !== null) rows = rows.filter(test);
    if (order.length > 0) rows = sorted(world, rows, order, (found) => found.id);
    return `,"${name}":[${rows
      .slice(0, top)
      .map((found) => `{${write(found)}}`)
      .join(',')}]`;
  };
}

function one(world: World, table: Table, expand: Expand, annotations: Annotations, request: ApiRequest, owner: boolean): Serializer {
  demand(world, request, 'Read', table);
  const text = expand.options.get('$select');
  // An owner may be either kind: what the one does not have is left out.
  const known = owner
    ? text
        ?.split(',')
        .filter((name) => table.columns.has(name.trim()))
        .join(',')
    : text;
  const select = selectColumns(world, table, known, Number.POSITIVE_INFINITY);
  const nested = parseExpand(world, table, expand.options.get('$expand'), Number.POSITIVE_INFINITY);
  const write = serializer(world, table, select, annotations);
  const inner = expander(world, nested, annotations, request);
  return (row) => write(row, inner(row));
}
