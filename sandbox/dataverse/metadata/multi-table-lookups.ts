import { demandNamed } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { complex } from '../routes/answers.js';
import { putComponent } from '../solutions/components.js';
import { readCascade } from './cascades.js';
import { requirementOf } from './column-body.js';
import { checkName, notUnique, originOf, refuseTakenColumn } from './customize.js';
import type { LinkSpec } from './define.js';
import type { Json } from './describe.js';
import { readLabel } from './labels.js';
import { knownTable, longestName, refuseSecond } from './relationship-names.js';
import type { Column, Relationship, Table } from './types.js';

/** Whether a look-up was made to point to several tables, more of which may come. */
export const isMultiTable = (column: Column): boolean => column.custom && column.type === 'Lookup' && column.typeSlot >= 0;

/** Action `CreateCustomerRelationships`: one look-up to accounts and contacts. */
export function createCustomerRelationships(world: World, from: ApiRequest): ApiAnswer {
  return create(world, from, 'Customer', (targets) => {
    if (targets.length !== 2 || !targets.includes('account') || !targets.includes('contact'))
      throw faults.argument('A customer look-up points to account and contact.');
  });
}

/** Action `CreatePolymorphicLookupAttribute`: one look-up to several tables (PD `webapi/multitable-lookup.md`). */
export function createPolymorphicLookup(world: World, from: ApiRequest): ApiAnswer {
  return create(world, from, 'Lookup', (targets) => {
    if (targets.length < 2 || new Set(targets).size < targets.length)
      throw faults.argument('A multi-table look-up points to two tables or more, to each of them once.');
  });
}

function create(
  world: World,
  from: ApiRequest,
  type: 'Customer' | 'Lookup',
  checkTargets: (targets: readonly string[]) => void,
): ApiAnswer {
  demandNamed(world, from, 'prvCreateRelationship', 'relationship');
  const body = jsonBody(from, '') as Json;
  // An action names its solution in the body.
  const request =
    typeof body.SolutionUniqueName === 'string'
      ? { ...from, headers: { ...from.headers, 'mscrm.solutionuniquename': body.SolutionUniqueName } }
      : from;
  const lookup = body.Lookup as Json | undefined;
  const legs = (Array.isArray(body.OneToManyRelationships) ? body.OneToManyRelationships : []) as Json[];
  if (lookup === undefined || legs.length === 0) throw faults.argument('Lookup and OneToManyRelationships are required.');
  const referencing = knownTable(world, legs[0]?.ReferencingEntity, request);
  if (legs.some((leg) => leg.ReferencingEntity !== referencing.logicalName))
    throw faults.argument('All OneToManyRelationships must have the same ReferencingEntity.');
  checkName(world, lookup.SchemaName, 50, request);
  const columnName = lookup.SchemaName;
  refuseTakenColumn(referencing, columnName);
  if (!referencing.canCreateAttributes) throw faults.argument(`The table ${referencing.logicalName} takes no columns of one's own.`);
  checkTargets(legs.map((leg) => knownTable(world, leg.ReferencedEntity, request).logicalName));
  for (const leg of legs) {
    checkName(world, leg.SchemaName, longestName, request);
    refuseSecond(world, leg.SchemaName);
  }
  const links = legs.map((leg) => linkOf(world, columnName, referencing, leg));
  const origin = originOf(world, request);
  const column = world.metadata.addColumn(referencing, columnName, { type, links, required: requirementOf(lookup) }, origin, {
    displayName: readLabel(world, lookup.DisplayName, 'DisplayName of the look-up', true),
    description: readLabel(world, lookup.Description, 'Description of the look-up'),
  });
  const made = legs.map((leg) => world.metadata.relationships.get(String(leg.SchemaName)) as Relationship);
  made.forEach((relationship, at) => {
    cascade(world, relationship, legs[at] as Json);
    putComponent(world, origin.solution, 'relationship', relationship.metadataId);
  });
  const response = type === 'Customer' ? 'CreateCustomerRelationshipsResponse' : 'CreatePolymorphicLookupAttributeResponse';
  return complex(request, response, {
    RelationshipIds: made.map((relationship) => relationship.metadataId),
    AttributeId: column.metadataId,
  });
}

/** A look-up to several tables has a navigation property for each, named after both. */
const linkOf = (world: World, columnName: string, referencing: Table, leg: Json): LinkSpec => ({
  target: String(leg.ReferencedEntity),
  relationship: String(leg.SchemaName),
  nav: `${columnName}_${String(leg.ReferencedEntity)}`,
  onDelete: readCascade(world, leg.CascadeConfiguration as Json | undefined, referencing.logicalName).Delete,
});

const cascade = (world: World, relationship: Relationship, leg: Json): void => {
  Object.assign(
    relationship.cascade,
    readCascade(world, leg.CascadeConfiguration as Json | undefined, relationship.referencingEntity, relationship),
  );
};

/** `POST RelationshipDefinitions` whose look-up is there already and points to several tables: it learns of another one. Answers the relationship's id. */
export function addLeg(world: World, referencing: Table, column: Column, referenced: Table, body: Json, request: ApiRequest): string {
  if (column.targets.includes(referenced.logicalName)) throw notUnique('relationship', String(body.SchemaName));
  const origin = originOf(world, request);
  world.metadata.addTarget(
    referencing,
    column,
    linkOf(world, column.schemaName, referencing, { ...body, ReferencedEntity: referenced.logicalName }),
    origin,
  );
  const relationship = world.metadata.relationships.get(String(body.SchemaName)) as Relationship;
  cascade(world, relationship, body);
  putComponent(world, origin.solution, 'relationship', relationship.metadataId);
  return relationship.metadataId;
}
