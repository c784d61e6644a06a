import { demandNamed } from '../auth/privileges.js';
import { DataverseFault, faults } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { noContent } from '../routes/answers.js';
import { putComponent } from '../solutions/components.js';
import { checkName, originOf } from './customize.js';
import type { Json } from './describe.js';
import { readLabel } from './labels.js';
import type { Column, Key, Table } from './types.js';

const keyTypes = new Set(['String', 'Integer', 'Decimal', 'DateTime', 'Lookup', 'Picklist']);
const bytesOf = (column: Column): number => (column.type === 'String' ? column.maxLength * 2 : 16);

/** Builds indexes in the background, as the environment's own jobs do. */
export class KeyJobs {
  readonly #world: World;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(world: World) {
    this.#world = world;
  }

  start(key: Key): void {
    const { keyIndexMs } = this.#world.settings;
    key.status = 'Pending';
    this.#later(keyIndexMs / 3, () => {
      if (key.status === 'Pending') key.status = 'InProgress';
    });
    this.#later(keyIndexMs, () => this.#finish(key));
  }

  #finish(key: Key): void {
    const store = this.#world.stores.get(key.table);
    // Deleting a key that is not built yet cancels its job.
    if (store === undefined || !store.table.keys.includes(key)) return;
    key.status = store.addKey(key) ? 'Active' : 'Failed';
    this.#world.metadata.version += 1;
  }

  #later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    timer.unref();
    this.#timers.add(timer);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}

/** `POST EntityDefinitions(..)/Keys` (docs/facts/dataverse.md §6 "Alternate keys"). */
export function createKey(world: World, jobs: KeyJobs, table: Table, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvCreateAttribute', 'entitykey');
  const body = jsonBody(request, 'Keys') as Json;
  const { SchemaName: schemaName, KeyAttributes: names } = body;
  checkName(world, schemaName, 50, request);
  if (!Array.isArray(names) || names.length === 0) throw faults.argument('KeyAttributes must name columns.');
  const columns = names.map((name) => columnOf(world, table, String(name)));
  checkKey(table, schemaName, columns);
  const origin = originOf(world, request);
  const key: Key = {
    metadataId: world.metadata.newId(),
    table: table.logicalName,
    schemaName,
    logicalName: schemaName.toLowerCase(),
    columns,
    status: 'Pending',
    asyncJob: world.metadata.newId(),
    displayName: readLabel(world, body.DisplayName, 'DisplayName', true),
    visibleAt: origin.visibleAt,
    solution: origin.solution,
  };
  world.metadata.addKey(key);
  putComponent(world, origin.solution, 'key', key.metadataId);
  jobs.start(key);
  return noContent({ 'OData-EntityId': `${request.root}/EntityDefinitions(${table.metadataId})/Keys(${key.metadataId})` });
}

function columnOf(world: World, table: Table, name: string): Column {
  const column = table.columns.get(name);
  if (column === undefined) throw faults.noColumn(table.logicalName, name);
  if (column.visibleAt > world.clock.now()) throw faults.notVisible();
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
export function reactivateKey(world: World, jobs: KeyJobs, request: ApiRequest): ApiAnswer {
  const body = jsonBody(request, '') as Json;
  const table = tableOf(world, String(body.EntityLogicalName));
  const key = table.keys.find((one) => one.logicalName === String(body.EntityKeyLogicalName).toLowerCase());
  if (key === undefined) throw faults.noMetadata('EntityKeyMetadata', String(body.EntityKeyLogicalName));
  if (key.status !== 'Failed') throw new DataverseFault(400, '0x80060897', 'Reactivate entity key is only supported for failed job.');
  jobs.start(key);
  return noContent();
}
