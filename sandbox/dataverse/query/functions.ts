import { faults } from '../core/errors.js';
import type { Filter } from './ast.js';
import { operatorWord } from './conditions/operator-names.js';
import { conditionOf, isOperator } from './conditions/operators.js';
import type { Parser } from './filter-parser.js';
import { listValues } from './lexer.js';
import { columnOperand, functionColumn } from './operands.js';

/** Operators that OData has words of its own for, and no function. */
const noFunctions = new Set(
  'eq ne neq gt ge lt le null not-null like not-like begins-with not-begin-with ends-with not-end-with'.split(' '),
);

function operatorOf(name: string): string {
  const word = operatorWord(name);
  if (!/^[A-Z]/.test(name) || !isOperator(word) || noFunctions.has(word))
    throw faults.badQuery(`An unknown function with name 'Microsoft.Dynamics.CRM.${name}' was found.`);
  return word;
}

/** Reads what follows `Microsoft.Dynamics.CRM.` in a filter: `In(PropertyName='x',PropertyValues=['a','b'])` and its kin. */
export function queryFunction(parser: Parser, name: string): Filter {
  const { scope } = parser;
  const operator = operatorOf(name);
  const args = readArguments(parser);
  const column = functionColumn(scope, args.get('PropertyName') ?? '');
  const list = args.get('PropertyValues');
  const single = ['PropertyValue', 'PropertyValue1', 'PropertyValue2'].flatMap((one) => args.get(one) ?? []);
  return conditionOf(operator, {
    world: scope.world,
    user: scope.user,
    column,
    left: columnOperand(column),
    values: list === undefined ? single : listValues(list),
    badValue: (of, value) => faults.badQuery(`'${value}' is not a valid value of '${of.logicalName}'.`),
  });
}

function readArguments(parser: Parser): Map<string, string> {
  const args = new Map<string, string>();
  parser.expect('(');
  while (!parser.take(')')) {
    const name = parser.next();
    if (name.kind !== 'name') throw parser.fault();
    parser.expect('=');
    const value = parser.next();
    if (value.kind === 'mark' || value.kind === 'end') throw parser.fault();
    args.set(name.text, value.text);
    parser.take(',');
  }
  return args;
}
