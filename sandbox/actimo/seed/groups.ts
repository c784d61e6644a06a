import type { Cast } from './cases.js';
import { Random, streams } from './random.js';
import type { Group, GroupMembership } from './records.js';
import { day, iso, seedEnd } from './times.js';

export const groupCount = (users: number): number => Math.max(4, Math.round(users / 50));

const themes = ['Alle', 'Ledere', 'Nattevagt', 'Julehjælp 🎄', 'Førstehjælpere', 'Elever', 'Butikschefer', 'Deltid', 'Løbeklubben'];

/** `member_count` is filled in by the world, which knows the members. */
export function makeGroup(
  seed: number,
  index: number,
  options: { firstId: number; firstAdminId: number; adminUsers: number },
): Omit<Group, 'member_count'> {
  const random = new Random(seed, streams.group, index);
  const round = Math.floor(index / themes.length);
  return {
    id: options.firstId + index,
    user_id: options.firstAdminId + random.int(options.adminUsers),
    name: `${themes[index % themes.length]}${round > 0 ? ` ${round + 1}` : ''}`,
    created_at: iso(seedEnd - (100 + random.int(3000)) * day),
    source_type: random.pick(['manual', 'excel', 'smart'] as const),
    shared: random.chance(0.5),
  };
}

/** A person's groups: the first one holds everybody, another one most people; some were moved, and the old line stays with who took them out. */
export function makeGroupMemberships(
  options: {
    seed: number;
    firstId: number;
    groups: number;
    firstAdminId: number;
    adminUsers: number;
    castOf: (index: number) => Cast | undefined;
  },
  index: number,
  contact: { id: number; createdAt: number },
): GroupMembership[] {
  const random = new Random(options.seed, streams.groupMember, index);
  const line = (group: number, added: number, removed: number | null): GroupMembership => ({
    contact_id: contact.id,
    group_id: options.firstId + group,
    added_at: iso(added),
    removed_at: removed === null ? null : iso(removed),
    removed_by: removed === null ? null : options.firstAdminId + random.int(options.adminUsers),
  });
  const own = 1 + random.int(options.groups - 1);
  const moves = random.chance(0.06) || options.castOf(index)?.name === 'movedWorkspace';
  const rows = [line(0, contact.createdAt, null)];
  if (!random.chance(0.8) && !moves) return rows;
  const movedAt = contact.createdAt + Math.floor((seedEnd - day - contact.createdAt) * random.next());
  rows.push(line(own, contact.createdAt, moves ? movedAt : null));
  if (moves) rows.push(line(1 + (own % (options.groups - 1)), movedAt, null));
  return rows;
}
