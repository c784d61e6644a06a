import { faults } from '../../core/errors.js';
import type { Table } from '../../metadata/types.js';
import type { TableRules } from '../rules.js';
import { column, read, write } from '../slots.js';
import { point, unpoint } from './activity-pointer.js';

/** Completed and cancelled activities are read-only but for their state (docs/facts/dataverse.md §8 "Activities"; the code is inferred). */
export const activityRules: TableRules = {
  beforeCreate(_context, table, _id, values) {
    if (table.columns.has('activitytypecode')) write(table, values, 'activitytypecode', table.logicalName);
    measure(table, values);
  },
  beforeUpdate(_context, table, row, values) {
    const before = row.values;
    if (scheduled.some((name) => read(table, before, name) !== read(table, values, name))) measure(table, values);
    if (!isClosed(read(table, before, 'statecode')) || !isClosed(read(table, values, 'statecode'))) return;
    if (changesMore(table, before, values)) throw faults.readOnly(table.logicalName);
  },
  afterCreate: point,
  afterUpdate: point,
  afterDelete: (context, _table, row) => unpoint(context, row),
};

const scheduled = ['scheduledstart', 'scheduledend'];

/** Minutes from the beginning to the end that are planned. */
function measure(table: Table, values: unknown[]): void {
  if (!table.columns.has('scheduleddurationminutes')) return;
  const [start, end] = scheduled.map((name) => read(table, values, name));
  const minutes = typeof start === 'string' && typeof end === 'string' ? Math.round((Date.parse(end) - Date.parse(start)) / 60_000) : null;
  write(table, values, 'scheduleddurationminutes', minutes === null || minutes < 0 ? null : minutes);
}

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
