import { faults } from '../core/errors.js';
import { asGuid } from '../core/guid.js';
import { storeOf, type World } from '../core/world.js';
import { isPrincipal } from '../metadata/principals.js';
import type { Column, Key, Table } from '../metadata/types.js';
import type { Row } from './row.js';
import { isDayText } from './values.js';

/** A key value as a URL or an `@odata.id` gives it; `bare`: as it stood there without quotes, null when it had some. */
export type KeyPair = readonly [name: string, value: string | number | boolean | null, bare: string | null];
export type KeyPairs = readonly KeyPair[];

const unsafe = /[/<>*%&:\\?+]/;

export interface KeyMatch {
  readonly key: Key;
  /** Values by column of the key, each of the type of its column. */
  readonly values: readonly (readonly [Column, string | number])[];
}

/** The alternate key that the pairs name; throws when there is none, when it is not built yet, or when a value cannot be asked for by URL. */
export function matchKey(_world: World, table: Table, pairs: KeyPairs): KeyMatch {
  for (const [name, value] of pairs) {
    if (typeof value === 'string' && unsafe.test(value))
      throw faults.badQuery(`The key value of '${name}' contains a character that is not allowed in a key reference.`);
  }
  for (const key of table.keys) {
    const given = key.columns.length === pairs.length ? key.columns.map((column) => pairOf(pairs, keyName(column))) : [];
    if (given.length === 0 || given.includes(undefined)) continue;
    if (key.status !== 'Active') throw faults.keyNotReady(table.logicalName);
    return { key, values: key.columns.map((column, at) => [column, keyValue(column, given[at] as KeyPair)]) };
  }
  throw faults.keyNotDefined(table.logicalName);
}

const pairOf = (pairs: KeyPairs, name: string): KeyPair | undefined => pairs.find((pair) => pair[0] === name);

/** A look-up is named in a key as it is read. */
const keyName = (column: Column): string => (column.targets.length > 0 ? `_${column.logicalName}_value` : column.logicalName);

/** A literal of the column's own type: text in quotes, everything else without. Nothing is no value of a key. */
function keyValue(column: Column, [, value, bare]: KeyPair): string | number {
  const given = typed(column, value, bare);
  if (given === null || given === '') throw faults.badQuery('Bad Request - Error in query syntax.');
  return given;
}

function typed(column: Column, value: KeyPair[1], bare: string | null): string | number | null {
  if (column.type === 'String') return bare === null ? (value as string) : null;
  if (bare === null) return null;
  if (column.targets.length > 0) return asGuid(bare);
  switch (column.type) {
    case 'Decimal':
      return /^-?\d+(\.\d+)?$/.test(bare) ? Number(bare) : null;
    case 'DateTime':
      return column.behavior === 'DateOnly' && isDayText(bare) ? bare : null;
    default:
      return /^-?\d+$/.test(bare) && Number(bare) === (Number(bare) | 0) ? Number(bare) : null;
  }
}

/**
 * The id of `contacts(contactid=<id>)`; null when it is no such form. The primary key of users and teams is called `ownerid` in $metadata.
 */
export function namedId(table: Table, pairs: KeyPairs): string | null {
  const [only] = pairs;
  if (pairs.length !== 1 || only?.[0] !== (isPrincipal(table) ? 'ownerid' : table.primaryId)) return null;
  const id = only[2] === null ? null : asGuid(only[2]);
  if (id === null) throw faults.badQuery('Bad Request - Error in query syntax.');
  return id;
}

/** The row that holds the key's values, if any. */
export function lookUp(world: World, table: Table, match: KeyMatch): Row | undefined {
  return storeOf(world, table.logicalName)
    .keyIndex(match.key)
    ?.find(match.values.map(([, value]) => value));
}

export function findByKey(world: World, table: Table, pairs: KeyPairs): Row {
  const row = lookUp(world, table, matchKey(world, table, pairs));
  if (row === undefined) throw faults.noRowForKey();
  return row;
}

/** The names under which a body may say a column of the key. */
export function namesOfKey(world: World, table: Table, { columns }: Key): Set<string> {
  const names = new Set<string>();
  for (const column of columns) {
    names.add(column.logicalName);
    if (column.targets.length === 0) continue;
    const nav = navigationOf(world, table, column);
    names.add(nav).add(`${nav}@odata.bind`);
  }
  return names;
}

/** Puts the values of the key that it does not say itself into a body: what an upsert makes when nobody has the key. Answers the same body. */
export function addKey(world: World, table: Table, match: KeyMatch, body: Record<string, unknown>): Record<string, unknown> {
  for (const [column, value] of match.values) {
    if (column.targets.length === 0) {
      if (!(column.logicalName in body)) body[column.logicalName] = value;
      continue;
    }
    const nav = navigationOf(world, table, column);
    const set = world.metadata.tables.get(column.targets[0] as string)?.entitySetName;
    if (!(nav in body) && !(`${nav}@odata.bind` in body)) body[`${nav}@odata.bind`] = `/${set}(${value})`;
  }
  return body;
}

const navigationOf = (world: World, table: Table, column: Column): string =>
  world.metadata.manyToOne(table.logicalName).find((relationship) => relationship.referencingAttribute === column.logicalName)?.nav ??
  column.logicalName;
