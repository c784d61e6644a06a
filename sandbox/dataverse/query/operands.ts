import { type Caller, demand } from '../auth/privileges.js';
import { sightOf } from '../auth/sight.js';
import { faults } from '../core/errors.js';
import { tableOf, type World } from '../core/world.js';
import type { Column, Table } from '../metadata/types.js';
import type { Row } from '../rows/row.js';
import { edmType } from '../rows/values.js';
import type { Operand } from './ast.js';

/** What a filter is read against. */
export interface Scope extends Caller {
  readonly world: World;
  readonly table: Table;
  readonly seesAt: number;
  /** Name of the range variable inside of any/all. */
  readonly variable: string | null;
}

const unknown = (name: string, table: Table) => faults.noSuchSelect(name, table.logicalName);

/** A column of the row that `rowOf` finds; without it, of the row itself. */
export function columnOperand(column: Column): Operand;
export function columnOperand<R>(column: Column, rowOf: (row: R) => Row | null): Operand<R>;
export function columnOperand(column: Column, rowOf?: (row: Row) => Row | null): Operand {
  const { slot } = column;
  const isLink = column.targets.length > 0 || column.type === 'Owner';
  const type = isLink ? 'Edm.Guid' : edmType(column);
  const known = { type, column: rowOf === undefined ? column : null, literal: false };
  if (column.logicalName === 'versionnumber')
    return { ...known, valueOf: rowOf === undefined ? (row) => row.version : (row) => rowOf(row)?.version ?? null };
  if (rowOf === undefined) return { ...known, valueOf: (row) => row.values[slot] ?? null };
  return { ...known, valueOf: (row) => rowOf(row)?.values[slot] ?? null };
}

/** A column of the row, or of one that single-valued navigation leads to. */
export interface PathColumn {
  readonly table: Table;
  readonly column: Column;
  /** Null: the column is the row's own. */
  readonly rowOf: ((row: Row) => Row | null) | null;
}

/** A property, or a path through single-valued navigation: `primarycontactid/lastname`. */
export function pathColumn(scope: Scope, path: string): PathColumn {
  let parts = path.split('/');
  if (scope.variable !== null) {
    if (parts[0] !== scope.variable) throw faults.badQuery(`The range variable '${parts[0] ?? ''}' is not declared.`);
    parts = parts.slice(1);
  }
  let table = scope.table;
  let rowOf: PathColumn['rowOf'] = null;
  for (let at = 0; at < parts.length; at += 1) {
    const name = parts[at] as string;
    const property = scope.world.metadata.properties(table).get(name);
    if (property === undefined || property.hiddenUntil > scope.seesAt) throw unknown(name, table);
    if (at === parts.length - 1) {
      // A navigation property stands for the primary id of what it leads to.
      if (property.kind !== 'column' && property.kind !== 'value' && property.kind !== 'nav') throw unknown(name, table);
      return { table, column: property.column, rowOf };
    }
    if (property.kind !== 'nav' || property.target === null)
      throw faults.badQuery(`The path '${path}' goes through '${name}', which is not single-valued navigation.`);
    const { column, target } = property;
    const before: PathColumn['rowOf'] = rowOf;
    const store = scope.world.stores.get(target);
    const sight = sightOf(scope.world, scope, tableOf(scope.world, target));
    rowOf = (row): Row | null => {
      const from: Row | null = before === null ? row : before(row);
      const id = from?.values[column.slot];
      if (typeof id !== 'string') return null;
      if (column.typeSlot >= 0 && from?.values[column.typeSlot] !== target) return null;
      const found = store?.rows.get(id);
      if (found === undefined) return null;
      return sight === null ? found : sight.one(found);
    };
    table = tableOf(scope.world, target);
    demand(scope.world, scope, 'Read', table);
  }
  throw faults.badQuery(`The path '${path}' names no property.`);
}

export function pathOperand(scope: Scope, path: string): Operand {
  const { column, rowOf } = pathColumn(scope, path);
  return rowOf === null ? columnOperand(column) : columnOperand(column, rowOf);
}

/** A column by logical name, as query functions name it. */
export function functionColumn(scope: Scope, name: string): Column {
  const column = scope.table.columns.get(name);
  if (column === undefined || column.visibleAt > scope.seesAt) throw faults.noColumn(scope.table.logicalName, name);
  return column;
}

/** A date literal in the form in which moments are stored. */
export function momentText(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text}T00:00:00Z`;
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw faults.badQuery(`'${text}' is not a valid date.`);
  return `${at.toISOString().slice(0, 19)}Z`;
}
