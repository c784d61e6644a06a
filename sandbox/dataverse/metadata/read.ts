import { faults } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import type { ApiAnswer, ApiRequest, Query } from '../http/request.js';
import type { Segment } from '../http/segments.js';
import { jsonAnswer, noContent } from '../routes/answers.js';
import { read } from '../rows/slots.js';
import { classOf, columnMetadata, columnOptionSet, commonMembers, entityMetadata, type Json, optionSetMetadata } from './describe.js';
import { keyMetadata, manyToManyMetadata, relationshipMetadata } from './describe-links.js';
import type { OptionSet } from './metadata.js';
import { type Expandable, shaped, splitExpand } from './shape.js';
import type { Column, Key, ManyToMany, Relationship, Table } from './types.js';
import { virtualColumns } from './virtual-columns.js';
import { seesAt } from './visible.js';

const namespace = 'Microsoft.Dynamics.CRM.';

/** What a request may see: without `Consistency: Strong` only what has reached every server. */
function sees(world: World, request: ApiRequest): (item: { readonly visibleAt: number }) => boolean {
  const until = seesAt(world, request);
  return (item) => item.visibleAt <= until;
}

/** The table that `EntityDefinitions(...)` names. */
export function tableFrom(world: World, segment: Segment, request: ApiRequest): Table {
  const name = nameIn(segment, 'LogicalName');
  const visible = sees(world, request);
  for (const table of [...world.metadata.tables.values(), ...world.metadata.intersects.values()]) {
    if ((table.logicalName === name || table.metadataId === name) && visible(table)) return table;
  }
  throw faults.noTable(name);
}

/** The id or the alternate name between the brackets. */
export function nameIn(segment: Segment, alternate: string): string {
  if (segment.key?.kind === 'id') return segment.key.id;
  const [pair] = segment.key?.pairs ?? [];
  if (segment.key?.pairs.length !== 1 || pair === undefined || (pair[0] !== alternate && pair[0] !== 'MetadataId')) {
    throw faults.badQuery(`The key in the request URI is not valid for resource '${segment.name}'.`);
  }
  return String(pair[1]);
}

/** What `RelationshipDefinitions(...)` names, to be changed. */
export function relationshipFrom(world: World, segment: Segment): Relationship | ManyToMany {
  const name = nameIn(segment, 'SchemaName');
  const found = world.metadata.relationshipBy((one) => one.metadataId === name || one.schemaName === name);
  if (found === undefined) throw faults.noMetadata('RelationshipMetadata', name);
  return found;
}

/** What `GlobalOptionSetDefinitions(...)` names, to be changed. */
export function choiceFrom(world: World, segment: Segment): OptionSet {
  const name = nameIn(segment, 'Name');
  const set = [...world.metadata.optionSets.values()].find((one) => one.name === name || one.metadataId === name);
  if (set === undefined) throw faults.noMetadata('OptionSet', name);
  return set;
}

/** What the context address says of chosen and expanded members: `(LogicalName,OptionSet)` (PD `webapi/query-metadata-web-api.md`). */
function chosen(query: Query): string {
  const select = (query.get('$select') ?? '').split(',').map((name) => name.trim());
  const expands = splitExpand(query.get('$expand') ?? '').map(({ name, options }) => `${name}${chosen(options)}`);
  const names = [...select, ...expands].filter((name) => name !== '' && name !== '*');
  return names.length === 0 ? '' : `(${names.join(',')})`;
}

function list(
  request: ApiRequest,
  context: string,
  items: readonly Json[],
  type: string,
  expandable: Expandable,
  selectable: ReadonlySet<string> | null = null,
): ApiAnswer {
  return jsonAnswer({
    '@odata.context': `${request.root}/$metadata#${context}${chosen(request.query)}`,
    value: shaped(items, type, request.query, expandable, selectable),
  });
}

function single(
  request: ApiRequest,
  context: string,
  item: Json,
  type: string,
  expandable: Expandable,
  selectable: ReadonlySet<string> | null = null,
): ApiAnswer {
  if (request.query.has('$filter')) throw faults.badQuery('$filter cannot be applied to a single piece of metadata.');
  return jsonAnswer({
    '@odata.context': `${request.root}/$metadata#${context}${chosen(request.query)}/$entity`,
    ...shaped([item], type, request.query, expandable, selectable)[0],
  });
}

function tableExpandable(world: World, request: ApiRequest): Expandable {
  const of = (item: Json): Table => world.metadata.readable(String(item.LogicalName)) as Table;
  const visible = sees(world, request);
  return {
    Attributes: (item) =>
      columnsOf(of(item))
        .filter(visible)
        .map((column) => columnMetadata(world, column)),
    Keys: (item) =>
      of(item)
        .keys.filter(visible)
        .map((key) => keyMetadata(world, key)),
    ManyToOneRelationships: (item) =>
      world.metadata
        .manyToOne(of(item).logicalName)
        .filter(visible)
        .map((one) => relationshipMetadata(world, one)),
    OneToManyRelationships: (item) =>
      world.metadata
        .oneToMany(of(item).logicalName)
        .filter(visible)
        .map((one) => relationshipMetadata(world, one)),
    ManyToManyRelationships: (item) =>
      manyOf(world, of(item))
        .filter(visible)
        .map((one) => manyToManyMetadata(world, one)),
  };
}

/** What rows hold, and what only tells of it. */
const columnsOf = (table: Table): Column[] => [...table.columns.values(), ...virtualColumns(table)];

const manyOf = (world: World, table: Table): ManyToMany[] =>
  [...world.metadata.manyToMany.values()].filter(({ entity1, entity2 }) => entity1 === table.logicalName || entity2 === table.logicalName);

const columnExpandable = (world: World, table: Table, cast: boolean): Expandable => {
  if (!cast) return {};
  const of = (item: Json): Column => table.columns.get(String(item.LogicalName)) as Column;
  return {
    OptionSet: (item) => (of(item).globalOptionSet ? null : columnOptionSet(world, of(item))),
    GlobalOptionSet: (item) => (of(item).globalOptionSet ? columnOptionSet(world, of(item)) : null),
  };
};

export function readTables(
  world: World,
  segment: Segment,
  parts: readonly string[],
  request: ApiRequest,
  parse: (text: string) => Segment,
): ApiAnswer {
  if (segment.key === null) {
    if (parts.length > 1) throw faults.unknownSegment(parts[1] as string);
    const items = [...world.metadata.tables.values(), ...world.metadata.intersects.values()]
      .filter(sees(world, request))
      .map((table) => entityMetadata(world, table));
    return list(request, 'EntityDefinitions', items, 'EntityMetadata', tableExpandable(world, request));
  }
  const table = tableFrom(world, segment, request);
  if (parts.length === 1)
    return single(request, 'EntityDefinitions', entityMetadata(world, table), 'EntityMetadata', tableExpandable(world, request));
  const below = parse(parts[1] as string);
  const rest = parts.slice(2);
  const context = `EntityDefinitions('${table.logicalName}')/${below.name}`;
  switch (below.name) {
    case 'Attributes':
      return readColumns(world, table, below, rest, request, context, parse);
    case 'Keys':
      return readNamed(
        world,
        request,
        below,
        context,
        'EntityKeyMetadata',
        'LogicalName',
        table.keys,
        (key: Key) => [key.logicalName, key.metadataId],
        (key) => keyMetadata(world, key),
        {
          AsyncJob: (item) =>
            jobOf(
              world,
              table.keys.find((key) => key.metadataId === item.MetadataId),
            ),
        },
      );
    case 'ManyToOneRelationships':
    case 'OneToManyRelationships': {
      const all =
        below.name === 'ManyToOneRelationships' ? world.metadata.manyToOne(table.logicalName) : world.metadata.oneToMany(table.logicalName);
      return readNamed(
        world,
        request,
        below,
        context,
        'OneToManyRelationshipMetadata',
        'SchemaName',
        all,
        (one: Relationship) => [one.schemaName, one.metadataId],
        (one) => relationshipMetadata(world, one),
      );
    }
    case 'ManyToManyRelationships':
      return readNamed(
        world,
        request,
        below,
        context,
        'ManyToManyRelationshipMetadata',
        'SchemaName',
        manyOf(world, table),
        (one: ManyToMany) => [one.schemaName, one.metadataId],
        (one) => manyToManyMetadata(world, one),
      );
    default: {
      const metadata = entityMetadata(world, table);
      if (rest.length === 0 && below.name in metadata) {
        return jsonAnswer({ '@odata.context': `${request.root}/$metadata#${context}`, value: metadata[below.name] });
      }
      throw faults.unknownSegment(below.name);
    }
  }
}

function readNamed<T extends { readonly visibleAt: number }>(
  world: World,
  request: ApiRequest,
  segment: Segment,
  context: string,
  type: string,
  alternate: string,
  all: readonly T[],
  namesOf: (item: T) => readonly string[],
  describe: (item: T) => Json,
  expandable: Expandable = {},
): ApiAnswer {
  const visible = all.filter(sees(world, request));
  if (segment.key === null) return list(request, context, visible.map(describe), type, expandable);
  const name = nameIn(segment, alternate);
  const found = visible.find((item) => namesOf(item).includes(name));
  if (found === undefined) throw faults.noMetadata(type, name);
  return single(request, context, describe(found), type, expandable);
}

/** The job that builds a key's index. */
function jobOf(world: World, key: Key | undefined): Json | null {
  const table = tableOf(world, 'asyncoperation');
  const row = storeOf(world, 'asyncoperation').rows.get(key?.asyncJob ?? '');
  if (row === undefined) return null;
  const names = ['asyncoperationid', 'name', 'operationtype', 'statecode', 'statuscode', 'startedon', 'completedon', 'message'];
  return Object.fromEntries(names.map((name) => [name, read(table, row.values, name)]));
}

function readColumns(
  world: World,
  table: Table,
  segment: Segment,
  rest: readonly string[],
  request: ApiRequest,
  context: string,
  parse: (text: string) => Segment,
): ApiAnswer {
  const visible = columnsOf(table).filter(sees(world, request));
  const cast = rest[0]?.startsWith(namespace) === true ? rest[0].slice(namespace.length) : null;
  const type = cast ?? 'AttributeMetadata';
  const expandable = columnExpandable(world, table, cast !== null);
  // It is what columns with choices derive from, and nothing that they can be cast to (PD `webapi/query-metadata-web-api.md`).
  if (cast === 'EnumAttributeMetadata') throw faults.badQuery(`Columns cannot be cast to the type '${namespace}${cast}'.`);
  const fits = (column: Column): boolean => cast === null || cast === 'AttributeMetadata' || classOf(column) === cast;
  // Members of one type cannot be asked of columns of any type: that takes a cast.
  const selectable = cast === null ? commonMembers : null;
  const describe = (column: Column): Json => columnMetadata(world, column);
  const castContext = cast === null ? '' : `/${namespace}${cast}`;
  if (segment.key === null)
    return list(request, `${context}${castContext}`, visible.filter(fits).map(describe), type, expandable, selectable);
  const name = nameIn(segment, 'LogicalName');
  const column = visible.find((candidate) => candidate.logicalName === name || candidate.metadataId === name);
  if (column === undefined || !fits(column)) throw faults.noMetadata(`Attribute ${table.logicalName}`, name);
  const further = cast === null ? rest : rest.slice(1);
  const [next] = further;
  if (next === undefined) return single(request, `${context}${castContext}`, describe(column), type, expandable, selectable);
  const below = parse(next);
  const expanded = Object.hasOwn(expandable, below.name) ? expandable[below.name]?.(describe(column)) : undefined;
  if (expanded === undefined) throw faults.unknownSegment(below.name);
  if (expanded === null) return noContent();
  return single(request, `${context}(${column.metadataId})${castContext}/${below.name}`, expanded as Json, 'OptionSetMetadata', {});
}

export function readRelationships(world: World, segment: Segment, parts: readonly string[], request: ApiRequest): ApiAnswer {
  const cast = parts[1]?.startsWith(namespace) === true ? parts[1].slice(namespace.length) : null;
  const describe = (one: Relationship | ManyToMany): Json =>
    'referencedEntity' in one ? relationshipMetadata(world, one) : manyToManyMetadata(world, one);
  const all = [...world.metadata.relationships.values(), ...world.metadata.manyToMany.values()].filter(sees(world, request));
  const fits = all.filter((one) => cast === null || (cast === 'OneToManyRelationshipMetadata') === 'referencedEntity' in one);
  if (segment.key === null) return list(request, 'RelationshipDefinitions', fits.map(describe), cast ?? 'RelationshipMetadataBase', {});
  const name = nameIn(segment, 'SchemaName');
  const found = fits.find((one) => one.metadataId === name || one.schemaName === name);
  if (found === undefined) throw faults.noMetadata('RelationshipMetadata', name);
  return single(request, 'RelationshipDefinitions', describe(found), 'RelationshipMetadataBase', {});
}

export function readOptionSets(world: World, segment: Segment, parts: readonly string[], request: ApiRequest): ApiAnswer {
  if (parts.length > 1 && parts[1] !== `${namespace}OptionSetMetadata`) throw faults.unknownSegment(parts[1] as string);
  const all = [...world.metadata.optionSets.values()].filter(sees(world, request));
  if (segment.key === null) {
    if (request.query.has('$filter')) throw faults.notSupported('$filter is not supported on GlobalOptionSetDefinitions.');
    return list(
      request,
      'GlobalOptionSetDefinitions',
      all.map((set) => optionSetMetadata(world, set)),
      'OptionSetMetadata',
      {},
    );
  }
  const name = nameIn(segment, 'Name');
  const found = all.find((set) => set.metadataId === name || set.name === name);
  if (found === undefined) throw faults.noMetadata('OptionSet', name);
  return single(request, 'GlobalOptionSetDefinitions', optionSetMetadata(world, found), 'OptionSetMetadata', {});
}
