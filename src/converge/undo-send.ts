import type { DataverseError } from '../dataverse/index.js';
import type { Columns, RowId } from '../domain/index.js';
import { beginChunk, type RowOutcome, settleChunk, type UndoRow } from '../ledger/index.js';
import { versionsLastWrittenByUs } from './last-written.js';
import { pause } from './pause.js';
import type { Scene } from './scene.js';
import { sendJournaled } from './send-journaled.js';
import type { Keep, UndoInput } from './undo-partition.js';

export interface Undoing {
  readonly row: UndoRow;
  /** What it gets back; nothing for a delete. */
  readonly columns: Columns;
  readonly version: string | null;
  /** What it holds now in these columns: the undo is in the journal like every write. */
  readonly earlier: Columns | null;
}

/** The name under which a partition's undo is in the journal. */
export const passOf = ({ partition }: UndoInput): string => `undo#${partition.index}/${partition.of}`;

const tries = 6;
/** Another try would hear the same. */
const finalKinds: ReadonlySet<string> = new Set(['refused', 'too-large']);

/**
 * Sends an undo in chunks and believes only what reads back as undone; a chunk that was sent is read back whoever wants to stop. Answers the rows that could
 * not be taken back.
 */
export async function sendUndo(
  scene: Scene,
  input: UndoInput,
  operation: 'update' | 'delete',
  rows: readonly Undoing[],
  readBack: (chunk: readonly Undoing[]) => Promise<(undoing: Undoing) => boolean>,
): Promise<Keep[]> {
  const size = Math.max(1, Math.min(scene.maxChunkRows, scene.dataverse.chunkSize(input.table, operation, 'batch')));
  const keep: Keep[] = [];
  let queue = rows.map((undoing) => ({ undoing, tried: 0 }));
  while (queue.length > 0) {
    input.signal.throwIfAborted();
    const chunk = queue.slice(0, size);
    queue = queue.slice(size);
    const id = await beginChunk(scene.ledger, {
      epoch: input.epoch,
      pass: passOf(input),
      table: input.table,
      facet: 'core',
      operation,
      rows: chunk.map(({ undoing }) => ({ id: undoing.row.id, desired: null, earlier: undoing.earlier })),
    });
    const { answer, errors } = await send(
      scene,
      input,
      id,
      operation,
      chunk.map(({ undoing }) => undoing),
    );
    const undone = await readBack(chunk.map(({ undoing }) => undoing));
    const conflicts = [...errors].filter(([, { kind }]) => kind === 'conflict').map(([row]) => row);
    const versions = await versionsLastWrittenByUs(scene, input.table, conflicts);
    const outcomes: RowOutcome[] = [];
    for (const { undoing, tried } of chunk) {
      const error = errors.get(undoing.row.id);
      if (undone(undoing)) {
        outcomes.push({ id: undoing.row.id, outcome: 'undone' });
        continue;
      }
      outcomes.push({ id: undoing.row.id, outcome: 'not-sent' });
      const version = error?.kind === 'conflict' ? versions.get(undoing.row.id) : undoing.version;
      if (version === undefined) keep.push({ id: undoing.row.id, reason: 'Somebody changed the row while it was being taken back.' });
      else if (tried < tries && (error === undefined || !finalKinds.has(error.kind)))
        queue.push({ undoing: { ...undoing, version }, tried: tried + 1 });
      else
        keep.push({
          id: undoing.row.id,
          reason: error ? `Dataverse refused the undo (${error.code}).` : 'The undo was confirmed but does not read back.',
        });
    }
    await settleChunk(scene.ledger, id, outcomes);
    if (answer === 'answered') continue;
    const [error] = errors.values();
    if (error?.kind === 'auth') throw error;
    await pause(300, input.signal);
  }
  return keep;
}

async function send(
  scene: Scene,
  input: UndoInput,
  chunk: string,
  operation: 'update' | 'delete',
  rows: readonly Undoing[],
): Promise<{ answer: string; errors: Map<RowId, DataverseError> }> {
  const answer = await sendJournaled(
    scene,
    { id: chunk, epoch: input.epoch },
    {
      table: input.table,
      operation,
      via: 'batch',
      rows: rows.map(({ row, columns, version }) => ({ id: row.id, columns, ...(version === null ? {} : { ifMatch: version }) })),
    },
    { signal: input.signal, onSent: () => scene.reached('undo-chunk-sent') },
  );
  const errors = new Map<RowId, DataverseError>();
  if (answer.kind === 'answered') for (const result of answer.results) if (!result.ok) errors.set(result.id, result.error);
  if (answer.kind !== 'answered') for (const { row } of rows) errors.set(row.id, answer.error);
  return { answer: answer.kind, errors };
}
