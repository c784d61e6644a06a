import { faults } from '../core/errors.js';
import { tableOf, type World } from '../core/world.js';
import type { ApiRequest } from '../http/request.js';
import { notUnique } from './customize.js';
import type { Table } from './types.js';
import { demandSeen } from './visible.js';

export const longestName = 100;

/** Throws when a relationship has the name already. */
export function refuseSecond(world: World, schemaName: string): void {
  const taken = world.metadata.relationshipBy((one) => one.schemaName.toLowerCase() === schemaName.toLowerCase());
  if (taken !== undefined) throw notUnique('relationship', schemaName);
}

/** The table of that name, once it has reached the server. */
export function knownTable(world: World, name: unknown, request: ApiRequest): Table {
  const table = tableOf(world, String(name));
  if (table.intersect) throw faults.argument(`The intersect table ${table.logicalName} takes no relationships.`);
  demandSeen(world, request, table);
  return table;
}
