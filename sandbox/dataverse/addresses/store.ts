import type { Collation } from '../core/collation.js';
import type { Column, Key, Table } from '../metadata/types.js';
import { type Kept, plainlyKept } from '../rows/kept.js';
import { indexText, type KeyIndex } from '../rows/key-index.js';
import { type Held, Row } from '../rows/row.js';
import { TableStore } from '../rows/table-store.js';
import { embeddedName, maskedId, type Place, places, placesOf } from './embedded.js';

/** An address that stands in the columns of a customer. */
export interface Embedded {
  readonly place: Place;
  readonly store: TableStore;
  readonly customer: Row;
}

interface Mapping {
  /** Slots that an address had when this was made. */
  readonly width: number;
  /** Slots of the address and of the customer that hold the same. */
  readonly pairs: readonly (readonly [address: number, customer: number])[];
  /** Slots that only the address has. */
  readonly own: readonly number[];
}

/** What an address has from its customer under the same name. */
const inherited = [
  'createdon',
  'createdby',
  'createdonbehalfby',
  'modifiedon',
  'modifiedby',
  'modifiedonbehalfby',
  'ownerid',
  'owninguser',
  'owningbusinessunit',
];
const told = new Set(['customeraddressid', 'addressnumber', 'parentid', 'parentidtypecode', 'objecttypecode', 'versionnumber']);

/**
 * Addresses of accounts and contacts. Those that stand in a customer's columns are no rows of their own: they are made from it when somebody looks. Only what
 * the customer has no column for is kept beside it, and further addresses.
 */
export class AddressStore extends TableStore {
  override readonly rows: Map<string, Row> = new AddressRows(this);
  readonly further: TableStore;
  readonly #collation: Collation;
  readonly #customers: ReadonlyMap<string, TableStore>;
  /** Customers by ids that somebody has given to an address. */
  readonly #given = new Map<string, { readonly place: Place; readonly id: string }>();
  /** What embedded addresses hold beyond their customer's columns, by slot. */
  readonly #beyond = new Map<string, ReadonlyMap<number, unknown>>();
  readonly #mappings = new Map<Place, Mapping>();
  readonly #made: Held = {
    unpack: (row) => this.#valuesOf(row.id),
    free: () => undefined,
    keep: (row) => plainlyKept(row.values),
  };

  /** `stores`: where those of the customers are. */
  constructor(table: Table, collation: Collation, stores: ReadonlyMap<string, TableStore>) {
    super(table, collation);
    this.#collation = collation;
    this.further = new TableStore(table, collation);
    this.#customers = stores;
    for (const customer of new Set(places.map((place) => place.customer))) {
      const store = stores.get(customer);
      if (store === undefined) throw new Error(`the rows of ${customer} must be there before addresses are`);
      store.watch = (row, values, before) => this.#remember(store.table, row.id, values, before);
    }
  }

  /** Ids of addresses that do not follow from the customer's. */
  #remember(table: Table, id: string, values: readonly unknown[], before: readonly unknown[] | null): void {
    for (const place of placesOf(table.logicalName)) {
      const slot = idSlot(table, place);
      const address = values[slot];
      if (before !== null && before[slot] === address) continue;
      if (typeof address === 'string' && address !== maskedId(place, id)) this.#given.set(address, { place, id });
    }
  }

  /** The customer in whose columns the address of that id stands. */
  embedded(id: string): Embedded | undefined {
    const given = this.#given.get(id);
    if (given !== undefined) {
      const found = this.#holder(given.place, given.id, id);
      if (found !== undefined) return found;
    }
    for (const place of places) {
      const found = this.#holder(place, maskedId(place, id), id);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #holder(place: Place, id: string, address: string): Embedded | undefined {
    const store = this.#customers.get(place.customer);
    const customer = store?.rows.get(id);
    if (store === undefined || customer === undefined || customer.values[idSlot(store.table, place)] !== address) return undefined;
    return { place, store, customer };
  }

  /** Addresses in the columns of the customers of that id: an account and a contact may have the same. */
  embeddedIn(customer: string): Row[] {
    return places.flatMap((place) => {
      const store = this.#customers.get(place.customer);
      const row = store?.rows.get(customer);
      const id = store === undefined ? null : row?.values[idSlot(store.table, place)];
      return row === undefined || typeof id !== 'string' ? [] : [this.#row(id, row.version)];
    });
  }

  /** Every embedded address. */
  *all(): Generator<Row> {
    for (const place of places) {
      const store = this.#customers.get(place.customer);
      if (store === undefined) continue;
      const slot = idSlot(store.table, place);
      for (const row of store.rows.values()) {
        const id = row.values[slot];
        if (typeof id === 'string') yield this.#row(id, row.version);
      }
    }
  }

  /** Not counting those that somebody has taken out of a customer's columns. */
  get countEmbedded(): number {
    let count = 0;
    for (const { customer } of places) count += this.#customers.get(customer)?.rows.size ?? 0;
    return count;
  }

  #row(id: string, version: number): Row {
    return new Row(id, version, this.#made);
  }

  embeddedRow(id: string): Row | undefined {
    const found = this.embedded(id);
    return found === undefined ? undefined : this.#row(id, found.customer.version);
  }

  mapping(place: Place): Mapping {
    let mapping = this.#mappings.get(place);
    const customer = this.#customers.get(place.customer)?.table.columns;
    if (mapping?.width === this.table.width) return mapping;
    const pairs: [number, number][] = [];
    const own: number[] = [];
    for (const column of this.table.columns.values()) {
      if (told.has(column.logicalName)) continue;
      const name = inherited.includes(column.logicalName) ? column.logicalName : embeddedName(place.number, column.logicalName);
      const same = customer?.get(name);
      if (same === undefined) own.push(column.slot);
      else {
        pairs.push([column.slot, same.slot]);
        if (column.typeSlot >= 0 && same.typeSlot >= 0) pairs.push([column.typeSlot, same.typeSlot]);
      }
    }
    mapping = { width: this.table.width, pairs, own };
    this.#mappings.set(place, mapping);
    return mapping;
  }

  #valuesOf(id: string): unknown[] {
    const values: unknown[] = new Array(this.table.width).fill(null);
    const set = (name: string, value: unknown): void => {
      const column = this.table.columns.get(name);
      if (column === undefined) return;
      values[column.slot] = value;
    };
    set('customeraddressid', id);
    const found = this.embedded(id);
    if (found === undefined) return values;
    const { place, customer } = found;
    for (const [to, from] of this.mapping(place).pairs) values[to] = customer.values[from] ?? null;
    for (const [slot, value] of this.#beyond.get(id) ?? []) values[slot] = value;
    set('addressnumber', place.number);
    set('parentidtypecode', place.customer);
    set('objecttypecode', place.customer);
    const parent = this.table.columns.get('parentid');
    if (parent !== undefined) {
      values[parent.slot] = customer.id;
      values[parent.typeSlot] = place.customer;
    }
    return values;
  }

  /** Whether the address holds something that its customer has no column for. */
  hasBeyond(id: string): boolean {
    return this.#beyond.has(id);
  }

  #keepBeyond(id: string, place: Place, values: readonly unknown[]): void {
    const beyond = new Map<number, unknown>();
    for (const slot of this.mapping(place).own) if ((values[slot] ?? null) !== null) beyond.set(slot, values[slot]);
    if (beyond.size === 0) this.#beyond.delete(id);
    else this.#beyond.set(id, beyond);
  }

  override holds(row: Row): boolean {
    return this.embedded(row.id) !== undefined || this.further.holds(row);
  }

  override standsAlone(row: Row): boolean {
    return this.embedded(row.id) === undefined;
  }

  override insert(row: Row): void {
    const found = this.embedded(row.id);
    if (found === undefined) {
      this.further.insert(row);
      return;
    }
    this.#keepBeyond(row.id, found.place, row.values);
    row.hold(this.#made, found.customer.version);
  }

  override exchange(row: Row, values: readonly unknown[], version: number): Kept {
    const found = this.embedded(row.id);
    if (found === undefined) return this.further.exchange(row, values, version);
    const kept = row.keep();
    this.#keepBeyond(row.id, found.place, values);
    row.hold(this.#made, found.customer.version);
    return kept;
  }

  override remove(row: Row): void {
    if (this.further.holds(row)) {
      this.further.remove(row);
      return;
    }
    row.hold(row.values, row.version);
    this.#beyond.delete(row.id);
  }

  override byId(): readonly Row[] {
    return [...this.rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  override *kept(): Generator<Row> {
    yield* this.further.kept();
    for (const id of this.#beyond.keys()) {
      const row = this.embeddedRow(id);
      if (row !== undefined) yield row;
    }
  }

  override findByValue(column: Column, value: unknown): readonly Row[] {
    const further = this.further.findByValue(column, value);
    if (column.logicalName === 'parentid') return [...this.embeddedIn(String(value)), ...further];
    const wanted = indexText(column, value, this.#collation);
    const found: Row[] = [...further];
    for (const row of this.all()) {
      const held = row.values[column.slot] ?? null;
      if (held !== null && indexText(column, held, this.#collation) === wanted) found.push(row);
    }
    return found;
  }

  override addKey(key: Key): boolean {
    return this.further.addKey(key);
  }

  override removeKey(key: Key): void {
    this.further.removeKey(key);
  }

  override keyIndex(key: Key): KeyIndex | undefined {
    return this.further.keyIndex(key);
  }

  override forgetColumn(column: Column): void {
    this.further.forgetColumn(column);
    for (const [id, beyond] of this.#beyond) this.#beyond.set(id, new Map([...beyond].filter(([slot]) => slot !== column.slot)));
  }
}

const slots = new WeakMap<Table, Map<Place, number>>();

/** Where a customer's row holds the id of the address in that place. */
export function idSlot(table: Table, place: Place): number {
  let known = slots.get(table);
  if (known === undefined) {
    known = new Map();
    slots.set(table, known);
  }
  let slot = known.get(place);
  if (slot === undefined) {
    slot = table.columns.get(embeddedName(place.number, 'addressid'))?.slot ?? -1;
    known.set(place, slot);
  }
  return slot;
}

/** All addresses by id: the embedded ones, which are made when they are asked for, and the further ones. */
class AddressRows extends Map<string, Row> {
  readonly #store: AddressStore;

  constructor(store: AddressStore) {
    super();
    this.#store = store;
  }

  override get(id: string): Row | undefined {
    return this.#store.further.rows.get(id) ?? this.#store.embeddedRow(id);
  }

  override has(id: string): boolean {
    return this.#store.further.rows.has(id) || this.#store.embedded(id) !== undefined;
  }

  override get size(): number {
    return this.#store.countEmbedded + this.#store.further.rows.size;
  }

  override *values(): MapIterator<Row> {
    yield* this.#store.all();
    yield* this.#store.further.rows.values();
  }
}
