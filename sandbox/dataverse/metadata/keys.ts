import { demandNamed } from '../auth/privileges.js';
import { DataverseFault, faults } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import type { Jobs } from '../jobs/jobs.js';
import { noContent } from '../routes/answers.js';
import { putComponent } from '../solutions/components.js';
import { checkName, originOf } from './customize.js';
import type { Json } from './describe.js';
import { readLabel } from './labels.js';
import type { Column, Key, Table } from './types.js';
import { demandSeen } from './visible.js';

const keyTypes = new Set(['String', 'Integer', 'Decimal', 'DateTime', 'Lookup', 'Picklist']);
const bytesOf = (column: Column): number => (column.type === 'String' ? column.maxLength * 2 : 16);

/** Builds the index of a key in the background. */
function build(world: World, jobs: Jobs, key: Key, user: string): void {
  key.status = 'Pending';
  key.asyncJob = jobs.start({
    kind: 'keyIndex',
    name: `Create index for ${key.logicalName} on ${key.table}`,
    user,
    takesMs: world.settings.keyIndexMs,
    begin() {
      if (key.status === 'Pending') key.status = 'InProgress';
    },
    finish() {
      const store = world.stores.get(key.table);
      // Deleting a key that is not built yet cancels its job.
      if (store === undefined || !store.table.keys.includes(key)) return 'The key was deleted.';
      key.status = store.addKey(key) ? 'Active' : 'Failed';
      world.metadata.version += 1;
      return key.status === 'Failed' ? 'Rows of the table hold the same values.' : undefined;
    },
  });
}

/** `POST EntityDefinitions(..)/Keys` (docs/facts/dataverse.md §6 "Alternate keys"). */
export function createKey(world: World, jobs: Jobs, table: Table, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvCreateAttribute', 'entitykey');
  const body = jsonBody(request, 'Keys') as Json;
  const { SchemaName: schemaName, KeyAttributes: names } = body;
  checkName(world, schemaName, 50, request);
  if (!Array.isArray(names) || names.length === 0) throw faults.argument('KeyAttributes must name columns.');
  const columns = names.map((name) => columnOf(world, table, String(name), request));
  if (new Set(columns).size < columns.length) throw faults.argument('KeyAttributes must name each column once.');
  checkKey(table, schemaName, columns);
  const origin = originOf(world, request);
  const key: Key = {
    metadataId: world.metadata.newId(),
    table: table.logicalName,
    schemaName,
    logicalName: schemaName.toLowerCase(),
    columns,
    status: 'Pending',
    asyncJob: '',
    displayName: readLabel(world, body.DisplayName, 'DisplayName', true),
    visibleAt: origin.visibleAt,
    solution: origin.solution,
  };
  world.metadata.addKey(key);
  putComponent(world, origin.solution, 'key', key.metadataId);
  build(world, jobs, key, request.user);
  return noContent({ 'OData-EntityId': `${request.root}/EntityDefinitions(${table.metadataId})/Keys(${key.metadataId})` });
}

function columnOf(world: World, table: Table, name: string, request: ApiRequest): Column {
  const column = table.columns.get(name);
  if (column === undefined) throw faults.noColumn(table.logicalName, name);
  demandSeen(world, request, column);
  if (column.secured) throw new DataverseFault(400, '0x80060896', `The column ${name} is secured, which no column of a key can be.`);
  if (!keyTypes.has(column.type))
    throw new DataverseFault(400, '0x80060895', `The column ${name} is of type ${column.type}, which no key can have.`);
  return column;
}

function checkKey(table: Table, schemaName: string, columns: readonly Column[]): void {
  if (table.keys.some((key) => key.logicalName === schemaName.toLowerCase())) {
    throw new DataverseFault(400, '0x80060893', `An entity key with the name ${schemaName} already exists on entity ${table.logicalName}.`);
  }
  const same = (key: Key): boolean => key.columns.length === columns.length && key.columns.every((column) => columns.includes(column));
  if (table.keys.some(same))
    throw new DataverseFault(
      400,
      '0x80060894',
      `An entity key with the selected attributes already exists on entity ${table.logicalName}.`,
    );
  if (table.keys.length >= 10) throw new DataverseFault(400, '0x80060895', `The entity ${table.logicalName} has 10 keys already.`);
  if (columns.length > 16) throw new DataverseFault(400, '0x80060895', 'A key has at most 16 columns.');
  const bytes = columns.reduce((sum, column) => sum + bytesOf(column), 0);
  if (bytes > 900) throw new DataverseFault(400, '0x80060895', `The key would take ${bytes} bytes; the maximum is 900.`);
}

export function deleteKey(world: World, table: Table, key: Key): void {
  storeOf(world, table.logicalName).removeKey(key);
  world.metadata.removeKey(key);
}

/** Action `ReactivateEntityKey`: another try for a key whose job failed. */
export function reactivateKey(world: World, jobs: Jobs, request: ApiRequest): ApiAnswer {
  const body = jsonBody(request, '') as Json;
  const table = tableOf(world, String(body.EntityLogicalName));
  const key = table.keys.find((one) => one.logicalName === String(body.EntityKeyLogicalName).toLowerCase());
  if (key === undefined) throw faults.noMetadata('EntityKeyMetadata', String(body.EntityKeyLogicalName));
  if (key.status !== 'Failed') throw new DataverseFault(400, '0x80060897', 'Reactivate entity key is only supported for failed job.');
  build(world, jobs, key, request.user);
  return noContent();
}
