import { demandNamed } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { noContent } from '../routes/answers.js';
import { addLinkStore } from '../rows/link-store.js';
import { putComponent } from '../solutions/components.js';
import { readCascade } from './cascades.js';
import { requirementOf, typeName } from './column-body.js';
import { checkLetters, checkName, notUnique, originOf, refuseTakenColumn } from './customize.js';
import type { Json } from './describe.js';
import { readLabel } from './labels.js';
import { readMenu } from './menus.js';
import { addLeg, isMultiTable } from './multi-table-lookups.js';
import { knownTable, longestName, refuseSecond } from './relationship-names.js';
import type { Table } from './types.js';

/** `POST RelationshipDefinitions`: 1:N with its look-up, or N:N (docs/facts/dataverse.md §6 "Relationships"). */
export function createRelationship(world: World, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvCreateRelationship', 'relationship');
  const body = jsonBody(request, 'RelationshipDefinitions') as Json;
  const type = typeName(body['@odata.type']);
  const { SchemaName: schemaName } = body;
  // Of a 1:N relationship the look-up has the prefix; of an N:N one it is the name of a table.
  if (type === 'OneToManyRelationshipMetadata') checkLetters(schemaName, longestName);
  else checkName(world, schemaName, longestName, request);
  refuseSecond(world, schemaName);
  const id =
    type === 'OneToManyRelationshipMetadata'
      ? oneToMany(world, body, schemaName, request)
      : type === 'ManyToManyRelationshipMetadata'
        ? manyToMany(world, body, schemaName, request)
        : null;
  if (id === null) throw faults.payload('RelationshipDefinitions', `The type '${String(body['@odata.type'])}' is no type of relationship.`);
  return noContent({ 'OData-EntityId': `${request.root}/RelationshipDefinitions(${id})` });
}

function oneToMany(world: World, body: Json, schemaName: string, request: ApiRequest): string {
  const referenced = knownTable(world, body.ReferencedEntity, request);
  const referencing = knownTable(world, body.ReferencingEntity, request);
  if (body.ReferencedAttribute !== undefined && body.ReferencedAttribute !== referenced.primaryId) {
    throw faults.argument(`ReferencedAttribute must be the primary id ${referenced.primaryId} of ${referenced.logicalName}.`);
  }
  const lookup = body.Lookup as Json | undefined;
  if (lookup === undefined || typeName(lookup['@odata.type']) !== 'LookupAttributeMetadata')
    throw faults.argument('Lookup must be a LookupAttributeMetadata.');
  checkName(world, lookup.SchemaName, 50, request);
  const columnName = lookup.SchemaName;
  const known = referencing.columns.get(columnName.toLowerCase());
  if (known !== undefined && isMultiTable(known)) return addLeg(world, referencing, known, referenced, body, request);
  refuseTakenColumn(referencing, columnName);
  if (!referencing.canCreateAttributes) throw faults.argument(`The table ${referencing.logicalName} takes no columns of one's own.`);
  const cascade = readCascade(world, body.CascadeConfiguration as Json | undefined, referencing.logicalName);
  const origin = originOf(world, request);
  const column = world.metadata.addColumn(referencing, columnName, { type: 'Lookup', required: requirementOf(lookup) }, origin, {
    displayName: readLabel(world, lookup.DisplayName, 'DisplayName of the look-up', true),
    description: readLabel(world, lookup.Description, 'Description of the look-up'),
  });
  column.targets = [referenced.logicalName];
  const relationship = world.metadata.addRelationship(
    {
      schemaName,
      referencedEntity: referenced.logicalName,
      referencedAttribute: referenced.primaryId,
      referencingEntity: referencing.logicalName,
      referencingAttribute: column.logicalName,
      nav: navigation(body, columnName, referencing),
      collectionNav: schemaName,
      cascade,
    },
    origin,
  );
  const menu = readMenu(world, body.AssociatedMenuConfiguration);
  if (menu !== undefined) relationship.menu = menu;
  putComponent(world, origin.solution, 'relationship', relationship.metadataId);
  putComponent(world, origin.solution, 'column', column.metadataId);
  return relationship.metadataId;
}

/** Look-ups of one's own are bound by their schema name; on activities the activity's name follows (docs/facts/dataverse.md §3 "Lookups"). */
function navigation(body: Json, columnName: string, table: Table): string {
  const wished = body.ReferencingEntityNavigationPropertyName;
  if (typeof wished === 'string' && wished !== '') return wished;
  return table.activity ? `${columnName}_${table.custom ? table.logicalName : table.schemaName}` : columnName;
}

function manyToMany(world: World, body: Json, schemaName: string, request: ApiRequest): string {
  const one = knownTable(world, body.Entity1LogicalName, request);
  const two = knownTable(world, body.Entity2LogicalName, request);
  const intersect = String(body.IntersectEntityName ?? schemaName).toLowerCase();
  checkName(world, intersect, 41, request);
  if (world.metadata.readable(intersect) !== undefined) throw notUnique('table', intersect);
  const origin = originOf(world, request);
  const relationship = world.metadata.addManyToMany(
    {
      schemaName,
      entity1: one.logicalName,
      entity2: two.logicalName,
      intersect,
      nav1: String(body.Entity1NavigationPropertyName ?? schemaName),
      nav2: String(body.Entity2NavigationPropertyName ?? (one === two ? `${schemaName}_referenced` : schemaName)),
    },
    origin,
  );
  addLinkStore(world, relationship);
  putComponent(world, origin.solution, 'relationship', relationship.metadataId);
  return relationship.metadataId;
}
