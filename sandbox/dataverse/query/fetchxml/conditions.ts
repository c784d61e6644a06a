import { faults } from '../../core/errors.js';
import type { World } from '../../core/world.js';
import type { Element } from '../../core/xml-tree.js';
import type { Column } from '../../metadata/types.js';
import { edmType } from '../../rows/values.js';
import type { Comparison, Filter, Operand } from '../ast.js';
import { comparesColumns, conditionOf } from '../conditions/operators.js';
import { kindOf } from '../conditions/value.js';
import { demandChildren, required } from './attributes.js';

/** Where the columns of a filter are found: its own element's, and those of other elements by their alias. */
export interface Within<R> {
  readonly world: World;
  readonly user: string;
  readonly column: (name: string, alias: string | null) => { readonly column: Column; readonly operand: Operand<R> };
  /** What a link-entity inside of a filter asks; null when only columns are in reach. */
  readonly related: ((element: Element) => Filter<R>) | null;
}

/** Reads a `filter` element. Throws what one that is not understood meets. */
export function readFilter<R>(element: Element, within: Within<R>): Filter<R> {
  const type = element.attributes.get('type') ?? 'and';
  if (type !== 'and' && type !== 'or') throw faults.fetch('invalidFilterType', `The filter type '${type}' is neither 'and' nor 'or'.`);
  demandChildren(element, ['condition', 'filter', 'link-entity']);
  const items = element.children.map((child): Filter<R> => {
    if (child.name === 'filter') return readFilter(child, within);
    if (child.name === 'condition') return readCondition(child, within);
    if (within.related === null) throw faults.fetch('invalidLinkType', 'A link-entity may not stand in a filter on joined tables.');
    return within.related(child);
  });
  // An empty filter lets everything pass, whichever type it has.
  return items.length === 0 ? { kind: 'and', items } : { kind: type, items };
}

function readCondition<R>(element: Element, { world, user, column: find }: Within<R>): Filter<R> {
  demandChildren(element, ['value']);
  const name = required(element, 'attribute');
  const operator = required(element, 'operator');
  const { column, operand } = find(name, element.attributes.get('entityname') ?? null);
  const other = element.attributes.get('valueof');
  if (other !== undefined) return columnCondition(operator, column, operand, find, other);
  const single = element.attributes.get('value');
  const values = element.children.map((child) => child.text);
  if (single !== undefined && values.length > 0)
    throw faults.badCondition(`The condition on '${name}' has both a value and a list of values.`);
  return conditionOf(operator, {
    world,
    user,
    column,
    left: operand,
    values: single === undefined ? values : [single],
    badValue: (of, value) => faults.conditionValue(of.table, of.logicalName, value, edmType(of)),
  });
}

/** `valueof`: another column, of the same row or, with an alias before it, of a joined one. */
function columnCondition<R>(operator: string, column: Column, left: Operand<R>, find: Within<R>['column'], other: string): Filter<R> {
  if (!comparesColumns(operator)) throw faults.badCondition(`The condition operator '${operator}' cannot compare columns.`);
  const dot = other.indexOf('.');
  const right = find(other.slice(dot + 1), dot < 0 ? null : other.slice(0, dot));
  if (kindOf(column) !== kindOf(right.column) || (kindOf(column) === 'date' && column.behavior !== right.column.behavior))
    throw faults.badCondition(`The attributes '${column.logicalName}' and '${other}' are not of the same type.`);
  const op: Comparison = operator === 'neq' ? 'ne' : operator;
  // Two empty columns are not equal, as in SQL.
  const compared: Filter<R> = { kind: 'compare', op, left, right: right.operand };
  if (op !== 'eq') return compared;
  return { kind: 'and', items: [compared, { kind: 'test', test: (row) => (left.valueOf(row) ?? null) !== null }] };
}

/** Whether a filter speaks of other elements than its own. */
export const mentionsOthers = (element: Element): boolean =>
  element.name === 'condition'
    ? element.attributes.has('entityname') || element.attributes.get('valueof')?.includes('.') === true
    : element.name === 'filter' && element.children.some(mentionsOthers);
