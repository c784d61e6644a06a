import { faults } from '../../core/errors.js';
import type { Table } from '../../metadata/types.js';
import type { TableRules } from '../rules.js';
import { column, read, write } from '../slots.js';
import { point, unpoint } from './activity-pointer.js';

/** Completed and cancelled activities are read-only but for their state (docs/facts/dataverse.md §8 "Activities"; the code is inferred). */
export const activityRules: TableRules = {
  beforeCreate(_context, table, _id, values) {
    if (table.columns.has('activitytypecode')) write(table, values, 'activitytypecode', table.logicalName);
  },
  beforeUpdate(_context, table, row, values) {
    const before = row.values;
    if (!isClosed(read(table, before, 'statecode')) || !isClosed(read(table, values, 'statecode'))) return;
    if (changesMore(table, before, values)) throw faults.readOnly(table.logicalName);
  },
  afterCreate: point,
  afterUpdate: point,
  afterDelete: (context, _table, row) => unpoint(context, row),
};

/** Completed or cancelled; what is scheduled is open to changes. */
const isClosed = (state: unknown): boolean => state === 1 || state === 2;

function changesMore(table: Table, before: readonly unknown[], values: readonly unknown[]): boolean {
  const state = column(table, 'statecode').slot;
  const status = column(table, 'statuscode').slot;
  for (let slot = 0; slot < values.length; slot += 1) {
    if (slot === state || slot === status) continue;
    if ((before[slot] ?? null) !== (values[slot] ?? null)) return true;
  }
  return false;
}
