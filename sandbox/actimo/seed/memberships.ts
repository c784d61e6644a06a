import type { Cast } from './cases.js';
import { Random, streams } from './random.js';
import type { Membership, MembershipRole } from './records.js';
import { day, iso, seedEnd } from './times.js';

interface MembershipOptions {
  readonly seed: number;
  readonly firstWorkspaceId: number;
  readonly workspaces: number;
  readonly managers: number;
  readonly castOf: (index: number) => Cast | undefined;
}

/**
 * The workspaces of the person with this index, home first; never the same workspace twice. Person `w` is at home in workspace `w` and its admin, save for
 * every seventh workspace, which has none. The flag `primary` is missing for four in ten people, as it is where the client never set it.
 */
export function makeMemberships(options: MembershipOptions, index: number, contact: { id: number; createdAt: number }): Membership[] {
  const { seed, workspaces, firstWorkspaceId } = options;
  const random = new Random(seed, streams.membership, index);
  const cast = options.castOf(index)?.name;
  const home = index < workspaces ? index : Math.floor(random.next() ** 1.3 * workspaces);
  const drawn = random.weighted([
    [1, 76],
    [2, 18],
    [3, 6],
  ] as const);
  const flagged = random.chance(0.6);
  const count = cast === 'noWorkspace' ? 0 : cast === 'twoPrimaries' || cast === 'movedWorkspace' ? 2 : cast === 'onlyEnded' ? 1 : drawn;
  const rows: Membership[] = [];
  for (let nth = 0; nth < Math.min(count, workspaces); nth++) {
    // A step that has no factor in common with the number of workspaces would be a proof; a short walk past those already taken is enough.
    let workspace = nth === 0 ? home : random.int(workspaces);
    while (rows.some((row) => row.workspace_id === firstWorkspaceId + workspace)) workspace = (workspace + 1) % workspaces;
    const added = nth === 0 ? contact.createdAt : Math.min(seedEnd - 2 * day, contact.createdAt + random.int(900) * day);
    const ends = random.chance(0.3);
    const ended = cast === 'onlyEnded' || (cast === 'movedWorkspace' ? nth === 0 : nth > 0 && ends && cast !== 'twoPrimaries');
    rows.push({
      contact_id: contact.id,
      workspace_id: firstWorkspaceId + workspace,
      added_at: iso(added),
      removed_at: ended ? iso(added + Math.floor((seedEnd - day - added) * (0.2 + random.next() * 0.7))) : null,
      role: roleOf(options, random, index, nth, workspace),
      primary: cast === 'twoPrimaries' ? true : flagged ? nth === 0 : null,
    });
  }
  return rows;
}

function roleOf(
  { workspaces, managers }: MembershipOptions,
  random: Random,
  index: number,
  nth: number,
  workspace: number,
): MembershipRole {
  const editor = random.chance(0.03);
  if (nth === 0 && index === workspace && index < workspaces && workspace % 7 !== 6) return 'admin';
  if (index < managers) return 'manager';
  return editor ? 'editor' : 'member';
}
