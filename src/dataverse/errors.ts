import { A2DError, type RowId } from '../domain/index.js';

/**
 * What an error means for the one who sent the request.
 * `refused`: this content will be refused again. `missing`: the row is not there. `exists`: a row with this id or key is there.
 * `conflict`: the version is not the one given. `too-large`: refused for its size, smaller ones may pass.
 * `not-executed`: rolled back or never begun, may be sent again. `in-doubt`: may or may not have been executed.
 * `throttled`: a service protection limit, not executed. `auth`: who we are or what we may do; nothing to do with the row.
 * `aborted`: the caller's signal, nothing was sent.
 */
export type DataverseErrorKind =
  | 'refused'
  | 'missing'
  | 'exists'
  | 'conflict'
  | 'too-large'
  | 'not-executed'
  | 'in-doubt'
  | 'throttled'
  | 'auth'
  | 'aborted';

export interface DataverseErrorDetails {
  readonly kind: DataverseErrorKind;
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  /** Dataverse's code (`0x80044331`), Entra's (`AADSTS7000215`), Node's (`ECONNRESET`) or one of ours in words (`no-answer`). */
  readonly code: string;
  /** Logical names only, never values. */
  readonly table?: string;
  readonly column?: string;
  /** Rows of the request that the server named, and rows that it refers to: an owner, say. */
  readonly ids?: readonly RowId[];
  /** Seconds, from `Retry-After`. */
  readonly retryAfter?: number;
}

/** Anything that Dataverse or the way to it answered instead of success. Its message never quotes the server: server texts hold values. */
export class DataverseError extends A2DError {
  readonly kind: DataverseErrorKind;
  readonly status: number;
  readonly table: string | undefined;
  readonly column: string | undefined;
  readonly ids: readonly RowId[];
  readonly retryAfter: number | undefined;

  constructor(message: string, details: DataverseErrorDetails, next?: string, options?: ErrorOptions) {
    super(details.code, message, next, options);
    this.kind = details.kind;
    this.status = details.status;
    this.table = details.table;
    this.column = details.column;
    this.ids = details.ids ?? [];
    this.retryAfter = details.retryAfter;
  }
}

/** The schema in the environment is not what the design says, or a part of it could not be made. `code` is `schema-differs`, `schema-key-failed`, `schema-timeout`, `schema-in-use` or `schema-name`. */
export class SchemaError extends A2DError {
  constructor(
    code: string,
    /** The part, as in `SchemaPart.name`. */
    readonly part: string,
    message: string,
    next?: string,
  ) {
    super(code, message, next);
  }
}
