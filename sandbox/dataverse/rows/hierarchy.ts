import { faults } from '../core/errors.js';
import { storeOf } from '../core/world.js';
import type { Table } from '../metadata/types.js';
import type { WriteContext } from './context.js';
import { column } from './slots.js';

/** Refuses a parent that is the row itself or hangs below it (docs/facts/dataverse.md §9). */
export function refuseLoop(context: WriteContext, table: Table, id: string, values: readonly unknown[], lookup: string): void {
  const { slot, typeSlot } = column(table, lookup);
  const { rows } = storeOf(context.world, table.logicalName);
  const parentOf = (from: readonly unknown[]): string | null => {
    if (typeSlot >= 0 && from[typeSlot] !== table.logicalName) return null;
    return (from[slot] as string | null | undefined) ?? null;
  };
  let parent = parentOf(values);
  if (parent === null) return;
  if (parent === id) throw faults.ownParent();
  for (let steps = 0; parent !== null && steps < 1000; steps += 1) {
    if (parent === id) throw faults.loop();
    const row = rows.get(parent);
    parent = row === undefined ? null : parentOf(row.values);
  }
}
