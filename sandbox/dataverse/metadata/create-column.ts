import { demandNamed } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { noContent } from '../routes/answers.js';
import { putComponent } from '../solutions/components.js';
import { secureColumn } from './change.js';
import { readColumn, typeName } from './column-body.js';
import { readColumnMembers } from './column-members.js';
import { checkName, firstOptionOf, originOf, refuseTakenColumn } from './customize.js';
import { columnDefinitionNames, type Json } from './describe.js';
import { putImageRows } from './image-rows.js';
import { refuseUnknownMembers } from './known-members.js';
import { readLabel } from './labels.js';
import type { OptionSet } from './metadata.js';
import type { Table } from './types.js';
import { demandSeen } from './visible.js';

const longestColumnName = 50;

/** `POST EntityDefinitions(..)/Attributes` (docs/facts/dataverse.md §6 "Columns"). */
export function createColumn(world: World, table: Table, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvCreateAttribute', 'attribute');
  if (!table.canCreateAttributes)
    throw faults.argument(`The table ${table.logicalName} takes no columns of one's own: CanCreateAttributes is false.`);
  demandSeen(world, request, table);
  const body = jsonBody(request, 'Attributes') as Json;
  refuseUnknownMembers(body, typeName(body['@odata.type']), 'Attributes', columnDefinitionNames());
  if (Number(body.SourceType ?? 0) !== 0) throw faults.notPlayed('calculated and rollup columns');
  const { SchemaName: schemaName } = body;
  checkName(world, schemaName, longestColumnName, request);
  refuseTakenColumn(table, schemaName);
  const displayName = readLabel(world, body.DisplayName, 'DisplayName', true);
  const description = readLabel(world, body.Description, 'Description');
  const { spec, optionSet } = readColumn(
    world,
    table.logicalName,
    body,
    (reference) => choiceOf(world, reference),
    firstOptionOf(world, request),
  );
  const origin = originOf(world, request);
  const column = world.metadata.addColumn(table, schemaName, spec, origin, {
    displayName,
    description,
    ...(optionSet === null ? {} : { optionSet: { name: optionSet.name, id: optionSet.metadataId, global: true } }),
  });
  readColumnMembers(column, body);
  if (body.IsSecured === true) secureColumn(world, column, true);
  // A global choice is one list, wherever it is used.
  if (optionSet !== null) column.options = optionSet.options;
  if (column.type === 'Image') putImageRows(world);
  if (column.type === 'Money') world.metadata.offerCurrency(table, origin);
  putComponent(world, origin.solution, 'column', column.metadataId);
  return noContent({ 'OData-EntityId': `${request.root}/EntityDefinitions(${table.metadataId})/Attributes(${column.metadataId})` });
}

function choiceOf(world: World, reference: unknown): OptionSet {
  const name = /GlobalOptionSetDefinitions\((?:MetadataId=)?(?:Name='([^']+)'|([0-9a-f-]{36}))\)$/i.exec(String(reference));
  const set = [...world.metadata.optionSets.values()].find((one) => one.name === name?.[1] || one.metadataId === name?.[2]?.toLowerCase());
  if (set === undefined) throw faults.noMetadata('OptionSet', String(reference));
  return set;
}
