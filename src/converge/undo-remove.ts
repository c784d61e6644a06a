import type { ChildRow } from '../dataverse/index.js';
import type { RowId } from '../domain/index.js';
import { facetsForRows, markFacets, ownRows, type UndoRow } from '../ledger/index.js';
import type { Scene } from './scene.js';
import type { Keep, UndoInput } from './undo-partition.js';
import { sendUndo } from './undo-send.js';

/**
 * Deletes rows that we made. A delete takes along what hangs on the row, so first every Cascade and RemoveLink relationship is searched: a row on which
 * something of others hangs, or a row of ours that stays, is kept.
 */
export async function removeRows(scene: Scene, input: UndoInput, rows: readonly UndoRow[]): Promise<readonly Keep[]> {
  if (rows.length === 0) return [];
  const { signal, table } = input;
  const ids = rows.map(({ id }) => id);
  const read = await scene.dataverse.retrieve(table, ids, [], { signal });
  const gone = rows.filter(({ id }) => !read.has(id));
  const facets = await facetsForRows(
    scene.ledger,
    table,
    gone.map(({ id }) => id),
  );
  await markFacets(
    scene.ledger,
    facets.map(({ id, facet }) => ({ table, id, facet, state: 'undone' as const })),
  );

  const there = rows.filter(({ id }) => read.has(id));
  const { rows: children, unsearched } = await scene.dataverse.childrenOf(
    table,
    there.map(({ id }) => id),
    { signal },
  );
  const hanging = await hangingOf(scene, children);
  const keep: Keep[] = [];
  const undoing = there.flatMap((row) => {
    const hung = hanging.get(row.id);
    if (hung) keep.push({ id: row.id, reason: `On it hang: ${hung}.` });
    else if (unsearched.length > 0)
      keep.push({
        id: row.id,
        reason: `Could not be searched for rows that hang on it: ${unsearched.map(({ childTable }) => childTable).join(', ')}.`,
      });
    else return [{ row, columns: {}, version: read.get(row.id)?.version ?? null, earlier: null }];
    return [];
  });
  const refused = await sendUndo(scene, input, 'delete', undoing, async (chunk) => {
    const sent = chunk.map(({ row }) => row.id);
    const after = await scene.dataverse.retrieve(table, sent, []);
    return ({ row }) => !after.has(row.id);
  });
  return [...keep, ...refused];
}

/** What hangs on each parent and is not ours to take along, in words: `2 annotation, 1 task`. A look-up of a row of ours that goes too does not count. */
async function hangingOf(scene: Scene, children: readonly ChildRow[]): Promise<Map<RowId, string>> {
  const own = new Map(
    (
      await ownRows(
        scene.ledger,
        children.flatMap(({ childTable, childId, mirrorOf }) =>
          [childId, ...(mirrorOf === undefined ? [] : [mirrorOf])].map((id) => ({ table: childTable, id })),
        ),
      )
    ).map((row) => [`${row.table} ${row.id}`, row]),
  );
  const counts = new Map<RowId, Map<string, number>>();
  for (const { parentId, childTable, childId, mirrorOf, onDelete } of children) {
    // Of a connection Dataverse makes the mirror row: it is as much ours as the one that we made, and goes with it.
    const ours = own.get(`${childTable} ${childId}`) ?? own.get(`${childTable} ${mirrorOf}`);
    if (ours !== undefined && (!ours.kept || onDelete === 'RemoveLink')) continue;
    const name = ours === undefined ? childTable : `${childTable} of this migration that stays`;
    const byTable = counts.get(parentId) ?? new Map<string, number>();
    byTable.set(name, (byTable.get(name) ?? 0) + 1);
    counts.set(parentId, byTable);
  }
  return new Map([...counts].map(([parent, byTable]) => [parent, [...byTable].map(([name, count]) => `${count} ${name}`).join(', ')]));
}
