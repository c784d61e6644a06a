import { demand } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { tableOf } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import type { ManyToMany } from '../metadata/types.js';
import { noContent } from '../routes/answers.js';
import type { Service } from '../routes/service.js';
import type { Row } from '../rows/row.js';
import { inTransaction } from '../rows/run.js';
import { read } from '../rows/slots.js';
import { rowIn } from './row-parameter.js';

/** Actions `AddMembersTeam` and `RemoveMembersTeam`, bound to a team. Members are users; who is in already may be added again. */
export function changeMembers(service: Service, team: Row, request: ApiRequest, how: 'add' | 'remove'): ApiAnswer {
  const { world, hooks } = service;
  const teams = tableOf(world, 'team');
  demand(world, request, 'Write', teams);
  if (read(teams, team.values, 'isdefault') === true)
    throw faults.argument('Members of the default team of a business unit cannot be changed.');
  const given = jsonBody(request, teams.entitySetName).Members;
  if (!Array.isArray(given)) throw faults.payload(teams.entitySetName, "The parameter 'Members' is missing or is no array.");
  const relationship = world.metadata.manyToMany.get('teammembership_association') as ManyToMany;
  inTransaction(world, hooks, request, (context) => {
    const members = given.map((member) => {
      const { table, row } = rowIn(context, member, 'Members', tableOf(world, 'systemuser'));
      if (table.logicalName !== 'systemuser') throw faults.payload(teams.entitySetName, 'Members of a team are users.');
      return row.id;
    });
    context.tx.afterCommit.push(() => {
      for (const member of members) {
        if (how === 'add') world.links.add(relationship, team.id, member);
        else world.links.remove(relationship, team.id, member);
      }
      world.securityVersion += 1;
    });
  });
  return noContent();
}
