import { stages } from '../../background/operations.js';
import { faults } from '../../core/errors.js';
import { storeOf, tableOf } from '../../core/world.js';
import type { Table } from '../../metadata/types.js';
import type { WriteContext } from '../context.js';
import type { TableRules } from '../rules.js';
import { read } from '../slots.js';

/** A name that begins with the prefix of a publisher, and that no other operation has. */
export const customApiRules: TableRules = {
  beforeCreate(context, table, _id, values) {
    const { world } = context;
    const name = String(read(table, values, 'uniquename'));
    const publishers = tableOf(world, 'publisher');
    const prefix = /^([a-z0-9]+)_\w+$/i.exec(name)?.[1];
    const known = [...storeOf(world, 'publisher').rows.values()].some(
      (row) => read(publishers, row.values, 'customizationprefix') === prefix,
    );
    if (!known) throw faults.argument(`The unique name '${name}' of a custom API must begin with the customization prefix of a publisher.`);
    demandNew(context, table, values, []);
    const bound = read(table, values, 'boundentitylogicalname');
    if (read(table, values, 'bindingtype') === 0 ? bound !== null : !world.metadata.tables.has(String(bound)))
      throw faults.argument(
        'BoundEntityLogicalName names the table that a custom API is bound to, and is empty where it is bound to none.',
      );
  },
};

/** Parameters and results have names of their own within their custom API. */
export const customApiPartRules: TableRules = {
  beforeCreate(context, table, _id, values) {
    if (!/^[A-Za-z]\w*$/.test(String(read(table, values, 'uniquename'))))
      throw faults.argument('The unique name of a parameter or a result is letters, digits and underscores.');
    demandNew(context, table, values, ['customapiid']);
  },
};

function demandNew(context: WriteContext, table: Table, values: readonly unknown[], within: readonly string[]): void {
  const same = (name: string, row: readonly unknown[]) => read(table, row as unknown[], name) === read(table, values as unknown[], name);
  const taken = [...storeOf(context.world, table.logicalName).rows.values()].some((row) =>
    ['uniquename', ...within].every((name) => same(name, row.values)),
  );
  if (taken) throw faults.duplicateRow();
}

/** Clients cancel what is not over, and clear away what is. */
export const backgroundOperationRules: TableRules = {
  beforeCreate() {
    throw faults.notSupported("The 'Create' method does not support entities of type 'backgroundoperation'.");
  },
  beforeUpdate(_context, table, row, values) {
    if (read(table, row.values, 'backgroundoperationstatecode') === 3)
      throw faults.argument('Canceling background operation is not allowed after it is in terminal state.');
    const [state, status] = stages.canceling;
    if (read(table, values, 'backgroundoperationstatecode') !== state || read(table, values, 'backgroundoperationstatuscode') !== status)
      throw faults.argument(
        'A background operation can only be cancelled: backgroundoperationstatecode 2 with backgroundoperationstatuscode 22.',
      );
  },
  beforeDelete(_context, table, row) {
    if (read(table, row.values, 'backgroundoperationstatecode') !== 3)
      throw faults.argument('A background operation can be deleted only when it is completed.');
  },
};
