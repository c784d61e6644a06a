import { demandNamed, privilegeName, rights } from '../auth/privileges.js';
import { DataverseFault, faults } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import type { ApiAnswer, ApiRequest } from '../http/request.js';
import type { Segment } from '../http/segments.js';
import { noContent } from '../routes/answers.js';
import { read } from '../rows/slots.js';
import { dropComponents } from './customize.js';
import { deleteKey } from './keys.js';
import type { OptionSet } from './metadata.js';
import { nameIn } from './read.js';
import type { Column, ManyToMany, Relationship, Table } from './types.js';

const system = (what: string) => faults.inUse(`${what} is part of the system and cannot be deleted.`);

/** Deleting a table deletes its rows; what others point to stays (docs/facts/dataverse.md §6 "Rollback"). */
export function removeTable(world: World, table: Table, request: ApiRequest): ApiAnswer {
  demandNamed(world, request.user, 'prvDeleteEntity', 'entity');
  if (!table.custom) throw system(table.logicalName);
  const pointing = world.metadata
    .oneToMany(table.logicalName)
    .find((one) => one.referencingEntity !== table.logicalName && isOwnLookup(world, one));
  if (pointing !== undefined) {
    throw faults.inUse(
      `The ${table.logicalName} cannot be deleted because it is referenced by the look-up ${pointing.referencingEntity}.${pointing.referencingAttribute}.`,
    );
  }
  const many = [...world.metadata.manyToMany.values()].find(
    (one) => one.custom && (one.entity1 === table.logicalName || one.entity2 === table.logicalName) && one.entity1 !== one.entity2,
  );
  if (many !== undefined)
    throw faults.inUse(`The ${table.logicalName} cannot be deleted because it is part of the relationship ${many.schemaName}.`);
  for (const relationship of world.metadata.oneToMany(table.logicalName)) removeChildren(world, table, relationship);
  for (const column of table.columns.values()) dropComponents(world, column.metadataId);
  for (const key of table.keys) dropComponents(world, key.metadataId);
  for (const one of [...world.metadata.oneToMany(table.logicalName), ...world.metadata.manyToOne(table.logicalName)])
    dropComponents(world, one.metadataId);
  world.metadata.removeTable(table);
  world.stores.delete(table.logicalName);
  dropComponents(world, table.metadataId);
  dropTableRows(world, table);
  return noContent();
}

/** A look-up that somebody made, not one that came with notes, activities or connections. */
const isOwnLookup = (world: World, relationship: Relationship): boolean =>
  world.metadata.tables.get(relationship.referencingEntity)?.columns.get(relationship.referencingAttribute)?.custom === true;

/** Notes and activities of the rows go with them. */
function removeChildren(world: World, table: Table, relationship: Relationship): void {
  const store = world.stores.get(relationship.referencingEntity);
  const lookup = store?.table.columns.get(relationship.referencingAttribute);
  if (store === undefined || lookup === undefined || lookup.typeSlot < 0 || store.table === table) return;
  for (const row of [...store.rows.values()]) if (row.values[lookup.typeSlot] === table.logicalName) store.remove(row);
}

function dropTableRows(world: World, table: Table): void {
  const names = new Set(rights.map((right) => privilegeName(right, table)));
  const privileges = tableOf(world, 'privilege');
  const holders = world.metadata.manyToMany.get('roleprivileges_association') as ManyToMany;
  for (const row of [...storeOf(world, 'privilege').rows.values()]) {
    if (!names.has(String(read(privileges, row.values, 'name')))) continue;
    world.links.forget(holders, 2, row.id);
    storeOf(world, 'privilege').remove(row);
  }
  const filters = tableOf(world, 'sdkmessagefilter');
  for (const row of [...storeOf(world, 'sdkmessagefilter').rows.values()]) {
    if (read(filters, row.values, 'primaryobjecttypecode') === table.logicalName) storeOf(world, 'sdkmessagefilter').remove(row);
  }
  world.securityVersion += 1;
}

export function removeColumn(world: World, table: Table, column: Column, request: ApiRequest): ApiAnswer {
  demandNamed(world, request.user, 'prvDeleteAttribute', 'attribute');
  if (!column.custom || column.primaryId || column.primaryName) throw system(`${table.logicalName}.${column.logicalName}`);
  const key = table.keys.find((one) => one.columns.includes(column));
  if (key !== undefined)
    throw faults.inUse(`The column ${column.logicalName} cannot be deleted because the key ${key.logicalName} uses it.`);
  for (const one of world.metadata
    .manyToOne(table.logicalName)
    .filter((candidate) => candidate.referencingAttribute === column.logicalName)) {
    dropComponents(world, one.metadataId);
    world.metadata.removeRelationship(one);
  }
  dropColumn(world, table, column);
  return noContent();
}

/** What the rows held in the column is gone. */
function dropColumn(world: World, table: Table, column: Column): void {
  world.metadata.removeColumn(table, column);
  const store = storeOf(world, table.logicalName);
  store.forgetColumn(column);
  for (const row of store.rows.values()) {
    if ((row.values[column.slot] ?? null) !== null) row.values[column.slot] = null;
    if (column.typeSlot >= 0) row.values[column.typeSlot] = null;
  }
  dropComponents(world, column.metadataId);
}

/** Deleting a relationship deletes its look-up. */
export function removeRelationship(world: World, found: Relationship | ManyToMany, request: ApiRequest): ApiAnswer {
  demandNamed(world, request.user, 'prvDeleteRelationship', 'relationship');
  if (!found.custom) throw system(found.schemaName);
  if (!('referencedEntity' in found)) {
    world.links.drop(found);
    world.metadata.removeManyToMany(found);
  } else {
    const table = tableOf(world, found.referencingEntity);
    const column = table.columns.get(found.referencingAttribute);
    if (column?.type === 'Customer')
      throw new DataverseFault(400, '0x8004847d', 'A relationship of a customer look-up cannot be deleted by itself; delete the column.');
    if (column !== undefined) {
      if (!column.custom) throw system(found.schemaName);
      const key = table.keys.find((one) => one.columns.includes(column));
      if (key !== undefined)
        throw faults.inUse(`The look-up ${column.logicalName} cannot be deleted because the key ${key.logicalName} uses it.`);
      dropColumn(world, table, column);
    }
    world.metadata.removeRelationship(found);
  }
  dropComponents(world, found.metadataId);
  return noContent();
}

export function removeChoice(world: World, set: OptionSet, request: ApiRequest): ApiAnswer {
  demandNamed(world, request.user, 'prvCreateCustomization', 'optionset');
  for (const table of world.metadata.tables.values()) {
    for (const column of table.columns.values()) {
      if (column.globalOptionSet && column.optionSetId === set.metadataId) {
        throw new DataverseFault(
          400,
          '0x80048417',
          `The choice ${set.name} is used by ${table.logicalName}.${column.logicalName} and cannot be deleted.`,
        );
      }
    }
  }
  world.metadata.optionSets.delete(set.name);
  world.metadata.version += 1;
  dropComponents(world, set.metadataId);
  return noContent();
}

export function removeKey(world: World, table: Table, segment: Segment, request: ApiRequest): ApiAnswer {
  demandNamed(world, request.user, 'prvDeleteAttribute', 'entitykey');
  const name = nameIn(segment, 'LogicalName');
  const key = table.keys.find((one) => one.metadataId === name || one.logicalName === name);
  if (key === undefined) throw faults.noMetadata('EntityKeyMetadata', name);
  deleteKey(world, table, key);
  dropComponents(world, key.metadataId);
  return noContent();
}
