import { demandNamed } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { noContent } from '../routes/answers.js';
import type { Json } from './describe.js';
import { readLabel } from './labels.js';
import type { Column, Labels, Requirement, Table } from './types.js';

const merged = (request: ApiRequest, before: Labels, now: Labels): Labels =>
  /^true$/i.test(request.headers['mscrm.mergelabels'] ?? '') ? { ...before, ...now } : now;

/** `PUT EntityDefinitions(..)`: the whole definition; labels of other languages go unless `MSCRM.MergeLabels` (docs/facts/dataverse.md §2, §6). */
export function changeTable(world: World, table: Table, request: ApiRequest): ApiAnswer {
  demandNamed(world, request.user, 'prvWriteEntity', 'entity');
  const body = jsonBody(request, 'EntityDefinitions') as Json;
  if (body.DisplayName === undefined || body.DisplayCollectionName === undefined)
    throw faults.argument('A PUT carries the whole definition: DisplayName and DisplayCollectionName are missing.');
  if (body.OwnershipType !== undefined && body.OwnershipType !== table.ownership) throw faults.argument('OwnershipType cannot be changed.');
  if (body.IsActivity !== undefined && body.IsActivity !== table.activity) throw faults.argument('IsActivity cannot be changed.');
  if ((body.HasNotes === false && table.hasNotes) || (body.HasActivities === false && table.hasActivities))
    throw faults.argument('HasNotes and HasActivities cannot be switched off.');
  table.displayName = merged(request, table.displayName, readLabel(world, body.DisplayName, 'DisplayName', true));
  table.displayCollectionName = merged(
    request,
    table.displayCollectionName,
    readLabel(world, body.DisplayCollectionName, 'DisplayCollectionName', true),
  );
  table.description = merged(request, table.description, readLabel(world, body.Description, 'Description'));
  if (body.ChangeTrackingEnabled === true) table.changeTracking = true;
  else if (body.ChangeTrackingEnabled === false && table.changeTracking) throw faults.argument('Change tracking cannot be switched off.');
  world.metadata.version += 1;
  return noContent();
}

/** `PUT EntityDefinitions(..)/Attributes(..)`. */
export function changeColumn(world: World, column: Column, request: ApiRequest): ApiAnswer {
  demandNamed(world, request.user, 'prvWriteAttribute', 'attribute');
  const body = jsonBody(request, 'Attributes') as Json;
  if (body.DisplayName === undefined) throw faults.argument('A PUT carries the whole definition: DisplayName is missing.');
  column.displayName = merged(request, column.displayName, readLabel(world, body.DisplayName, 'DisplayName', true));
  column.description = merged(request, column.description, readLabel(world, body.Description, 'Description'));
  const required = (body.RequiredLevel as { Value?: unknown } | undefined)?.Value;
  if (required !== undefined) {
    if (required !== 'None' && required !== 'Recommended' && required !== 'ApplicationRequired')
      throw faults.argument(`'${String(required)}' is no requirement level that can be chosen.`);
    column.required = required as Requirement;
  }
  if (typeof body.MaxLength === 'number' && (column.type === 'String' || column.type === 'Memo')) {
    const most = column.type === 'String' ? 4000 : 1_048_576;
    if (!Number.isInteger(body.MaxLength) || body.MaxLength < 1 || body.MaxLength > most)
      throw faults.argument(`MaxLength must be a whole number from 1 to ${most}.`);
    column.maxLength = body.MaxLength;
  }
  world.metadata.version += 1;
  return noContent();
}
