import type { ContentHash, FacetName, ObjectName, RowId } from '../domain/index.js';
import { type FacetRow, facetsForRows, type OpenChunk, openChunks, type RowOutcome, settleChunk } from '../ledger/index.js';
import { facetHash, restrictedTo } from './facet-hash.js';
import { pause } from './pause.js';
import { outcomeOf, readRows } from './read-back.js';
import { unitsOf } from './ready-rows.js';
import type { Scene } from './scene.js';
import { loadWorld, type World } from './world.js';

interface DoubtfulChunk {
  readonly table: string;
  readonly facet: FacetName;
  readonly operation: 'create' | 'update' | 'delete';
  readonly rows: readonly { readonly row: FacetRow; readonly desired: ContentHash | null }[];
}

/**
 * What became of rows whose request was not answered, by looking: a created row that is there was created, a deleted one that is not there is deleted, an
 * updated one that holds what was sent was updated. Whatever is not so was not sent, and will be.
 */
export async function outcomesByReading(world: World, chunk: DoubtfulChunk): Promise<RowOutcome[]> {
  const read = await readRows(
    world,
    chunk.table,
    chunk.rows.map(({ row }) => row.id),
  );
  if (chunk.operation === 'delete') return chunk.rows.map(({ row }) => ({ id: row.id, outcome: read.has(row.id) ? 'not-sent' : 'undone' }));
  const units = await unitsOf(
    world,
    chunk.rows.map(({ row }) => row),
  );
  return chunk.rows.map(({ row, desired }): RowOutcome => {
    const back = read.get(row.id);
    const unit = units.get(row.sourceKey);
    if (back === undefined) return { id: row.id, outcome: 'not-sent' };
    const planned =
      unit?.plan.kind === 'rows'
        ? unit.plan.rows.find(({ id, table }) => id === row.id && table === row.table)?.facets[chunk.facet]
        : undefined;
    if (unit === undefined || planned === undefined)
      return chunk.operation === 'create' ? { id: row.id, outcome: 'applied', version: back.version } : { id: row.id, outcome: 'not-sent' };
    const holds = facetHash(world.scene.ledger, chunk.table, restrictedTo(planned, back.columns)) === desired;
    const current = facetHash(world.scene.ledger, chunk.table, planned) === desired;
    if (current && (holds || chunk.operation === 'create')) {
      return outcomeOf({ id: row.id, table: row.table, part: row.part, facet: chunk.facet, unit }, back, chunk.operation === 'create');
    }
    // The source changed since: the row is written again anyway, what counts is only whether it is there.
    return holds || chunk.operation === 'create'
      ? { id: row.id, outcome: 'applied', version: back.version }
      : { id: row.id, outcome: 'not-sent' };
  });
}

/**
 * Settles every chunk that was sent and not settled. Called only where no sender can be alive: before a pass, for a partition's own chunks of an attempt
 * that died, and in an undo after the epoch was raised and the longest request waited out.
 */
export async function settleOpenChunks(
  scene: Scene,
  options: { belongs: (chunk: OpenChunk) => boolean; signal: AbortSignal; graceMs: number },
): Promise<number> {
  const chunks = (await openChunks(scene.ledger, {})).filter(options.belongs);
  if (chunks.length === 0) return 0;
  const youngest = Math.max(...chunks.map(({ sentAt }) => Date.parse(sentAt)));
  const wait = youngest + options.graceMs - Date.now();
  if (wait > 0) await pause(wait, options.signal);
  const worlds = new Map<ObjectName, World>();
  for (const chunk of chunks) {
    options.signal.throwIfAborted();
    const rows = (
      await facetsForRows(
        scene.ledger,
        chunk.table,
        chunk.rows.map(({ id }) => id),
      )
    ).filter(({ facet }) => facet === chunk.facet);
    const byId = new Map<RowId, FacetRow>(rows.map((row) => [row.id, row]));
    const doubtful = chunk.rows.flatMap(({ id, desired }) => {
      const row = byId.get(id);
      return row === undefined ? [] : [{ row, desired }];
    });
    const object = rows[0]?.object ?? 'user';
    const world = worlds.get(object) ?? (await loadWorld(scene, object, options.signal));
    worlds.set(object, world);
    await settleChunk(
      scene.ledger,
      chunk.id,
      await outcomesByReading(world, { table: chunk.table, facet: chunk.facet, operation: chunk.operation, rows: doubtful }),
    );
  }
  return chunks.length;
}
