import { Random } from '../core/random.js';
import type { World } from '../core/world.js';
import { drawn } from './draw.js';
import type { Edit } from './edit.js';
import { EditRefused } from './edit-refused.js';
import { migratedContacts } from './migrated.js';

export interface RandomEdits {
  readonly seed: number;
  /** How many of the Contacts that the migration made are changed, deleted, merged into another one of them. */
  readonly update?: number;
  readonly delete?: number;
  readonly merge?: number;
  /** Only Contacts with a value in this column. */
  readonly column?: string;
}

const changes: readonly ((nth: number) => Readonly<Record<string, unknown>>)[] = [
  (nth) => ({ jobtitle: `Rettet i Dynamics ${nth}` }),
  (nth) => ({ mobilephone: `+45 20 00 ${String(nth % 100).padStart(2, '0')} 00` }),
  () => ({ donotbulkemail: true }),
  (nth) => ({ description: `Vil helst ringes op 📱\nNr. ${nth}` }),
];

/** Edits drawn from the seed and from what the migration has made so far; none of them touches a Contact twice. */
export function drawEdits(world: World, { seed, update = 0, delete: remove = 0, merge = 0, column = 'a2d_actimoid' }: RandomEdits): Edit[] {
  const random = new Random(seed + 1);
  const ids = drawn(
    migratedContacts(world, column).map(({ id }) => id),
    update + remove + 2 * merge,
    seed,
  );
  const edits: Edit[] = [];
  const table = 'contact';
  for (let nth = 0; nth < update; nth++) {
    const id = ids.pop();
    const change = changes[Math.floor(random.next() * changes.length)];
    if (id !== undefined && change !== undefined) edits.push({ op: 'update', table, id, columns: change(nth) });
  }
  for (let nth = 0; nth < remove; nth++) {
    const id = ids.pop();
    if (id !== undefined) edits.push({ op: 'delete', table, id });
  }
  for (let nth = 0; nth < merge; nth++) {
    const [id, into] = [ids.pop(), ids.pop()];
    if (id !== undefined && into !== undefined) edits.push({ op: 'merge', table, id, into });
  }
  return edits;
}

/** Reads a request that came from outside; throws EditRefused. */
export function readRandom(given: unknown): RandomEdits {
  const { seed, column, ...counts } = (given ?? {}) as Readonly<Record<string, unknown>>;
  if (!Number.isInteger(seed)) throw new EditRefused('random needs a seed, a whole number');
  if (column !== undefined && typeof column !== 'string') throw new EditRefused('column must be a column of contact');
  for (const [name, count] of Object.entries(counts)) {
    if (!['update', 'delete', 'merge'].includes(name))
      throw new EditRefused(`random has no ${name}; there are seed, update, delete, merge, column`);
    if (!(Number.isInteger(count) && (count as number) >= 0)) throw new EditRefused(`random.${name} must be a whole number from 0`);
  }
  return given as RandomEdits;
}
