import type { ActimoStore, Workspace } from '../actimo/index.js';
import type { LiveRow } from './live-environment.js';

type MakeRows = (workspace: Workspace, id: (part: string) => string) => readonly LiveRow[];

const account = (id: string, name: string, more: Partial<LiveRow> = {}): LiveRow => ({
  table: 'account',
  id,
  columns: { name, address1_city: 'Kolding', description: 'Oprettet af salg' },
  ...more,
});

/** Each kind on a workspace of its own; the fifth one has the name of the first. */
const kinds: readonly (readonly [index: number, make: MakeRows])[] = [
  // In another case.
  [1, ({ name }, id) => [account(id('1'), name.toUpperCase())]],
  // Two Accounts: nobody can tell which.
  [2, ({ name }, id) => [account(id('1'), name), account(id('2'), `${name} `)]],
  [3, ({ name }, id) => [account(id('1'), name, { inactive: true })]],
  // Merged away into one of another name.
  [5, ({ name }, id) => [account(id('2'), `${name} (samlet)`), account(id('1'), name, { mergedInto: id('2') })]],
];

/** Fewest people of a client in which there are Accounts that resemble its workspaces, beside the one that any client has. */
const from = 200;

/** Accounts of customers that carry the names of workspaces and are none. */
export function resemblingAccounts(store: ActimoStore, id: (name: string) => string): LiveRow[] {
  const { world } = store;
  if (world.options.users < from) return [];
  return kinds.flatMap(([index, make]) => {
    const workspace = store.workspace(world.firstWorkspaceId + index);
    return workspace ? make(workspace, (part) => id(`account/${workspace.id}/${part}`)) : [];
  });
}
