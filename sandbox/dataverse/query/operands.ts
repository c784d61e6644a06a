import { faults } from '../core/errors.js';
import { tableOf, type World } from '../core/world.js';
import type { Column, Table } from '../metadata/types.js';
import type { Row } from '../rows/row.js';
import { edmType } from '../rows/values.js';
import type { Operand } from './ast.js';

/** What a filter is read against. */
export interface Scope {
  readonly world: World;
  readonly table: Table;
  readonly user: string;
  readonly seesAt: number;
  /** Name of the range variable inside of any/all. */
  readonly variable: string | null;
}

const unknown = (name: string, table: Table) => faults.noSuchSelect(name, table.logicalName);

export const literal = (type: string | null, value: unknown): Operand => ({ type, valueOf: () => value, column: null, literal: true });

function columnOperand(column: Column, direct: boolean, rowOf: (row: Row) => Row | null): Operand {
  const { slot } = column;
  const isLink = column.targets.length > 0 || column.type === 'Owner';
  const type = isLink ? 'Edm.Guid' : edmType(column);
  if (column.logicalName === 'versionnumber')
    return { type, valueOf: (row) => rowOf(row)?.version ?? null, column: direct ? column : null, literal: false };
  return {
    type,
    valueOf: direct ? (row) => row.values[slot] ?? null : (row) => rowOf(row)?.values[slot] ?? null,
    column: direct ? column : null,
    literal: false,
  };
}

/** A property, or a path through single-valued navigation: `primarycontactid/lastname`. */
export function pathOperand(scope: Scope, path: string): Operand {
  let parts = path.split('/');
  if (scope.variable !== null) {
    if (parts[0] !== scope.variable) throw faults.badQuery(`The range variable '${parts[0] ?? ''}' is not declared.`);
    parts = parts.slice(1);
  }
  let table = scope.table;
  let rowOf: (row: Row) => Row | null = (row) => row;
  for (let at = 0; at < parts.length; at += 1) {
    const name = parts[at] as string;
    const property = scope.world.metadata.properties(table).get(name);
    if (property === undefined || property.hiddenUntil > scope.seesAt) throw unknown(name, table);
    if (at === parts.length - 1) {
      if (property.kind !== 'column' && property.kind !== 'value') {
        // A navigation property stands for the primary id of what it leads to.
        if (property.kind === 'nav') return columnOperand(property.column, at === 0, rowOf);
        throw unknown(name, table);
      }
      return columnOperand(property.column, at === 0, rowOf);
    }
    if (property.kind !== 'nav' || property.target === null)
      throw faults.badQuery(`The path '${path}' goes through '${name}', which is not single-valued navigation.`);
    const { column, target } = property;
    const before = rowOf;
    const store = scope.world.stores.get(target);
    rowOf = (row) => {
      const from = before(row);
      const id = from?.values[column.slot];
      if (typeof id !== 'string') return null;
      if (column.typeSlot >= 0 && from?.values[column.typeSlot] !== target) return null;
      return store?.rows.get(id) ?? null;
    };
    table = tableOf(scope.world, target);
  }
  throw faults.badQuery(`The path '${path}' names no property.`);
}

/** A column by logical name, as query functions name it. */
export function functionColumn(scope: Scope, name: string): Column {
  const column = scope.table.columns.get(name);
  if (column === undefined || column.visibleAt > scope.seesAt) throw faults.noColumn(scope.table.logicalName, name);
  return column;
}

/** A value of a query function's list, as the column holds it. */
export function functionValue(_scope: Scope, column: Column, text: string): unknown {
  const isLink = column.targets.length > 0 || column.type === 'Owner' || column.type === 'Uniqueidentifier';
  if (isLink) {
    if (!/^[0-9a-f-]{36}$/i.test(text))
      throw faults.badQuery(`'${text}' is not a valid value of '${column.logicalName}': a GUID is expected.`);
    return text.toLowerCase();
  }
  switch (column.type) {
    case 'Integer':
    case 'BigInt':
    case 'Decimal':
    case 'Double':
    case 'Money':
    case 'Picklist':
    case 'State':
    case 'Status': {
      const number = Number(text);
      if (text.trim() === '' || Number.isNaN(number))
        throw faults.badQuery(`'${text}' is not a valid value of '${column.logicalName}': a number is expected.`);
      return number;
    }
    case 'Boolean':
      return text === 'true' || text === '1';
    case 'DateTime':
      return momentText(text, column);
    default:
      return text;
  }
}

/** A date literal in the form in which the column is stored. */
export function momentText(text: string, column: Column | null): string {
  if (column?.behavior === 'DateOnly') return text.slice(0, 10);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text}T00:00:00Z`;
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw faults.badQuery(`'${text}' is not a valid date.`);
  return `${at.toISOString().slice(0, 19)}Z`;
}
