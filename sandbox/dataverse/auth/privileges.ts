import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import type { ManyToMany, Table } from '../metadata/types.js';

export type Right = 'Create' | 'Read' | 'Write' | 'Delete' | 'Append' | 'AppendTo' | 'Assign' | 'Share';
export const rights: readonly Right[] = ['Create', 'Read', 'Write', 'Delete', 'Append', 'AppendTo', 'Assign', 'Share'];

/** Privileges that are not about one table. */
export const otherPrivileges: readonly string[] = [
  'prvOverrideCreatedOnCreatedBy',
  'prvActOnBehalfOfAnotherUser',
  'prvBypassCustomBusinessLogic',
  'prvBypassCustomPlugins',
  'prvPublishCustomization',
  'prvCreateEntity',
  'prvWriteEntity',
  'prvReadEntity',
  'prvDeleteEntity',
  'prvCreateAttribute',
  'prvWriteAttribute',
  'prvReadAttribute',
  'prvDeleteAttribute',
  'prvCreateRelationship',
  'prvReadRelationship',
  'prvDeleteRelationship',
  'prvCreateCustomization',
  'prvReadCustomization',
  'prvImportCustomization',
  'prvExportCustomization',
  'prvBulkDelete',
  'prvMerge',
];

const nouns: Readonly<Record<string, string>> = {
  annotation: 'Note',
  activitymimeattachment: 'Activity',
  systemuser: 'User',
  savedquery: 'Query',
  salesorder: 'Order',
  transactioncurrency: 'TransactionCurrency',
};

/** E.g. `prvCreateContact`; notes are `Note`, every activity is `Activity`. */
export function privilegeName(right: Right, table: Pick<Table, 'logicalName' | 'schemaName' | 'activity' | 'custom'>): string {
  const noun = table.activity && !table.custom ? 'Activity' : (nouns[table.logicalName] ?? table.schemaName);
  return `prv${right}${noun}`;
}

const many = (world: World, name: string): ManyToMany => world.metadata.manyToMany.get(name) as ManyToMany;

const cache = new WeakMap<World, { version: number; metadata: number; held: Map<string, ReadonlySet<string> | 'all'> }>();

/** Privileges that a user has through roles of his own and of his teams; `all` for a system administrator. */
export function privilegesOf(world: World, userId: string): ReadonlySet<string> | 'all' {
  let known = cache.get(world);
  if (known === undefined || known.version !== world.securityVersion || known.metadata !== world.metadata.version) {
    known = { version: world.securityVersion, metadata: world.metadata.version, held: new Map() };
    cache.set(world, known);
  }
  let held = known.held.get(userId);
  if (held === undefined) {
    held = collect(world, rolesOf(world, userId));
    known.held.set(userId, held);
  }
  return held;
}

function rolesOf(world: World, userId: string): Set<string> {
  const roles = new Set(world.links.of(many(world, 'systemuserroles_association'), 1, userId));
  for (const team of world.links.of(many(world, 'teammembership_association'), 2, userId)) {
    for (const role of world.links.of(many(world, 'teamroles_association'), 1, team)) roles.add(role);
  }
  return roles;
}

export function privilegesOfTeam(world: World, teamId: string): ReadonlySet<string> | 'all' {
  return collect(world, world.links.of(many(world, 'teamroles_association'), 1, teamId));
}

function collect(world: World, roles: ReadonlySet<string>): ReadonlySet<string> | 'all' {
  if (roles.has(world.ids.administratorRole)) return 'all';
  const names = new Set<string>();
  for (const role of roles) for (const name of privilegesOfRole(world, role)) names.add(name);
  return names;
}

/** The customizer's role covers customization and every custom table; the others what was put into them. */
function privilegesOfRole(world: World, role: string): Set<string> {
  const names = new Set<string>();
  const store = world.stores.get('privilege');
  const nameSlot = world.metadata.tables.get('privilege')?.columns.get('name')?.slot ?? 0;
  for (const id of world.links.of(many(world, 'roleprivileges_association'), 1, role)) {
    const name = store?.rows.get(id)?.values[nameSlot];
    if (typeof name === 'string') names.add(name);
  }
  if (role === world.ids.customizerRole) {
    for (const name of otherPrivileges) if (/Entity|Attribute|Relationship|Customization/.test(name)) names.add(name);
    for (const table of world.metadata.tables.values()) {
      if (table.custom || table.logicalName === 'publisher' || table.logicalName === 'solution')
        for (const right of rights) names.add(privilegeName(right, table));
    }
  }
  return names;
}

export function has(world: World, userId: string, privilege: string): boolean {
  const held = privilegesOf(world, userId);
  return held === 'all' || held.has(privilege);
}

/** Who asks: the user whose name the work carries, and whoever works in that name. */
export interface Caller {
  readonly user: string;
  readonly behalfOf: string | null;
}

/** Who acts for another may do what both may (docs/facts/dataverse.md §2 "impersonation"). The one that may not, or null. */
function lacking(world: World, { user, behalfOf }: Caller, privilege: string): string | null {
  if (!has(world, user, privilege)) return user;
  return behalfOf !== null && !has(world, behalfOf, privilege) ? behalfOf : null;
}

export const may = (world: World, caller: Caller, privilege: string): boolean => lacking(world, caller, privilege) === null;

/** What the service can do is no secret to anybody who may sign in, and files are asked for by ids that only their rows tell (inferred). */
const openToAll = new Set([
  'sdkmessage',
  'sdkmessagefilter',
  'fileattachment',
  'imagedescriptor',
  'attributeimageconfig',
  'entityimageconfig',
]);

/** Throws PrivilegeDenied when the caller may not. */
export function demand(world: World, caller: Caller, right: Right, table: Table): void {
  if (right === 'Read' && openToAll.has(table.logicalName)) return;
  demandNamed(world, caller, privilegeName(right, table), table.logicalName);
}

export function demandNamed(world: World, caller: Caller, privilege: string, table: string): void {
  const user = lacking(world, caller, privilege);
  if (user !== null) throw faults.privilege(user, privilege, table);
}
