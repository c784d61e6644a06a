import type { DataverseError, WriteOperation } from '../dataverse/index.js';
import { type Columns, isLookup, type RowId } from '../domain/index.js';
import { beginChunk, markFacets, type RowOutcome, settleChunk } from '../ledger/index.js';
import { ChunkQueue, halves } from './chunk-queue.js';
import type { StepCounts } from './counts.js';
import { never, pause } from './pause.js';
import { outcomeOf, readRows } from './read-back.js';
import type { ReadyRow } from './ready-rows.js';
import { sendJournaled } from './send-journaled.js';
import { outcomesByReading } from './settle.js';
import type { World } from './world.js';

/** What all chunks of one partition have in common. */
export interface Writing {
  readonly world: World;
  readonly table: string;
  readonly facet: ReadyRow['row']['facet'];
  /** Pass and partition, for the audit trail and for finding the chunks of an attempt that died. */
  readonly pass: string;
  /** How often the partition was begun, this time included. */
  readonly attempt: number;
  readonly epoch: number;
}

/** One row of the next request: what goes out, under which version, and what it held before where that must be given back one day. */
export interface Outgoing extends ReadyRow {
  readonly send: Columns;
  readonly ifMatch: string | null;
  readonly earlier: Columns | null;
}

/** Codes with which Dataverse refuses an owner (docs/facts/dataverse.md §8): the row is sent again with the fallback owner. */
const ownerRefusals: ReadonlySet<string> = new Set(['0x80040220', '0x8004022b', '0x80040225', '0x80040229']);

/**
 * Sends rows in chunks. Each chunk is in the ledger before its request leaves, and is settled with what was read back afterwards. A chunk that is refused
 * as a whole is halved down to the bad row; one that was not answered is settled by reading; one that was not executed is sent again (`ChunkQueue`).
 */
export async function writeRows(
  writing: Writing,
  operation: Exclude<WriteOperation, 'delete'>,
  rows: readonly Outgoing[],
): Promise<StepCounts> {
  const { dataverse, maxChunkRows } = writing.world.scene;
  const via = await dataverse.bestVia(writing.table, operation, { ifMatch: operation === 'update' });
  const size = Math.max(1, Math.min(maxChunkRows, dataverse.chunkSize(writing.table, operation, via)));
  const queue = new ChunkQueue(rows, size);
  let verified = 0;
  let notInOrder = 0;
  for (let slice = queue.next(); slice !== undefined; slice = queue.next()) {
    writing.world.signal.throwIfAborted();
    const done = await sendChunk(writing, operation, via, slice);
    for (const { outcome } of done.outcomes) {
      if (outcome === 'verified') verified += 1;
      else if (outcome !== 'not-sent') notInOrder += 1;
    }
    if (done.notExecuted === null) queue.executed(done.again);
    else await pause(queue.notExecuted(done.notExecuted), writing.world.signal);
  }
  const { blamed, unsolved } = queue.found(writing.attempt);
  await markFacets(
    writing.world.scene.ledger,
    blamed.map(({ row: { row }, error }) => ({
      table: row.table,
      id: row.id,
      facet: row.facet,
      state: 'refused',
      code: error.code,
      detail: error.message,
    })),
  );
  if (unsolved !== null) throw unsolved;
  notInOrder += blamed.length;
  return { rows: rows.length, verified, notInOrder, waiting: 0 };
}

interface ChunkDone {
  readonly outcomes: readonly RowOutcome[];
  /** Slices to send next: halves of a refused chunk, or rows with another owner. */
  readonly again: readonly (readonly Outgoing[])[];
  readonly notExecuted: DataverseError | null;
}

/** What a chunk that was sent still needs is done to the end, whoever wants to stop: a stop is between chunks. */
const unhurried = (writing: Writing): Writing => ({ ...writing, world: { ...writing.world, signal: never } });

async function sendChunk(
  writing: Writing,
  operation: 'create' | 'update',
  via: 'bulk' | 'batch',
  planned: readonly Outgoing[],
): Promise<ChunkDone> {
  const { scene, signal } = writing.world;
  const rows = planned.map((row) => withUsableOwner(writing, row));
  const { ledger } = scene;
  const chunk = await beginChunk(ledger, {
    epoch: writing.epoch,
    pass: writing.pass,
    table: writing.table,
    facet: writing.facet,
    operation,
    rows: rows.map(({ row, desired, earlier }) => ({ id: row.id, desired, earlier })),
  });
  scene.reached('chunk-journaled');
  const answer = await sendJournaled(
    scene,
    { id: chunk, epoch: writing.epoch },
    {
      table: writing.table,
      operation,
      via,
      rows: rows.map(({ row, send, ifMatch }) => ({ id: row.id, columns: send, ...(ifMatch === null ? {} : { ifMatch }) })),
    },
    { signal, onSent: () => scene.reached('chunk-sent'), onAnswer: () => scene.reached('chunk-answered') },
  );

  const ending = unhurried(writing);
  let done: ChunkDone;
  switch (answer.kind) {
    case 'answered':
      done = await answered(ending, operation, rows, answer.results);
      break;
    case 'refused':
      done = await refused(ending, operation, rows, answer.error);
      break;
    case 'not-executed':
      done = { outcomes: rows.map(notSent), again: [], notExecuted: answer.error };
      break;
    case 'in-doubt':
      scene.log.warn({ table: writing.table, rows: rows.length, code: answer.error.code }, 'a chunk was not answered; reading back');
      done = await byReading(ending, operation, rows);
      break;
  }
  await settleChunk(ledger, chunk, done.outcomes, { presumed: answer.kind === 'in-doubt' });
  scene.reached('chunk-settled');
  return done;
}

const notSent = ({ row }: Outgoing): RowOutcome => ({ id: row.id, outcome: 'not-sent' });

async function answered(
  writing: Writing,
  operation: 'create' | 'update',
  rows: readonly Outgoing[],
  results: readonly { readonly id: RowId; readonly ok: boolean; readonly error?: DataverseError }[],
): Promise<ChunkDone> {
  const byId = new Map(results.map((result) => [result.id, result]));
  const good = rows.filter(({ row }) => byId.get(row.id)?.ok === true);
  const bad = rows.filter(({ row }) => byId.get(row.id)?.ok !== true);
  const outcomes = await verified(writing, operation, good);
  const again: Outgoing[] = [];
  for (const row of bad) {
    const one = await judgeRefusal(writing, operation, row, byId.get(row.row.id)?.error);
    if (one === 'again' || one === 'later') outcomes.push(notSent(row));
    else outcomes.push(one);
    if (one === 'again') again.push(row);
  }
  return { outcomes, again: again.length > 0 ? [again] : [], notExecuted: null };
}

/**
 * A bulk request is all or nothing: one bad row refuses all, so it is halved until the bad one stands alone. Where Dataverse names the owner that it
 * refuses, all rows of that owner get another one at once: halving would cost ten requests for each of them.
 */
async function refused(
  writing: Writing,
  operation: 'create' | 'update',
  rows: readonly Outgoing[],
  error: DataverseError,
): Promise<ChunkDone> {
  const [only] = rows;
  if (error.kind === 'exists' || error.kind === 'missing') {
    const done = await byReading(writing, operation, rows);
    const nothingThere = done.outcomes.every(({ outcome }) => outcome === 'not-sent');
    if (!nothingThere || only === undefined) return done;
    // None of ours is there: it is somebody else's row, with the same alternate key. Which of ours it is that it meets shows when it is sent alone.
    if (rows.length === 1)
      return { outcomes: [{ id: only.row.id, outcome: 'refused', code: error.code, detail: error.message }], again: [], notExecuted: null };
    return { ...done, again: halves(rows) };
  }
  if (refuseNamedOwner(writing, operation, rows, error)) return { outcomes: rows.map(notSent), again: [rows], notExecuted: null };
  if (rows.length > 1 || only === undefined) {
    return { outcomes: rows.map(notSent), again: halves(rows), notExecuted: null };
  }
  const one = await judgeRefusal(writing, operation, only, error);
  if (one === 'again') return { outcomes: [notSent(only)], again: [[only]], notExecuted: null };
  return { outcomes: [one === 'later' ? notSent(only) : one], again: [], notExecuted: null };
}

/** What a no to one row means: an outcome, `again` at once (another owner), or `later` (the next sweep reads the row afresh). */
async function judgeRefusal(
  writing: Writing,
  operation: 'create' | 'update',
  { row, columns }: Outgoing,
  error: DataverseError | undefined,
): Promise<RowOutcome | 'again' | 'later'> {
  const code = error?.code ?? 'no-answer';
  switch (error?.kind) {
    case 'exists':
    case 'conflict':
    case 'not-executed':
    case 'throttled':
    case 'too-large':
    case undefined:
      return 'later';
    case 'missing':
      return operation === 'update'
        ? { id: row.id, outcome: 'conflicted', code, detail: 'Somebody deleted the row.' }
        : { id: row.id, outcome: 'refused', code, detail: error.message };
    default: {
      const owner = columns.ownerid;
      if (operation === 'create' && ownerRefusals.has(code) && isLookup(owner) && owner.id !== writing.world.owners.ownerOf(null).id) {
        writing.world.owners.refuse(owner.id);
        return 'again';
      }
      return { id: row.id, outcome: 'refused', code, detail: error?.message };
    }
  }
}

/** Whether Dataverse refused owners of these rows by name; from now on nobody gets them. */
function refuseNamedOwner({ world }: Writing, operation: 'create' | 'update', rows: readonly Outgoing[], error: DataverseError): boolean {
  if (operation !== 'create' || !ownerRefusals.has(error.code)) return false;
  const fallback = world.owners.ownerOf(null).id;
  const owners = new Set(rows.flatMap(({ send: { ownerid } }) => (isLookup(ownerid) && ownerid.id !== fallback ? ownerid.id : [])));
  const named = error.ids.filter((id) => owners.has(id));
  for (const id of named) world.owners.refuse(id);
  return named.length > 0;
}

/** What was planned before an owner was refused still names that owner. */
function withUsableOwner({ world }: Writing, outgoing: Outgoing): Outgoing {
  const planned = outgoing.send.ownerid;
  if (!isLookup(planned) || !world.owners.isRefused(planned.id)) return outgoing;
  const fallback = world.owners.ownerOf(null);
  const ownerid = { table: fallback.table ?? 'systemuser', id: fallback.id };
  return { ...outgoing, columns: { ...outgoing.columns, ownerid }, send: { ...outgoing.send, ownerid } };
}

async function verified(writing: Writing, operation: 'create' | 'update', rows: readonly Outgoing[]): Promise<RowOutcome[]> {
  const read = await readRows(
    writing.world,
    writing.table,
    rows.map(({ row }) => row.id),
  );
  return rows.map(({ row, unit }) => {
    const back = read.get(row.id);
    if (back === undefined)
      return { id: row.id, outcome: 'differs', code: 'not-there', detail: 'Written and confirmed, but not there when read back.' };
    return outcomeOf({ id: row.id, table: row.table, part: row.part, facet: row.facet, unit }, back, operation === 'create');
  });
}

async function byReading(writing: Writing, operation: 'create' | 'update', rows: readonly Outgoing[]): Promise<ChunkDone> {
  const outcomes = await outcomesByReading(writing.world, {
    table: writing.table,
    facet: writing.facet,
    operation,
    rows: rows.map(({ row, desired }) => ({ row, desired })),
  });
  const missing = new Set(outcomes.filter(({ outcome }) => outcome === 'not-sent').map(({ id }) => id));
  // A create is sent again at once: its GUID makes it land on the same row, whichever of the two arrives last. An update waits for the next sweep.
  const again = operation === 'create' ? rows.filter(({ row }) => missing.has(row.id)) : [];
  return { outcomes, again: again.length > 0 ? [again] : [], notExecuted: null };
}
