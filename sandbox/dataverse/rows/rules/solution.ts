import { DataverseFault, faults } from '../../core/errors.js';
import { storeOf, tableOf } from '../../core/world.js';
import type { Table } from '../../metadata/types.js';
import { dropWhere, refuseUninstall } from '../../solutions/uninstall.js';
import type { WriteContext } from '../context.js';
import type { TableRules } from '../rules.js';
import { read, write } from '../slots.js';

function refuseSecondName(context: WriteContext, table: Table, id: string, values: readonly unknown[], code: string): void {
  const name = String(read(table, values, 'uniquename')).toLowerCase();
  for (const row of storeOf(context.world, table.logicalName).rows.values()) {
    if (row.id !== id && String(read(table, row.values, 'uniquename')).toLowerCase() === name) {
      throw new DataverseFault(400, code, `The ${table.logicalName} unique name "${name}" is already being used and cannot be used again.`);
    }
  }
}

function checkPublisher(table: Table, values: readonly unknown[]): void {
  const prefix = String(read(table, values, 'customizationprefix') ?? '');
  if (!/^[a-z][a-z0-9]{1,7}$/i.test(prefix) || prefix.toLowerCase().startsWith('mscrm')) {
    throw new DataverseFault(
      400,
      '0x80044366',
      'The customization prefix must be 2 to 8 alphanumeric characters, start with a letter and must not start with "mscrm".',
    );
  }
  const option = read(table, values, 'customizationoptionvalueprefix');
  if (typeof option !== 'number' || option < 10_000 || option > 99_999) {
    throw new DataverseFault(400, '0x80048402', 'The customization option value prefix must be between 10000 and 99999.');
  }
}

const isVersion = (text: unknown): boolean => /^\d+(\.\d+){1,3}$/.test(String(text));

const uniqueName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** docs/facts/dataverse.md §6 "Publish, solutions, publishers". */
export const publisherRules: TableRules = {
  beforeCreate(context, table, id, values) {
    refuseSecondName(context, table, id, values, '0x80048404');
    checkPublisher(table, values);
  },
  beforeUpdate: (_context, table, _row, values) => checkPublisher(table, values),
  beforeDelete(context, _table, row) {
    if (row.id === context.world.ids.defaultPublisher) throw faults.inUse('The default publisher cannot be deleted.');
    const solutions = tableOf(context.world, 'solution');
    for (const solution of storeOf(context.world, 'solution').rows.values()) {
      if (read(solutions, solution.values, 'publisherid') === row.id)
        throw faults.inUse('The publisher has solutions and cannot be deleted.');
    }
  },
};

export const solutionRules: TableRules = {
  beforeUpdate(context, table, row, values) {
    write(table, values, 'updatedon', context.now);
    const changed = ['friendlyname', 'version', 'publisherid'].some((name) => read(table, row.values, name) !== read(table, values, name));
    if (changed && read(table, row.values, 'ismanaged') === true) throw faults.argument('A managed solution cannot be changed.');
    if (!isVersion(read(table, values, 'version'))) throw faults.argument('Invalid version of the solution.');
  },
  beforeCreate(context, table, id, values) {
    if (!uniqueName.test(String(read(table, values, 'uniquename')))) {
      throw new DataverseFault(
        400,
        '0x80044364',
        'The solution unique name may hold only letters, digits and underscores and must not start with a digit.',
      );
    }
    refuseSecondName(context, table, id, values, '0x80048405');
    write(table, values, 'installedon', context.now);
    write(table, values, 'updatedon', context.now);
    if (!isVersion(read(table, values, 'version'))) throw faults.argument('Invalid version of the solution.');
  },
  beforeDelete(context, table, row) {
    const { world, tx } = context;
    if (row.id === world.ids.defaultSolution) throw faults.inUse('The default solution cannot be deleted.');
    if (read(table, row.values, 'ismanaged') !== true) return;
    // What came with a managed solution goes with it.
    refuseUninstall(world, row.id);
    tx.afterCommit.push(() => dropWhere(world, ({ solution }) => solution === row.id));
  },
};
