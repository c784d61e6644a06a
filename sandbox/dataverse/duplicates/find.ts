import type { Collation } from '../core/collation.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import type { Column, Table } from '../metadata/types.js';
import type { Row } from '../rows/row.js';
import { column, read } from '../rows/slots.js';

/** How two values are the same (`operatorcode` of `duplicaterulecondition`). */
const operators = { exact: 0, first: 1, last: 2, sameDate: 3, sameMoment: 4, sameLabel: 5, sameValue: 6 } as const;

interface Condition {
  readonly base: Column;
  readonly matching: Column;
  readonly operator: number;
  readonly length: number;
  readonly ignoreBlank: boolean;
}

export interface DuplicateRule {
  readonly matching: Table;
  readonly caseSensitive: boolean;
  readonly activeOnly: boolean;
  readonly conditions: readonly Condition[];
}

/** Published rules whose rows are looked at when one of the table is written. */
export function publishedRules(world: World, base: string): DuplicateRule[] {
  const table = tableOf(world, 'duplicaterule');
  const rules: DuplicateRule[] = [];
  for (const row of storeOf(world, 'duplicaterule').rows.values()) {
    if (read(table, row.values, 'statecode') !== 1 || read(table, row.values, 'baseentityname') !== base) continue;
    const matching = world.metadata.tables.get(String(read(table, row.values, 'matchingentityname')));
    if (matching === undefined) continue;
    rules.push({
      matching,
      caseSensitive: read(table, row.values, 'iscasesensitive') === true,
      activeOnly: read(table, row.values, 'excludeinactiverecords') === true,
      conditions: conditionsOf(world, row, tableOf(world, base), matching),
    });
  }
  return rules;
}

function conditionsOf(world: World, rule: Row, base: Table, matching: Table): Condition[] {
  const table = tableOf(world, 'duplicaterulecondition');
  const rows = storeOf(world, 'duplicaterulecondition').findByValue(column(table, 'regardingobjectid'), rule.id);
  return rows.flatMap((row) => {
    const of = (name: string): unknown => read(table, row.values, name);
    const [left, right] = [base.columns.get(String(of('baseattributename'))), matching.columns.get(String(of('matchingattributename')))];
    if (left === undefined || right === undefined) return [];
    return [
      {
        base: left,
        matching: right,
        operator: Number(of('operatorcode')),
        length: Number(of('operatorparam') ?? 0),
        ignoreBlank: of('ignoreblankvalues') === true,
      },
    ];
  });
}

/** Rows that a rule calls the same as the given values; `except` is the row itself. */
export function duplicatesOf(world: World, rule: DuplicateRule, values: readonly unknown[], except: string | null): Row[] {
  const { conditions, matching, activeOnly } = rule;
  if (conditions.length === 0) return [];
  const wanted = conditions.map((condition) => keyOf(world.collation, rule, condition, condition.base, values));
  if (conditions.some((condition, at) => condition.ignoreBlank && wanted[at] === null)) return [];
  return [...storeOf(world, matching.logicalName).rows.values()].filter((row) => {
    if (row.id === except || (activeOnly && read(matching, row.values, 'statecode') !== 0)) return false;
    return conditions.every((condition, at) => keyOf(world.collation, rule, condition, condition.matching, row.values) === wanted[at]);
  });
}

/** The text by which a value is the same as another one; null: blank. */
function keyOf(
  collation: Collation,
  { caseSensitive }: DuplicateRule,
  { operator, length }: Condition,
  from: Column,
  values: readonly unknown[],
): string | null {
  const value = values[from.slot] ?? null;
  if (value === null) return null;
  switch (operator) {
    case operators.sameDate:
      return String(value).slice(0, 10);
    case operators.sameLabel: {
      const label = from.options?.find((option) => option.value === value)?.label;
      return Object.values(label ?? {})[0] ?? String(value);
    }
    case operators.sameMoment:
    case operators.sameValue:
      return String(value);
    default: {
      const text = caseSensitive ? String(value).trim() : collation.fold(String(value));
      return operator === operators.first ? text.slice(0, length) : operator === operators.last ? text.slice(-length) : text;
    }
  }
}
