import { sameValue } from '../domain/index.js';
import type { UndoRow } from '../ledger/index.js';
import { restrictedTo } from './facet-hash.js';
import { never } from './pause.js';
import type { Scene } from './scene.js';
import type { Keep, UndoInput } from './undo-partition.js';
import { sendUndo } from './undo-send.js';

/** Gives rows that were there back what our columns held before the first write. */
export async function restoreRows(scene: Scene, input: UndoInput, rows: readonly UndoRow[]): Promise<readonly Keep[]> {
  const read = async (some: readonly UndoRow[], signal: AbortSignal) => {
    const columns = [...new Set(some.flatMap(({ earlier }) => Object.keys(earlier)))];
    return scene.dataverse.retrieve(
      input.table,
      some.map(({ id }) => id),
      columns,
      { signal },
    );
  };
  const now = await read(rows, input.signal);
  const undoing = rows.flatMap((row) => {
    const back = now.get(row.id);
    return back === undefined
      ? []
      : [{ row, columns: row.earlier, version: back.version, earlier: restrictedTo(row.earlier, back.columns) }];
  });
  return sendUndo(scene, input, 'update', undoing, async (chunk) => {
    const rowsSent = chunk.map(({ row }) => row);
    const after = await read(rowsSent, never);
    return ({ row, columns }) => Object.entries(columns).every(([name, value]) => sameValue(after.get(row.id)?.columns[name], value));
  });
}
