import { faults } from '../../core/errors.js';
import type { World } from '../../core/world.js';
import type { ApiAnswer, ApiRequest } from '../../http/request.js';
import { complex } from '../../routes/answers.js';
import type { Service } from '../../routes/service.js';
import type { Argument } from '../../solutions/retrieve-dependencies.js';
import { columnMetadata, entityMetadata, type Json } from '../describe.js';
import { keyMetadata, manyToManyMetadata, relationshipMetadata } from '../describe-links.js';
import type { Table } from '../types.js';
import { seesAt } from '../visible.js';
import { list, readCriteria, type Test } from './criteria.js';
import { History, type Kind, stampText } from './history.js';

/** Definitions below a table: the property that holds them, and what part of the query is about them. */
const parts = {
  Attributes: 'AttributeQuery',
  Keys: 'KeyQuery',
  ManyToOneRelationships: 'RelationshipQuery',
  OneToManyRelationships: 'RelationshipQuery',
  ManyToManyRelationships: 'RelationshipQuery',
} as const;
type Part = keyof typeof parts;
const partNames = Object.keys(parts) as Part[];

const kinds: readonly (readonly [name: Kind, bit: number])[] = [
  ['Entity', 1],
  ['Attribute', 2],
  ['Relationship', 4],
  ['OptionSet', 16],
];

interface Wanted {
  /** Null: all properties. */
  readonly names: ReadonlySet<string> | null;
  readonly test: Test;
}

/**
 * Function `RetrieveMetadataChanges`: definitions that a query asks for, with a stamp; and, where the client brings such a stamp, those
 * that have changed since then and the ids of what was deleted (PD `query-schema-definitions.md`, `cache-schema-data.md`).
 */
export function retrieveMetadataChanges({ world }: Service, request: ApiRequest, argument: Argument): ApiAnswer {
  const query = queryIn(argument('Query'));
  const history = History.of(world);
  const stamp = argument('ClientVersionStamp');
  const since = stamp === undefined || stamp === '' || stamp === 'null' ? null : history.since(world, stamp);
  const languages = new Set(list((query.LabelQuery as Json | null | undefined)?.FilterLanguages).map(Number));
  const until = seesAt(world, request);
  let latest = world.metadata.version;
  /** What has not reached the server that answers comes with a later stamp. */
  const sees = (item: { readonly visibleAt: number; readonly metadataId: string }): boolean => {
    if (item.visibleAt <= until) return true;
    latest = Math.min(latest, history.changedAt(item.metadataId) - 1);
    return false;
  };
  const tables = [...world.metadata.tables.values()].filter(sees);
  const known = new Set(tables.slice(0, 1).flatMap((table) => Object.keys(entityMetadata(world, table))));
  const wanted = wantedOf(query, 'EntityMetadata', known);
  const EntityMetadata: Json[] = [];
  for (const table of tables) {
    const whole = entityMetadata(world, table);
    if (!wanted.test(whole)) continue;
    const item = narrowed(whole, wanted.names, since === null ? null : history.hasChanged(table.metadataId, since));
    let changed = since === null || item.HasChanged === true;
    for (const part of partNames) {
      if (wanted.names !== null && !wanted.names.has(part)) continue;
      const items = childrenOf(world, table, part, sees, query[parts[part]])
        .filter((child) => since === null || history.hasChanged(String(child.MetadataId), since))
        .map((child) => ({ ...child, HasChanged: since === null ? null : true }));
      changed ||= items.length > 0;
      item[part] = items;
    }
    if (changed) EntityMetadata.push(languages.size === 0 ? item : (inLanguages(item, languages) as Json));
  }
  return complex(request, 'RetrieveMetadataChangesResponse', {
    EntityMetadata,
    ServerVersionStamp: stampText(latest, world.clock.now()),
    DeletedMetadata: deleted(history, since, argument('DeletedMetadataFilters')),
  });
}

function queryIn(text: string | undefined): Json {
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw faults.badQuery("The value of the parameter 'Query' is not valid JSON.");
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw faults.badQuery("The parameter 'Query' must be an EntityQueryExpression.");
  const names = ((value as Json).Properties as Json | undefined)?.PropertyNames;
  for (const [part, name] of Object.entries(parts)) {
    if (name !== 'AttributeQuery' || (value as Json)[name] === undefined || (value as Json)[name] === null) continue;
    if (allProperties((value as Json).Properties) || list(names).includes(part)) continue;
    throw faults.argument(`A query with ${name} must ask for the property ${part}.`);
  }
  return value as Json;
}

const allProperties = (value: unknown): boolean => (value as Json | null | undefined)?.AllProperties === true;

/** Which properties a query asks for and which definitions; without properties it is their names alone. */
function wantedOf(query: unknown, type: string, known: ReadonlySet<string>): Wanted {
  const { Properties, Criteria } = (query ?? {}) as Json;
  const names = new Set(list((Properties as Json | null | undefined)?.PropertyNames).map(String));
  for (const name of names)
    if (!known.has(name) && !(name in parts) && name !== 'OptionSet' && name !== 'GlobalOptionSet') throw faults.noSuchSelect(name, type);
  return { names: allProperties(Properties) ? null : names, test: readCriteria(Criteria, type, known) };
}

/** A definition whose properties are null unless asked for; its names and its id always are. */
function narrowed(item: Json, names: ReadonlySet<string> | null, hasChanged: boolean | null): Json {
  const shown: Json = {};
  for (const [name, value] of Object.entries(item)) {
    const isShown = names === null || names.has(name) || name === 'MetadataId' || name === 'LogicalName' || name === '@odata.type';
    shown[name] = isShown ? value : null;
  }
  return { ...shown, HasChanged: hasChanged };
}

function childrenOf(
  world: World,
  table: Table,
  part: Part,
  sees: (item: { readonly visibleAt: number; readonly metadataId: string }) => boolean,
  query: unknown,
): Json[] {
  const { metadata } = world;
  const items: Json[] = (() => {
    switch (part) {
      case 'Attributes':
        return [...table.columns.values()].filter(sees).map((column) => columnMetadata(world, column, true));
      case 'Keys':
        return table.keys.filter(sees).map((key) => keyMetadata(world, key));
      case 'ManyToOneRelationships':
        return metadata
          .manyToOne(table.logicalName)
          .filter(sees)
          .map((one) => relationshipMetadata(world, one));
      case 'OneToManyRelationships':
        return metadata
          .oneToMany(table.logicalName)
          .filter(sees)
          .map((one) => relationshipMetadata(world, one));
      case 'ManyToManyRelationships':
        return [...metadata.manyToMany.values()]
          .filter((one) => (one.entity1 === table.logicalName || one.entity2 === table.logicalName) && sees(one))
          .map((one) => manyToManyMetadata(world, one));
    }
  })();
  if (items.length === 0) return [];
  const known = new Set(items.flatMap((item) => Object.keys(item)));
  const wanted = wantedOf(query, part, known);
  return items
    .filter(wanted.test)
    .map((item) => asComplex(narrowed(item, query === undefined || query === null ? null : wanted.names, null)) as Json);
}

const plainTypes = new Set([
  'UniqueIdentifierAttributeMetadata',
  'AttributeMetadata',
  'OneToManyRelationshipMetadata',
  'ManyToManyRelationshipMetadata',
]);

/** Types of values in an answer have names of their own; those that are the declared ones are not told. */
function asComplex(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asComplex);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Json = {};
  for (const [name, inner] of Object.entries(value)) {
    if (name !== '@odata.type') copy[name] = asComplex(inner);
    else {
      const type = String(inner).replace('#Microsoft.Dynamics.CRM.', '');
      if (plainTypes.has(type)) continue;
      copy[name] = /(Attribute|OptionSet)Metadata$/.test(type) ? `#Microsoft.Dynamics.CRM.Complex${type}` : inner;
    }
  }
  return copy;
}

/** Labels in some languages only. */
function inLanguages(value: unknown, languages: ReadonlySet<number>): unknown {
  if (Array.isArray(value)) return value.map((inner) => inLanguages(inner, languages));
  if (typeof value !== 'object' || value === null) return value;
  const copy: Json = {};
  for (const [name, inner] of Object.entries(value))
    copy[name] =
      name === 'LocalizedLabels' && Array.isArray(inner)
        ? inner.filter((label: Json) => languages.has(Number(label.LanguageCode)))
        : inLanguages(inner, languages);
  return copy;
}

function deleted(history: History, since: number | null, filters: string | undefined): Json {
  const named = (/'([\w,\s]+)'$/.exec(filters ?? '')?.[1] ?? filters ?? 'Default').split(',').map((name) => name.trim());
  const isAsked = (kind: string, bit: number): boolean =>
    named.some(
      (name) => name === 'All' || name === kind || (name === 'Default' && bit === 1) || (/^\d+$/.test(name) && (Number(name) & bit) !== 0),
    );
  const found =
    since === null
      ? []
      : kinds.filter(([kind, bit]) => isAsked(kind, bit)).map(([kind]) => [kind, history.goneSince(since, kind)] as const);
  const held = found.filter(([, ids]) => ids.length > 0);
  return {
    Count: held.length,
    IsReadOnly: false,
    Keys: held.map(([kind]) => kind),
    Values: held.map(([, ids]) => ({ Count: ids.length, IsReadOnly: false, Items: ids })),
  };
}
