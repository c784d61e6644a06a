import { AddressStore } from '../addresses/store.js';
import type { World } from '../core/world.js';
import type { Table } from '../metadata/types.js';
import { StringMapStore } from '../string-maps/store.js';
import { TableStore } from './table-store.js';

/** Gives a table a store for its rows: most keep them, some follow from what others keep. */
export function addStore(world: Pick<World, 'stores' | 'collation' | 'metadata' | 'ids'>, table: Table): void {
  world.stores.set(table.logicalName, storeFor(world, table));
}

function storeFor(world: Pick<World, 'stores' | 'collation' | 'metadata' | 'ids'>, table: Table): TableStore {
  if (table.logicalName === 'customeraddress') return new AddressStore(table, world.collation, world.stores);
  if (table.logicalName === 'stringmap') return new StringMapStore(world, table);
  return new TableStore(table, world.collation);
}
