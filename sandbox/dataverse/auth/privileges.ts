import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import type { Table } from '../metadata/types.js';
import { grantsOf, grantsOfTeam } from './grants.js';
import { privilegeName, type Right } from './privilege-names.js';

export { otherPrivileges, privilegeName, type Right, rights } from './privilege-names.js';

export function has(world: World, userId: string, privilege: string): boolean {
  const held = grantsOf(world, userId);
  return held === 'all' || held.has(privilege);
}

export function teamHas(world: World, teamId: string, privilege: string): boolean {
  const held = grantsOfTeam(world, teamId);
  return held === 'all' || held.has(privilege);
}

/** Who asks: the user whose name the work carries, and whoever works in that name. */
export interface Caller {
  readonly user: string;
  readonly behalfOf: string | null;
}

/** Who acts for another may do what both may (docs/facts/dataverse.md §2 "impersonation"). The one that may not, or null. */
function lacking(world: World, { user, behalfOf }: Caller, privilege: string): string | null {
  if (!has(world, user, privilege)) return user;
  return behalfOf !== null && !has(world, behalfOf, privilege) ? behalfOf : null;
}

export const may = (world: World, caller: Caller, privilege: string): boolean => lacking(world, caller, privilege) === null;

/** What the service can do is no secret to anybody who may sign in, and files are asked for by ids that only their rows tell (inferred). */
const openToAll = new Set([
  'sdkmessage',
  'sdkmessagefilter',
  'stringmap',
  'fileattachment',
  'imagedescriptor',
  'attributeimageconfig',
  'entityimageconfig',
]);

/** Throws PrivilegeDenied when the caller may not. */
export function demand(world: World, caller: Caller, right: Right, table: Table): void {
  if (right === 'Read' && (table.intersect || openToAll.has(table.logicalName))) return;
  if (table.logicalName === 'customeraddress') {
    demandCustomers(world, caller, right);
    return;
  }
  demandNamed(world, caller, privilegeName(right, table), table.logicalName);
}

/** Addresses have no privileges of their own: who may read or write customers may do so with theirs (inferred). */
function demandCustomers(world: World, caller: Caller, right: Right): void {
  const needed = rightToCustomer(right);
  const tables = ['account', 'contact'].flatMap((name) => world.metadata.tables.get(name) ?? []);
  const [first] = tables;
  if (first === undefined || tables.some((table) => may(world, caller, privilegeName(needed, table)))) return;
  demandNamed(world, caller, privilegeName(needed, first), 'customeraddress');
}

/** What a right to an address takes of its customer. */
export const rightToCustomer = (right: Right): Right => (right === 'Read' ? 'Read' : 'Write');

export function demandNamed(world: World, caller: Caller, privilege: string, table: string): void {
  const user = lacking(world, caller, privilege);
  if (user !== null) throw faults.privilege(user, privilege, table);
}
