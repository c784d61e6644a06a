import type { Column, Table } from '../metadata/types.js';

/** The column, which the table is known to have. */
export function column(table: Table, name: string): Column {
  const found = table.columns.get(name);
  if (found === undefined) throw new Error(`table ${table.logicalName} has no column ${name}`);
  return found;
}

export function read(table: Table, values: readonly unknown[], name: string): unknown {
  const found = table.columns.get(name);
  return found === undefined ? null : (values[found.slot] ?? null);
}

export function write(table: Table, values: unknown[], name: string, value: unknown): void {
  values[column(table, name).slot] = value;
}

/** Sets a look-up and, where it has several targets, which one. */
export function link(table: Table, values: unknown[], name: string, target: string, id: string | null): void {
  point(values, column(table, name), target, id);
}

/** The same where the column is at hand. */
export function point(values: unknown[], lookup: Column, target: string, id: string | null): void {
  values[lookup.slot] = id;
  if (lookup.typeSlot >= 0) values[lookup.typeSlot] = id === null ? null : target;
}

/** The table that a look-up's id is of. */
export function targetOf(found: Column, values: readonly unknown[]): string | null {
  if ((values[found.slot] ?? null) === null) return null;
  return found.typeSlot >= 0 ? ((values[found.typeSlot] as string | null) ?? null) : (found.targets[0] ?? null);
}
