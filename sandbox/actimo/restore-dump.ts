import { canonicalJson } from './canonical.js';
import { readChange } from './http/contact-input.js';
import type { Contact, GroupMembership, Membership, Relationship, Workspace } from './seed/records.js';
import { ActimoStore, type StoreState } from './store.js';

type Line = Readonly<Record<string, unknown>>;

/** The state that makes a client what the lines of a dump say, over the seed that it was made from. */
export function stateOfDump(store: ActimoStore, lines: readonly Line[]): StoreState {
  const { world } = store;
  const seeded = new ActimoStore(world);
  for (const line of lines) demandLine(line, seeded);
  const own = lines.filter(({ client }) => (world.client === 0 ? client === undefined : client === world.project.id));
  const bodies = <Body>(object: string): (readonly [number, Body])[] =>
    own.filter((line) => line.object === object).map((line) => [Number(line.key), line.body as Body] as const);
  const users = bodies<Contact & { readonly relationships: readonly Relationship[] }>('user');
  const departed = bodies<{ readonly deletedAt: number; readonly anonymised: boolean }>('departed');
  const highest = [...users, ...departed].reduce((most, [id]) => Math.max(most, id), world.firstContactId + world.people - 1);
  const contacts = users
    .map(([, { relationships: _relationships, ...contact }]) => contact as Contact)
    .filter(differs((id) => seeded.contact(id)));
  return {
    ...seeded.state(),
    now: store.now,
    nextContactId: highest + 1,
    contacts,
    touched: contacts.map(({ id }) => [id, store.now] as const),
    gone: departed.filter(([id, { deletedAt }]) => seeded.departure(id)?.deletedAt !== deletedAt),
    back: [...users, ...departed.filter(([id, { deletedAt }]) => seeded.departure(id)?.deletedAt !== deletedAt)]
      .map(([id]) => id)
      .filter((id) => seeded.departure(id) !== undefined),
    relationships: users
      .filter(([id, { relationships }]) => canonicalJson(relationships) !== canonicalJson(seeded.relationshipsOf(id)))
      .map(([id, { relationships }]) => [id, relationships] as const),
    workspaces: bodies<Workspace>('workspace')
      .filter(([id, body]) => canonicalJson({ ...body, contact_count: 0 }) !== canonicalJson({ ...seeded.workspace(id), contact_count: 0 }))
      .map(([, { contact_count: _count, ...workspace }]) => workspace),
    memberships: changedLines<Membership>(own, 'membership', seeded.memberships, seeded.workspaceIds()),
    groupMemberships: changedLines<GroupMembership>(own, 'groupMembership', seeded.groupMemberships, seeded.groupIds()),
  };
}

const differs =
  (seededOf: (id: number) => Contact | undefined) =>
  (contact: Contact): boolean =>
    canonicalJson(contact) !== canonicalJson(seededOf(contact.id) ?? null);

type Changed<Row> = (readonly [contactId: number, place: number, row: Row | null])[];

/** Lines of the dump that the seed has otherwise, and lines of the seed that the dump has not. */
function changedLines<Row>(
  lines: readonly Line[],
  object: string,
  seeded: { at(place: number, contactId: number): Row | undefined; idsIn(place: number): readonly number[] },
  places: readonly number[],
): Changed<Row> {
  const changed: Changed<Row> = [];
  const there = new Set<string>();
  for (const { key, body } of lines.filter((line) => line.object === object)) {
    const [place = 0, contact = 0] = String(key).split(':').map(Number);
    there.add(`${place}:${contact}`);
    if (canonicalJson(body) !== canonicalJson(seeded.at(place, contact) ?? null)) changed.push([contact, place, body as Row]);
  }
  for (const place of places)
    for (const contact of seeded.idsIn(place)) if (!there.has(`${place}:${contact}`)) changed.push([contact, place, null]);
  return changed;
}

type Body = Readonly<Record<string, unknown>>;
type Fits = (ids: readonly number[], body: Body, seeded: ActimoStore) => boolean;

const isMoment = (value: unknown): boolean => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isLine: Fits = (ids, body) =>
  ids[1] === body.contact_id && isMoment(body.added_at) && (body.removed_at === null || isMoment(body.removed_at));
const isWhole = (body: Body, sample: object): boolean => Object.keys(sample).every((name) => name in body) && isMoment(body.created_at);

/** What a line of each object must be like to be put back: it says of whom or what it is in its key and in its body, and is whole. */
const fits: Readonly<Record<string, Fits>> = {
  user: ([id], body, { world }) =>
    id === body.id &&
    isWhole(body, world.contact(0)) &&
    typeof readChange(body) === 'object' &&
    Array.isArray(body.relationships) &&
    body.relationships.every((one: Relationship | null) => Number.isInteger(one?.contact_id)),
  departed: ([id], body) => Number.isInteger(id) && Number.isFinite(body.deletedAt) && typeof body.anonymised === 'boolean',
  workspace: ([id], body, { world }) =>
    id === body.id && isWhole(body, world.workspace(0)) && Array.isArray(body.tags) && Array.isArray(body.locations),
  membership: (ids, body, seeded) => ids[0] === body.workspace_id && isLine(ids, body, seeded),
  groupMembership: (ids, body, seeded) => ids[0] === body.group_id && isLine(ids, body, seeded),
};

function demandLine({ object, key, body }: Line, seeded: ActimoStore): void {
  const rule = Object.hasOwn(fits, String(object)) ? fits[object as string] : undefined;
  if (rule && !rule(String(key).split(':').map(Number), body as Body, seeded))
    throw new RangeError(`the line of ${object} ${key} is not as GET /sandbox/dump writes it`);
}
