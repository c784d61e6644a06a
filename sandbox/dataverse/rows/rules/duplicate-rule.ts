import { faults } from '../../core/errors.js';
import { storeOf, tableOf } from '../../core/world.js';
import { setRuleState, unpublished } from '../../duplicates/state.js';
import type { Column, Table } from '../../metadata/types.js';
import type { WriteContext } from '../context.js';
import type { TableRules } from '../rules.js';
import { read, write } from '../slots.js';

/** A rule whose definition changes has to be published again. */
function unpublish({ world, tx }: WriteContext, id: unknown): void {
  const rule = storeOf(world, 'duplicaterule').rows.get(String(id));
  if (rule !== undefined) tx.afterCommit.push(() => setRuleState(world, rule, unpublished));
}

const described = ['baseentityname', 'matchingentityname', 'iscasesensitive', 'excludeinactiverecords'];

function checkTables({ world }: WriteContext, table: Table, values: readonly unknown[]): void {
  for (const name of ['baseentityname', 'matchingentityname']) tableOf(world, String(read(table, values, name)));
}

export const duplicateRuleRules: TableRules = {
  beforeCreate: (context, table, _id, values) => checkTables(context, table, values),
  beforeUpdate(context, table, row, values) {
    checkTables(context, table, values);
    if (
      read(table, values, 'statecode') !== read(table, row.values, 'statecode') ||
      read(table, values, 'statuscode') !== read(table, row.values, 'statuscode')
    )
      throw faults.argument('A duplicate detection rule is published and unpublished by actions.');
    if (described.some((name) => read(table, values, name) !== read(table, row.values, name))) unpublish(context, row.id);
  },
};

/** Columns of a condition are there, of both tables, and fit the operator. */
function checkCondition({ world }: WriteContext, table: Table, values: unknown[]): void {
  const rules = tableOf(world, 'duplicaterule');
  const rule = storeOf(world, 'duplicaterule').rows.get(String(read(table, values, 'regardingobjectid')));
  if (rule === undefined) throw faults.argument('A condition must be bound to its rule by regardingobjectid.');
  const find = (tableName: string, columnName: string): Column => {
    const of = tableOf(world, String(read(rules, rule.values, tableName)));
    const name = String(read(table, values, columnName));
    const column = of.columns.get(name);
    if (column === undefined) throw faults.noColumn(of.logicalName, name);
    return column;
  };
  const [base, matching] = [find('baseentityname', 'baseattributename'), find('matchingentityname', 'matchingattributename')];
  if (base.type !== matching.type) throw faults.argument('The columns of a condition must be of one type.');
  const operator = Number(read(table, values, 'operatorcode'));
  if ((operator === 3 || operator === 4) !== (base.type === 'DateTime'))
    throw faults.argument('Dates are compared as dates, and only they.');
  if (operator === 1 || operator === 2) {
    const length = read(table, values, 'operatorparam');
    if (base.type !== 'String' || typeof length !== 'number' || length < 1)
      throw faults.argument('First and last characters are compared of texts, as many as operatorparam says.');
  } else write(table, values, 'operatorparam', null);
}

export const duplicateConditionRules: TableRules = {
  beforeCreate(context, table, _id, values) {
    checkCondition(context, table, values);
    unpublish(context, read(table, values, 'regardingobjectid'));
  },
  beforeUpdate(context, table, row, values) {
    checkCondition(context, table, values);
    unpublish(context, read(table, row.values, 'regardingobjectid'));
  },
  beforeDelete: (context, table, row) => unpublish(context, read(table, row.values, 'regardingobjectid')),
};
