import { type Cast, createCasting } from './cases.js';
import { groupCount, makeGroup, makeGroupMemberships } from './groups.js';
import { makeMemberships } from './memberships.js';
import { createdAtOf, makePerson, type PersonOptions } from './person.js';
import { Random, streams } from './random.js';
import type { AdminUser, Contact, Group, GroupMembership, Membership, Project, Relationship, Workspace } from './records.js';
import { day, iso, seedEnd } from './times.js';
import { makeWorkspace, workspaceCount } from './workspaces.js';

export interface WorldOptions {
  /** People alive, 20 to 500,000. */
  readonly users: number;
  readonly seed: number;
  /** Which of Actimo's customers it is, from 0. Ids are one counter per kind of thing over all of them. */
  readonly client?: number;
}

/** A person who left: deleted so many days before the end of the seeded time, or anonymised. */
export interface Departure {
  readonly deletedAt: number;
  readonly anonymised: boolean;
}

/** The seeded client as it was before anybody edited it. Everything is made when asked for; nothing is kept but the lists of who is where. */
export interface World {
  readonly options: WorldOptions;
  readonly project: Project;
  /** What stands behind the @ of this customer's people. */
  readonly mailDomain: string;
  /** Which of Actimo's customers it is, from 0. */
  readonly client: number;
  readonly firstContactId: number;
  /** People alive and departed; indexes `users` and up are the departed. */
  readonly people: number;
  readonly workspaces: number;
  readonly groups: number;
  readonly firstWorkspaceId: number;
  readonly firstGroupId: number;
  castOf(index: number): Cast | undefined;
  contact(index: number): Contact;
  departure(index: number): Departure | undefined;
  relationships(index: number): Relationship[];
  memberships(index: number): Membership[];
  groupMemberships(index: number): GroupMembership[];
  workspace(index: number): Omit<Workspace, 'contact_count'>;
  group(index: number): Omit<Group, 'member_count'>;
  adminUser(index: number): AdminUser;
  readonly firstAdminId: number;
  readonly adminUsers: number;
}

/** How many people each manager has; person 0 is at the top and has none above. */
const span = 9;
const customers = [
  { name: 'Nordlys A/S', mailDomain: 'nordlys.example' },
  { name: 'Havblik ApS', mailDomain: 'havblik.example' },
  { name: 'Solgården GmbH', mailDomain: 'solgaarden.example' },
] as const;
/** Ids that one customer may use up of each kind of thing. */
const idsPerClient = { contacts: 1_000_000, workspaces: 100_000, groups: 100_000, adminUsers: 1000 } as const;

function customer(client: number): { name: string; mailDomain: string } {
  const known = customers[client % customers.length] as (typeof customers)[number];
  const round = Math.floor(client / customers.length);
  return round === 0 ? known : { name: `${known.name} ${round + 1}`, mailDomain: `${round + 1}.${known.mailDomain}` };
}

export function seedWorld(options: WorldOptions): World {
  const { users, client = 0 } = options;
  // Two customers have nothing in common but the service.
  const seed = (options.seed + client * 7_368_787) | 0;
  const { name: company, mailDomain } = customer(client);
  if (!Number.isInteger(users) || users < 20 || users > 500_000)
    throw new RangeError(`users must be a whole number from 20 to 500,000, not ${users}`);
  const firstContactId = 501 + client * idsPerClient.contacts;
  const firstWorkspaceId = 11 + client * idsPerClient.workspaces;
  const firstGroupId = 301 + client * idsPerClient.groups;
  const workspaces = workspaceCount(users);
  const groups = groupCount(users);
  const firstAdminId = 1 + client * idsPerClient.adminUsers;
  const adminUsers = Math.min(workspaces, 40) + 1;
  const castOf = createCasting(seed, users);
  const person: PersonOptions = { seed, company, mailDomain, firstId: firstContactId, firstAdminId, adminUsers, castOf };
  const people = users + Math.max(3, Math.round(users / 100));
  const managers = Math.ceil((users - 1) / span);

  const departure = (index: number): Departure | undefined => {
    if (index < users) return undefined;
    const nth = index - users;
    // The first three are the two sides of the 180 days and somebody who asked to be forgotten.
    const days = nth === 0 ? 179 : nth === 1 ? 181 : 30 + ((nth * 37) % 900);
    return { deletedAt: seedEnd - days * day, anonymised: nth === 2 || days > 180 };
  };
  const contact = (index: number): Contact => makePerson(person, index);
  const when = (index: number) => ({ id: firstContactId + index, createdAt: createdAtOf(seed, index) });

  return {
    options: { ...options, seed },
    client,
    project: { id: 4 + client, name: company },
    mailDomain,
    firstContactId,
    firstWorkspaceId,
    firstGroupId,
    people,
    workspaces,
    groups,
    firstAdminId,
    adminUsers,
    castOf,
    contact,
    departure,
    relationships: (index) => relationships(index, { users, seed, firstContactId, cast: castOf(index) }),
    memberships(index) {
      const rows = makeMemberships({ seed, firstWorkspaceId, workspaces, managers, castOf }, index, when(index));
      const left = departure(index);
      if (!left) return rows;
      return rows.slice(0, 1).map((row) => ({ ...row, ...ending(row.added_at, left.deletedAt) }));
    },
    groupMemberships(index) {
      const rows = makeGroupMemberships({ seed, firstId: firstGroupId, groups, firstAdminId, adminUsers, castOf }, index, when(index));
      const left = departure(index);
      return left ? rows.slice(0, 1).map((row) => ({ ...row, ...ending(row.added_at, left.deletedAt), removed_by: firstAdminId })) : rows;
    },
    workspace: (index) => makeWorkspace(seed, index, { firstId: firstWorkspaceId, clientId: 4 + client, mailDomain }),
    group: (index) => makeGroup(seed, index, { firstId: firstGroupId, firstAdminId, adminUsers }),
    adminUser(index) {
      const workspace_ids = workspacesOfAdmin(index, workspaces, adminUsers).map((at) => firstWorkspaceId + at);
      if (index === adminUsers - 1)
        return {
          id: firstAdminId + index,
          email: `konsulent${client === 0 ? '' : client + 1}@elsewhere.example`,
          name: 'Ekstern Konsulent',
          role: 'editor',
          workspace_ids,
        };
      const { email, name } = contact(index);
      return { id: firstAdminId + index, email: email || `admin${index}@${mailDomain}`, name: name ?? '', role: 'admin', workspace_ids };
    },
  };
}

function ending(addedAt: string, deletedAt: number): { added_at: string; removed_at: string } {
  return { added_at: iso(Math.min(Date.parse(addedAt), deletedAt - 100 * day)), removed_at: iso(deletedAt) };
}

function workspacesOfAdmin(index: number, workspaces: number, adminUsers: number): number[] {
  if (index === adminUsers - 1) return [0];
  return Array.from({ length: workspaces }, (_, at) => at).filter((at) => at % (adminUsers - 1) === index);
}

function relationships(
  index: number,
  world: { users: number; seed: number; firstContactId: number; cast: Cast | undefined },
): Relationship[] {
  const manager = managerOf(index, world);
  const list: Relationship[] = manager === null ? [] : [{ type: 'manager', contact_id: manager }];
  if (index > 0 && index < world.users && new Random(world.seed, streams.membership, -index).chance(0.03)) {
    list.push({ type: 'mentor', contact_id: world.firstContactId + ((index * 13) % world.users) });
  }
  return list;
}

function managerOf(
  index: number,
  { users, firstContactId, cast }: { users: number; firstContactId: number; cast: Cast | undefined },
): number | null {
  if (index === 0 || index >= users) return null;
  if (cast?.name === 'managerLoop') return firstContactId + (cast.people[1 - cast.part] as number);
  if (cast?.name === 'ownManager') return firstContactId + index;
  // The manager left: the relation points at a person whom no list shows any more.
  if (cast?.name === 'managerMissing') return firstContactId + users;
  return firstContactId + Math.floor((index - 1) / span);
}
