import { Random, streams } from '../seed/random.js';
import { day, iso, seedEnd } from '../seed/times.js';
import type { ActimoStore } from '../store.js';
import { categories } from './messages.js';
import type { Participation } from './participation.js';

/** From one time up to, and without, another. */
export interface Period {
  readonly from?: string;
  readonly to?: string;
}

/** What a person scored: points per message category, from the best attempt at each training. */
export function pointsOf(
  participation: Participation,
  contactId: number,
  { from, to }: Period = {},
): { total: number; by_category: { category_id: number; points: number }[] } {
  const isWithin = (at: string | null): boolean =>
    (from === undefined && to === undefined) || (at !== null && (from === undefined || at >= from) && (to === undefined || at < to));
  const byCategory = new Map<number, number>();
  let total = 0;
  for (const index of participation.trainingsOf(contactId)) {
    const best = Math.max(
      0,
      ...participation
        .results(index, contactId)
        .filter(({ completed_at }) => isWithin(completed_at))
        .map(({ points }) => points),
    );
    if (best === 0) continue;
    total += best;
    for (const id of participation.quizAt(index).categories) byCategory.set(id, (byCategory.get(id) ?? 0) + best);
  }
  return {
    total,
    by_category: categories.filter(({ id }) => byCategory.has(id)).map(({ id }) => ({ category_id: id, points: byCategory.get(id) ?? 0 })),
  };
}

/** One line of the bulk figures. Badges and rank have no counterpart in the product and say so. */
export function engagementOf(
  store: ActimoStore,
  participation: Participation,
  contactId: number,
  period: Period = {},
): Record<string, unknown> {
  const random = new Random(store.world.options.seed, streams.oneOnOne, -contactId);
  const { total } = pointsOf(participation, contactId, period);
  const active = random.chance(0.9);
  return {
    contact_id: contactId,
    points: total,
    open_rate: Math.round(random.next() * 1000) / 10,
    last_active_at: active ? iso(seedEnd - random.int(120) * day) : null,
    level_field: 'data3',
    badges: total > 60 ? [{ name: 'Lynlæser ⚡', synthetic: true }] : [],
    rank: { value: 1 + random.int(store.world.options.users), synthetic: true },
  };
}
