import type { UndoRow } from '../ledger/index.js';
import { versionsLastWrittenByUs } from './last-written.js';
import type { Scene } from './scene.js';
import type { Keep, UndoInput } from './undo-partition.js';

/**
 * Rows that somebody changed after us stay as they are: their version is not the one that we read back last, and the last writer is somebody else. (An undo
 * that is begun again finds versions that its own first beginning has moved.)
 */
export async function checkRows(scene: Scene, { table, signal }: UndoInput, rows: readonly UndoRow[]): Promise<Keep[]> {
  const read = await scene.dataverse.retrieve(
    table,
    rows.map(({ id }) => id),
    [],
    { signal },
  );
  const moved = rows.filter(({ id, version }) => version !== null && read.has(id) && read.get(id)?.version !== version);
  const ours = await versionsLastWrittenByUs(
    scene,
    table,
    moved.map(({ id }) => id),
  );
  return rows.flatMap(({ id, origin }) => {
    if (!read.has(id))
      return origin === 'existed' ? [{ id, reason: 'Somebody deleted this row, which was there before the migration.' }] : [];
    if (ours.has(id) || !moved.some((row) => row.id === id)) return [];
    return [{ id, reason: 'Somebody changed the row after the migration wrote it. Its earlier values are in the rebuild package.' }];
  });
}
