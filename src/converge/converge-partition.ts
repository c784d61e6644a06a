import type { Columns, FacetName, ObjectName, RowId } from '../domain/index.js';
import { type FacetMark, type FacetRow, facetsToWrite, markFacets, type OpenChunk, refreshBefore } from '../ledger/index.js';
import { addCounts, noCounts, type StepCounts } from './counts.js';
import { comparable, facetHash, restrictedTo } from './facet-hash.js';
import { outcomeOf, readRows } from './read-back.js';
import { type ReadyRow, readyRows } from './ready-rows.js';
import type { Scene } from './scene.js';
import { settleOpenChunks } from './settle.js';
import { loadWorld } from './world.js';
import { type Outgoing, type Writing, writeRows } from './write-rows.js';

export interface PartitionInput {
  readonly object: ObjectName;
  readonly table: string;
  readonly facet: FacetName;
  readonly pass: string;
  readonly sampleOnly: boolean;
  /** How often the partition was begun, this time included. */
  readonly attempt: number;
  readonly epoch: number;
  readonly partition: { readonly index: number; readonly of: number };
  readonly signal: AbortSignal;
}

/** Rows looked at per round; several requests of them may follow. */
const roundRows = 1_000;
/** Rounds over the whole partition: rows that another write moved under us, or that waited for a neighbour, get another look. */
const sweeps = 3;

/** Makes applied equal desired, and verified equal applied, for the rows of one partition of one facet. May be run again at any time. */
export async function convergePartition(scene: Scene, input: PartitionInput): Promise<StepCounts> {
  const pass = `${input.pass}#${input.partition.index}/${input.partition.of}`;
  // Of an attempt that died, or of an epoch that is over, whose partitions may have been cut differently.
  const mine = (chunk: OpenChunk) =>
    chunk.table === input.table && (chunk.epoch < input.epoch || (chunk.facet === input.facet && chunk.pass === pass));
  await settleOpenChunks(scene, { belongs: mine, signal: input.signal });

  const world = await loadWorld(scene, input.object, input.signal);
  const writing: Writing = { world, table: input.table, facet: input.facet, pass, attempt: input.attempt, epoch: input.epoch };
  let counts = noCounts;
  for (let sweep = 1; sweep <= sweeps; sweep += 1) {
    let waiting = 0;
    let written = 0;
    for await (const rows of pendingRows(scene, input)) {
      input.signal.throwIfAborted();
      await letGo(scene, rows);
      const round = await readyRows(
        world,
        rows.filter(({ desired }) => desired !== null),
        { pass: input.pass, sampleOnly: input.sampleOnly },
      );
      waiting += round.waiting;
      const creates = round.ready.filter(isCreate).map((ready) => ({ ...ready, send: ready.columns, ifMatch: null, earlier: null }));
      const updates = await preparedUpdates(
        writing,
        round.ready.filter((ready) => !isCreate(ready)),
      );
      const done = addCounts(await writeRows(writing, 'create', creates), await writeRows(writing, 'update', updates.outgoing));
      counts = addCounts(counts, addCounts(done, updates.counts));
      written += done.rows + updates.counts.rows;
    }
    counts = { ...counts, waiting };
    if (written === 0) break;
  }
  return counts;
}

/** Rows that are no longer wanted and were written stay; see `noLongerWanted`. */
async function letGo({ ledger }: Scene, rows: readonly FacetRow[]): Promise<void> {
  const unwanted = rows.filter(({ desired }) => desired === null);
  await markFacets(
    ledger,
    unwanted.map(({ table, id, facet }) => ({ table, id, facet, state: 'gone' as const })),
  );
}

async function* pendingRows({ ledger }: Scene, input: PartitionInput): AsyncGenerator<readonly FacetRow[]> {
  let afterId: RowId | undefined;
  for (;;) {
    const rows = await facetsToWrite(ledger, {
      table: input.table,
      facet: input.facet,
      sampleOnly: input.sampleOnly,
      limit: roundRows,
      partition: input.partition,
      ...(afterId === undefined ? {} : { afterId }),
    });
    if (rows.length === 0) return;
    yield rows;
    afterId = rows.at(-1)?.id;
  }
}

/** Nobody else can have seen a row of ours that was never written: it goes by bulk message. */
const isCreate = ({ row }: ReadyRow): boolean => row.facet === 'core' && row.origin === 'created' && row.applied === null;

/**
 * Looks at rows before they are changed: a row that somebody deleted, or whose columns of ours somebody changed, is a conflict and is left alone; one that
 * holds already what it should is verified without a write. What a row that was there held before goes into the journal.
 */
async function preparedUpdates(writing: Writing, rows: readonly ReadyRow[]): Promise<{ outgoing: Outgoing[]; counts: StepCounts }> {
  const { ledger } = writing.world.scene;
  const read = await readRows(
    writing.world,
    writing.table,
    rows.map(({ row }) => row.id),
  );
  const outgoing: Outgoing[] = [];
  const conflicted: FacetMark[] = [];
  const verified: FacetMark[] = [];
  const moved: { id: RowId; before: Columns }[] = [];
  const conflict = ({ row }: ReadyRow, code: string, detail: string) =>
    conflicted.push({ table: row.table, id: row.id, facet: row.facet, state: 'conflicted', code, detail });

  for (const ready of rows) {
    const { row, unit, desired } = ready;
    const back = read.get(row.id);
    if (back === undefined) {
      conflict(ready, 'deleted', 'Somebody deleted the row in Dynamics.');
      continue;
    }
    const wanted = comparable(row.table, ready.columns);
    const now = restrictedTo(wanted, back.columns);
    const nowHash = facetHash(ledger, row.table, now);
    if (nowHash === desired) {
      const outcome = outcomeOf({ id: row.id, table: row.table, part: row.part, facet: row.facet, unit }, back, false);
      if (outcome.outcome === 'verified')
        verified.push({ table: row.table, id: row.id, facet: row.facet, state: 'verified', desired, version: back.version });
      else conflict(ready, 'differs', outcome.detail ?? 'Reads back differently.');
      continue;
    }
    if (row.applied === null && row.before !== null && facetHash(ledger, row.table, restrictedTo(wanted, row.before)) !== nowHash) {
      // Somebody edited the matched row since it was matched: what may be overwritten is decided anew, on what it holds now.
      moved.push({ id: row.id, before: { ...row.before, ...back.columns } });
      continue;
    }
    if (row.applied !== null && row.version !== back.version && nowHash !== row.applied) {
      conflict(ready, 'changed', 'Somebody changed columns of ours in Dynamics.');
      continue;
    }
    outgoing.push({ ...ready, send: wanted, ifMatch: back.version, earlier: row.origin === 'existed' ? now : null });
  }
  await markFacets(ledger, [...conflicted, ...verified], { pass: writing.pass });
  await refreshBefore(ledger, writing.table, moved);
  return {
    outgoing,
    counts: {
      rows: conflicted.length + verified.length + moved.length,
      verified: verified.length,
      notInOrder: conflicted.length,
      waiting: 0,
    },
  };
}
