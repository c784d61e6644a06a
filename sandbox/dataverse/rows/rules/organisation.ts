import { directoryObject } from '../../auth/directory.js';
import { DataverseFault, faults } from '../../core/errors.js';
import type { Table } from '../../metadata/types.js';
import type { WriteContext } from '../context.js';
import { refuseLoop } from '../hierarchy.js';
import type { TableRules } from '../rules.js';
import { read, write } from '../slots.js';

function fullName(table: Table, values: unknown[]): void {
  const names = [read(table, values, 'firstname'), read(table, values, 'lastname')].filter((name) => typeof name === 'string');
  if (names.length > 0) write(table, values, 'fullname', names.join(' ').slice(0, 200));
}

export const systemUserRules: TableRules = {
  beforeCreate(context, table, id, values) {
    write(table, values, 'ownerid', id);
    write(table, values, 'organizationid', context.world.ids.organization);
    if (read(table, values, 'businessunitid') === null) write(table, values, 'businessunitid', context.world.ids.businessUnit);
    if (read(table, values, 'isdisabled') === null) write(table, values, 'isdisabled', false);
    if (read(table, values, 'azureactivedirectoryobjectid') === null)
      write(table, values, 'azureactivedirectoryobjectid', directoryObject(id));
    fullName(table, values);
  },
  beforeUpdate: (_context, table, _row, values) => fullName(table, values),
  afterUpdate(context) {
    context.world.securityVersion += 1;
  },
  beforeDelete() {
    throw faults.notSupported("The 'Delete' method does not support entities of type 'systemuser'.");
  },
};

export const teamRules: TableRules = {
  afterUpdate: (context) => moved(context),
  beforeCreate(context, table, id, values) {
    write(table, values, 'ownerid', id);
    write(table, values, 'organizationid', context.world.ids.organization);
    if (read(table, values, 'businessunitid') === null) write(table, values, 'businessunitid', context.world.ids.businessUnit);
  },
};

const moved = (context: WriteContext): void => {
  context.world.securityVersion += 1;
};

export const roleRules: TableRules = { afterUpdate: (context) => moved(context) };

export const businessUnitRules: TableRules = {
  afterCreate: moved,
  afterUpdate: moved,
  beforeCreate: (context, table, id, values) => refuseLoop(context, table, id, values, 'parentbusinessunitid'),
  beforeUpdate: (context, table, row, values) => refuseLoop(context, table, row.id, values, 'parentbusinessunitid'),
  beforeDelete() {
    throw new DataverseFault(400, '0x80040203', 'A business unit must be disabled before it can be deleted.');
  },
};

export const organizationRules: TableRules = {
  beforeCreate() {
    throw faults.notSupported("The 'Create' method does not support entities of type 'organization'.");
  },
  beforeDelete() {
    throw faults.notSupported("The 'Delete' method does not support entities of type 'organization'.");
  },
};
