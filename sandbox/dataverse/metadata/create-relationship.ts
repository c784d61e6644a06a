import { demandNamed } from '../auth/privileges.js';
import { DataverseFault, faults } from '../core/errors.js';
import { tableOf, type World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { jsonAnswer, noContent } from '../routes/answers.js';
import { putComponent } from '../solutions/components.js';
import { typeName } from './column-body.js';
import { checkLetters, checkName, notUnique, originOf } from './customize.js';
import type { Json } from './describe.js';
import { readLabel } from './labels.js';
import type { Cascade, CascadeConfiguration, Relationship, Table } from './types.js';
import { demandSeen } from './visible.js';

const longestName = 100;
const cascades: Readonly<Record<keyof CascadeConfiguration, readonly Cascade[]>> = {
  Assign: ['Cascade', 'NoCascade', 'Active', 'UserOwned'],
  Delete: ['Cascade', 'RemoveLink', 'Restrict'],
  Merge: ['Cascade', 'NoCascade'],
  Reparent: ['Cascade', 'NoCascade', 'Active', 'UserOwned'],
  Share: ['Cascade', 'NoCascade', 'Active', 'UserOwned'],
  Unshare: ['Cascade', 'NoCascade', 'Active', 'UserOwned'],
};
const defaults: CascadeConfiguration = {
  Assign: 'NoCascade',
  Delete: 'RemoveLink',
  Merge: 'NoCascade',
  Reparent: 'NoCascade',
  Share: 'NoCascade',
  Unshare: 'NoCascade',
};

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

function refuseSecond(world: World, schemaName: string): void {
  const taken = world.metadata.relationshipBy((one) => one.schemaName.toLowerCase() === schemaName.toLowerCase());
  if (taken !== undefined) throw notUnique('relationship', schemaName);
}

function knownTable(world: World, name: unknown, request: ApiRequest): Table {
  const table = tableOf(world, String(name));
  demandSeen(world, request, table);
  return table;
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
  if (referencing.columns.has(columnName.toLowerCase())) throw notUnique('column', columnName.toLowerCase());
  if (!referencing.canCreateAttributes) throw faults.argument(`The table ${referencing.logicalName} takes no columns of one's own.`);
  const cascade = readCascade(world, body.CascadeConfiguration as Json | undefined, referencing.logicalName);
  const origin = originOf(world, request);
  const column = world.metadata.addColumn(referencing, columnName, { type: 'Lookup' }, origin, {
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

/** The cascades that a body asks for. A table has one parent of its own making at most; `besides`: the relationship whose cascades they are. */
export function readCascade(world: World, body: Json | undefined, referencing: string, besides?: Relationship): CascadeConfiguration {
  const result: Record<string, Cascade> = { ...defaults };
  for (const [name, allowed] of Object.entries(cascades)) {
    const value = body?.[name];
    if (value === undefined || value === null) continue;
    if (!allowed.includes(value as Cascade)) throw faults.argument(`'${String(value)}' is no cascade of ${name}.`);
    result[name] = value as Cascade;
  }
  const parental = result.Delete === 'Cascade' && result.Assign === 'Cascade' && result.Reparent === 'Cascade';
  if (
    parental &&
    world.metadata
      .manyToOne(referencing)
      .some((one) => one.cascade.Delete === 'Cascade' && one.cascade.Assign === 'Cascade' && one.custom && one !== besides)
  ) {
    throw new DataverseFault(400, '0x80047007', `The table ${referencing} has a parental relationship already.`);
  }
  return result as unknown as CascadeConfiguration;
}

function manyToMany(world: World, body: Json, schemaName: string, request: ApiRequest): string {
  const one = knownTable(world, body.Entity1LogicalName, request);
  const two = knownTable(world, body.Entity2LogicalName, request);
  const intersect = String(body.IntersectEntityName ?? schemaName).toLowerCase();
  checkName(world, intersect, 41, request);
  if (world.metadata.tables.has(intersect)) throw notUnique('table', intersect);
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
  putComponent(world, origin.solution, 'relationship', relationship.metadataId);
  return relationship.metadataId;
}

/** Action `CreateCustomerRelationships`: one look-up to accounts and contacts. */
export function createCustomerRelationships(world: World, from: ApiRequest): ApiAnswer {
  demandNamed(world, from, 'prvCreateRelationship', 'relationship');
  const body = jsonBody(from, '') as Json;
  // An action names its solution in the body.
  const request =
    typeof body.SolutionUniqueName === 'string'
      ? { ...from, headers: { ...from.headers, 'mscrm.solutionuniquename': body.SolutionUniqueName } }
      : from;
  const lookup = body.Lookup as Json | undefined;
  const legs = (Array.isArray(body.OneToManyRelationships) ? body.OneToManyRelationships : []) as Json[];
  if (lookup === undefined || legs.length !== 2) throw faults.argument('Lookup and two OneToManyRelationships are required.');
  const [leg] = legs;
  const referencing = knownTable(world, leg?.ReferencingEntity, request);
  checkName(world, lookup.SchemaName, 50, request);
  const columnName = lookup.SchemaName;
  if (referencing.columns.has(columnName.toLowerCase())) throw notUnique('column', columnName.toLowerCase());
  const targets = legs.map((one) => String(one.ReferencedEntity));
  if (!targets.includes('account') || !targets.includes('contact'))
    throw faults.argument('A customer look-up points to account and contact.');
  for (const one of legs) {
    checkName(world, one.SchemaName, longestName, request);
    refuseSecond(world, one.SchemaName);
  }
  const origin = originOf(world, request);
  const column = world.metadata.addColumn(
    referencing,
    columnName,
    {
      type: 'Customer',
      links: legs.map((one) => ({
        target: String(one.ReferencedEntity),
        relationship: String(one.SchemaName),
        nav: `${columnName}_${String(one.ReferencedEntity)}`,
        onDelete: 'RemoveLink',
      })),
    },
    origin,
    {
      displayName: readLabel(world, lookup.DisplayName, 'DisplayName of the look-up', true),
      description: readLabel(world, lookup.Description, 'Description of the look-up'),
    },
  );
  const made = legs.map((one) => world.metadata.relationships.get(String(one.SchemaName)) as Relationship);
  for (const relationship of made) putComponent(world, origin.solution, 'relationship', relationship.metadataId);
  return jsonAnswer({
    '@odata.context': `${request.root}/$metadata#Microsoft.Dynamics.CRM.CreateCustomerRelationshipsResponse`,
    RelationshipIds: made.map((relationship) => relationship.metadataId),
    AttributeId: column.metadataId,
  });
}
