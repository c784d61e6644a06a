import { type Answer, listOf, notFound } from './answers.js';
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

function admins({ store, switches }: Call): Answer {
  return listOf(Array.from({ length: store.world.adminUsers }, (_, index) => present(store.world.adminUser(index), switches)));
}

function groups({ store, switches }: Call): Answer {
  const ids = store.groupIds();
  return { kind: 'list', ids, count: ids.length, load: (id) => present(store.group(id) ?? {}, switches) };
}

function groupMembers({ store, switches, ids: [groupId = 0] }: Call): Answer {
  if (!store.group(groupId)) return notFound(`group ${groupId}`);
  const ids = store.groupMemberships.idsIn(groupId);
  const load = (id: number) => {
    const row = store.groupMemberships.at(groupId, id);
    return row && present(row, switches);
  };
  return { kind: 'list', ids, count: ids.length, load };
}
