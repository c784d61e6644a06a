import { DataverseFault } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import type { Column, ManyToMany, Table } from '../metadata/types.js';
import { column, read } from '../rows/slots.js';
import { grantsOf, teamsOf } from './grants.js';
import type { Caller } from './privileges.js';

/** What a profile allows with a secured column (`fieldpermission`). */
export type ColumnRight = 'read' | 'create' | 'update';

const allowed = 4;

/** Whether a column can be secured at all: the server's own, and those that say which row it is, cannot. */
export const canBeSecured = (one: Column): boolean =>
  !one.primaryId &&
  !one.primaryName &&
  one.attributeOf === null &&
  (one.create || one.update) &&
  !['State', 'Status', 'Owner'].includes(one.type);

const profilesOf = (world: World, user: string): Set<string> => {
  const many = (name: string): ManyToMany => world.metadata.manyToMany.get(name) as ManyToMany;
  const profiles = new Set(world.links.of(many('systemuserprofiles_association'), 1, user));
  for (const team of teamsOf(world, user))
    for (const profile of world.links.of(many('teamprofiles_association'), 1, team)) profiles.add(profile);
  return profiles;
};

/** Whether a user's profiles, or those of his teams, allow it; who may do everything may do this too. */
function allows(world: World, user: string, secured: Column, right: ColumnRight): boolean {
  if (grantsOf(world, user) === 'all') return true;
  const table = tableOf(world, 'fieldpermission');
  const store = storeOf(world, 'fieldpermission');
  return [...profilesOf(world, user)].some((profile) =>
    store
      .findByValue(column(table, 'fieldsecurityprofileid'), profile)
      .some(
        ({ values }) =>
          read(table, values, 'entityname') === secured.table &&
          read(table, values, 'attributelogicalname') === secured.logicalName &&
          read(table, values, `can${right}`) === allowed,
      ),
  );
}

const both = ({ user, behalfOf }: Caller): string[] => [user, ...(behalfOf === null ? [] : [behalfOf])];

/** Columns whose values the caller does not see. */
export function hiddenColumns(world: World, caller: Caller, table: Table): readonly Column[] {
  const hidden: Column[] = [];
  for (const one of table.columns.values())
    if (one.secured && !both(caller).every((user) => allows(world, user, one, 'read'))) hidden.push(one);
  return hidden;
}

/** Throws when the caller may not write a secured column (docs/facts/dataverse.md §8 "Secured columns"). */
export function demandColumn(world: World, caller: Caller, one: Column, right: 'create' | 'update'): void {
  if (!one.secured) return;
  const user = both(caller).find((each) => !allows(world, each, one, right));
  if (user === undefined) return;
  const table = tableOf(world, one.table);
  if (right === 'update')
    throw new DataverseFault(
      403,
      '0x8004f507',
      `Caller user with Id ${user} does not have update permissions to a ${nameOf(world, one)} secured field on entity ${nameOf(world, table)}. The requested operation could not be completed.`,
    );
  const count = [...table.columns.values()].filter(({ secured }) => secured).length;
  throw new DataverseFault(
    403,
    '0x8004f502',
    `Caller user with ID ${user} does not have Create permissions for the ${one.logicalName} attribute in the ${one.table} entity. Count secured attributes in entity ${count}.`,
  );
}

const nameOf = (world: World, { displayName, schemaName }: Pick<Column, 'displayName' | 'schemaName'>): string =>
  displayName[world.settings.baseLanguage] ?? schemaName;
