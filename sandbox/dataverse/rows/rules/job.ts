import { faults } from '../../core/errors.js';
import { refuseJobChange } from '../../jobs/jobs.js';
import type { TableRules } from '../rules.js';
import { read } from '../slots.js';

/** Jobs are entered by the server; clients look at them, cancel them, and clear away those that are over. */
export const jobRules: TableRules = {
  beforeCreate() {
    throw faults.notSupported("The 'Create' method does not support entities of type 'asyncoperation'.");
  },
  beforeUpdate(_context, table, row, values) {
    refuseJobChange(Number(read(table, row.values, 'statecode')), read(table, values, 'statecode'), read(table, values, 'statuscode'));
  },
  beforeDelete(_context, table, row) {
    if (read(table, row.values, 'statecode') !== 3) throw faults.argument('A system job can be deleted only when it is completed.');
  },
};
