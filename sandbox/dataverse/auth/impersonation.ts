import { DataverseFault, faults } from '../core/errors.js';
import { asGuid } from '../core/guid.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import { column } from '../rows/slots.js';
import { has } from './privileges.js';

/** Whose rights count: the caller's, or those of the user he acts for (docs/facts/dataverse.md §2 "impersonation"). */
export function impersonated(
  world: World,
  caller: string,
  headers: Readonly<Record<string, string | undefined>>,
): { user: string; behalfOf: string | null } {
  const byId = headers.mscrmcallerid;
  const byObject = headers.callerobjectid;
  if (byId === undefined && byObject === undefined) return { user: caller, behalfOf: null };
  if (!has(world, caller, 'prvActOnBehalfOfAnotherUser')) {
    throw new DataverseFault(403, '0x8004a110', 'The caller has no privilege to act on behalf of another user.');
  }
  const users = tableOf(world, 'systemuser');
  const id = asGuid(byId ?? byObject);
  const store = storeOf(world, 'systemuser');
  const row =
    id === null
      ? undefined
      : byId !== undefined
        ? store.rows.get(id)
        : store.findByValue(column(users, 'azureactivedirectoryobjectid'), id)[0];
  if (row === undefined) throw faults.missing('systemuser', String(byId ?? byObject));
  if (row.values[column(users, 'isdisabled').slot] === true) {
    throw new DataverseFault(403, '0x80040225', 'The specified user is either disabled or is not a member of any business unit.');
  }
  return { user: row.id, behalfOf: caller };
}
