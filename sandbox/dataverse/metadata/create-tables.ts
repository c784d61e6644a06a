import { demandNamed } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { tableOf, type World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { jsonAnswer } from '../routes/answers.js';
import { typeName } from './column-body.js';
import { createColumn } from './create-column.js';
import { createTable } from './create-table.js';
import type { Json } from './describe.js';
import { dropTable } from './remove.js';

/**
 * `CreateEntities`: tables with all their columns in one call, every definition by the `Complex` form of its type, as Microsoft's SDK for Python sends it.
 * All of it or nothing. An action knows no options in its address: a solution is named by the header alone.
 */
export function createTables(world: World, asked: ApiRequest): ApiAnswer {
  const request: ApiRequest = { ...asked, query: new Map() };
  demandNamed(world, request, 'prvCreateEntity', 'entity');
  const { Entities } = jsonBody(request, '');
  if (!Array.isArray(Entities) || Entities.length === 0) throw faults.argument('Entities must hold at least one table.');
  const made: string[] = [];
  try {
    for (const entity of Entities as unknown[]) {
      if (!isObject(entity) || typeName(entity['@odata.type']) !== 'ComplexEntityMetadata')
        throw faults.payload('', "The '@odata.type' of each of the Entities must be Microsoft.Dynamics.CRM.ComplexEntityMetadata.");
      createOne(world, request, plainly(entity) as Json, made);
    }
  } catch (error) {
    for (const name of made.reverse()) dropTable(world, tableOf(world, name));
    throw error;
  }
  return jsonAnswer({
    '@odata.context': `${request.root}/$metadata#Microsoft.Dynamics.CRM.CreateEntitiesResponse`,
    EntityIds: made.map((name) => tableOf(world, name).metadataId),
  });
}

/** `POST EntityDefinitions`: a table with its columns, all of it or nothing (docs/facts/dataverse.md §6 "Tables"; SAMPLES `BulkOperations`). */
export function createWholeTable(world: World, request: ApiRequest): ApiAnswer {
  const made: string[] = [];
  try {
    return createOne(world, request, jsonBody(request, 'EntityDefinitions') as Json, made);
  } catch (error) {
    for (const name of made) dropTable(world, tableOf(world, name));
    throw error;
  }
}

/** The table with its primary name first, then its other columns; `made` learns of it as soon as it is there. */
function createOne(world: World, request: ApiRequest, entity: Json, made: string[]): ApiAnswer {
  const attributes: readonly unknown[] = Array.isArray(entity.Attributes) ? entity.Attributes : [];
  if (!attributes.every(isObject)) throw faults.payload('', 'Each of the Attributes must be an object.');
  // What one call makes, it sees; others see it when it has come to all servers.
  const carrying = (body: Json): ApiRequest => ({
    ...request,
    method: 'POST',
    headers: { ...request.headers, 'content-type': 'application/json', consistency: 'Strong' },
    body: Buffer.from(JSON.stringify(body)),
  });
  const answer = createTable(world, carrying({ ...entity, Attributes: attributes.filter((one) => one.IsPrimaryName === true) }));
  const logicalName = String(entity.SchemaName).toLowerCase();
  made.push(logicalName);
  for (const one of attributes) if (one.IsPrimaryName !== true) createColumn(world, tableOf(world, logicalName), carrying(one));
  return answer;
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A definition without `Complex` in the names of its types. */
function plainly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainly);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) =>
      name === '@odata.type' && typeof member === 'string' ? [name, member.replace('.Complex', '.')] : [name, plainly(member)],
    ),
  );
}
