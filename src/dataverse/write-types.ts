import type { Columns, RowId } from '../domain/index.js';
import type { DataverseError } from './errors.js';

export type WriteOperation = 'create' | 'update' | 'delete';
/** `bulk` is CreateMultiple/UpdateMultiple: one transaction, all or nothing. `batch` is `$batch`: every row answered for itself. */
export type WriteVia = 'bulk' | 'batch';

export interface WriteRow {
  readonly id: RowId;
  /** Logical names; `{}` for a delete. */
  readonly columns: Columns;
  /**
   * Version the row must have, as read (`ReadRow.version`); `batch` only. On a table without optimistic concurrency Dataverse cannot check it:
   * an update then goes with `If-Match: *` (the row must be there), a delete without; compare the columns before.
   */
  readonly ifMatch?: string;
}

/** One HTTP request that writes. At most 1,000 rows through `batch`. */
export interface WriteRequest {
  readonly table: string;
  readonly operation: WriteOperation;
  readonly via: WriteVia;
  readonly rows: readonly WriteRow[];
}

export type RowResult =
  | { readonly id: RowId; readonly ok: true }
  /** `error.kind` is one of refused, missing, exists, conflict, too-large, auth (all: not written), not-executed and throttled (not written, send again later). */
  | { readonly id: RowId; readonly ok: false; readonly error: DataverseError };

export type WriteAnswer =
  /** A batch, or a bulk that committed: one result for each row, in request order. */
  | { readonly kind: 'answered'; readonly results: readonly RowResult[] }
  /** Nothing was written, for what it holds: bisect. `exists` and `missing` are settled by reading back; `error.ids` may name the rows. */
  | { readonly kind: 'refused'; readonly error: DataverseError }
  /** Nothing was written, for reasons of the moment (deadlock, time-out rolled back, metadata race, no connection, sign-in, `signal`): send again later, a bounded number of times. */
  | { readonly kind: 'not-executed'; readonly error: DataverseError }
  /** Sent and not answered as it should be: read back before the rows are touched again. */
  | { readonly kind: 'in-doubt'; readonly error: DataverseError };

export interface SendOptions {
  /** Keeps the request from leaving; one that has left is waited for, up to the write time-out. */
  readonly signal?: AbortSignal;
  /** Awaited before every time the request goes out, so also after a wait for a limit, which may be long: the place to see that the epoch still holds. What it throws reaches the caller; nothing was sent then. */
  readonly beforeSend?: () => Promise<void> | void;
  /** Called when the whole request has been handed to the network. */
  readonly onSent?: () => void;
  /** Called when an answer has arrived, before it is understood. */
  readonly onAnswer?: () => void;
}
