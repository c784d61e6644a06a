import type { Work } from '../core/work.js';
import type { World } from '../core/world.js';
import type { Table } from '../metadata/types.js';
import type { Transaction } from './transaction.js';

/** Changes values on their way into a row, past all rules of the server; answers whether it did. */
export type Damage = (tx: Transaction, table: string, id: string, values: unknown[]) => boolean;

/** A row on its way into the store. */
export interface RowWrite {
  readonly message: 'Create' | 'Update' | 'Delete';
  readonly table: Table;
  readonly id: string;
  /** What it will hold; may be changed. */
  readonly values: unknown[];
  /** What it held; null when it is new. */
  readonly earlier: readonly unknown[] | null;
  /** What the caller gave. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What customers have put beside the server's own rules: plug-ins, which may change and refuse, and flows. */
export interface RowLogic {
  before(context: WriteContext, write: RowWrite): void;
}

/** Under what a write happens: for whom, when, in which transaction. */
export interface WriteContext {
  readonly world: World;
  readonly tx: Transaction;
  /** Address of the API root that the request came to; absolute references begin with it. */
  readonly root: string;
  /** The user whose rights count. */
  readonly user: string;
  /** The application behind an impersonated user. */
  readonly behalfOf: string | null;
  readonly now: string;
  /** Moment up to which customizations are seen. */
  readonly seesAt: number;
  /** Entity references of earlier parts of a change set, by content id. */
  readonly contentIds: ReadonlyMap<string, string> | null;
  /** Rows of which there is one already by a published rule are refused. */
  readonly detectDuplicates: boolean;
  readonly damage: Damage | null;
  readonly logic?: RowLogic | null;
  /** Rows that bound names resolved to in this request; asked for again and again in bulk calls. */
  readonly work: Work;
}
