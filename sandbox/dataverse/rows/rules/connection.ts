import { DataverseFault, faults } from '../../core/errors.js';
import { storeOf, tableOf } from '../../core/world.js';
import type { Table } from '../../metadata/types.js';
import type { WriteContext } from '../context.js';
import { Row } from '../row.js';
import type { TableRules } from '../rules.js';
import { column, link, read, targetOf, write } from '../slots.js';

const refuse = (code: string, message: string): DataverseFault => new DataverseFault(400, code, message);

/** What a connection must be (docs/facts/dataverse.md §9 "Errors"). */
function check(context: WriteContext, table: Table, values: readonly unknown[]): void {
  for (const side of ['record1id', 'record2id'] as const) {
    const target = targetOf(column(table, side), values);
    if (target === null) throw refuse('0x80048218', 'Both objects being connected are missing.');
    if (!tableOf(context.world, target).connections) {
      throw refuse('0x80048213', 'The record cannot be connected because its entity type is not enabled for connections.');
    }
    checkRole(context, table, values, side === 'record1id' ? 'record1roleid' : 'record2roleid', target);
  }
  const start = read(table, values, 'effectivestart');
  const end = read(table, values, 'effectiveend');
  if (typeof start === 'string' && typeof end === 'string' && start > end) {
    throw refuse('0x80048209', 'Effective end date should be greater than or equal to the effective start date.');
  }
}

/** A role that names tables fits rows of those only. */
function checkRole(context: WriteContext, table: Table, values: readonly unknown[], lookup: string, target: string): void {
  const role = read(table, values, lookup);
  if (typeof role !== 'string') return;
  const codes = tableOf(context.world, 'connectionroleobjecttypecode');
  const allowed = storeOf(context.world, codes.logicalName).findByValue(column(codes, 'connectionroleid'), role);
  const name = column(codes, 'associatedobjecttypecode').slot;
  if (allowed.length > 0 && !allowed.some((row) => row.values[name] === target)) {
    throw refuse('0x80048215', 'The connection role is not valid for the record type.');
  }
}

/** The same pair in the same roles and period is there already. */
function refuseSecond(context: WriteContext, table: Table, id: string, values: readonly unknown[]): void {
  const same = ['record2id', 'record1roleid', 'record2roleid', 'effectivestart', 'effectiveend'].map((name) => column(table, name).slot);
  for (const row of storeOf(context.world, 'connection').findByValue(column(table, 'record1id'), read(table, values, 'record1id'))) {
    if (row.id !== id && same.every((slot) => (row.values[slot] ?? null) === (values[slot] ?? null))) {
      throw refuse('0x80048208', 'A connection already exists.');
    }
  }
}

const nameOf = (context: WriteContext, target: string, id: string): unknown => {
  const table = tableOf(context.world, target);
  const row = storeOf(context.world, target).rows.get(id);
  return row === undefined || table.primaryName === null ? null : read(table, row.values, table.primaryName);
};

/** A connection is named after its second record. */
function named(context: WriteContext, table: Table, values: unknown[]): void {
  const second = column(table, 'record2id');
  const target = targetOf(second, values);
  const name = target === null ? null : nameOf(context, target, values[second.slot] as string);
  write(table, values, 'name', typeof name === 'string' ? name.slice(0, 500) : null);
}

/** The other way round: sides and roles change places, everything else is copied. */
function mirrored(context: WriteContext, table: Table, values: readonly unknown[]): unknown[] {
  const copy = values.slice();
  const one = column(table, 'record1id');
  const two = column(table, 'record2id');
  copy[one.slot] = values[two.slot];
  copy[one.typeSlot] = values[two.typeSlot];
  copy[two.slot] = values[one.slot];
  copy[two.typeSlot] = values[one.typeSlot];
  const roleOne = column(table, 'record1roleid').slot;
  const roleTwo = column(table, 'record2roleid').slot;
  copy[roleOne] = values[roleTwo];
  copy[roleTwo] = values[roleOne];
  write(table, copy, 'ismaster', false);
  named(context, table, copy);
  return copy;
}

const mirrorOf = (context: WriteContext, table: Table, row: Row): Row | undefined => {
  const id = read(table, row.values, 'relatedconnectionid');
  return typeof id === 'string' ? storeOf(context.world, 'connection').rows.get(id) : undefined;
};

/** One POST makes two rows, and deleting one deletes both (docs/facts/dataverse.md §9). */
export const connectionRules: TableRules = {
  beforeCreate(context, table, id, values) {
    check(context, table, values);
    refuseSecond(context, table, id, values);
    write(table, values, 'ismaster', true);
    named(context, table, values);
  },
  afterCreate(context, table, row) {
    const { world, tx } = context;
    const values = mirrored(context, table, row.values);
    link(table, values, 'relatedconnectionid', 'connection', row.id);
    world.version += 1;
    const mirror = new Row(world.random.guid(), world.version, values);
    values[column(table, 'connectionid').slot] = mirror.id;
    tx.insert(storeOf(world, 'connection'), mirror);
    context.work.written += 1;
    const own = row.values.slice();
    link(table, own, 'relatedconnectionid', 'connection', mirror.id);
    tx.replace(storeOf(world, 'connection'), row, own, row.version, true);
  },
  beforeUpdate(context, table, row, values) {
    // Inactive ones are read-only until they are active again.
    if (read(table, row.values, 'statecode') === 1 && read(table, values, 'statecode') === 1) throw faults.inactive('connection');
    check(context, table, values);
    named(context, table, values);
  },
  afterUpdate(context, table, row) {
    const mirror = mirrorOf(context, table, row);
    if (mirror === undefined) return;
    const values = mirrored(context, table, row.values);
    for (const name of ['connectionid', 'relatedconnectionid', 'ismaster', 'createdon', 'createdby']) {
      const { slot } = column(table, name);
      values[slot] = mirror.values[slot];
    }
    named(context, table, values);
    context.world.version += 1;
    context.tx.replace(storeOf(context.world, 'connection'), mirror, values, context.world.version);
  },
  afterDelete(context, table, row) {
    const mirror = mirrorOf(context, table, row);
    if (mirror === undefined) return;
    context.tx.remove(storeOf(context.world, 'connection'), mirror);
    context.work.written += 1;
  },
};
