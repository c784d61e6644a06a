import { DataverseFault, faults } from '../../core/errors.js';
import { storeOf, tableOf } from '../../core/world.js';
import type { Table } from '../../metadata/types.js';
import type { WriteContext } from '../context.js';
import type { TableRules } from '../rules.js';
import { column, read, targetOf, write } from '../slots.js';

/** Roles that parties may have in the activities of a table; custom activities take all (PD `activityparty-entity.md`). */
const rolesIn: Readonly<Record<string, readonly number[]>> = {
  email: [1, 2, 3, 4],
  phonecall: [1, 2],
  appointment: [5, 6, 7],
  task: [],
  letter: [1, 2, 4],
  fax: [1, 2],
  recurringappointmentmaster: [5, 6, 7],
  serviceappointment: [10, 11],
};

/** Of these roles there is one party at most. */
const single: readonly number[] = [1, 7];

/** A party is somebody who is there, or an address or a name for whom there is no row; its role must be one that the activity has. */
export const activityPartyRules: TableRules = {
  beforeCreate(context, table, _id, values) {
    const activity = column(table, 'activityid');
    const kind = targetOf(activity, values);
    const role = read(table, values, 'participationtypemask') as number;
    if (kind === null) throw faults.argument('An activity party belongs to an activity.');
    if (rolesIn[kind]?.includes(role) === false)
      throw faults.argument(`The participation type ${role} is not valid for the activity '${kind}'.`);
    const others = storeOf(context.world, table.logicalName).findByValue(activity, values[activity.slot]);
    if (single.includes(role) && others.some((other) => read(table, other.values, 'participationtypemask') === role))
      throw faults.argument(`The activity '${kind}' takes one party of the participation type ${role}.`);
    nameParty(context, table, values);
  },
};

function nameParty({ world }: WriteContext, table: Table, values: unknown[]): void {
  const party = column(table, 'partyid');
  const kind = targetOf(party, values);
  const [address, unresolved] = [read(table, values, 'addressused'), read(table, values, 'unresolvedpartyname')];
  write(table, values, 'partyobjecttypecode', kind);
  if (kind === null) {
    if (address === null && unresolved === null)
      throw faults.argument("An activity party needs a 'partyid', an 'addressused' or an 'unresolvedpartyname'.");
    write(table, values, 'partyidname', unresolved ?? address);
    return;
  }
  const holder = tableOf(world, kind);
  const row = storeOf(world, kind).rows.get(String(values[party.slot]));
  if (row === undefined) throw new DataverseFault(404, '0x80040217', `${kind} With Id = ${String(values[party.slot])} Does Not Exist`);
  write(table, values, 'partyidname', holder.primaryName === null ? null : read(holder, row.values, holder.primaryName));
  write(table, values, 'donotemail', read(holder, row.values, 'donotemail') === true);
  if (address === null)
    write(table, values, 'addressused', read(holder, row.values, kind === 'systemuser' ? 'internalemailaddress' : 'emailaddress1'));
}
