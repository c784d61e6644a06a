import { type Answer, listOf, notFound } from './answers.js';
import { visible } from './contacts.js';
import { present } from './present.js';
import type { Call, Route } from './routes.js';

/** The client, its workspaces and who is in them, the admin team, groups. */
export const workspaceRoutes: readonly Route[] = [
  { method: 'GET', path: '/project', basis: 'documented', run: ({ store }) => listOf([{ ...store.world.project }]) },
  { method: 'GET', path: '/workspaces', basis: 'inferred', run: workspaces },
  { method: 'GET', path: '/workspaces/:id/contacts', basis: 'inferred', run: memberships },
  { method: 'GET', path: '/users', basis: 'inferred', run: admins },
  { method: 'GET', path: '/groups', basis: 'documented', run: groups },
  { method: 'GET', path: '/groups/:id/contacts', basis: 'inferred', run: groupMembers },
];

function workspaces({ store, key, switches }: Call): Answer {
  const ids = store.workspaceIds().filter((id) => key.workspaces === null || key.workspaces.includes(id));
  return { kind: 'list', ids, count: ids.length, load: (id) => present(store.workspace(id) ?? {}, switches) };
}

function memberships({ store, key, switches, ids: [workspaceId = 0] }: Call): Answer {
  if (!store.workspace(workspaceId)) return notFound(`workspace ${workspaceId}`);
  if (key.workspaces !== null && !key.workspaces.includes(workspaceId))
    return { kind: 'error', status: 403, message: `no access to workspace ${workspaceId}` };
  const ids = store.memberships.idsIn(workspaceId);
  const load = (id: number) => {
    const row = store.memberships.at(workspaceId, id);
    return row && present(row, switches);
  };
  return { kind: 'list', ids, count: ids.length, load };
}

/** Those of the workspaces that the key is for, and these only. */
function admins({ store, key: { workspaces: own }, switches }: Call): Answer {
  const everybody = Array.from({ length: store.world.adminUsers }, (_, index) => store.world.adminUser(index));
  const seen =
    own === null
      ? everybody
      : everybody.flatMap((admin) => {
          const workspace_ids = admin.workspace_ids.filter((id) => own.includes(id));
          return workspace_ids.length === 0 ? [] : [{ ...admin, workspace_ids }];
        });
  return listOf(seen.map((admin) => present(admin, switches)));
}

function groups({ store, switches }: Call): Answer {
  const ids = store.groupIds();
  return { kind: 'list', ids, count: ids.length, load: (id) => present(store.group(id) ?? {}, switches) };
}

function groupMembers({ store, key, switches, ids: [groupId = 0] }: Call): Answer {
  if (!store.group(groupId)) return notFound(`group ${groupId}`);
  const all = store.groupMemberships.idsIn(groupId);
  const ids = key.workspaces === null ? all : all.filter((id) => visible(store, key, id));
  const load = (id: number) => {
    const row = store.groupMemberships.at(groupId, id);
    return row && present(row, switches);
  };
  return { kind: 'list', ids, count: ids.length, load };
}
