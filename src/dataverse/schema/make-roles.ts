import { grantAccess } from './access.js';
import { type Deployment, row } from './deployment.js';
import { findConnectionRole, findSecurityRole } from './found.js';

/** Connection roles, which name what a connection means, and the security role that opens our tables. */
export async function makeRoles(to: Deployment): Promise<void> {
  const { design, http, signal, me, inSolution } = to;
  for (const { name, category, description } of design.connectionRoles) {
    await row(
      to,
      { kind: 'connectionRole', name, idColumn: 'connectionroleid', set: 'connectionroles' },
      () => findConnectionRole(http, name, signal),
      { name, category, description },
    );
  }
  if (design.securityRole === undefined) return;
  const { name, tables: granted } = design.securityRole;
  const id = await row(
    to,
    { kind: 'securityRole', name, idColumn: 'roleid', set: 'roles' },
    () => findSecurityRole(http, name, me.businessUnitId, signal),
    { name, 'businessunitid@odata.bind': `/businessunits(${me.businessUnitId})` },
    inSolution,
  );
  // A role that somebody else made under this name is theirs to fill.
  if (to.parts.ours('securityRole', name)) await grantAccess(to, id, granted, signal);
}
