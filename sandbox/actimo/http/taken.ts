import type { Contact } from '../seed/records.js';
import type { World } from '../seed/world.js';
import type { ActimoStore } from '../store.js';

type Marks = readonly [email: string | undefined, number: string | undefined];

/** What must be unique of a contact: the address without case, the number without anything but digits. */
const marksOf = ({ email, msisdn }: Partial<Contact>): Marks => [
  email ? `@${email.toLowerCase()}` : undefined,
  msisdn?.replace(/\D/g, '') || undefined,
];

/** Who of the seeded people has which mark, made when the first contact is written: the seed does not change, and to go through it each time takes seconds in a large client. */
const seeded = new WeakMap<World, ReadonlyMap<string, readonly number[]>>();

function seededMarks(world: World): ReadonlyMap<string, readonly number[]> {
  const known = seeded.get(world);
  if (known) return known;
  const marks = new Map<string, number[]>();
  for (let index = 0; index < world.people; index++) {
    for (const mark of marksOf(world.contact(index))) {
      if (mark === undefined) continue;
      const ids = marks.get(mark);
      if (ids) ids.push(world.firstContactId + index);
      else marks.set(mark, [world.firstContactId + index]);
    }
  }
  seeded.set(world, marks);
  return marks;
}

/** Who has this e-mail or number already, the first one by id. By default both must be unique (docs/facts/actimo.md §3.1). */
export function takenBy(store: ActimoStore, change: Partial<Contact>, self: number | undefined): number | undefined {
  const wanted = marksOf(change).filter((mark) => mark !== undefined);
  if (wanted.length === 0) return undefined;
  const marks = seededMarks(store.world);
  // Those whom people have changed may have other marks now than in the seed, so all of them are looked at as they are.
  const candidates = new Set([...wanted.flatMap((mark) => marks.get(mark) ?? []), ...store.editedIds()]);
  return [...candidates]
    .sort((a, b) => a - b)
    .find((id) => {
      const other = id === self ? undefined : store.contact(id);
      return other !== undefined && marksOf(other).some((mark) => mark !== undefined && wanted.includes(mark));
    });
}
