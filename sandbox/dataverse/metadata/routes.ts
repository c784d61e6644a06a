import { demandNamed } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import type { ApiAnswer, ApiRequest } from '../http/request.js';
import { parseSegment, type Segment } from '../http/segments.js';
import type { Service } from '../routes/service.js';
import { changeChoice, changeColumn, changeRelationship, changeTable } from './change.js';
import { createChoice } from './choices.js';
import { createColumn } from './create-column.js';
import { createRelationship } from './create-relationship.js';
import { createWholeTable } from './create-tables.js';
import { createKey } from './keys.js';
import { choiceFrom, nameIn, readOptionSets, readRelationships, readTables, relationshipFrom, tableFrom } from './read.js';
import { removeChoice, removeColumn, removeKey, removeRelationship, removeTable } from './remove.js';
import type { Column, Table } from './types.js';
import { demandSeen } from './visible.js';

/** Everything below `EntityDefinitions`, `RelationshipDefinitions` and `GlobalOptionSetDefinitions`. Null: not a path of metadata. */
export function metadataRoutes(service: Service, segment: Segment, parts: readonly string[], request: ApiRequest): ApiAnswer | null {
  const { world } = service;
  switch (segment.name) {
    case 'EntityDefinitions':
      if (request.method === 'GET') {
        demandNamed(world, request, 'prvReadEntity', 'entity');
        return readTables(world, segment, parts, request, parseSegment);
      }
      return service.customize(request, () => writeTables(service, segment, parts, request));
    case 'RelationshipDefinitions':
      if (request.method === 'GET') return readRelationships(world, segment, parts, request);
      return service.customize(request, () => {
        if (request.method === 'POST' && segment.key === null) return createRelationship(world, request);
        // A cast may follow the key of what is changed.
        if (request.method === 'PUT' && parts.length <= 2) return changeRelationship(world, relationshipFrom(world, segment), request);
        if (request.method === 'DELETE' && parts.length === 1) return removeRelationship(world, relationshipFrom(world, segment), request);
        throw faults.methodNotAllowed(request.method);
      });
    case 'GlobalOptionSetDefinitions':
      if (request.method === 'GET') return readOptionSets(world, segment, parts, request);
      return service.customize(request, () => {
        if (request.method === 'POST' && segment.key === null) return createChoice(world, request);
        if (request.method === 'PUT' && parts.length <= 2) return changeChoice(world, choiceFrom(world, segment), request);
        if (request.method === 'DELETE' && parts.length === 1) return removeChoice(world, choiceFrom(world, segment), request);
        throw faults.methodNotAllowed(request.method);
      });
    default:
      return null;
  }
}

function writeTables({ world, jobs }: Service, segment: Segment, parts: readonly string[], request: ApiRequest): ApiAnswer {
  const { method } = request;
  if (segment.key === null) {
    if (method === 'POST' && parts.length === 1) return createWholeTable(world, request);
    throw faults.methodNotAllowed(method);
  }
  // Whoever changes metadata sees it as it is.
  const table = tableFrom(world, segment, { ...request, headers: { ...request.headers, consistency: 'Strong' } });
  if (parts.length === 1) {
    if (method === 'DELETE') return removeTable(world, table, request);
    if (method === 'PUT') return changeTable(world, table, request);
    throw faults.methodNotAllowed(method);
  }
  const below = parseSegment(parts[1] as string);
  if (below.name === 'Attributes') {
    if (method === 'POST' && below.key === null) return createColumn(world, table, request);
    const column = columnFrom(table, below);
    if (method === 'DELETE') return removeColumn(world, table, column, request);
    if (method === 'PUT') return changeColumn(world, column, request);
  }
  if (below.name === 'Keys') {
    if (method === 'POST' && below.key === null) {
      demandSeen(world, request, table);
      return createKey(world, jobs, table, request);
    }
    if (method === 'DELETE') return removeKey(world, table, below, request);
  }
  throw faults.methodNotAllowed(method);
}

function columnFrom(table: Table, segment: Segment): Column {
  const name = nameIn(segment, 'LogicalName');
  for (const column of table.columns.values()) if (column.logicalName === name || column.metadataId === name) return column;
  throw faults.noMetadata(`Attribute ${table.logicalName}`, name);
}
