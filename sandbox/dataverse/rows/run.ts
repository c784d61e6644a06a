import type { Caller } from '../auth/privileges.js';
import type { World } from '../core/world.js';
import { asksForDuplicates } from '../duplicates/detect.js';
import type { ApiRequest } from '../http/request.js';
import type { Mail } from '../logic/flows.js';
import { seesAt } from '../metadata/visible.js';
import type { SentAgain } from '../sent-again.js';
import type { Damage, RowLogic, WriteContext } from './context.js';
import { Transaction } from './transaction.js';

/** Hooks that the environment puts around writes. */
export interface WriteHooks {
  readonly damage: () => Damage | null;
  /** What runs beside the server's rules for a request with these headers. */
  readonly logic?: (headers: ApiRequest['headers']) => RowLogic | null;
  /** Counts what is sent again; null where nobody asks for it. */
  readonly sentAgain?: () => SentAgain | null;
  readonly committed: (tx: Transaction) => void;
  /** An e-mail leaves the environment. */
  readonly mail?: (mail: Mail) => void;
}

/** Runs a write: all of it or nothing. Inside of a change set the set decides, but a failing part is taken back at once. */
export function inTransaction<T>(world: World, hooks: WriteHooks, request: ApiRequest, work: (context: WriteContext) => T): T {
  const tx = request.tx ?? new Transaction();
  const mark = tx.steps.length;
  const context: WriteContext = {
    world,
    tx,
    root: request.root,
    user: request.user,
    behalfOf: request.behalfOf,
    now: world.clock.text(),
    seesAt: seesAt(world, request),
    contentIds: request.contentIds,
    detectDuplicates: asksForDuplicates(request.headers),
    damage: hooks.damage(),
    logic: hooks.logic?.(request.headers) ?? null,
    work: request.work,
  };
  let result: T;
  try {
    result = work(context);
  } catch (error) {
    tx.rollBack(mark);
    throw error;
  }
  if (request.tx === null) commit(hooks, tx);
  return result;
}

/** Runs a write that no request asks for: what colleagues do, and jobs in somebody's name. */
export function asServer<T>(world: World, hooks: WriteHooks, { user, behalfOf }: Caller, work: (context: WriteContext) => T): T {
  const tx = new Transaction();
  const context: WriteContext = {
    world,
    tx,
    root: '',
    user,
    behalfOf,
    now: world.clock.text(),
    seesAt: Number.POSITIVE_INFINITY,
    contentIds: null,
    detectDuplicates: false,
    damage: null,
    logic: hooks.logic?.({}) ?? null,
    work: { read: 0, written: 0 },
  };
  let result: T;
  try {
    result = work(context);
  } catch (error) {
    tx.rollBack();
    throw error;
  }
  commit(hooks, tx);
  return result;
}

/** Has something done when the operation's transaction is committed: at once, or with its change set. */
export function whenCommitted(request: ApiRequest, then: () => void): void {
  if (request.tx === null) then();
  else request.tx.afterCommit.push(then);
}

export function commit(hooks: WriteHooks, tx: Transaction): void {
  for (const after of tx.afterCommit) after();
  tx.settle();
  hooks.committed(tx);
  tx.close();
}
