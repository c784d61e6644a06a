import type { Language } from '../seed/names.js';
import { Random, streams } from '../seed/random.js';
import { day, iso, seedEnd } from '../seed/times.js';
import type { ActimoStore } from '../store.js';
import { mediaId, mediaOf } from './media.js';
import { texts } from './texts.js';

export interface SocialGroup {
  readonly id: number;
  readonly name: string;
  readonly kind: 'company' | 'private';
  readonly contact_group_id: number | null;
  readonly description: string | null;
  readonly cover_image_url: string | null;
}

const firstIdOf = (store: ActimoStore): number => 901 + store.world.client * 100_000;
/** A company group for every second contact group, and every third group is one that employees made among themselves. */
const socialGroupCount = (store: ActimoStore): number => Math.max(3, Math.ceil(store.world.groups / 2));
export const socialGroupIds = (store: ActimoStore): number[] =>
  Array.from({ length: socialGroupCount(store) }, (_, index) => firstIdOf(store) + index);

export function socialGroup(store: ActimoStore, id: number): SocialGroup | undefined {
  const index = id - firstIdOf(store);
  if (!(index >= 0 && index < socialGroupCount(store))) return undefined;
  const isPrivate = index % 3 === 2;
  const groupId = store.world.firstGroupId + (index % store.world.groups);
  return {
    id,
    name: isPrivate ? `Kantinens quizhold ${index} 🍻` : `${store.group(groupId)?.name ?? 'Alle'} på væggen`,
    kind: isPrivate ? 'private' : 'company',
    contact_group_id: isPrivate ? null : groupId,
    description: index % 2 === 0 ? 'Vær god ved hinanden ❤️' : null,
    cover_image_url: mediaOf(mediaId(id, 'cover')).url,
  };
}

/** Posts by members of the contact group, people who have left since among them. */
export function postsOf(store: ActimoStore, group: SocialGroup): Record<string, unknown>[] {
  const { world } = store;
  const members = store.groupMemberships.idsIn(group.contact_group_id ?? world.firstGroupId);
  if (members.length === 0) return [];
  const random = new Random(world.options.seed, streams.social, group.id);
  const count = Math.min(2000, Math.max(4, Math.round(members.length / 12)));
  return Array.from({ length: count }, (_, nth) => {
    const id = group.id * 10_000 + nth;
    const language = random.pick(['da', 'da', 'en', 'de', 'sv'] as const) satisfies Language;
    const at = seedEnd - random.int(700) * day - random.int(86_400) * 1000;
    const comments = Array.from({ length: random.chance(0.5) ? random.int(5) : 0 }, (_, at2) => ({
      id: id * 100 + at2,
      contact_id: random.pick(members),
      text: random.pick(texts[language].comments),
      created_at: iso(at + (at2 + 1) * 3_600_000),
    }));
    return {
      id,
      contact_id: random.pick(members),
      text: `${random.pick(texts[language].topics)}\n${random.pick(texts[language].comments)} #${nth}`,
      media: random.chance(0.3) ? [mediaOf(mediaId(id, 'post'))] : [],
      created_at: iso(at),
      comments,
      reactions: ['👍', '❤️', '😂']
        .filter(() => random.chance(0.5))
        .map((type) => ({ type, count: 1 + random.int(Math.min(40, members.length)) })),
    };
  });
}
