import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { StoreState } from './store.js';
import { type Profile, type Switches, wrongSwitch } from './switches.js';

/** What is kept over a restart: what changed since the seed, the switches, and the keys that were taken back. */
export interface SavedState {
  readonly users: number;
  readonly seed: number;
  readonly profile: Profile;
  /** By client. */
  readonly stores: readonly StoreState[];
  readonly switches: Switches;
  readonly revoked: readonly string[];
}

interface Made {
  readonly users: number;
  readonly seed: number;
  readonly clients?: number;
}

export function writeState(file: string, state: SavedState): void {
  // Written beside and renamed, so that a kill in the middle leaves the old one.
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

/** Throws when the file is of another seed, size or number of clients; `undefined` when there is none. */
export function readState(file: string, made: Made): SavedState | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new RangeError(`${file} cannot be read (${code})`);
  }
  let saved: unknown;
  try {
    saved = JSON.parse(text);
  } catch {
    throw new RangeError(`${file} is not JSON`);
  }
  return demandState(saved, made, file);
}

/** A state fits the data that was seeded, or a RangeError says why not. */
export function demandState(given: unknown, { users, seed, clients = 1 }: Made, name = 'the state'): SavedState {
  const saved = given as Partial<SavedState> | null;
  if (!Array.isArray(saved?.stores)) throw new RangeError(`${name} is no state of Actimo; GET /sandbox/state and --state write one`);
  if (saved.users !== users || saved.seed !== seed || saved.stores.length !== clients) {
    const others = saved.stores.length === 1 && clients === 1 ? '' : ` --clients ${saved.stores.length}`;
    throw new RangeError(
      `${name} holds the state of --users ${saved.users} --seed ${saved.seed}${others}; give another one or the same numbers`,
    );
  }
  const { stores, switches, revoked } = saved;
  const wrong = typeof switches === 'object' && switches !== null ? wrongSwitch({ ...switches }) : 'it has no switches';
  if (wrong) throw new RangeError(`${name} cannot be read: ${wrong}`);
  if (!Array.isArray(revoked) || !stores.every(isStoreState)) throw new RangeError(`${name} cannot be read: it is not whole`);
  return saved as SavedState;
}

const lists: readonly (keyof StoreState)[] = [
  'contacts',
  'touched',
  'gone',
  'back',
  'relationships',
  'workspaces',
  'memberships',
  'groupMemberships',
];

function isStoreState(given: unknown): given is StoreState {
  const store = given as Readonly<Record<string, unknown>> | null;
  if (typeof store !== 'object' || store === null) return false;
  const numbers = [store.now, store.nextContactId, store.nextMessageId];
  return numbers.every(Number.isFinite) && lists.every((list) => Array.isArray(store[list]));
}
