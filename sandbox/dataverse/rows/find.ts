import { faults } from '../core/errors.js';
import { asGuid } from '../core/guid.js';
import { storeOf, type World } from '../core/world.js';
import type { Column, Key, Table } from '../metadata/types.js';
import type { Row } from './row.js';

/** A key value as a URL or an `@odata.id` gives it. */
export type KeyPairs = readonly (readonly [name: string, value: string | number | boolean | null])[];

const unsafe = /[/<>*%&:\\?+]/;

export interface KeyMatch {
  readonly key: Key;
  /** Values by slot of the key's columns. */
  readonly values: readonly (readonly [Column, unknown])[];
}

/** The alternate key that the pairs name; throws when there is none, when it is not built yet, or when a value cannot be asked for by URL. */
export function matchKey(_world: World, table: Table, pairs: KeyPairs): KeyMatch {
  const names = new Map<string, string | number | boolean | null>();
  for (const [name, value] of pairs) {
    if (typeof value === 'string' && unsafe.test(value))
      throw faults.badQuery(`The key value of '${name}' contains a character that is not allowed in a key reference.`);
    names.set(columnName(name), value);
  }
  for (const key of table.keys) {
    if (key.columns.length !== names.size || !key.columns.every((column) => names.has(column.logicalName))) continue;
    if (key.status !== 'Active') throw faults.keyNotReady(table.logicalName);
    return { key, values: key.columns.map((column) => [column, keyValue(table, column, names.get(column.logicalName) ?? null)]) };
  }
  throw faults.keyNotDefined(table.logicalName);
}

const columnName = (name: string): string => /^_(\w+)_value$/.exec(name)?.[1] ?? name;

function keyValue(table: Table, column: Column, value: string | number | boolean | null): unknown {
  if (column.targets.length > 0 || column.type === 'Uniqueidentifier') return asGuid(value) ?? value;
  if (column.type === 'String' && typeof value !== 'string') throw faults.keyNotDefined(table.logicalName);
  return value;
}

/** The row that holds the key's values, if any. */
export function lookUp(world: World, table: Table, match: KeyMatch): Row | undefined {
  const values: unknown[] = [];
  for (const [column, value] of match.values) values[column.slot] = value;
  return storeOf(world, table.logicalName).keyIndex(match.key)?.find(values);
}

export function findByKey(world: World, table: Table, pairs: KeyPairs): Row {
  const row = lookUp(world, table, matchKey(world, table, pairs));
  if (row === undefined) throw faults.noRowForKey();
  return row;
}
