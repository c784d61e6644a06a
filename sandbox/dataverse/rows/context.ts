import type { World } from '../core/world.js';
import type { Transaction } from './transaction.js';

/** Changes values on their way into a row, as a harmful plug-in would; answers whether it did. */
export type Damage = (table: string, id: string, values: unknown[]) => boolean;

/** Under what a write happens: for whom, when, in which transaction. */
export interface WriteContext {
  readonly world: World;
  readonly tx: Transaction;
  /** The user whose rights count. */
  readonly user: string;
  /** The application behind an impersonated user. */
  readonly behalfOf: string | null;
  readonly now: string;
  /** Sees metadata past the cache. */
  readonly strong: boolean;
  /** Entity references of earlier parts of a change set, by content id. */
  readonly contentIds: ReadonlyMap<string, string> | null;
  /** Rows of which there is one already by a published rule are refused. */
  readonly detectDuplicates: boolean;
  readonly damage: Damage | null;
  /** Rows that bound names resolved to in this request; asked for again and again in bulk calls. */
  readonly work: { read: number; written: number };
}
