import { demandNamed } from '../auth/privileges.js';
import { canBeSecured } from '../auth/secured.js';
import { DataverseFault, faults } from '../core/errors.js';
import { tableOf, type World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { noContent } from '../routes/answers.js';
import { readCascade } from './cascades.js';
import { imeModeOf, precisionSourceOf } from './column-body.js';
import { changeLimits } from './column-limits.js';
import { readColumnMembers } from './column-members.js';
import { originOf } from './customize.js';
import { columnDefinitionNames, entityMemberNames, type Json } from './describe.js';
import { fileSize, imageSize } from './file-columns.js';
import { putImageRows } from './image-rows.js';
import { refuseUnknownMembers } from './known-members.js';
import { readLabel } from './labels.js';
import { readMenu } from './menus.js';
import type { OptionSet } from './metadata.js';
import { offerActivities, offerConnections, offerNotes } from './offered.js';
import { readTableMembers } from './table-members.js';
import type { Column, Labels, ManyToMany, Relationship, Requirement, Table } from './types.js';

const merged = (request: ApiRequest, before: Labels, now: Labels): Labels =>
  /^true$/i.test(request.headers['mscrm.mergelabels'] ?? '') ? { ...before, ...now } : now;

/** `PUT EntityDefinitions(..)`: the whole definition; labels of other languages go unless `MSCRM.MergeLabels` (docs/facts/dataverse.md §2, §6). */
export function changeTable(world: World, table: Table, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvWriteEntity', 'entity');
  const body = jsonBody(request, 'EntityDefinitions') as Json;
  refuseUnknownMembers(body, 'EntityMetadata', 'EntityDefinitions', entityMemberNames(world));
  if (body.DisplayName === undefined || body.DisplayCollectionName === undefined)
    throw faults.argument('A PUT carries the whole definition: DisplayName and DisplayCollectionName are missing.');
  if (body.OwnershipType !== undefined && body.OwnershipType !== table.ownership) throw faults.argument('OwnershipType cannot be changed.');
  if (body.IsActivity !== undefined && body.IsActivity !== table.activity) throw faults.argument('IsActivity cannot be changed.');
  if ((body.HasNotes === false && table.hasNotes) || (body.HasActivities === false && table.hasActivities))
    throw faults.argument('HasNotes and HasActivities cannot be switched off.');
  readTableMembers(table, body, world.clock.text());
  table.displayName = merged(request, table.displayName, readLabel(world, body.DisplayName, 'DisplayName', true));
  table.displayCollectionName = merged(
    request,
    table.displayCollectionName,
    readLabel(world, body.DisplayCollectionName, 'DisplayCollectionName', true),
  );
  table.description = merged(request, table.description, readLabel(world, body.Description, 'Description'));
  if (body.HasActivities === true && table.activity)
    throw new DataverseFault(400, '0x8004f121', 'A custom activity cannot itself have activities.');
  const origin = originOf(world, request);
  if (body.HasNotes === true && !table.hasNotes) offerNotes(world, table, origin);
  if (body.HasActivities === true && !table.hasActivities) offerActivities(world, table, origin);
  const connected = (body.IsConnectionsEnabled as { Value?: unknown } | null | undefined)?.Value;
  if (connected === false && table.connections) throw faults.argument('IsConnectionsEnabled cannot be switched off.');
  if (connected === true && !table.connections) offerConnections(world, table, origin);
  if (body.ChangeTrackingEnabled === true && table.ownership === 'None')
    throw faults.argument(`Change tracking cannot be enabled for ${table.logicalName}.`);
  if (body.ChangeTrackingEnabled === true) table.changeTracking = true;
  else if (body.ChangeTrackingEnabled === false && table.changeTracking) throw faults.argument('Change tracking cannot be switched off.');
  if (body.SyncToExternalSearchIndex === true && !table.changeTracking) throw notSearchable(table.logicalName);
  if (typeof body.SyncToExternalSearchIndex === 'boolean') table.searched = body.SyncToExternalSearchIndex;
  world.metadata.version += 1;
  return noContent();
}

/** Search finds rows of tables only whose changes are tracked. */
export const notSearchable = (table: string): DataverseFault =>
  faults.argument(`Search cannot be enabled for ${table}: its changes are not tracked.`);

/** `PUT EntityDefinitions(..)/Attributes(..)`. */
export function changeColumn(world: World, column: Column, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvWriteAttribute', 'attribute');
  const body = jsonBody(request, 'Attributes') as Json;
  refuseUnknownMembers(body, 'AttributeMetadata', 'Attributes', columnDefinitionNames());
  if (body.DisplayName === undefined) throw faults.argument('A PUT carries the whole definition: DisplayName is missing.');
  readColumnMembers(column, body);
  column.displayName = merged(request, column.displayName, readLabel(world, body.DisplayName, 'DisplayName', true));
  column.description = merged(request, column.description, readLabel(world, body.Description, 'Description'));
  const required = (body.RequiredLevel as { Value?: unknown } | undefined)?.Value;
  if (required !== undefined) {
    if (required !== 'None' && required !== 'Recommended' && required !== 'ApplicationRequired')
      throw faults.argument(`'${String(required)}' is no requirement level that can be chosen.`);
    column.required = required as Requirement;
  }
  changeLimits(column, body);
  column.imeMode = imeModeOf(body) ?? column.imeMode;
  column.precisionSource = precisionSourceOf(body) ?? column.precisionSource;
  if (typeof body.IsSecured === 'boolean') secureColumn(world, column, body.IsSecured);
  if (column.type === 'File' && body.MaxSizeInKB !== undefined) column.maxSizeInKb = fileSize(body.MaxSizeInKB);
  if (column.type === 'Image') changeImage(world, column, body);
  world.metadata.version += 1;
  return noContent();
}

/** Columns of a key, and those that the server keeps, are not secured. */
export function secureColumn(world: World, column: Column, secured: boolean): void {
  if (secured && !canBeSecured(column)) throw faults.argument(`The column ${column.logicalName} cannot be secured.`);
  const key = tableOf(world, column.table).keys.find((one) => one.columns.includes(column));
  if (secured && key !== undefined)
    throw new DataverseFault(
      400,
      '0x80060896',
      `The column ${column.logicalName} is part of the key ${key.logicalName} and cannot be secured.`,
    );
  column.secured = secured;
}

/** `PUT RelationshipDefinitions(..)`: what it does can be changed, what it connects cannot. */
export function changeRelationship(world: World, relationship: Relationship | ManyToMany, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvCreateRelationship', 'relationship');
  const body = jsonBody(request, 'RelationshipDefinitions') as Json;
  if (body.SchemaName !== undefined && body.SchemaName !== relationship.schemaName) throw faults.argument('SchemaName cannot be changed.');
  if (!('referencedEntity' in relationship)) return noContent();
  for (const [name, value] of [
    ['ReferencedEntity', relationship.referencedEntity],
    ['ReferencingEntity', relationship.referencingEntity],
    ['ReferencingAttribute', relationship.referencingAttribute],
  ] as const) {
    if (body[name] !== undefined && body[name] !== value) throw faults.argument(`${name} cannot be changed.`);
  }
  const cascade = body.CascadeConfiguration as Json | undefined;
  if (cascade === undefined) throw faults.argument('A PUT carries the whole definition: CascadeConfiguration is missing.');
  if (!relationship.custom) throw faults.argument(`The cascades of ${relationship.schemaName} cannot be changed.`);
  const menu = readMenu(world, body.AssociatedMenuConfiguration);
  if (menu !== undefined) relationship.menu = menu;
  Object.assign(relationship.cascade, readCascade(world, cascade, relationship.referencingEntity, relationship));
  world.metadata.version += 1;
  return noContent();
}

/** `PUT GlobalOptionSetDefinitions(..)`: its labels; options are changed by the actions for options. */
export function changeChoice(world: World, set: OptionSet, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvCreateCustomization', 'optionset');
  const body = jsonBody(request, 'GlobalOptionSetDefinitions') as Json;
  if (body.Name !== undefined && body.Name !== set.name) throw faults.argument('Name cannot be changed.');
  if (body.DisplayName === undefined) throw faults.argument('A PUT carries the whole definition: DisplayName is missing.');
  set.displayName = merged(request, set.displayName, readLabel(world, body.DisplayName, 'DisplayName', true));
  set.description = merged(request, set.description, readLabel(world, body.Description, 'Description'));
  world.metadata.version += 1;
  return noContent();
}

/** One image stands for the rows of a table: it gives its place up to another one only. */
function changeImage(world: World, column: Column, body: Json): void {
  const table = tableOf(world, column.table);
  if (body.MaxSizeInKB !== undefined) column.maxSizeInKb = imageSize(table.logicalName, column.logicalName, body.MaxSizeInKB);
  if (typeof body.CanStoreFullImage === 'boolean') column.canStoreFullImage = body.CanStoreFullImage;
  if (body.IsPrimaryImage === true) table.primaryImage = column.logicalName;
  else if (body.IsPrimaryImage === false && table.primaryImage === column.logicalName)
    throw faults.argument('IsPrimaryImage cannot be set to false; set it to true on another image column.');
  putImageRows(world);
}
