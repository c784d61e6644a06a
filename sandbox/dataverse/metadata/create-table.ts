import { demandNamed } from '../auth/privileges.js';
import { DataverseFault, faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { noContent } from '../routes/answers.js';
import { addStore } from '../rows/make-store.js';
import { putTableRows } from '../seed.js';
import { putComponent } from '../solutions/components.js';
import { notSearchable } from './change.js';
import { readColumn, typeName } from './column-body.js';
import { checkName, notUnique, originOf } from './customize.js';
import type { ColumnSpec } from './define.js';
import { entityMemberNames, type Json } from './describe.js';
import { refuseUnknownMembers } from './known-members.js';
import { readLabel } from './labels.js';
import type { Origin } from './metadata.js';
import { offerActivities, offerConnections, offerNotes, offerTarget } from './offered.js';
import { activityColumns } from './standard/activities.js';
import { readTableMembers } from './table-members.js';
import type { Table } from './types.js';

const longestTableName = 41;

/** The table with its primary name; other columns of the definition are for `create-tables.ts` (docs/facts/dataverse.md §6 "Tables"; §8 "Activities" for those). */
export function createTable(world: World, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvCreateEntity', 'entity');
  const body = jsonBody(request, 'EntityDefinitions');
  if (typeName(body['@odata.type']) !== 'EntityMetadata')
    throw faults.payload('EntityDefinitions', "The '@odata.type' must be Microsoft.Dynamics.CRM.EntityMetadata.");
  if ((body.TableType ?? 'Standard') !== 'Standard') throw faults.notPlayed(`tables of type ${String(body.TableType)}`);
  refuseUnknownMembers(body, 'EntityMetadata', 'EntityDefinitions', entityMemberNames(world));
  const { SchemaName: schemaName } = body;
  checkName(world, schemaName, longestTableName, request);
  const logicalName = schemaName.toLowerCase();
  if (world.metadata.readable(logicalName) !== undefined) throw notUnique('table', logicalName);
  if (body.SyncToExternalSearchIndex === true && body.ChangeTrackingEnabled !== true) throw notSearchable(logicalName);
  const labels = {
    displayName: readLabel(world, body.DisplayName, 'DisplayName', true),
    displayCollectionName: readLabel(world, body.DisplayCollectionName, 'DisplayCollectionName', true),
    description: readLabel(world, body.Description, 'Description'),
  };
  const activity = body.IsActivity === true;
  const ownership = body.OwnershipType ?? 'UserOwned';
  if (ownership !== 'UserOwned' && ownership !== 'OrganizationOwned')
    throw faults.argument(`'${String(ownership)}' is no ownership type that can be chosen.`);
  if (activity) checkActivity(body, ownership);
  const name = primaryNameOf(world, body, request, activity);
  const origin = originOf(world, request);
  const table = world.metadata.addTable(
    {
      logicalName,
      schemaName,
      set: setName(logicalName),
      code: nextCode(world),
      ownership,
      primaryName: name.schemaName.toLowerCase(),
      activity,
      notes: body.HasNotes === true,
      activities: body.HasActivities === true,
      connections: (body.IsConnectionsEnabled as { Value?: unknown } | undefined)?.Value === true,
      optimistic: true,
      bulk: true,
      states: activity
        ? [
            [0, 'Open', 1, 'Open', true],
            [1, 'Completed', 2, 'Completed', true],
            [2, 'Canceled', 3, 'Canceled', true],
            [3, 'Scheduled', 4, 'Scheduled', true],
          ]
        : [
            [0, 'Active', 1, 'Active'],
            [1, 'Inactive', 2, 'Inactive'],
          ],
      columns: { ...(activity ? activityColumns : {}), [name.schemaName]: name.spec },
      ...(activity ? { primaryId: 'activityid' } : {}),
    },
    origin,
    labels,
  );
  readTableMembers(table, body, world.clock.text());
  table.changeTracking = body.ChangeTrackingEnabled === true;
  table.searched = body.SyncToExternalSearchIndex === true;
  const column = table.columns.get(name.schemaName.toLowerCase());
  if (column !== undefined) Object.assign(column, { displayName: name.displayName, description: name.description });
  addStore(world, table);
  putTableRows(world, table);
  if (table.hasNotes) offerNotes(world, table, origin);
  if (table.hasActivities) offerActivities(world, table, origin);
  if (table.connections) offerConnections(world, table, origin);
  if (activity) {
    addRegarding(world, table, origin);
    offerTarget(world, 'activityparty', 'activityid', table, `${logicalName}_activity_parties`, `activityid_${logicalName}`, origin);
  }
  putComponent(world, origin.solution, 'table', table.metadataId);
  return noContent({ 'OData-EntityId': `${request.root}/EntityDefinitions(${table.metadataId})` });
}

/** What a custom activity is about. */
function addRegarding(world: World, table: Table, origin: Origin): void {
  const links = ['account', 'contact', 'opportunity'].map((target) => ({
    target,
    relationship: `${target}_${table.entitySetName}`,
    nav: `regardingobjectid_${target}_${table.logicalName}`,
    onDelete: 'Cascade' as const,
    onAssign: 'Cascade' as const,
  }));
  world.metadata.addColumn(table, 'RegardingObjectId', { type: 'Lookup', links }, { ...origin, custom: false });
}

function checkActivity(body: Json, ownership: string): void {
  if (ownership !== 'UserOwned') throw new DataverseFault(400, '0x8004f120', 'Custom activities must have user or team ownership.');
  if (body.HasActivities === true) throw new DataverseFault(400, '0x8004f121', 'A custom activity cannot itself have activities.');
  if (body.HasNotes !== true) throw new DataverseFault(400, '0x8004f123', 'A custom activity must have notes.');
  if (body.IsAvailableOffline !== true) throw faults.argument('A custom activity must be available offline.');
  if ((body.IsMailMergeEnabled as { Value?: unknown } | undefined)?.Value === true)
    throw faults.argument('A custom activity must not be enabled for mail merge.');
}

interface PrimaryName {
  readonly schemaName: string;
  readonly spec: ColumnSpec;
  readonly displayName: Table['displayName'];
  readonly description: Table['description'];
}

function primaryNameOf(world: World, body: Json, request: ApiRequest, activity: boolean): PrimaryName {
  const attributes = Array.isArray(body.Attributes) ? (body.Attributes as Json[]) : [];
  const primary = attributes.filter((attribute) => attribute.IsPrimaryName === true);
  const [one] = primary;
  if (one === undefined || primary.length > 1 || typeName(one['@odata.type']) !== 'StringAttributeMetadata') {
    throw faults.argument('Attributes must hold one StringAttributeMetadata with IsPrimaryName true.');
  }
  if (activity) {
    if (one.SchemaName !== 'Subject') throw faults.argument('The primary name of a custom activity is called Subject.');
  } else checkName(world, one.SchemaName, 50, request);
  const { spec } = readColumn(world, '', one, () => {
    throw faults.argument('The primary name is no choice.');
  });
  return {
    schemaName: one.SchemaName as string,
    spec: { ...spec, primaryName: true },
    displayName: readLabel(world, one.DisplayName, 'DisplayName of the primary name', true),
    description: readLabel(world, one.Description, 'Description of the primary name'),
  };
}

/** Entity sets are plural, by rules of English that know no exception. */
export function setName(logicalName: string): string {
  if (/[^aeiou]y$/.test(logicalName)) return `${logicalName.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/.test(logicalName) ? `${logicalName}es` : `${logicalName}s`;
}

function nextCode(world: World): number {
  let code = 10_000;
  for (const table of world.metadata.tables.values()) if (table.objectTypeCode >= code) code = table.objectTypeCode + 1;
  return code;
}
