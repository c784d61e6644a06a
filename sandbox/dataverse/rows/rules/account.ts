import { refuseLoop } from '../hierarchy.js';
import type { TableRules } from '../rules.js';

export const accountRules: TableRules = {
  beforeCreate: (context, table, id, values) => refuseLoop(context, table, id, values, 'parentaccountid'),
  beforeUpdate: (context, table, row, values) => refuseLoop(context, table, row.id, values, 'parentaccountid'),
};
