import { faults } from '../core/errors.js';
import type { Filter } from './ast.js';
import { conditionOf } from './conditions/operators.js';
import type { Parser } from './filter-parser.js';
import { listValues } from './lexer.js';
import { columnOperand, functionColumn } from './operands.js';

/** Functions whose operator has another name than the function's own, cut into words. */
const otherNames: Readonly<Record<string, string>> = {
  EqualUserId: 'eq-userid',
  NotEqualUserId: 'ne-userid',
  EqualUserTeams: 'eq-userteams',
  EqualUserOrUserTeams: 'eq-useroruserteams',
  EqualUserOrUserHierarchy: 'eq-useroruserhierarchy',
  EqualUserOrUserHierarchyAndTeams: 'eq-useroruserhierarchyandteams',
  EqualBusinessId: 'eq-businessid',
  NotEqualBusinessId: 'ne-businessid',
  EqualUserLanguage: 'eq-userlanguage',
  AboveOrEqual: 'eq-or-above',
  UnderOrEqual: 'eq-or-under',
  DoesNotContainValues: 'not-contain-values',
  Last7Days: 'last-seven-days',
  Next7Days: 'next-seven-days',
};

/** The rest is `OlderThanXMonths` for `olderthan-x-months`. Comparisons and patterns have no function. */
const ownNames =
  /^(?:In|NotIn|Between|NotBetween|ContainValues|On|OnOrAfter|OnOrBefore|Above|Under|NotUnder|Today|Tomorrow|Yesterday|(?:Last|Next|This)(?:X?Fiscal(?:Periods?|Years?)|(?:X?(?:Hours|Days|Weeks|Months|Years))|Week|Month|Year)|OlderThanX(?:Minutes|Hours|Days|Weeks|Months|Years)|InFiscal(?:Period|Year|PeriodAndYear)|InOr(?:Before|After)FiscalPeriodAndYear)$/;

function operatorOf(name: string): string {
  const other = Object.hasOwn(otherNames, name) ? otherNames[name] : undefined;
  if (other !== undefined) return other;
  if (!ownNames.test(name)) throw faults.badQuery(`An unknown function with name 'Microsoft.Dynamics.CRM.${name}' was found.`);
  const words = name.replaceAll(/(?<=.)([A-Z])/g, '-$1').toLowerCase();
  return words.replace('older-than', 'olderthan');
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
