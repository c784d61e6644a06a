import { newContact, readChange } from '../http/contact-input.js';
import type { Membership, MembershipRole, Workspace } from '../seed/records.js';
import { iso } from '../seed/times.js';
import type { ActimoStore } from '../store.js';

/** What a person does in Actimo while a migration runs. `fields` go by the API's names. */
export type Edit =
  | {
      readonly op: 'create';
      readonly object: 'user';
      readonly fields: Readonly<Record<string, unknown>>;
      readonly manager?: number | null;
      /** Workspaces that the new person becomes a member of, the first one as primary. */
      readonly workspaces?: readonly number[];
    }
  | {
      readonly op: 'update';
      readonly object: 'user';
      readonly id: number;
      readonly fields?: Readonly<Record<string, unknown>>;
      readonly manager?: number | null;
    }
  | { readonly op: 'delete'; readonly object: 'user'; readonly id: number; readonly anonymise?: boolean }
  | { readonly op: 'restore'; readonly object: 'user'; readonly id: number }
  | {
      readonly op: 'create' | 'update';
      readonly object: 'membership';
      readonly workspace_id: number;
      readonly contact_id: number;
      readonly fields?: { readonly role?: MembershipRole; readonly primary?: boolean | null; readonly removed_at?: string | null };
    }
  /** Ends a membership; `erase` takes it out of the history as well. */
  | {
      readonly op: 'delete';
      readonly object: 'membership';
      readonly workspace_id: number;
      readonly contact_id: number;
      readonly erase?: boolean;
    }
  | { readonly op: 'update'; readonly object: 'workspace'; readonly id: number; readonly fields: Partial<Workspace> };

/** One edit as it was carried out: `key` is the source key of the record, `fields` the names of what changed. */
export interface EditDone {
  readonly op: Edit['op'];
  readonly object: Edit['object'];
  readonly key: string;
  readonly fields: readonly string[];
}

export class EditError extends Error {
  override readonly name = 'EditError';
}

/** Carries out one edit; throws `EditError` when it cannot be. */
export function applyEdit(store: ActimoStore, edit: Edit): EditDone {
  const done = (key: string | number, fields: readonly string[] = []): EditDone => ({
    op: edit.op,
    object: edit.object,
    key: String(key),
    fields,
  });
  switch (edit.object) {
    case 'user':
      return done(...applyToUser(store, edit));
    case 'membership':
      return done(`${edit.workspace_id}:${edit.contact_id}`, applyToMembership(store, edit));
    case 'workspace': {
      if (edit.op !== 'update') throw new EditError('workspaces can be updated only');
      if (!store.changeWorkspace(edit.id, edit.fields)) throw new EditError(`there is no workspace ${edit.id}`);
      return done(edit.id, Object.keys(edit.fields));
    }
    default:
      throw new EditError('object must be user, membership or workspace');
  }
}

function applyToUser(store: ActimoStore, edit: Extract<Edit, { object: 'user' }>): [key: number, fields: string[]] {
  switch (edit.op) {
    case 'create': {
      const change = readChange(edit.fields);
      if (typeof change === 'string') throw new EditError(change);
      const { id, created_at } = store.addContact((newId, at) => newContact(newId, store.world.firstAdminId, at, change));
      if (edit.manager !== undefined) store.setManager(id, edit.manager);
      (edit.workspaces ?? []).forEach((workspace_id, nth) => {
        putMembership(store, { contact_id: id, workspace_id, added_at: created_at, removed_at: null, role: 'member', primary: nth === 0 });
      });
      return [id, Object.keys(change)];
    }
    case 'update': {
      const change = readChange(edit.fields ?? {});
      if (typeof change === 'string') throw new EditError(change);
      if (!store.contact(edit.id)) throw new EditError(`there is no user ${edit.id}`);
      if (Object.keys(change).length > 0) store.changeContact(edit.id, change);
      if (edit.manager !== undefined) store.setManager(edit.id, edit.manager);
      return [edit.id, [...Object.keys(change), ...(edit.manager === undefined ? [] : ['manager'])]];
    }
    case 'delete':
      if (!store.deleteContact(edit.id, edit.anonymise ?? false)) throw new EditError(`there is no user ${edit.id}`);
      return [edit.id, []];
    case 'restore':
      if (!store.restoreContact(edit.id)) throw new EditError(`user ${edit.id} cannot be brought back`);
      return [edit.id, []];
    default:
      throw new EditError('op must be create, update, delete or restore');
  }
}

function applyToMembership(store: ActimoStore, edit: Extract<Edit, { object: 'membership' }>): string[] {
  const { workspace_id, contact_id } = edit;
  const before = store.memberships.at(workspace_id, contact_id);
  if (edit.op === 'create') {
    if (before && before.removed_at === null) throw new EditError(`membership ${workspace_id}:${contact_id} is there`);
    if (!store.contact(contact_id)) throw new EditError(`there is no user ${contact_id}`);
    putMembership(store, {
      contact_id,
      workspace_id,
      added_at: iso(store.tick()),
      removed_at: null,
      role: 'member',
      primary: null,
      ...edit.fields,
    });
    return [];
  }
  if (!before) throw new EditError(`there is no membership ${workspace_id}:${contact_id}`);
  if (edit.op === 'update') {
    store.tick();
    putMembership(store, { ...before, ...edit.fields });
    return Object.keys(edit.fields ?? {});
  }
  if (edit.op !== 'delete') throw new EditError('op must be create, update or delete');
  if (edit.erase) store.memberships.remove(workspace_id, contact_id);
  else putMembership(store, { ...before, removed_at: iso(store.tick()) });
  return [];
}

function putMembership(store: ActimoStore, row: Membership): void {
  if (!store.workspace(row.workspace_id)) throw new EditError(`there is no workspace ${row.workspace_id}`);
  store.memberships.put(row);
}
