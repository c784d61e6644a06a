import type { World } from '../../core/world.js';
import type { Column, Table } from '../../metadata/types.js';
import type { Row } from '../../rows/row.js';
import { type Annotations, notesOn, valueText } from '../serialize.js';
import type { Cells } from './aggregate.js';

/** One column of an answer. */
export interface Field<R> {
  /** Under which it is answered. */
  readonly name: string;
  readonly column: Column;
  readonly table: Table | null;
  readonly rowOf: (row: R) => Row | null;
  /** Counted for the row, instead of what the column holds. */
  readonly counted?: (row: Row) => number;
  /** Whether the name is not the column's own, so that an annotation has to say which it is. */
  readonly renamed: boolean;
}

const note = (name: string, annotation: string, value: string): string => `,"${name}@${annotation}":${JSON.stringify(value)}`;

/** Writes columns as JSON members, each with a leading comma; empty ones are left out, unlike in OData. */
export function fieldWriter<R>(world: World, fields: readonly Field<R>[], annotations: Annotations): (row: R) => string {
  const writers = fields.map(({ name, column, table, rowOf, renamed, counted }) => {
    const key = `,${JSON.stringify(name)}:`;
    const text =
      counted === undefined ? valueText(world, { columns: table?.columns ?? new Map() }, column) : (row: Row) => String(counted(row));
    const notes = counted !== undefined ? null : notesOn(world, table?.logicalName ?? null, column, name, annotations);
    const origin = renamed && annotations.attributeName ? note(name, 'OData.Community.Display.V1.AttributeName', column.logicalName) : '';
    return (from: R): string => {
      const row = rowOf(from);
      const value = row === null || !column.read ? null : text(row);
      return row === null || value === null ? '' : `${origin}${notes === null ? '' : notes(row)}${key}${value}`;
    };
  });
  return (row) => {
    let text = '';
    for (const write of writers) text += write(row);
    return text;
  };
}

/** Writes results of an aggregate; empty values are left out. `named`: with the columns that they come from, as FetchXML has it. */
export function cellsText(cells: Cells, annotations: Annotations, named: boolean): string {
  let text = '';
  for (const [name, { value, formatted, target, attribute }] of cells) {
    if (value === null) continue;
    if (named && annotations.attributeName && attribute !== null) text += note(name, 'OData.Community.Display.V1.AttributeName', attribute);
    if (annotations.formatted && formatted !== null) text += note(name, 'OData.Community.Display.V1.FormattedValue', formatted);
    if (annotations.lookupLogicalName && target !== null) text += note(name, 'Microsoft.Dynamics.CRM.lookuplogicalname', target);
    text += `,${JSON.stringify(name)}:${JSON.stringify(value)}`;
  }
  return `{${text.slice(1)}}`;
}
