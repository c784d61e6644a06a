import { dropBeyond, fillAddressIds } from '../address-ids.js';
import { refuseLoop } from '../hierarchy.js';
import type { TableRules } from '../rules.js';

export const accountRules: TableRules = {
  beforeCreate(context, table, id, values) {
    refuseLoop(context, table, id, values, 'parentaccountid');
    fillAddressIds(context, table, id, values);
  },
  beforeUpdate: (context, table, row, values) => refuseLoop(context, table, row.id, values, 'parentaccountid'),
  beforeDelete: (context, _table, row) => dropBeyond(context, row),
};
