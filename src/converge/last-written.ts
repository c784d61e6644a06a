import { isLookup, type RowId } from '../domain/index.js';
import type { Scene } from './scene.js';

/**
 * Current versions of those of the rows whose last writer is this program. A delete of ours clears look-ups on other rows of ours, which changes their
 * versions: that is no edit of others, and an undo goes on with the new version.
 */
export async function versionsLastWrittenByUs(
  { dataverse }: Scene,
  table: string,
  ids: readonly RowId[],
): Promise<Map<RowId, string | null>> {
  if (ids.length === 0) return new Map();
  const { userId } = await dataverse.whoAmI();
  const read = await dataverse.retrieve(table, ids, ['modifiedby']);
  return new Map(
    [...read.values()]
      .filter(({ columns }) => isLookup(columns.modifiedby) && columns.modifiedby.id.toLowerCase() === userId.toLowerCase())
      .map(({ id, version }) => [id, version]),
  );
}
