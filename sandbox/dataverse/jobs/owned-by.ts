import type { World } from '../core/world.js';

/** Columns of a row that stands for work which somebody has asked for: it is theirs, and of their making. */
export const ownedBy = (world: World, user: string) => ({
  ownerid: { table: 'systemuser', id: user },
  owninguser: user,
  owningbusinessunit: world.ids.businessUnit,
  createdby: user,
  modifiedby: user,
});
