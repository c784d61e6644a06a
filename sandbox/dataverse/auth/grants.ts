import { storeOf, tableOf, type World } from '../core/world.js';
import type { ManyToMany } from '../metadata/types.js';
import { read } from '../rows/slots.js';
import { otherPrivileges, privilegeName, rights } from './privilege-names.js';

/** How far a privilege reaches: one's own rows, those of the business unit, of the units below it too, all. */
export type Depth = 'Basic' | 'Local' | 'Deep' | 'Global';

/** One way in which a principal has a privilege. */
export interface Grant {
  readonly depth: Depth;
  /** User or team that holds the role. */
  readonly principal: string;
  /** Business unit from which its reach is counted. */
  readonly unit: string;
  /** Whether own rows of the user count too; a team's role may be for the team's rows alone. */
  readonly direct: boolean;
}

/** Grants by the name of the privilege; `all` for those who may do everything. */
export type Grants = ReadonlyMap<string, readonly Grant[]> | 'all';

const many = (world: World, name: string): ManyToMany => world.metadata.manyToMany.get(name) as ManyToMany;

const cache = new WeakMap<World, { version: number; metadata: number; held: Map<string, Grants> }>();

/** What a user has through roles of his own and of his teams. */
export function grantsOf(world: World, userId: string): Grants {
  let known = cache.get(world);
  if (known === undefined || known.version !== world.securityVersion || known.metadata !== world.metadata.version) {
    known = { version: world.securityVersion, metadata: world.metadata.version, held: new Map() };
    cache.set(world, known);
  }
  let held = known.held.get(userId);
  if (held === undefined) {
    held = userId === world.ids.systemUser ? 'all' : collect(world, userId);
    known.held.set(userId, held);
  }
  return held;
}

function collect(world: World, userId: string): Grants {
  const found = new Map<string, Grant[]>();
  const own = world.links.of(many(world, 'systemuserroles_association'), 1, userId);
  if (add(world, found, own, userId, unitOf(world, 'systemuser', userId), true)) return 'all';
  for (const team of teamsOf(world, userId)) {
    const roles = world.links.of(many(world, 'teamroles_association'), 1, team);
    if (add(world, found, roles, team, unitOf(world, 'team', team), false)) return 'all';
  }
  return found;
}

/** What a team has by itself. */
export function grantsOfTeam(world: World, teamId: string): Grants {
  const found = new Map<string, Grant[]>();
  const roles = world.links.of(many(world, 'teamroles_association'), 1, teamId);
  return add(world, found, roles, teamId, unitOf(world, 'team', teamId), true) ? 'all' : found;
}

/** What a role gives by itself. */
export const grantsOfRole = (world: World, role: string): ReadonlyMap<string, Depth> | 'all' =>
  role === world.ids.administratorRole ? 'all' : privilegesOfRole(world, role);

/** Answers whether one of the roles may do everything. */
function add(world: World, into: Map<string, Grant[]>, roles: ReadonlySet<string>, principal: string, unit: string, own: boolean): boolean {
  if (roles.has(world.ids.administratorRole)) return true;
  for (const role of roles) {
    const direct = own || isInherited(world, role);
    for (const [name, depth] of privilegesOfRole(world, role)) {
      const grants = into.get(name);
      const grant: Grant = { depth, principal, unit, direct };
      if (grants === undefined) into.set(name, [grant]);
      else grants.push(grant);
    }
  }
  return false;
}

export const teamsOf = (world: World, userId: string): ReadonlySet<string> =>
  world.links.of(many(world, 'teammembership_association'), 2, userId);

/** Business unit of a user or team. */
export function unitOf(world: World, table: 'systemuser' | 'team', id: string): string {
  const row = storeOf(world, table).rows.get(id);
  const unit = row === undefined ? null : read(tableOf(world, table), row.values, 'businessunitid');
  return typeof unit === 'string' ? unit : world.ids.businessUnit;
}

/** `isinherited` 1: members have the role's Basic privileges as if it was their own. */
function isInherited(world: World, role: string): boolean {
  const row = storeOf(world, 'role').rows.get(role);
  return row !== undefined && read(tableOf(world, 'role'), row.values, 'isinherited') === 1;
}

/** How far a role's privilege reaches; everything unless somebody said otherwise. */
export const depthIn = (world: World, role: string, privilege: string): Depth => world.depths.get(`${role}:${privilege}`) ?? 'Global';

export function setDepth(world: World, role: string, privilege: string, depth: Depth): void {
  if (depth === 'Global') world.depths.delete(`${role}:${privilege}`);
  else world.depths.set(`${role}:${privilege}`, depth);
}

/** The customizer's role covers customization and every custom table; the others what was put into them. */
function privilegesOfRole(world: World, role: string): Map<string, Depth> {
  const names = new Map<string, Depth>();
  const store = world.stores.get('privilege');
  const nameSlot = world.metadata.tables.get('privilege')?.columns.get('name')?.slot ?? 0;
  for (const id of world.links.of(many(world, 'roleprivileges_association'), 1, role)) {
    const name = store?.rows.get(id)?.values[nameSlot];
    if (typeof name === 'string') names.set(name, depthIn(world, role, id));
  }
  if (role === world.ids.customizerRole) {
    for (const name of otherPrivileges) if (/Entity|Attribute|Relationship|Customization/.test(name)) names.set(name, 'Global');
    for (const table of world.metadata.tables.values()) {
      if (table.custom || table.logicalName === 'publisher' || table.logicalName === 'solution')
        for (const right of rights) names.set(privilegeName(right, table), 'Global');
    }
  }
  return names;
}
