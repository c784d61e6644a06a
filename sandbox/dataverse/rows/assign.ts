import { storeOf, tableOf } from '../core/world.js';
import type { Table } from '../metadata/types.js';
import type { WriteContext } from './context.js';
import { childrenOf } from './delete.js';
import { checkOwner } from './owners.js';
import type { Row } from './row.js';
import { point } from './rules/activity-pointer.js';
import { column, link, write } from './slots.js';

/** A new owner gets everything below the row, too: contacts of an account, notes and activities of a contact (docs/facts/dataverse.md, addendum "Assign"). */
export function assignChildren(context: WriteContext, table: Table, row: Row): void {
  const { world, tx, now } = context;
  const owner = column(table, 'ownerid');
  for (const relationship of world.metadata.oneToMany(table.logicalName)) {
    if (relationship.cascade.Assign !== 'Cascade') continue;
    const child = tableOf(world, relationship.referencingEntity);
    if (child.ownership !== 'UserOwned') continue;
    const own = column(child, 'ownerid');
    for (const found of childrenOf(context, relationship, row)) {
      if (found.values[own.slot] === row.values[owner.slot]) continue;
      const values = found.values.slice();
      values[own.slot] = row.values[owner.slot];
      values[own.typeSlot] = row.values[owner.typeSlot];
      checkOwner(context, child, values);
      write(child, values, 'modifiedon', now);
      link(child, values, 'modifiedby', 'systemuser', context.user);
      world.version += 1;
      tx.replace(storeOf(world, child.logicalName), found, values, world.version);
      context.work.written += 1;
      if (child.activity) point(context, child, found);
      assignChildren(context, child, found);
    }
  }
}
