import { faults } from '../../core/errors.js';
import type { Json } from '../describe.js';

export type Test = (item: Json) => boolean;

const operators = ['Equals', 'NotEquals', 'In', 'NotIn', 'GreaterThan', 'LessThan'] as const;
type Operator = (typeof operators)[number];

/** Reads a filter over definitions: conditions and filters, joined by And or Or. Throws when a condition names what no definition of the kind has. */
export function readCriteria(value: unknown, type: string, known: ReadonlySet<string>): Test {
  if (value === undefined || value === null) return () => true;
  const { FilterOperator, Conditions, Filters } = value as Json;
  const tests = [
    ...list(Conditions).map((condition) => readCondition(condition, type, known)),
    ...list(Filters).map((filter) => readCriteria(filter, type, known)),
  ];
  if (tests.length === 0) return () => true;
  const any = FilterOperator === 'Or' || FilterOperator === 1;
  if (!any && FilterOperator !== 'And' && FilterOperator !== 0 && FilterOperator !== undefined)
    throw faults.badQuery(`'${String(FilterOperator)}' is no LogicalOperator.`);
  return any ? (item) => tests.some((test) => test(item)) : (item) => tests.every((test) => test(item));
}

export function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw faults.badQuery('A list of conditions was expected.');
  return value;
}

function readCondition(value: unknown, type: string, known: ReadonlySet<string>): Test {
  const { PropertyName, ConditionOperator, Value } = value as Json;
  const name = String(PropertyName);
  if (!known.has(name)) throw faults.noSuchSelect(name, type);
  const operator: Operator | undefined =
    typeof ConditionOperator === 'number' ? operators[ConditionOperator] : operators.find((one) => one === ConditionOperator);
  if (operator === undefined) throw faults.badQuery(`'${String(ConditionOperator)}' is no MetadataConditionOperator.`);
  const wanted = wantedIn(Value);
  const found = (item: Json): string | null => textOf(item[name]);
  switch (operator) {
    case 'Equals':
    case 'In':
      return (item) => wanted.includes(found(item));
    case 'NotEquals':
    case 'NotIn':
      return (item) => !wanted.includes(found(item));
    case 'GreaterThan':
      return (item) => Number(found(item)) > Number(wanted[0]);
    case 'LessThan':
      return (item) => Number(found(item)) < Number(wanted[0]);
  }
}

/** `{ Type, Value }`: one value as text, or several as a list in a text with quotes of either kind. */
function wantedIn(value: unknown): (string | null)[] {
  if (value === null || value === undefined) return [null];
  const { Type, Value } = value as Json;
  if (Value === null || Value === undefined) return [null];
  if (!String(Type).endsWith('[]')) return [textOf(Value)];
  const items: unknown = Array.isArray(Value) ? Value : parsed(String(Value));
  if (!Array.isArray(items)) throw faults.badQuery(`The value '${String(Value)}' is no list.`);
  return items.map(textOf);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replaceAll("'", '"'));
  } catch {
    return null;
  }
}

/** Managed properties and named types count by their value; yes and no without regard to capitals. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object') return textOf((value as Json).Value);
  const text = String(value);
  return /^(true|false)$/i.test(text) ? text.toLowerCase() : text;
}
