import { embeddedName, placesOf } from '../../addresses/embedded.js';
import { type Embedded, idSlot } from '../../addresses/store.js';
import { DataverseFault } from '../../core/errors.js';
import type { Table } from '../../metadata/types.js';
import { addressesOf } from '../address-ids.js';
import type { WriteContext } from '../context.js';
import type { Row } from '../row.js';
import type { TableRules } from '../rules.js';
import { column, link, read, targetOf, write } from '../slots.js';

/** Two addresses of one customer have not the same number (docs/facts/dataverse.md §9 "Addresses"; the code is inferred). */
function refuseTaken(context: WriteContext, table: Table, id: string, values: readonly unknown[]): void {
  const number = read(table, values, 'addressnumber');
  if (number === null) return;
  const parent = column(table, 'parentid');
  const others = addressesOf(context).findByValue(parent, values[parent.slot]);
  for (const other of others) {
    if (other.id === id || other.values[parent.typeSlot] !== values[parent.typeSlot]) continue;
    if (read(table, other.values, 'addressnumber') !== number) continue;
    throw new DataverseFault(412, '0x80040237', `An address with the number ${String(number)} is there already for this customer.`);
  }
}

/** The place among the columns of its customer that the number of an address stands for, if the customer has one. */
function placeFor(context: WriteContext, table: Table, values: readonly unknown[]): Embedded | undefined {
  const kind = targetOf(column(table, 'parentid'), values);
  const store = context.world.stores.get(kind ?? '');
  const customer = store?.rows.get(String(read(table, values, 'parentid')));
  const place = placesOf(kind ?? '').find(({ number }) => number === read(table, values, 'addressnumber'));
  return store === undefined || customer === undefined || place === undefined ? undefined : { place, store, customer };
}

/** Writes an address into the columns of its customer; `id` null: takes it out. */
function writeCustomer(context: WriteContext, { place, store, customer }: Embedded, id: string | null, values: readonly unknown[]): void {
  const { world, tx, now } = context;
  const into = customer.values.slice();
  into[idSlot(store.table, place)] = id;
  for (const { logicalName, slot } of addressesOf(context).table.columns.values()) {
    const same = store.table.columns.get(embeddedName(place.number, logicalName));
    if (same !== undefined) into[same.slot] = id === null ? null : (values[slot] ?? null);
  }
  write(store.table, into, 'modifiedon', now);
  link(store.table, into, 'modifiedby', 'systemuser', context.user);
  world.version += 1;
  tx.replace(store, customer, into, world.version);
  context.work.written += 1;
}

/** Puts a further address into the columns of its customer. */
function embed(context: WriteContext, row: Row, values: unknown[], into: Embedded): void {
  const store = addressesOf(context);
  context.tx.remove(store, row, true);
  writeCustomer(context, into, row.id, values);
  context.tx.replace(store, row, values, into.customer.version, true);
}

/** What is written to an address in a customer's columns goes there; the number decides whether it is one. */
function moveEmbedded(context: WriteContext, table: Table, row: Row, values: unknown[], from: Embedded): void {
  const store = addressesOf(context);
  const stays = read(table, values, 'addressnumber') === from.place.number;
  const last = values.slice();
  writeCustomer(context, from, stays ? row.id : null, last);
  if (stays) {
    context.tx.replace(store, row, last, from.customer.version, true);
    return;
  }
  row.hold(last, from.customer.version);
  context.tx.insert(store, row, true);
}

/** Addresses stand in the columns of their customer, or are further ones (docs/facts/dataverse.md §9 "Addresses"). */
export const customerAddressRules: TableRules = {
  fills: new Set(['objecttypecode']),
  beforeCreate(context, table, id, values) {
    const kind = targetOf(column(table, 'parentid'), values);
    write(table, values, 'objecttypecode', kind);
    write(table, values, 'parentidtypecode', kind);
    refuseTaken(context, table, id, values);
  },
  afterCreate(context, table, row) {
    const into = placeFor(context, table, row.values);
    if (into !== undefined) embed(context, row, row.values.slice(), into);
  },
  beforeUpdate(context, table, row, values) {
    const parent = column(table, 'parentid');
    // An address belongs to the customer for whom it was made.
    values[parent.slot] = row.values[parent.slot];
    values[parent.typeSlot] = row.values[parent.typeSlot];
    write(table, values, 'objecttypecode', read(table, row.values, 'objecttypecode'));
    write(table, values, 'parentidtypecode', read(table, row.values, 'parentidtypecode'));
    refuseTaken(context, table, row.id, values);
  },
  write(context, table, row, values) {
    const from = addressesOf(context).embedded(row.id);
    if (from !== undefined) {
      moveEmbedded(context, table, row, values, from);
      return true;
    }
    const into = placeFor(context, table, values);
    if (into === undefined) return false;
    embed(context, row, values, into);
    return true;
  },
  beforeDelete(context, _table, row) {
    const found = addressesOf(context).embedded(row.id);
    if (found === undefined) return;
    throw new DataverseFault(
      405,
      '0x80040227',
      'Customer Address can not be deleted because it is associated with another object. ' +
        `Address Id = ${row.id}, AddressNumber=${found.place.number}, ParentId=${found.customer.id}, ObjectTypeCode=${found.store.table.objectTypeCode}`,
    );
  },
};
