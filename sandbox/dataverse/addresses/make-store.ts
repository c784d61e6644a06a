import type { World } from '../core/world.js';
import type { Table } from '../metadata/types.js';
import { TableStore } from '../rows/table-store.js';
import { AddressStore } from './store.js';

/** Room for the rows of a table. */
export function addStore({ stores, collation }: Pick<World, 'stores' | 'collation'>, table: Table): void {
  const store = table.logicalName === 'customeraddress' ? new AddressStore(table, collation, stores) : new TableStore(table, collation);
  stores.set(table.logicalName, store);
}
