import type { RowId } from '../domain/index.js';
import { recordKept, type UndoRow, undoList } from '../ledger/index.js';
import { noCounts, type StepCounts } from './counts.js';
import type { Scene } from './scene.js';
import { settleOpenChunks } from './settle.js';
import { checkRows } from './undo-check.js';
import { removeRows } from './undo-remove.js';
import { restoreRows } from './undo-restore.js';
import { passOf } from './undo-send.js';

/**
 * The three rounds of an undo, each over all tables before the next begins. `check`: find what others changed, before our own deletes touch anything.
 * `restore`: rows that were there get their earlier values. `remove`: rows that we made are deleted, children before parents.
 */
export type UndoMode = 'check' | 'restore' | 'remove';

export interface UndoInput {
  readonly mode: UndoMode;
  readonly table: string;
  readonly scope: 'all' | 'sample';
  readonly epoch: number;
  readonly partition: { readonly index: number; readonly of: number };
  readonly signal: AbortSignal;
}

/** A row that stays as it is although everything is taken back, and why. */
export interface Keep {
  readonly id: RowId;
  readonly reason: string;
}

const roundRows = 200;

/** One round of the undo for the rows of one partition of one table. May be run again at any time. Rows that stay are listed with their reason. */
export async function undoPartition(scene: Scene, input: UndoInput): Promise<StepCounts> {
  const round: (scene: Scene, input: UndoInput, rows: readonly UndoRow[]) => Promise<readonly Keep[]> = {
    check: checkRows,
    restore: restoreRows,
    remove: removeRows,
  }[input.mode];
  // What an attempt that died had sent: nobody else works on this partition's rows.
  const mine = (chunk: { table: string; pass: string }) => chunk.table === input.table && chunk.pass === passOf(input);
  await settleOpenChunks(scene, { belongs: mine, signal: input.signal });

  let afterId: RowId | undefined;
  let rows = 0;
  let kept = 0;
  for (;;) {
    input.signal.throwIfAborted();
    const page = await undoList(scene.ledger, {
      table: input.table,
      limit: roundRows,
      scope: input.scope,
      partition: input.partition,
      ...(afterId === undefined ? {} : { afterId }),
    });
    if (page.length === 0) break;
    afterId = page.at(-1)?.id;
    const ofThisRound = page.filter(({ origin }) => input.mode === 'check' || (origin === 'existed') === (input.mode === 'restore'));
    rows += ofThisRound.length;
    const keep = await round(scene, input, ofThisRound);
    await recordKept(
      scene.ledger,
      keep.map(({ id, reason }) => ({ table: input.table, id, reason })),
    );
    kept += keep.length;
  }
  return { ...noCounts, rows, verified: rows - kept, notInOrder: kept };
}
