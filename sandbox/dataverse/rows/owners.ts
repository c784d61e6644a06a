import { unitOf } from '../auth/grants.js';
import { has, privilegeName, teamHas } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { storeOf, tableOf } from '../core/world.js';
import type { Table } from '../metadata/types.js';
import type { WriteContext } from './context.js';
import { column, link, read } from './slots.js';

/** An owner must be enabled and must be able to read the table (docs/facts/dataverse.md §8 "Owner"). */
export function checkOwner(context: WriteContext, table: Table, values: unknown[]): void {
  const owner = column(table, 'ownerid');
  const id = values[owner.slot] as string | null;
  if (id === null || id === undefined) throw faults.badOwner();
  const { world } = context;
  const kind = values[owner.typeSlot] as string;
  const ownerTable = tableOf(world, kind);
  const row = storeOf(world, kind).rows.get(id);
  if (row === undefined) throw faults.missing(kind, id);
  const privilege = privilegeName('Read', table);
  if (kind === 'systemuser') {
    if (read(ownerTable, row.values, 'isdisabled') === true) throw faults.ownerDisabled();
    if (!has(world, id, privilege)) throw faults.privilege(id, privilege, table.logicalName);
    link(table, values, 'owninguser', 'systemuser', id);
    link(table, values, 'owningteam', 'team', null);
  } else {
    if (!teamHas(world, id, privilege)) throw faults.privilege(id, privilege, table.logicalName);
    link(table, values, 'owningteam', 'team', id);
    link(table, values, 'owninguser', 'systemuser', null);
  }
  link(table, values, 'owningbusinessunit', 'businessunit', (read(ownerTable, row.values, 'businessunitid') as string | null) ?? null);
}

/** Rows belong to whoever makes them. */
export function ownByCaller(context: WriteContext, table: Table, values: unknown[]): void {
  link(table, values, 'ownerid', 'systemuser', context.user);
  link(table, values, 'owninguser', 'systemuser', context.user);
  link(table, values, 'owningbusinessunit', 'businessunit', unitOf(context.world, 'systemuser', context.user));
}
