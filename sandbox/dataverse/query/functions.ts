import { faults } from '../core/errors.js';
import type { Filter } from './ast.js';
import type { Parser } from './filter-parser.js';
import { listValues } from './lexer.js';
import { functionColumn, functionValue, momentText } from './operands.js';

/** Reads what follows `Microsoft.Dynamics.CRM.` in a filter: `In(PropertyName='x',PropertyValues=['a','b'])` and its kin. */
export function queryFunction(parser: Parser, name: string): Filter {
  const args = readArguments(parser);
  const column = functionColumn(parser.scope, args.get('PropertyName')?.text ?? '');
  const values = (): unknown[] => {
    const given = args.get('PropertyValues');
    if (given === undefined) throw faults.badQuery(`The function ${name} needs PropertyValues.`);
    return listValues(given.text).map((value) => functionValue(parser.scope, column, value));
  };
  const value = (): unknown => functionValue(parser.scope, column, args.get('PropertyValue')?.text ?? '');
  switch (name) {
    case 'In':
      return { kind: 'in', column, values: values() };
    case 'NotIn':
      return { kind: 'not', item: { kind: 'in', column, values: values() } };
    case 'Between':
    case 'NotBetween': {
      const [low, high, ...more] = values();
      if (low === undefined || high === undefined || more.length > 0) throw faults.badQuery(`The function ${name} takes two values.`);
      const between: Filter = { kind: 'between', column, low, high };
      return name === 'Between' ? between : { kind: 'not', item: between };
    }
    case 'ContainValues':
    case 'DoesNotContainValues': {
      const wanted = args.get('PropertyValues') === undefined ? [] : listValues(args.get('PropertyValues')?.text ?? '[]');
      const contains: Filter = {
        kind: 'test',
        test: (row) => {
          const held = String(row.values[column.slot] ?? '').split(',');
          return wanted.some((option) => held.includes(option));
        },
      };
      return name === 'ContainValues' ? contains : { kind: 'not', item: contains };
    }
    case 'EqualUserId':
    case 'NotEqualUserId': {
      const equal: Filter = { kind: 'in', column, values: [parser.scope.user] };
      return name === 'EqualUserId' ? equal : { kind: 'not', item: equal };
    }
    case 'On':
      return {
        kind: 'test',
        test: (row) => String(row.values[column.slot] ?? '').slice(0, 10) === momentText(String(value()), null).slice(0, 10),
      };
    case 'OnOrAfter':
      return dayTest(column.slot, String(value()), (held, wanted) => held >= wanted);
    case 'OnOrBefore':
      return dayTest(column.slot, String(value()), (held, wanted) => held <= wanted);
    default:
      throw faults.notPlayed(`the query function ${name}`);
  }
}

function dayTest(slot: number, wanted: string, fits: (held: string, wanted: string) => boolean): Filter {
  const day = wanted.slice(0, 10);
  return {
    kind: 'test',
    test: (row) => {
      const held = row.values[slot];
      return typeof held === 'string' && fits(held.slice(0, 10), day);
    },
  };
}

interface Argument {
  readonly text: string;
}

function readArguments(parser: Parser): Map<string, Argument> {
  const args = new Map<string, Argument>();
  parser.expect('(');
  while (!parser.take(')')) {
    const name = parser.next();
    if (name.kind !== 'name') throw parser.fault();
    parser.expect('=');
    const value = parser.next();
    if (value.kind === 'mark' || value.kind === 'end') throw parser.fault();
    args.set(name.text, { text: value.text });
    parser.take(',');
  }
  return args;
}
