import { faults } from '../core/errors.js';
import { tableOf, type World } from '../core/world.js';
import type { Table } from '../metadata/types.js';
import { edmType } from '../rows/values.js';
import type { Filter } from './ast.js';
import { operatorWord } from './conditions/operator-names.js';
import { conditionOf } from './conditions/operators.js';
import { columnOperand } from './operands.js';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const list = (value: unknown, name: string): readonly Json[] => {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(isObject)) throw faults.payload('', `'${name}' of a QueryExpression is an array of objects.`);
  return value;
};

/** A query as bodies of actions carry it: a table and a filter on its rows (docs/facts/dataverse.md §4 "BulkDelete"). */
export function readQueryExpression(world: World, user: string, value: unknown): { readonly table: Table; readonly filter: Filter } {
  if (!isObject(value)) throw faults.payload('', 'A QueryExpression must be an object.');
  const type = value['@odata.type'];
  if (type !== undefined && !/^#?Microsoft\.Dynamics\.CRM\.QueryExpression$/.test(String(type)))
    throw faults.payload('', `'${String(type)}' is no QueryExpression.`);
  if (list(value.LinkEntities, 'LinkEntities').length > 0) throw faults.notPlayed('LinkEntities of a QueryExpression');
  if (typeof value.EntityName !== 'string') throw faults.payload('', 'A QueryExpression needs an EntityName.');
  const table = tableOf(world, value.EntityName);
  return { table, filter: readFilter(world, user, table, value.Criteria) };
}

function readFilter(world: World, user: string, table: Table, value: unknown): Filter {
  if (value === undefined || value === null) return { kind: 'and', items: [] };
  if (!isObject(value)) throw faults.payload('', 'Criteria of a QueryExpression must be an object.');
  const operator = value.FilterOperator ?? 'And';
  if (operator !== 'And' && operator !== 'Or') throw faults.payload('', `'${String(operator)}' is no FilterOperator.`);
  const items = [
    ...list(value.Conditions, 'Conditions').map((condition) => readCondition(world, user, table, condition)),
    ...list(value.Filters, 'Filters').map((filter) => readFilter(world, user, table, filter)),
  ];
  // An empty filter lets everything pass, whichever operator it has.
  return { kind: operator === 'Or' && items.length > 0 ? 'or' : 'and', items };
}

function readCondition(world: World, user: string, table: Table, condition: Json): Filter {
  const { AttributeName: name, Operator: operator } = condition;
  if (typeof name !== 'string' || typeof operator !== 'string')
    throw faults.payload('', 'A condition needs an AttributeName and an Operator.');
  const column = table.columns.get(name);
  if (column === undefined) throw faults.noColumn(table.logicalName, name);
  const values = list(condition.Values, 'Values').map(({ Value }) => {
    if (Value === undefined || Value === null || typeof Value === 'object')
      throw faults.payload('', `Values of the condition on '${name}' need a Value.`);
    return String(Value);
  });
  return conditionOf(operatorWord(operator), {
    world,
    user,
    column,
    left: columnOperand(column),
    values,
    badValue: (of, value) => faults.conditionValue(of.table, of.logicalName, value, edmType(of)),
  });
}
