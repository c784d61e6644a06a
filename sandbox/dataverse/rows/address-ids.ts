import { maskedId, placesOf } from '../addresses/embedded.js';
import { AddressStore, idSlot } from '../addresses/store.js';
import { faults } from '../core/errors.js';
import { storeOf } from '../core/world.js';
import type { Table } from '../metadata/types.js';
import type { WriteContext } from './context.js';
import type { Row } from './row.js';

export function addressesOf({ world }: Pick<WriteContext, 'world'>): AddressStore {
  const store = storeOf(world, 'customeraddress');
  if (!(store instanceof AddressStore)) throw new Error('addresses have a store of their own');
  return store;
}

/** Gives the addresses of a new customer their ids, which nobody else may have. */
export function fillAddressIds(context: WriteContext, table: Table, id: string, values: unknown[]): void {
  for (const place of placesOf(table.logicalName)) {
    const slot = idSlot(table, place);
    if ((values[slot] ?? null) === null) values[slot] = maskedId(place, id);
    else if (addressesOf(context).rows.has(String(values[slot]))) throw faults.duplicateRow();
  }
}

/** What the addresses of a customer hold beyond its columns goes with it. */
export function dropBeyond(context: WriteContext, row: Row): void {
  const store = addressesOf(context);
  for (const address of store.embeddedIn(row.id)) if (store.hasBeyond(address.id)) context.tx.remove(store, address, true);
}
