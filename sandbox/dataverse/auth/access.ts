import { faults } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import type { Table } from '../metadata/types.js';
import type { Row } from '../rows/row.js';
import { column, read } from '../rows/slots.js';
import { type Grant, grantsOf, teamsOf } from './grants.js';
import { privilegeName, type Right, rights } from './privilege-names.js';
import { type Caller, demand, has, rightToCustomer } from './privileges.js';

/** Bits of an access mask (`AccessRights`). */
export const accessBits: Readonly<Record<Right, number>> = {
  Read: 1,
  Write: 2,
  Append: 4,
  AppendTo: 16,
  Create: 32,
  Delete: 65_536,
  Share: 262_144,
  Assign: 524_288,
};

type Test = (row: Pick<Row, 'id' | 'values'>) => boolean;

/** Only rows that belong to somebody can be out of reach. */
const hasOwners = (table: Table): boolean => table.ownership === 'UserOwned' && table.columns.has('owningbusinessunit');

/** Which rows a user reaches with a right; null: all that there are. The privilege itself has been asked for. */
function reach(world: World, user: string, right: Right, table: Table): Test | null {
  if (table.logicalName === 'customeraddress') return reachOfCustomers(world, user, rightToCustomer(right), table);
  const held = grantsOf(world, user);
  if (held === 'all' || !hasOwners(table)) return null;
  const grants = held.get(privilegeName(right, table)) ?? [];
  if (grants.some(({ depth }) => depth === 'Global')) return null;
  const owner = column(table, 'ownerid').slot;
  const unit = column(table, 'owningbusinessunit').slot;
  const principals = new Set([user, ...teamsOf(world, user)]);
  const owners = new Set(grants.flatMap(({ principal, direct }) => (direct ? [...principals] : [principal])));
  const units = new Set(grants.flatMap((grant) => unitsOf(world, grant)));
  const shared = grants.length === 0 ? new Map<string, number>() : sharedWith(world, table.logicalName, principals);
  const bit = accessBits[right];
  return ({ id, values }) => owners.has(String(values[owner])) || units.has(String(values[unit])) || ((shared.get(id) ?? 0) & bit) !== 0;
}

/** An address is in reach when its customer is. */
function reachOfCustomers(world: World, user: string, right: Right, table: Table): Test | null {
  if (grantsOf(world, user) === 'all') return null;
  const parent = column(table, 'parentid');
  const tests = new Map(['account', 'contact'].map((name) => [name, reach(world, user, right, tableOf(world, name))]));
  const held = (name: string): boolean => has(world, user, privilegeName(right, tableOf(world, name)));
  return ({ values }) => {
    const kind = String(values[parent.typeSlot]);
    const customer = world.stores.get(kind)?.rows.get(String(values[parent.slot]));
    return customer !== undefined && held(kind) && (tests.get(kind)?.(customer) ?? true);
  };
}

/** Business units whose rows a grant covers. */
function unitsOf(world: World, { depth, unit }: Grant): string[] {
  if (depth === 'Local') return [unit];
  if (depth !== 'Deep') return [];
  const table = tableOf(world, 'businessunit');
  const found = [unit];
  for (const parent of found)
    for (const row of storeOf(world, 'businessunit').findByValue(column(table, 'parentbusinessunitid'), parent))
      if (!found.includes(row.id)) found.push(row.id);
  return found;
}

/** Rights by row of what is shared with any of the principals. */
function sharedWith(world: World, tableName: string, principals: ReadonlySet<string>): Map<string, number> {
  const table = tableOf(world, 'principalobjectaccess');
  const store = storeOf(world, 'principalobjectaccess');
  const rights = new Map<string, number>();
  for (const principal of principals) {
    for (const row of store.findByValue(column(table, 'principalid'), principal)) {
      if (read(table, row.values, 'objecttypecode') !== tableName) continue;
      const id = String(read(table, row.values, 'objectid'));
      const held = Number(read(table, row.values, 'accessrightsmask')) | Number(read(table, row.values, 'inheritedaccessrightsmask') ?? 0);
      rights.set(id, (rights.get(id) ?? 0) | held);
    }
  }
  return rights;
}

/** Which rows of the table the caller may read; null: all of them. Who acts for another reads what both may read. */
export function readable(world: World, { user, behalfOf }: Caller, table: Table): Test | null {
  const tests = [user, ...(behalfOf === null ? [] : [behalfOf])].flatMap((one) => reach(world, one, 'Read', table) ?? []);
  if (tests.length === 0) return null;
  return (row) => tests.every((test) => test(row));
}

/** Throws when the caller lacks the privilege, or has it but not for this row (docs/facts/dataverse.md §8 "Rights"). */
export function demandAccess(world: World, caller: Caller, right: Right, table: Table, row: Pick<Row, 'id' | 'values'>): void {
  demand(world, caller, right, table);
  demandReach(world, caller, right, table, row);
}

/** The same when the privilege has been asked for already. */
export function demandReach(world: World, { user, behalfOf }: Caller, right: Right, table: Table, row: Pick<Row, 'id' | 'values'>): void {
  for (const one of [user, ...(behalfOf === null ? [] : [behalfOf])]) {
    const test = reach(world, one, right, table);
    if (test !== null && !test(row)) throw faults.access(one, right, table.logicalName, row.id);
  }
}

/** Rights that a user has on a row, whichever way. */
export function accessTo(world: World, user: string, table: Table, row: Row): Right[] {
  const held = grantsOf(world, user);
  return rights.filter((right) => {
    if (held !== 'all' && !held.has(privilegeName(right, table))) return false;
    const test = reach(world, user, right, table);
    return test === null || test(row);
  });
}
