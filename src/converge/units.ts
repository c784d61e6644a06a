import type { ObjectName, RowId, RowOrigin, SourceKey, SourceRecord, SourceRef } from '../domain/index.js';
import {
  facetsOfSources,
  heldAnswers,
  identitiesOf,
  type Ledger,
  membershipsOfUsers,
  membersOf,
  personMatches,
  rowsBefore,
  sourceStandings,
  sourcesByKeys,
  targetId,
} from '../ledger/index.js';
import {
  type AppliedFacet,
  columnsToRead,
  type HeldAnswer,
  type MappingContext,
  type Plan,
  planMembership,
  planPerson,
  planWorkspace,
  type Subject,
  type Target,
} from '../mapping/index.js';
import type { World } from './world.js';

/**
 * What is planned as one: a workspace, a person (all users that are the same human), a membership. `key` is the workspace's, the person's lowest user's,
 * or the membership's; every target row of the unit carries it as its source key.
 */
export interface Unit {
  readonly object: ObjectName;
  readonly key: SourceKey;
  readonly records: readonly SourceRecord[];
  readonly plan: Plan;
  readonly context: MappingContext;
  /** What a row of this unit is verified against. */
  subject(part: string): Subject;
}

/** Plans the units with these keys afresh from the ledger. Units whose records have all left Actimo are absent from the answer. */
export async function planUnits(world: World, object: ObjectName, keys: readonly SourceKey[]): Promise<Unit[]> {
  if (keys.length === 0) return [];
  if (object === 'workspace') return planWorkspaces(world, keys);
  return object === 'user' ? planPeople(world, keys) : planMemberships(world, keys);
}

/** Facets of these units that were written once; see `AppliedFacet`. */
async function appliedFacetsOf(ledger: Ledger, object: ObjectName, keys: readonly SourceKey[]): Promise<Map<SourceKey, AppliedFacet[]>> {
  const applied = (await facetsOfSources(ledger, object, keys)).filter((facet) => facet.applied !== null);
  return groupBy(applied, ({ sourceKey }) => sourceKey) as Map<SourceKey, AppliedFacet[]>;
}

/** The person behind each of these users; users without identity are absent. */
const peopleOf = async (ledger: Ledger, users: readonly SourceKey[]): Promise<Map<SourceKey, SourceKey>> =>
  new Map((await identitiesOf(ledger, users)).map(({ userKey, personKey }) => [userKey, personKey]));

/** All users of each of these people. */
async function usersOf(ledger: Ledger, people: readonly SourceKey[]): Promise<Map<SourceKey, SourceKey[]>> {
  const users = new Map<SourceKey, SourceKey[]>();
  for (const { userKey, personKey } of await membersOf(ledger, people)) users.set(personKey, [...(users.get(personKey) ?? []), userKey]);
  return users;
}

/** The Contact of each of these people: one that was there, or the one that we make; people who were not looked for yet are absent. */
async function contactsOf(ledger: Ledger, people: readonly SourceKey[]): Promise<Map<SourceKey, { id: RowId; origin: RowOrigin }>> {
  const matches = await personMatches(ledger, people);
  return new Map(
    matches.map(({ personKey, contactId }) => [
      personKey,
      contactId === null
        ? { id: targetId(ledger, 'contact', 'main', personKey), origin: 'created' as const }
        : { id: contactId, origin: 'existed' as const },
    ]),
  );
}

async function planWorkspaces(world: World, keys: readonly SourceKey[]): Promise<Unit[]> {
  const { ledger } = world.scene;
  const records = await sourcesByKeys(ledger, 'workspace', keys);
  const answers = await answersByKey(ledger, 'workspace', keys);
  const applied = await appliedFacetsOf(ledger, 'workspace', keys);
  const admins = records.flatMap(({ key }) => world.admins?.of.get(key) ?? []);
  const context = await contextFor(world, { users: admins, workspaces: keys });
  return records.map((record) => {
    const input = { record, answers: answers.get(record.key) ?? [], applied: applied.get(record.key) ?? [] };
    return {
      object: 'workspace',
      key: record.key,
      records: [record],
      plan: planWorkspace(input, context),
      context,
      subject: (part) => ({ object: 'workspace', input, part }),
    };
  });
}

async function planPeople(world: World, personKeys: readonly SourceKey[]): Promise<Unit[]> {
  const { ledger, doc } = world.scene;
  const members = await usersOf(ledger, personKeys);
  const userKeys = [...members.values()].flat();
  const users = byKey(await sourcesByKeys(ledger, 'user', userKeys));
  const memberships = groupBy(await membershipsOfUsers(ledger, userKeys), (membership) => sourceKeyOf(membership.body.contact_id));
  const answers = await answersByKey(ledger, 'user', userKeys);
  const ofMemberships = await answersByKey(
    ledger,
    'membership',
    [...memberships.values()].flat().map(({ key }) => key),
  );
  const applied = await appliedFacetsOf(ledger, 'user', personKeys);
  const contacts = await contactsOf(ledger, personKeys);
  const existing = [...contacts.values()].filter(({ origin }) => origin === 'existed').map(({ id }) => id);
  const before = await rowsBefore(ledger, 'contact', existing);
  const unread = existing.filter((id) => !before.has(id));
  if (unread.length > 0) {
    const read = await world.scene.dataverse.retrieve('contact', unread, columnsToRead(doc, 'contact'), { signal: world.signal });
    for (const row of read.values()) before.set(row.id, row.columns);
  }
  const managers = [...users.values()].map(({ body }) => sourceKeyOf(body.manager_id)).filter((key) => key !== null);
  const workspaces = [...memberships.values()]
    .flat()
    .map(({ body }) => sourceKeyOf(body.workspace_id))
    .filter((key) => key !== null);
  // A manager's e-mail says who owns the Contact; managers of other batches are read for it.
  const others = await sourcesByKeys(
    ledger,
    'user',
    unique(managers).filter((key) => !users.has(key)),
  );
  const context = await contextFor(world, { users: [...userKeys, ...managers], workspaces, emails: [...users.values(), ...others] });

  const units: Unit[] = [];
  for (const personKey of personKeys) {
    const records = (members.get(personKey) ?? []).map((key) => users.get(key)).filter((user) => user !== undefined);
    const contact = contacts.get(personKey);
    if (records.length === 0 || contact === undefined) continue;
    const theirs = records.flatMap(({ key }) => memberships.get(key) ?? []);
    const input = {
      members: records,
      memberships: theirs,
      target: { table: 'contact', ...contact, before: before.get(contact.id) ?? null },
      answers: [...records.flatMap(({ key }) => answers.get(key) ?? []), ...theirs.flatMap(({ key }) => ofMemberships.get(key) ?? [])],
      applied: applied.get(personKey) ?? [],
    };
    units.push({
      object: 'user',
      key: personKey,
      records,
      plan: planPerson(input, context),
      context,
      subject: () => ({ object: 'user', input }),
    });
  }
  return units;
}

async function planMemberships(world: World, keys: readonly SourceKey[]): Promise<Unit[]> {
  const { ledger } = world.scene;
  const records = await sourcesByKeys(ledger, 'membership', keys);
  const userKeys = unique(records.map(({ body }) => sourceKeyOf(body.contact_id)));
  const identities = await peopleOf(ledger, userKeys);
  const members = await usersOf(ledger, unique([...identities.values()]));
  const everybody = unique([...userKeys, ...[...members.values()].flat()]);
  // Also of those users of the same people who have no record in this batch: siblings are a person's, whatever the batch.
  for (const [person, users] of members) for (const user of users) identities.set(user, person);
  const siblings = groupBy(await membershipsOfUsers(ledger, everybody), (membership) => {
    const user = sourceKeyOf(membership.body.contact_id);
    return user === null ? null : (identities.get(user) ?? user);
  });
  const answers = await answersByKey(
    ledger,
    'membership',
    [...siblings.values()].flat().map(({ key }) => key),
  );
  const applied = await appliedFacetsOf(ledger, 'membership', keys);
  const context = await contextFor(world, {
    users: everybody,
    workspaces: unique(records.map(({ body }) => sourceKeyOf(body.workspace_id))),
  });
  return records.map((record) => {
    const user = sourceKeyOf(record.body.contact_id);
    const person = user === null ? null : (identities.get(user) ?? user);
    const theirs = (person === null ? undefined : siblings.get(person)) ?? [record];
    const input = {
      record,
      siblings: theirs,
      answers: theirs.flatMap(({ key }) => answers.get(key) ?? []),
      applied: applied.get(record.key) ?? [],
    };
    return {
      object: 'membership',
      key: record.key,
      records: [record],
      plan: planMembership(input, context),
      context,
      subject: () => ({ object: 'membership', input }),
    };
  });
}

/** What the records of a batch refer to, looked up once for the whole batch, so that the pure mapping can ask without waiting. */
async function contextFor(
  world: World,
  refs: { users: readonly SourceKey[]; workspaces: readonly SourceKey[]; emails?: readonly SourceRecord[] },
): Promise<MappingContext> {
  const emails = new Map<SourceKey, string>();
  for (const { key, body } of refs.emails ?? []) if (typeof body.email === 'string') emails.set(key, body.email);
  const { ledger, doc } = world.scene;
  const idOf = (table: string, part: string, key: SourceKey): RowId => targetId(ledger, table, part, key);
  const workspaces = await sourceStandings(ledger, 'workspace', unique(refs.workspaces));
  const users = await sourceStandings(ledger, 'user', unique(refs.users));
  const people = await peopleOf(ledger, unique(refs.users));
  const contacts = await contactsOf(ledger, unique([...people.values()]));

  const targetOf = (ref: SourceRef): Target | null => {
    const standing = (ref.object === 'workspace' ? workspaces : users).get(ref.key);
    if (standing === undefined || standing.gone) return { state: 'missing' };
    if (standing.disposition === 'held') return { state: 'held' };
    if (standing.disposition === 'dropped') return { state: 'dropped' };
    if (ref.object === 'workspace') return { state: 'there', id: idOf('account', 'main', ref.key) };
    const person = people.get(ref.key);
    const contact = person === undefined ? undefined : contacts.get(person);
    return contact === undefined ? null : { state: 'there', id: contact.id };
  };
  return {
    doc,
    idOf,
    targetOf,
    owners: (email) => world.owners.ownerOf(email),
    connectionRole: world.connectionRole,
    adminsOf: (workspace) => world.admins?.of.get(workspace) ?? [],
    emailOf: (user) => emails.get(user) ?? world.admins?.emails.get(user) ?? null,
  };
}

const answersByKey = async (ledger: Ledger, object: ObjectName, keys: readonly SourceKey[]): Promise<Map<SourceKey, HeldAnswer[]>> =>
  groupBy(await heldAnswers(ledger, object, keys), ({ key }) => key);

const sourceKeyOf = (value: unknown): SourceKey | null =>
  typeof value === 'string' || typeof value === 'number' ? (String(value) as SourceKey) : null;

const byKey = (records: readonly SourceRecord[]): Map<SourceKey, SourceRecord> => new Map(records.map((record) => [record.key, record]));

const unique = <T>(values: readonly (T | null)[]): T[] => [...new Set(values.filter((value): value is T => value !== null))];

function groupBy<K, T>(values: readonly T[], keyOf: (value: T) => K | null): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    if (key === null) continue;
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
