import { demandNamed, privilegeName, rights } from '../auth/privileges.js';
import { DataverseFault, faults } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import { refuseInDuplicateRule } from '../duplicates/used.js';
import { dropFilesOfColumn } from '../files/stored.js';
import type { ApiAnswer, ApiRequest } from '../http/request.js';
import type { Segment } from '../http/segments.js';
import { noContent } from '../routes/answers.js';
import { read } from '../rows/slots.js';
import { dropComponents } from '../solutions/components.js';
import { refuseDelete } from '../solutions/refuse.js';
import { putImageRows } from './image-rows.js';
import { deleteKey } from './keys.js';
import type { OptionSet } from './metadata.js';
import { isMultiTable } from './multi-table-lookups.js';
import { nameIn } from './read.js';
import type { Column, Key, ManyToMany, Relationship, Table } from './types.js';

const system = (what: string) => faults.inUse(`${what} is part of the system and cannot be deleted.`);

/** Deleting a table deletes its rows; what others point to stays (docs/facts/dataverse.md §6 "Rollback"). */
export function removeTable(world: World, table: Table, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvDeleteEntity', 'entity');
  if (!table.custom) throw system(table.logicalName);
  if (table.intersect) throw faults.inUse(`${table.logicalName} goes with its relationship.`);
  refuseDelete(world, { kind: 'table', table });
  dropTable(world, table);
  return noContent();
}

/** The table with everything on it; nothing is asked. */
export function dropTable(world: World, table: Table): void {
  for (const relationship of world.metadata.oneToMany(table.logicalName)) removeChildren(world, table, relationship);
  for (const column of table.columns.values()) dropComponents(world, column.metadataId);
  for (const key of table.keys) dropComponents(world, key.metadataId);
  for (const one of [...world.metadata.oneToMany(table.logicalName), ...world.metadata.manyToOne(table.logicalName)])
    dropComponents(world, one.metadataId);
  for (const one of world.metadata.manyToMany.values()) {
    if (one.entity1 !== table.logicalName && one.entity2 !== table.logicalName) continue;
    world.links.drop(one);
    world.stores.delete(one.intersect);
    dropComponents(world, one.metadataId);
  }
  world.metadata.removeTable(table);
  for (const column of table.columns.values()) dropFilesOfColumn(world, table, column);
  world.stores.delete(table.logicalName);
  dropComponents(world, table.metadataId);
  dropTableRows(world, table);
  if (table.activity) dropPointers(world, table);
  putImageRows(world);
}

function dropPointers(world: World, table: Table): void {
  const store = storeOf(world, 'activitypointer');
  for (const row of [...store.rows.values()])
    if (read(store.table, row.values, 'activitytypecode') === table.logicalName) store.remove(row);
}

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
  demandNamed(world, request, 'prvDeleteAttribute', 'attribute');
  if (!column.custom || column.primaryId || column.primaryName || column.attributeOf !== null)
    throw system(`${table.logicalName}.${column.logicalName}`);
  refuseDelete(world, { kind: 'column', table, column });
  refuseInDuplicateRule(world, table, column);
  dropColumnAndLinks(world, table, column);
  return noContent();
}

/** The column and, of a look-up, its relationships; nothing is asked. */
export function dropColumnAndLinks(world: World, table: Table, column: Column): void {
  for (const one of world.metadata
    .manyToOne(table.logicalName)
    .filter((candidate) => candidate.referencingAttribute === column.logicalName)) {
    dropComponents(world, one.metadataId);
    world.metadata.removeRelationship(one);
  }
  dropFilesOfColumn(world, table, column);
  dropColumn(world, table, column);
  for (const companion of [...table.columns.values()].filter((one) => one.attributeOf === column.logicalName))
    dropColumn(world, table, companion);
  if (column.type === 'Image') putImageRows(world);
}

/** What the rows held in the column is gone. */
function dropColumn(world: World, table: Table, column: Column): void {
  world.metadata.removeColumn(table, column);
  const store = storeOf(world, table.logicalName);
  store.forgetColumn(column);
  dropComponents(world, column.metadataId);
}

/** Deleting a relationship deletes its look-up. */
export function removeRelationship(world: World, found: Relationship | ManyToMany, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvDeleteRelationship', 'relationship');
  if (!found.custom) throw system(found.schemaName);
  const column = lookupOf(world, found);
  if (column?.type === 'Customer')
    throw new DataverseFault(400, '0x8004847d', 'A relationship of a customer look-up cannot be deleted by itself; delete the column.');
  if (column?.custom === false) throw system(found.schemaName);
  refuseDelete(world, { kind: 'relationship', relationship: found });
  dropRelationship(world, found);
  return noContent();
}

const lookupOf = (world: World, found: Relationship | ManyToMany): Column | undefined =>
  'referencedEntity' in found ? world.metadata.tables.get(found.referencingEntity)?.columns.get(found.referencingAttribute) : undefined;

/** A look-up to several tables lets one of them go; what it held of it is gone. */
function dropLeg(world: World, column: Column, target: string): void {
  column.targets.splice(column.targets.indexOf(target), 1);
  storeOf(world, column.table).forgetColumn(column, target);
}

/** The relationship with its look-up or with what it associated; nothing is asked. */
export function dropRelationship(world: World, found: Relationship | ManyToMany): void {
  if ('referencedEntity' in found) {
    const column = lookupOf(world, found);
    if (column !== undefined && isMultiTable(column) && column.targets.length > 1) dropLeg(world, column, found.referencedEntity);
    else if (column !== undefined) dropColumn(world, tableOf(world, found.referencingEntity), column);
    world.metadata.removeRelationship(found);
  } else {
    world.links.drop(found);
    world.stores.delete(found.intersect);
    world.metadata.removeManyToMany(found);
  }
  dropComponents(world, found.metadataId);
}

export function removeChoice(world: World, set: OptionSet, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvCreateCustomization', 'optionset');
  refuseDelete(world, { kind: 'choice', set }, '0x80048417');
  dropChoice(world, set);
  return noContent();
}

export function dropChoice(world: World, set: OptionSet): void {
  world.metadata.optionSets.delete(set.name);
  world.metadata.version += 1;
  dropComponents(world, set.metadataId);
}

export function removeKey(world: World, table: Table, segment: Segment, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvDeleteAttribute', 'entitykey');
  const name = nameIn(segment, 'LogicalName');
  const key = table.keys.find((one) => one.metadataId === name || one.logicalName === name);
  if (key === undefined) throw faults.noMetadata('EntityKeyMetadata', name);
  refuseDelete(world, { kind: 'key', table, key });
  dropKey(world, table, key);
  return noContent();
}

export function dropKey(world: World, table: Table, key: Key): void {
  deleteKey(world, table, key);
  dropComponents(world, key.metadataId);
}
