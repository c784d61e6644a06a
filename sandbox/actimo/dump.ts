import { canonicalJson } from './canonical.js';
import { fieldDefinitions } from './seed/custom-fields.js';
import type { ActimoStore } from './store.js';

/**
 * Everything that Actimo holds, one canonical JSON line a record: `{side, object, key, body}`. Booleans are booleans and times ISO, whatever the switches say.
 * `user` lines carry their relationships; people who left have a line `departed` each.
 */
export function* dumpLines(store: ActimoStore): Generator<string> {
  const { world } = store;
  // The first client is the one that is migrated; lines of others say whose they are.
  const whose = world.client === 0 ? {} : { client: world.project.id };
  const line = (object: string, key: string | number, body: object): string =>
    canonicalJson({ side: 'actimo', ...whose, object, key: String(key), body });
  yield line('project', world.project.id, world.project);
  for (const field of fieldDefinitions) yield line('field', field.key, field);
  for (let index = 0; index < world.adminUsers; index++) yield line('adminUser', world.firstAdminId + index, world.adminUser(index));
  for (const id of store.workspaceIds()) yield line('workspace', id, store.workspace(id) ?? {});
  for (const id of store.contactIds()) yield line('user', id, { ...store.contact(id), relationships: store.relationshipsOf(id) });
  for (const [id, gone] of store.departures()) yield line('departed', id, gone);
  for (const place of store.workspaceIds()) {
    for (const id of store.memberships.idsIn(place)) yield line('membership', `${place}:${id}`, store.memberships.at(place, id) ?? {});
  }
  for (const id of store.groupIds()) yield line('group', id, store.group(id) ?? {});
  for (const place of store.groupIds()) {
    for (const id of store.groupMemberships.idsIn(place))
      yield line('groupMembership', `${place}:${id}`, store.groupMemberships.at(place, id) ?? {});
  }
}
