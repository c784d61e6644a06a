import { storeOf, tableOf } from '../../core/world.js';
import type { Table } from '../../metadata/types.js';
import type { WriteContext } from '../context.js';
import { Row } from '../row.js';

/** Writes what an activity has in common with all others to their table, under the same id and version. */
export function point(context: WriteContext, table: Table, row: Row): void {
  const { world, tx } = context;
  const pointers = tableOf(world, 'activitypointer');
  const values: unknown[] = new Array(pointers.width).fill(null);
  for (const column of pointers.columns.values()) {
    const same = table.columns.get(column.logicalName);
    if (same === undefined) continue;
    values[column.slot] = row.values[same.slot] ?? null;
    if (column.typeSlot >= 0)
      values[column.typeSlot] = same.typeSlot >= 0 ? (row.values[same.typeSlot] ?? null) : (same.targets[0] ?? null);
  }
  const status = pointers.columns.get('statuscode');
  const state = pointers.columns.get('statecode');
  // The statuses of the tables differ; here there is one for each state.
  if (status !== undefined && state !== undefined) values[status.slot] = Number(values[state.slot] ?? 0) + 1;
  const store = storeOf(world, pointers.logicalName);
  const known = store.rows.get(row.id);
  if (known === undefined) tx.insert(store, new Row(row.id, row.version, values), true);
  else tx.replace(store, known, values, row.version, true);
}

export function unpoint({ world, tx }: WriteContext, row: Row): void {
  const store = storeOf(world, 'activitypointer');
  const known = store.rows.get(row.id);
  if (known !== undefined) tx.remove(store, known, true);
}
