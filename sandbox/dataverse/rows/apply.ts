import { demandAccess } from '../auth/access.js';
import { demand } from '../auth/privileges.js';
import { demandColumn } from '../auth/secured.js';
import { faults } from '../core/errors.js';
import { setImage } from '../files/images.js';
import { isOfType } from '../metadata/type-name.js';
import type { Column, Property, Table } from '../metadata/types.js';
import type { WriteContext } from './context.js';
import { resolveReference } from './reference.js';
import { toStored } from './values.js';

export type Body = Record<string, unknown>;

type Navigation = Extract<Property, { kind: 'nav' | 'collection' | 'many' }>;
type Collection = Exclude<Navigation, { kind: 'nav' }>;

/** Rows nested in the body of a create, to be made in the same transaction; `bound`: addresses of rows that exist, to be put into a collection. */
export type Nested =
  | { readonly property: Navigation; readonly value: unknown; readonly bound?: false }
  | { readonly property: Collection; readonly value: readonly unknown[]; readonly bound: true };

/** What a body said beside column values. */
export interface Applied {
  readonly nested: Nested[] | null;
  readonly ownerGiven: boolean;
}

const none: Applied = { nested: null, ownerGiven: false };
const ownerOnly: Applied = { nested: null, ownerGiven: true };

/**
 * Puts the properties of a body into the values of a row. Columns that may not be set in this operation are silently ignored
 * (docs/facts/dataverse.md §3 "Values"); names that the table does not have are refused.
 */
export function applyBody(
  context: WriteContext,
  table: Table,
  properties: ReadonlyMap<string, Property>,
  body: Body,
  values: unknown[],
  operation: 'create' | 'update',
): Applied {
  let nested: Nested[] | null = null;
  let ownerGiven = false;
  const last = lastBodyOf(properties);
  let at = 0;
  for (const name in body) {
    if (last.names[at] !== name) {
      last.names[at] = name;
      last.found[at] = properties.get(name);
    }
    const property = last.found[at];
    at += 1;
    if (property === undefined) {
      const collection = boundCollection(properties, name, context.seesAt);
      if (collection === null) {
        ignoreOrRefuse(table, name, body);
        continue;
      }
      const addresses = body[name];
      if (!Array.isArray(addresses)) throw faults.payload(table.entitySetName, `The value of '${name}' must be an array of strings.`);
      nested ??= [];
      nested.push({ property: collection, value: addresses, bound: true });
      continue;
    }
    if (property.hiddenUntil > context.seesAt) throw faults.notVisible();
    const value = body[name];
    switch (property.kind) {
      case 'column': {
        const { column } = property;
        if (column.primaryId) break;
        if (column.type === 'Image') {
          setImage(context, table, column, values, value, operation);
          break;
        }
        // The value is looked at even where it is then ignored: a wrong type is refused by the reader of the payload.
        const stored = toStored(table, column, value);
        demandColumn(context.world, context, column, operation);
        if (operation === 'create' ? column.create : column.update) values[column.slot] = stored;
        else if (column.type === 'State' && operation === 'create' && context.world.settings.stateOnCreate === 'applied')
          values[column.slot] = stored;
        break;
      }
      case 'bind':
        if (property.target === null) ownerGiven = true;
        demandColumn(context.world, context, property.column, operation);
        bind(context, table, property.column, property.target, value, values, operation);
        break;
      case 'nav':
        demandColumn(context.world, context, property.column, operation);
        if (value === null) {
          if (operation === 'create' ? property.column.create : property.column.update) clear(property.column, values, property.target);
        } else if (typeof value === 'object' && !Array.isArray(value)) {
          nested ??= [];
          nested.push({ property, value });
        } else {
          throw faults.payload(
            table.entitySetName,
            "A 'PrimitiveValue' node with non-null value was found when trying to read the value of a navigation property; " +
              "however, a 'StartArray' node, a 'StartObject' node, or a 'PrimitiveValue' node with null value was expected.",
          );
        }
        break;
      case 'collection':
      case 'many':
        if (!Array.isArray(value)) throw faults.payload(table.entitySetName, `The navigation property '${name}' takes an array of rows.`);
        nested ??= [];
        nested.push({ property, value });
        break;
      case 'value':
        throw faults.payload(
          table.entitySetName,
          'CRM do not support direct update of Entity Reference properties, Use Navigation properties instead.',
        );
    }
  }
  if (nested === null) return ownerGiven ? ownerOnly : none;
  return { nested, ownerGiven };
}

/** Names of the body before and what they stand for: rows of a bulk call mostly have the same ones in the same order, and looking up each takes long. */
interface LastBody {
  readonly names: string[];
  readonly found: (Property | undefined)[];
}

const lastBodies = new WeakMap<ReadonlyMap<string, Property>, LastBody>();

function lastBodyOf(properties: ReadonlyMap<string, Property>): LastBody {
  let last = lastBodies.get(properties);
  if (last === undefined) {
    last = { names: [], found: [] };
    lastBodies.set(properties, last);
  }
  return last;
}

const binding = '@odata.bind';

/** The collection that rows are put into by a binding of that name; null when it is none. */
function boundCollection(properties: ReadonlyMap<string, Property>, name: string, seesAt: number): Collection | null {
  if (!name.endsWith(binding)) return null;
  const property = properties.get(name.slice(0, -binding.length));
  if (property?.kind !== 'collection' && property?.kind !== 'many') return null;
  if (property.hiddenUntil > seesAt) throw faults.notVisible();
  return property;
}

/** Annotations say nothing that is stored; an `@odata.bind` or an annotation on a name that is not there is refused, and so is the name itself. */
function ignoreOrRefuse(table: Table, name: string, body: Body): void {
  const at = name.indexOf('@');
  if (at === 0) {
    if (name === '@odata.type') checkType(table, body[name]);
    return;
  }
  if (at < 0) throw faults.invalidProperty(name, table.logicalName);
  const base = name.slice(0, at);
  const known = base in body || table.columns.has(base) || /^_\w+_value$/.test(base);
  if (!known || name.endsWith(binding)) throw faults.undeclaredAnnotated(table.entitySetName, base);
}

function checkType(table: Table, given: unknown): void {
  if (isOfType(table, given)) return;
  throw faults.payload(
    table.entitySetName,
    `A resource with type '${String(given).replace(/^#/, '')}' was found, but it is not assignable to the expected type 'Microsoft.Dynamics.CRM.${table.logicalName}'.`,
  );
}

/** Empties a look-up; of several targets only the one that is meant. */
function clear(column: Column, values: unknown[], target: string | null): void {
  if (column.typeSlot >= 0 && target !== null && (values[column.typeSlot] ?? null) !== null && values[column.typeSlot] !== target) return;
  values[column.slot] = null;
  if (column.typeSlot >= 0) values[column.typeSlot] = null;
}

function bind(
  context: WriteContext,
  table: Table,
  column: Column,
  target: string | null,
  value: unknown,
  values: unknown[],
  operation: 'create' | 'update',
): void {
  if (value === null) {
    if (operation === 'create' ? column.create : column.update) clear(column, values, target);
    return;
  }
  if (target !== null && !context.world.metadata.tables.has(target)) throw faults.notPlayed(`rows of table ${target}`);
  const { table: found, row } = resolveReference(context, table.entitySetName, value);
  const fits = target === null ? found.logicalName === 'systemuser' || found.logicalName === 'team' : found.logicalName === target;
  if (!fits) {
    if (target === null) throw faults.badOwner();
    throw faults.payload(table.entitySetName, `The reference '${String(value)}' is not of type 'Microsoft.Dynamics.CRM.${target}'.`);
  }
  if (!(operation === 'create' ? column.create : column.update)) return;
  if (target !== null && values[column.slot] !== row.id) {
    demand(context.world, context, 'Append', table);
    demandAccess(context.world, context, 'AppendTo', found, row);
  }
  values[column.slot] = row.id;
  if (column.typeSlot >= 0) values[column.typeSlot] = found.logicalName;
}
