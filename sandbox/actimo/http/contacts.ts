import type { ApiKey } from '../keys.js';
import { fieldDefinitions, slots } from '../seed/custom-fields.js';
import type { Contact } from '../seed/records.js';
import type { ActimoStore } from '../store.js';
import { type Answer, badInput, listOf, notFound } from './answers.js';
import { newContact, readChange } from './contact-input.js';
import { presentContact, readTime } from './present.js';
import type { Call, Route } from './routes.js';
import { takenBy } from './taken.js';

/** Contacts, as the employee provisioning API documents them, and around them what is inferred. */
export const contactRoutes: readonly Route[] = [
  { method: 'GET', path: '/contacts', basis: 'documented', run: list },
  { method: 'GET', path: '/contacts/fields', basis: 'inferred', run: () => listOf(fieldDefinitions.map((field) => ({ ...field }))) },
  { method: 'GET', path: '/contacts/:id', basis: 'documented', run: one },
  {
    method: 'GET',
    path: '/contacts/:id/relationships',
    basis: 'inferred',
    there: (switches) => switches.relationships,
    run: relationships,
  },
  { method: 'POST', path: '/contacts', basis: 'documented', run: create },
  { method: 'PUT', path: '/contacts/:id', basis: 'documented', run: update },
  { method: 'DELETE', path: '/contacts', basis: 'documented', run: remove },
];

/** Whether this key shows this contact. */
export function visible(store: ActimoStore, key: ApiKey, contactId: number): boolean {
  const { workspaces } = key;
  return workspaces === null || store.memberships.of(contactId).some((row) => workspaces.includes(row.workspace_id));
}

function shown(call: Call, contact: Contact): Record<string, unknown> {
  const { switches, store } = call;
  const signed = call.media(contact);
  return presentContact(switches.delta ? { ...signed, updated_at: store.updatedAt(contact) } : signed, switches);
}

function list(call: Call): Answer {
  const { store, key, query, switches } = call;
  const fits = filterOf(query, switches.delta, store);
  if (typeof fits === 'string') return badInput(fits);
  const load = (id: number) => {
    const contact = store.contact(id);
    return contact && shown(call, contact);
  };
  if (!fits && key.workspaces === null) return { kind: 'list', ids: store.contactIds(), count: store.contactCount(), load };
  const ids = [...store.contactIds()].filter((id) => {
    if (!visible(store, key, id)) return false;
    const contact = fits && store.contact(id);
    return !fits || (contact !== undefined && fits(contact));
  });
  return { kind: 'list', ids, count: ids.length, load };
}

/** The query's filters as one question; `undefined` without any, a sentence when one cannot be read. */
function filterOf(query: URLSearchParams, delta: boolean, store: ActimoStore): ((contact: Contact) => boolean) | string | undefined {
  const questions: ((contact: Contact) => boolean)[] = [];
  const search = query.get('search')?.trim().toLowerCase();
  if (search)
    questions.push((contact) =>
      [contact.name, contact.email, contact.msisdn, contact.employee_id].some((value) => value?.toLowerCase().includes(search)),
    );
  for (const field of ['employee_id', 'email', ...slots] as const) {
    const wanted = query.get(field);
    if (wanted !== null) questions.push((contact) => contact[field] === wanted);
  }
  const since = delta ? query.get('updated_since') : null;
  if (since !== null) {
    const from = readTime(since);
    if (from === undefined) return 'updated_since is not a time';
    questions.push((contact) => store.updatedAt(contact) >= from);
  }
  return questions.length === 0 ? undefined : (contact) => questions.every((question) => question(contact));
}

function find({ store, key, ids }: Call): Contact | undefined {
  const id = ids[0] as number;
  return visible(store, key, id) ? store.contact(id) : undefined;
}

function one(call: Call): Answer {
  const contact = find(call);
  return contact ? { kind: 'one', row: shown(call, contact) } : notFound(`contact ${call.ids[0]}`);
}

function relationships(call: Call): Answer {
  return find(call)
    ? listOf(call.store.relationshipsOf(call.ids[0] as number).map((row) => ({ ...row })))
    : notFound(`contact ${call.ids[0]}`);
}

function create(call: Call): Answer {
  const { store, body, switches, key } = call;
  const change = readChange(body);
  if (typeof change === 'string') return badInput(change);
  if (!change.first_name || !change.last_name) return badInput('first_name and last_name are required');
  const taken = takenBy(store, change, undefined);
  if (taken !== undefined) {
    // What this key does not show it does not change either.
    if (switches.duplicate === 'conflict' || !visible(store, key, taken))
      return { kind: 'error', status: 409, message: 'a contact with this e-mail or number exists', more: { id: taken } };
    return { kind: 'one', row: shown(call, store.changeContact(taken, change) as Contact) };
  }
  const made = store.addContact((id, at) => newContact(id, store.world.firstAdminId, at, change));
  // Whom a key for a workspace makes is in it, or it would not see its own people.
  for (const [nth, workspace_id] of (key.workspaces ?? []).entries())
    store.memberships.put({
      contact_id: made.id,
      workspace_id,
      added_at: made.created_at,
      removed_at: null,
      role: 'member',
      primary: nth === 0,
    });
  return { kind: 'one', row: shown(call, made) };
}

function update(call: Call): Answer {
  const { store, body } = call;
  const contact = find(call);
  if (!contact) return notFound(`contact ${call.ids[0]}`);
  if (body.id !== undefined && Number(body.id) !== contact.id) return badInput('the id in the body is not the one in the path');
  const change = readChange(body);
  if (typeof change === 'string') return badInput(change);
  if ([change.first_name, change.last_name].some((name) => name !== undefined && !name)) return badInput('a name cannot be taken away');
  const taken = takenBy(store, change, contact.id);
  if (taken !== undefined)
    return { kind: 'error', status: 409, message: 'a contact with this e-mail or number exists', more: { id: taken } };
  return { kind: 'one', row: shown(call, store.changeContact(contact.id, change) as Contact) };
}

function remove({ store, key, query }: Call): Answer {
  const ids = query
    .getAll('ids')
    .flatMap((part) => part.split(','))
    .map((part) => (/^\d{1,15}$/.test(part) ? Number(part) : Number.NaN));
  if (ids.length === 0 || ids.some(Number.isNaN)) return badInput('ids must be whole numbers');
  // It cannot be undone, so nothing that only looks like a yes is one, nor like a no.
  const anonymise = query.get('forceAnonymize') ?? 'false';
  if (anonymise !== 'true' && anonymise !== 'false') return badInput('forceAnonymize must be true or false');
  const missing = ids.find((id) => !visible(store, key, id) || !store.contact(id));
  if (missing !== undefined) return notFound(`contact ${missing}`);
  for (const id of ids) store.deleteContact(id, anonymise === 'true');
  return { kind: 'done' };
}
