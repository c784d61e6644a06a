import { demandAccess, demandReach } from '../auth/access.js';
import { demand } from '../auth/privileges.js';
import { sightOf } from '../auth/sight.js';
import { bulk, isBulkMessage } from '../bulk/multiple.js';
import { faults } from '../core/errors.js';
import { storeOf, tableOf } from '../core/world.js';
import { callCustomApi } from '../custom-apis/call.js';
import { customApi } from '../custom-apis/definition.js';
import { columnRoute } from '../files/column-route.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { parseSegment, type Segment } from '../http/segments.js';
import type { Table } from '../metadata/types.js';
import { replaceParties } from '../operations/parties.js';
import { countRows, queryRows, refuseOptionsOfMany } from '../query/run.js';
import { childrenOf } from '../rows/delete.js';
import type { Row } from '../rows/row.js';
import { inTransaction, type WriteHooks, whenCommitted } from '../rows/run.js';
import { updateRow } from '../rows/update.js';
import { callBoundAction } from './actions.js';
import { jsonText, noContent } from './answers.js';
import { type Collection, createContained, tableBehind } from './contained.js';
import { callBoundFunction } from './functions.js';
import { checkConditions, demandVisible, existing, get, patch, post, remove, representation } from './records.js';
import { changeReference } from './refs.js';
import type { Service } from './service.js';

const messages: Readonly<Record<string, string>> = { POST: 'Create', PATCH: 'Update', PUT: 'Update', DELETE: 'Delete' };
const namespace = 'Microsoft.Dynamics.CRM.';

/** Everything below an entity set: `/contacts`, `/contacts(<id>)`, `/contacts(<id>)/<property or navigation>` and what is bound to them. */
export function entitySet(service: Service, table: Table, parts: readonly string[], request: ApiRequest): ApiAnswer {
  const { world } = service;
  const segment = parseSegment(parts[0] as string);
  // Who deletes a pointer deletes the activity.
  if (table.logicalName === 'activitypointer' && request.method === 'DELETE' && segment.key?.kind === 'id' && parts.length === 1) {
    const { id } = segment.key;
    const activity = [...world.stores.values()].find((store) => store.table.activity && store.table !== table && store.rows.has(id));
    return remove(world, service.hooks, activity?.table ?? table, segment, request);
  }
  if (table.serverKept && request.method !== 'GET')
    throw faults.unsupportedMessage(messages[request.method] ?? request.method, table.logicalName);
  if (segment.key === null) return wholeSet(service, table, parts, request);
  if (parts.length === 1) {
    switch (request.method) {
      case 'GET':
        return get(world, table, segment, request);
      case 'PATCH':
        return counted(service.hooks, table, request, () => patch(world, service.hooks, table, segment, request));
      case 'DELETE':
        return counted(service.hooks, table, request, () => remove(world, service.hooks, table, segment, request));
      default:
        throw faults.methodNotAllowed(request.method);
    }
  }
  demandVisible(world, table, request);
  const row = existing(world, table, segment);
  return belowRow(service, table, row, parts.slice(1), request);
}

/** The same operation under another version is another one. */
function counted(hooks: WriteHooks, table: Table, request: ApiRequest, write: () => ApiAnswer): ApiAnswer {
  const again = hooks.sentAgain?.() ?? null;
  if (again === null) return write();
  const done = again.asked(table.logicalName, [request.method, request.path, request.headers['if-match'] ?? '', request.body]);
  const answer = write();
  whenCommitted(request, done);
  return answer;
}

function wholeSet(service: Service, table: Table, parts: readonly string[], request: ApiRequest): ApiAnswer {
  const { world, hooks } = service;
  if (parts.length === 1) {
    if (request.method === 'POST') return counted(hooks, table, request, () => post(world, hooks, table, request));
    if (request.method !== 'GET') throw faults.methodNotAllowed(request.method);
    demandVisible(world, table, request);
    return queryRows(world, table, request);
  }
  const next = parts[1] as string;
  if (next === '$count' && parts.length === 2 && request.method === 'GET') {
    return countRows(world, table, request);
  }
  if (next.startsWith(namespace) && parts.length === 2) {
    const name = next.slice(namespace.length);
    if (isBulkMessage(name)) {
      if (request.method !== 'POST') throw faults.methodNotAllowed(request.method);
      return bulk(world, hooks, table, name, request);
    }
    const custom = customApi(world, parseSegment(name).name, 'set', table.logicalName);
    if (custom !== undefined) return callCustomApi(service, custom, parseSegment(name), table.entitySetName, request);
    throw noOperation(name, table);
  }
  throw faults.unknownSegment(next);
}

/** Bound operations that the real service has on the tables that are here. */
const otherBoundOperations = new Set([
  'AddUserToRecordTeam',
  'ConvertOwnerTeamToAccessTeam',
  'ReassignObjectsSystemUser',
  'RemovePrivilegeRole',
  'RemoveUserFromRecordTeam',
  'RetrieveTeamsSystemUser',
  'RetrieveUserPrivilegeByPrivilegeId',
  'RetrieveUserPrivilegeByPrivilegeName',
  'RetrieveUserQueues',
  'SetBusinessSystemUser',
  'SetParentBusinessUnit',
  'SetParentSystemUser',
]);

const noOperation = (name: string, table: Table) =>
  otherBoundOperations.has(name) ? faults.notPlayed(`${name} on ${table.entitySetName}`) : faults.unknownSegment(`${namespace}${name}`);

function belowRow(service: Service, table: Table, row: Row, parts: readonly string[], request: ApiRequest): ApiAnswer {
  const { world } = service;
  const segment = parseSegment(parts[0] as string);
  if (segment.name.startsWith(namespace)) {
    const name = segment.name.slice(namespace.length);
    const answer =
      request.method === 'GET'
        ? callBoundFunction(service, table.logicalName, row.id, name, segment, request)
        : callBoundAction(service, table, row, name, request);
    if (answer !== null) return answer;
    const custom = customApi(world, name, 'row', table.logicalName);
    if (custom === undefined) throw noOperation(name, table);
    return callCustomApi(service, custom, segment, table.entitySetName, request);
  }
  const property = world.metadata.properties(table).get(segment.name);
  if (property === undefined) throw faults.unknownSegment(segment.name);
  if (property.kind === 'column' || property.kind === 'value') return oneProperty(service, table, row, segment, parts, request);
  if (property.kind === 'bind') throw faults.unknownSegment(segment.name);
  if (parts[1] === '$ref') {
    if (request.method === 'GET') return references(service, table, row, segment, request);
    return changeReference(service, table, row, property, segment, request);
  }
  if (request.method === 'PUT' && property.kind === 'collection' && property.relationship.referencingEntity === 'activityparty')
    return replaceParties(service, table, row, property.relationship, request);
  if (property.kind !== 'nav' && segment.key !== null) return oneBehind(service, table, row, property, segment, parts, request);
  if (property.kind !== 'nav' && request.method === 'POST' && parts.length === 1)
    return counted(service.hooks, tableBehind(world, property), request, () => createContained(service, table, row, property, request));
  if (request.method !== 'GET') throw faults.methodNotAllowed(request.method);
  demandAccess(world, request, 'Read', table, row);
  if (property.kind === 'nav') {
    const { values } = sightOf(world, request, table)?.one(row) ?? row;
    const id = values[property.column.slot];
    const kind = property.column.typeSlot >= 0 ? values[property.column.typeSlot] : property.column.targets[0];
    if (typeof id !== 'string' || (property.target !== null && kind !== property.target)) return noContent();
    const other = tableOf(world, String(kind));
    demand(world, request, 'Read', other);
    const found = storeOf(world, other.logicalName).rows.get(id);
    if (found === undefined) return noContent();
    if (parts.length > 1) return belowRow(service, other, found, parts.slice(1), request);
    demandReach(world, request, 'Read', other, found);
    refuseOptionsOfMany(request);
    request.work.read += 1;
    return representation(world, other, found, request, 200);
  }
  const child = tableBehind(world, property);
  const rows = collected(service, row, segment, table);
  if (parts[1] === '$count') return countRows(world, child, request, rows);
  if (parts.length > 1) throw faults.unknownSegment(parts[1] as string);
  return queryRows(world, child, request, rows);
}

/** `/accounts(<id>)/contact_customer_accounts(<id>)`: a row among those behind a navigation property, with all that is below it. */
function oneBehind(
  service: Service,
  table: Table,
  row: Row,
  property: Collection,
  segment: Segment,
  parts: readonly string[],
  request: ApiRequest,
): ApiAnswer {
  const child = tableBehind(service.world, property);
  demandVisible(service.world, child, request);
  const found = existing(service.world, child, segment);
  if (!collected(service, row, segment, table).includes(found)) throw faults.missing(child.logicalName, found.id);
  return entitySet(service, child, [`${child.entitySetName}(${found.id})`, ...parts.slice(1)], request);
}

/** Rows behind a collection-valued navigation property. */
function collected(service: Service, row: Row, segment: Segment, table: Table): readonly Row[] {
  const { world } = service;
  const property = world.metadata.properties(table).get(segment.name);
  if (property?.kind === 'collection') return childrenOf({ world }, property.relationship, row);
  if (property?.kind !== 'many') return [];
  const store = storeOf(world, property.side === 1 ? property.relationship.entity2 : property.relationship.entity1);
  return [...world.links.of(property.relationship, property.side, row.id)]
    .map((id) => store.rows.get(id))
    .filter((found) => found !== undefined);
}

function references(service: Service, table: Table, row: Row, segment: Segment, request: ApiRequest): ApiAnswer {
  const { world } = service;
  const property = world.metadata.properties(table).get(segment.name);
  if (property?.kind === 'nav') {
    const id = row.values[property.column.slot];
    if (typeof id !== 'string') return noContent();
    const kind = String(property.column.typeSlot >= 0 ? row.values[property.column.typeSlot] : property.column.targets[0]);
    const set = tableOf(world, kind).entitySetName;
    return jsonText(JSON.stringify({ '@odata.context': `${request.root}/$metadata#$ref`, '@odata.id': `${request.root}/${set}(${id})` }));
  }
  if (property?.kind !== 'collection' && property?.kind !== 'many') throw faults.unknownSegment(segment.name);
  const child = tableBehind(world, property);
  const value = collected(service, row, segment, table).map((found) => ({
    '@odata.id': `${request.root}/${child.entitySetName}(${found.id})`,
  }));
  return jsonText(JSON.stringify({ '@odata.context': `${request.root}/$metadata#Collection($ref)`, value }));
}

/** `GET|PUT|DELETE /contacts(<id>)/firstname` (docs/facts/dataverse.md §3 "Single-property"). */
function oneProperty(service: Service, table: Table, row: Row, segment: Segment, parts: readonly string[], request: ApiRequest): ApiAnswer {
  const { world } = service;
  const property = world.metadata.properties(table).get(segment.name);
  if (property?.kind !== 'column' && property?.kind !== 'value') throw faults.unknownSegment(segment.name);
  const { column } = property;
  const raw = parts[1] === '$value';
  if (parts.length > (raw ? 2 : 1)) throw faults.unknownSegment(parts[1] as string);
  const json = request.method === 'PUT' && /^application\/json\b/i.test(request.headers['content-type'] ?? '');
  // An image is a value like others, too: `{"value": "<Base64>"}`.
  if (column.type === 'File' || (column.type === 'Image' && !json)) return columnRoute(service, table, row, column, raw, request);
  const seen = sightOf(world, request, table)?.one(row) ?? row;
  const value = column.logicalName === 'versionnumber' ? row.version : (seen.values[column.slot] ?? null);
  if (request.method === 'GET') {
    demandAccess(world, request, 'Read', table, row);
    request.work.read += 1;
    if (value === null) return noContent();
    if (raw) return jsonText(String(value), 200, { 'Content-Type': 'text/plain' });
    return jsonText(
      JSON.stringify({ '@odata.context': `${request.root}/$metadata#${table.entitySetName}(${row.id})/${segment.name}`, value }),
    );
  }
  if (raw || property.kind === 'value') throw faults.methodNotAllowed(request.method);
  if (request.method !== 'PUT' && request.method !== 'DELETE') throw faults.methodNotAllowed(request.method);
  demandAccess(world, request, 'Write', table, row);
  checkConditions(request, table, row, { row, key: null, id: row.id });
  const body = request.method === 'DELETE' ? null : jsonBody(request, table.entitySetName);
  if (body !== null && !('value' in body)) throw faults.payload(table.entitySetName, "The property 'value' is missing.");
  inTransaction(world, service.hooks, request, (context) =>
    updateRow(context, table, row, { [column.logicalName]: body === null ? null : body.value }),
  );
  return noContent();
}
