import type { RowId } from './ids.js';

/** A look-up's value: which table, which row. The destination room turns it into the navigation property that the metadata names. */
export interface LookupValue {
  readonly table: string;
  readonly id: RowId;
}

/** One column's value in the form in which it is written and read: a choice is a number, a date-time an ISO string in UTC with `Z`, a DateOnly `YYYY-MM-DD`. */
export type ColumnValue = string | number | boolean | null | LookupValue;

/** Columns of one Dataverse row by logical name, e.g. `{ firstname: 'Ida', parentcustomerid: { table: 'account', id } }`. */
export type Columns = Readonly<Record<string, ColumnValue>>;

export const isLookup = (value: ColumnValue | undefined): value is LookupValue =>
  typeof value === 'object' && value !== null && 'table' in value;

/** Whether two column values are the same value; look-ups by table and row, without case in the id. */
export function sameValue(a: ColumnValue | undefined, b: ColumnValue | undefined): boolean {
  if (isLookup(a) && isLookup(b)) return a.table === b.table && a.id.toLowerCase() === b.id.toLowerCase();
  return (a ?? null) === (b ?? null);
}
