import { type ColumnValue, isLookup } from '../../domain/index.js';

/** Whether a look-up column points to this row; null: to none. */
export function pointsTo(readBack: ColumnValue | undefined, table: string, id: string | null): boolean {
  if (id === null) return readBack === null || readBack === undefined;
  return isLookup(readBack) && readBack.table === table && readBack.id.toLowerCase() === id.toLowerCase();
}
