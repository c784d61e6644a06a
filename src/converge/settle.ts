import { type Columns, type ContentHash, type FacetName, isLookup, type ObjectName, type RowId } from '../domain/index.js';
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
  const plannedOf = ({ id, table, sourceKey }: FacetRow): Columns | undefined => {
    const plan = units.get(sourceKey)?.plan;
    return plan?.kind === 'rows'
      ? plan.rows.find((planned) => id === planned.id && table === planned.table)?.facets[chunk.facet]
      : undefined;
  };
  if (chunk.operation === 'create')
    learnRefusedOwners(
      world,
      chunk.rows.map(({ row }) => ({ planned: plannedOf(row)?.ownerid, back: read.get(row.id)?.columns.ownerid })),
    );
  return chunk.rows.map(({ row, desired }): RowOutcome => {
    const back = read.get(row.id);
    const unit = units.get(row.sourceKey);
    if (back === undefined) return { id: row.id, outcome: 'not-sent' };
    const planned = plannedOf(row);
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
 * That Dataverse refused an owner may be known to a worker alone that is dead by now. Its rows tell: they have the fallback owner instead of theirs. Unless
 * another row has that owner: then it can own.
 */
function learnRefusedOwners(
  { owners }: World,
  rows: readonly { readonly planned: Columns[string] | undefined; readonly back: Columns[string] | undefined }[],
): void {
  const fallback = owners.ownerOf(null).id;
  const idOf = (owner: Columns[string] | undefined): RowId | undefined => (isLookup(owner) ? owner.id : undefined);
  const usable = new Set(rows.map(({ back }) => idOf(back)));
  for (const { planned, back } of rows) {
    const wanted = idOf(planned);
    if (wanted !== undefined && idOf(back) === fallback && !usable.has(wanted)) owners.refuse(wanted);
  }
}

/**
 * Settles chunks that were sent and not settled, by reading, at once: before a pass, and for a partition's own chunks of an attempt that died. A request that
 * arrives after that does no harm while the same rows are written again, under the same ids and versions. It could if nobody wrote them again: so what was
 * not there yet is settled on a presumption only, and `sweepChunks` looks once more. Answers how many chunks were settled.
 */
export async function settleOpenChunks(
  scene: Scene,
  options: { belongs: (chunk: OpenChunk) => boolean; signal: AbortSignal },
): Promise<number> {
  const chunks = (await openChunks(scene.ledger)).filter(options.belongs);
  const settle = settlingByReading(scene, options.signal);
  for (const chunk of chunks) await settle(chunk);
  return chunks.length;
}

/** How often a wait looks whether the sender has settled its chunk itself. */
const lookAgainMs = 1_000;

/**
 * Settles for certain what was sent and not answered, before rows are taken back and after the epoch was raised: each chunk once its request left as long ago as
 * one can be under way. A sender that is alive settles its chunk itself meanwhile: then nothing is waited for any more. Answers how many chunks were settled here.
 */
export async function sweepChunks(scene: Scene, signal: AbortSignal): Promise<number> {
  const settle = settlingByReading(scene, signal);
  for (let settled = 0; ; ) {
    const chunks = await openChunks(scene.ledger, { andPresumed: true });
    for (const chunk of chunks.filter(({ sentMsAgo }) => sentMsAgo >= scene.longestWriteMs)) {
      await settle(chunk);
      settled += 1;
    }
    const waits = chunks.map(({ sentMsAgo }) => scene.longestWriteMs - sentMsAgo).filter((ms) => ms > 0);
    if (waits.length === 0) return settled;
    await pause(Math.min(...waits, lookAgainMs), signal);
  }
}

function settlingByReading(scene: Scene, signal: AbortSignal): (chunk: OpenChunk) => Promise<void> {
  const worlds = new Map<ObjectName, World>();
  return async (chunk) => {
    signal.throwIfAborted();
    const { id, table, facet, operation, presumed } = chunk;
    const ids = chunk.rows.map((row) => row.id);
    const rows = (await facetsForRows(scene.ledger, table, ids)).filter((row) => row.facet === facet);
    const byId = new Map<RowId, FacetRow>(rows.map((row) => [row.id, row]));
    const known: RowOutcome[] = [];
    const doubtful = chunk.rows.flatMap(({ id, desired }) => {
      const row = byId.get(id);
      // A row that a later chunk made is there, but not by this one.
      if (row !== undefined && !(presumed && operation === 'create' && row.applied !== null)) return [{ row, desired }];
      known.push({ id, outcome: 'not-sent' });
      return [];
    });
    const object = rows[0]?.object ?? 'user';
    const world = worlds.get(object) ?? (await loadWorld(scene, object, signal));
    worlds.set(object, world);
    const read = await outcomesByReading(world, { table, facet, operation, rows: doubtful });
    // A delete that arrives late names a version: it takes no row that was made again.
    const mayArrive = operation !== 'delete' && chunk.sentMsAgo < scene.longestWriteMs;
    await settleChunk(scene.ledger, id, [...known, ...read], { presumed: mayArrive });
  };
}
