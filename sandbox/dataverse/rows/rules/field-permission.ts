import { faults } from '../../core/errors.js';
import { tableOf } from '../../core/world.js';
import type { TableRules } from '../rules.js';
import { read } from '../slots.js';

/** A permission is about a column that is secured. */
export const fieldPermissionRules: TableRules = {
  beforeCreate({ world }, table, _id, values) {
    const of = tableOf(world, String(read(table, values, 'entityname')));
    const name = String(read(table, values, 'attributelogicalname'));
    const column = of.columns.get(name);
    if (column === undefined) throw faults.noColumn(of.logicalName, name);
    if (!column.secured) throw faults.argument(`The column ${name} of ${of.logicalName} is not secured.`);
  },
};
