import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { valueOfId } from '../../../sandbox/dataverse/addresses/embedded.js';
import { collationOf } from '../../../sandbox/dataverse/core/collation.js';
import { Random } from '../../../sandbox/dataverse/core/random.js';
import { Metadata } from '../../../sandbox/dataverse/metadata/metadata.js';
import type { Table } from '../../../sandbox/dataverse/metadata/types.js';
import { Packing } from '../../../sandbox/dataverse/rows/packing.js';
import { Row } from '../../../sandbox/dataverse/rows/row.js';
import { Slabs } from '../../../sandbox/dataverse/rows/slabs.js';
import { column, write } from '../../../sandbox/dataverse/rows/slots.js';
import { TableStore } from '../../../sandbox/dataverse/rows/table-store.js';
import { Transaction } from '../../../sandbox/dataverse/rows/transaction.js';

let contact: Table;
beforeEach(() => {
  contact = new Metadata(new Random(1), 1030).tables.get('contact') as Table;
});

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
function valuesOf(n: number, more: Readonly<Record<string, unknown>> = {}): unknown[] {
  const values: unknown[] = new Array(contact.width).fill(null);
  // As a create leaves it: defaults, and ids of addresses.
  for (const { slot, logicalName, defaultValue } of contact.columns.values())
    values[slot] = valueOfId('contact', logicalName)?.(id(n)) ?? defaultValue;
  for (const [name, value] of Object.entries({ contactid: id(n), ...more })) write(contact, values, name, value);
  return values;
}

describe('a packed row', () => {
  it('holds any text, number, truth or nothing, in any slot', () => {
    const packing = new Packing(contact, new Slabs());
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.string({ minLength: 200, maxLength: 400 }),
      fc.boolean(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(anything, { minLength: contact.width, maxLength: contact.width }), (some) => {
        const values = some.slice();
        values[column(contact, 'contactid').slot] = id(1);
        const row = new Row(id(1), 1, values);
        row.pack(values, 1, packing);
        expect(row.values).toEqual(values);
      }),
      { numRuns: 100, seed: 4711 },
    );
  });

  it('that holds bytes stays as it is', () => {
    const values = valuesOf(1, { lastname: Buffer.from('a') });
    const row = new Row(id(1), 1, values);
    row.pack(values, 1, new Packing(contact, new Slabs()));
    expect([row.slab, row.values]).toEqual([null, values]);
  });

  it('takes little more room than its texts', () => {
    const values = valuesOf(1, { lastname: 'x'.repeat(500), createdon: '2026-01-01T00:00:00Z', ownerid: id(7), donotemail: false });
    const row = new Row(id(1), 1, values);
    row.pack(values, 1, new Packing(contact, new Slabs()));
    expect(row.size).toBeLessThan(650);
  });
});

describe('slabs', () => {
  it('keep all bytes through any order of writes and removals, and let go of what nobody needs', () => {
    const slabs = new Slabs();
    const places = Array.from({ length: 400 }, (_, n) => new Row(id(n), n, []));
    const held = new Map<Row, Buffer>();
    for (let round = 0; round < 20_000; round += 1) {
      const place = places[(round * 7919) % places.length] as Row;
      if (held.has(place)) slabs.free(place);
      held.delete(place);
      if (round % 3 === 0) continue;
      const bytes = Buffer.alloc(1 + (round % 4_000), round % 251);
      const to = slabs.put(place, bytes.length);
      bytes.copy(to.bytes, to.at);
      held.set(place, bytes);
    }
    for (const [{ slab, at, size }, bytes] of held) expect(slab?.bytes.subarray(at, at + size).equals(bytes)).toBe(true);
    const needed = [...held.keys()].reduce((sum, place) => sum + place.size, 0);
    const kept = [...new Set([...held.keys()].map((place) => place.slab))].reduce((sum, slab) => sum + (slab?.bytes.length ?? 0), 0);
    expect(kept).toBeLessThan(needed * 2 + 2 * 1024 * 1024);
  });
});

describe('a store', () => {
  const store = (): TableStore => new TableStore(contact, collationOf(1030), 3);
  const names = (rows: Iterable<Row>): unknown[] => [...rows].map((row) => row.values[column(contact, 'lastname').slot]);

  it('packs its rows once there are many, those that were there before as well', () => {
    const one = store();
    for (const n of [1, 2]) one.insert(new Row(id(n), n, valuesOf(n, { lastname: `a${n}` })));
    expect([...one.rows.values()].map((row) => row.slab)).toEqual([null, null]);
    one.insert(new Row(id(3), 3, valuesOf(3, { lastname: 'a3' })));
    expect([...one.rows.values()].every((row) => row.slab !== null)).toBe(true);
    expect(names(one.rows.values())).toEqual(['a1', 'a2', 'a3']);
  });

  it('finds, changes, removes and puts back packed rows', () => {
    const one = store();
    const rows = [1, 2, 3, 4].map((n) => new Row(id(n), n, valuesOf(n, { lastname: `a${n}` })));
    for (const row of rows) one.insert(row);
    const [, second, third] = rows as [Row, Row, Row, Row];
    expect(one.findByValue(column(contact, 'lastname'), 'A3')).toEqual([third]);
    one.replace(third, valuesOf(3, { lastname: 'b' }), 9);
    expect([third.version, names([third]), one.findByValue(column(contact, 'lastname'), 'a3')]).toEqual([9, ['b'], []]);
    one.remove(second);
    expect([second.slab, names([second]), names(one.byId())]).toEqual([null, ['a2'], ['a1', 'b', 'a4']]);
    one.insert(second);
    expect(names(one.byId())).toEqual(['a1', 'a2', 'b', 'a4']);
  });

  it('puts back what a transaction has changed, however often, and keeps nothing of it when the transaction is over', () => {
    const one = store();
    const rows = Array.from(
      { length: 50 },
      (_, n) => new Row(id(n), n, valuesOf(n, { lastname: `a${n}`, description: 'd'.repeat(30_000) })),
    );
    for (const row of rows) one.insert(row);
    const before = rows.map((row) => row.values);
    const change = (tx: Transaction, round: number): void => {
      for (const [n, row] of rows.entries())
        tx.replace(one, row, valuesOf(n, { lastname: `b${n}`, description: 'e'.repeat(20_000 + n) }), 100 * round + n);
    };
    const undone = new Transaction();
    change(undone, 1);
    change(undone, 2);
    expect(names(rows)[7]).toBe('b7');
    undone.rollBack();
    expect(rows.map((row) => row.values)).toEqual(before);
    expect(rows.map((row) => row.version)).toEqual(rows.map((_, n) => n));
    for (let round = 3; round < 20; round += 1) {
      const done = new Transaction();
      change(done, round);
      done.close();
    }
    const slabs = new Set(rows.map((row) => row.slab));
    const live = [...slabs].reduce((sum, slab) => sum + (slab?.live ?? 0), 0);
    expect(live).toBe(rows.reduce((sum, row) => sum + row.size, 0));
  });

  it('keeps for an index no more than the texts that are looked for', () => {
    const one = store();
    const count = 4_000;
    for (let n = 0; n < count; n += 1)
      one.insert(new Row(id(n), n, valuesOf(n, { lastname: `a name of its own ${n}`, description: 'd'.repeat(2_000) })));
    setFlagsFromString('--expose-gc');
    const held = (): number => {
      runInNewContext('gc')();
      return process.memoryUsage().heapUsed;
    };
    const before = held();
    expect(one.findByValue(column(contact, 'lastname'), 'a name of its own 7')).toHaveLength(1);
    // The texts of whole rows would be twice a thousand letters each.
    expect(held() - before).toBeLessThan(count * 1_000);
    expect(one.findByValue(column(contact, 'lastname'), 'a name of its own 8')).toHaveLength(1);
  });

  it('keeps its rows in the order of their ids, whenever they came', () => {
    const one = store();
    for (const n of [5, 3, 9]) one.insert(new Row(id(n), n, valuesOf(n, { lastname: String(n) })));
    expect(names(one.byId())).toEqual(['3', '5', '9']);
    for (const n of [4, 1, 10]) one.insert(new Row(id(n), n, valuesOf(n, { lastname: String(n) })));
    expect(names(one.byId())).toEqual(['1', '3', '4', '5', '9', '10']);
  });

  it('reads rows as they were when the table has got more columns, and forgets columns that it has lost', () => {
    const metadata = new Metadata(new Random(1), 1030);
    contact = metadata.tables.get('contact') as Table;
    const one = store();
    for (const n of [1, 2, 3]) one.insert(new Row(id(n), n, valuesOf(n, { lastname: `a${n}`, firstname: 'f' })));
    metadata.addColumn(contact, 'new_flag', { type: 'Boolean', defaultValue: false }, { custom: true, visibleAt: 0, solution: null });
    const flag = column(contact, 'new_flag');
    expect((one.rows.get(id(1)) as Row).values[flag.slot] ?? null).toBeNull();
    one.insert(new Row(id(4), 4, valuesOf(4, { new_flag: true })));
    expect((one.rows.get(id(4)) as Row).values[flag.slot]).toBe(true);
    const first = column(contact, 'firstname');
    one.forgetColumn(first);
    for (const row of one.rows.values()) expect(row.values[first.slot]).toBeNull();
    expect(names(one.rows.values())).toEqual(['a1', 'a2', 'a3', null]);
  });
});
