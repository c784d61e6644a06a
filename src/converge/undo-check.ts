import type { UndoRow } from '../ledger/index.js';
import type { Scene } from './scene.js';
import type { Keep, UndoInput } from './undo-partition.js';

/** Rows that somebody changed after us stay as they are: their version is not the one that we read back last. */
export async function checkRows(scene: Scene, { table, signal }: UndoInput, rows: readonly UndoRow[]): Promise<Keep[]> {
  const read = await scene.dataverse.retrieve(
    table,
    rows.map(({ id }) => id),
    [],
    { signal },
  );
  return rows.flatMap(({ id, version, origin }) => {
    const now = read.get(id);
    if (now === undefined)
      return origin === 'existed' ? [{ id, reason: 'Somebody deleted this row, which was there before the migration.' }] : [];
    if (version === null || now.version === version) return [];
    return [{ id, reason: 'Somebody changed the row after the migration wrote it. Its earlier values are in the rebuild package.' }];
  });
}
