import type { Columns, RowId, SchemaDesign, SchemaDifference, SchemaPart } from '../domain/index.js';
import type { DeleteBehaviour, TableMetadata } from './table-metadata.js';
import type { SendOptions, WriteAnswer, WriteOperation, WriteRequest, WriteVia } from './write-types.js';

export interface WhoAmI {
  readonly userId: string;
  readonly businessUnitId: string;
  readonly organizationId: string;
}

export interface Organisation {
  readonly id: string;
  readonly name: string;
  /** LCID, e.g. 1030. The only language in which labels are made. */
  readonly baseLanguage: number;
  readonly provisionedLanguages: readonly number[];
  /** Bytes, compared with the Base64 length of an attachment. */
  readonly maxUploadFileSize: number;
}

/** A row as read. `columns` holds the asked-for columns, null where empty. */
export interface ReadRow {
  readonly id: RowId;
  /** ETag, e.g. `W/"123"`; null on tables without row versions. */
  readonly version: string | null;
  readonly columns: Columns;
}

export interface Query {
  /** Logical names. */
  readonly select: readonly string[];
  /** OData, e.g. `statecode eq 0`; look-ups as `_ownerid_value`, single quotes in a text doubled. */
  readonly filter?: string;
  readonly orderBy?: string;
  /** At most 5,000, which is the default. */
  readonly pageSize?: number;
}

export interface ReadOptions {
  readonly signal?: AbortSignal;
}

/** A row that hangs on a parent of ours. */
export interface ChildRow {
  readonly relationship: string;
  readonly childTable: string;
  readonly childColumn: string;
  readonly childId: RowId;
  readonly parentId: RowId;
  readonly onDelete: DeleteBehaviour;
  /** On a connection: the row's mirror, which goes when it goes. */
  readonly mirrorOf?: RowId;
}

export interface ChildSearch {
  readonly rows: readonly ChildRow[];
  /** Relationships that could not be searched (no read privilege, not queryable), with the code that Dataverse gave. */
  readonly unsearched: readonly {
    readonly relationship: string;
    readonly childTable: string;
    readonly code: string;
  }[];
}

export interface SchemaOptions {
  readonly signal?: AbortSignal;
  /** Parts that earlier runs recorded: those keep their `madeByUs`. */
  readonly known?: readonly SchemaPart[];
  /**
   * Awaited before a part is made (its `id` may still be empty) and again when it is there, so that a run that dies in between
   * still knows that the part is its own. Keep one line per (kind, name), the last one wins.
   */
  readonly onPart?: (part: SchemaPart) => Promise<void> | void;
  readonly progress?: (done: number, total: number, part: string) => void;
}

/** A connection to one environment as one application user. Safe to share within a process; errors are `DataverseError` and `SchemaError`. */
export interface Dataverse {
  whoAmI(options?: ReadOptions): Promise<WhoAmI>;
  organisation(options?: ReadOptions): Promise<Organisation>;
  /** Names of the privileges that our roles give us, e.g. `prvCreateContact`. */
  privileges(options?: ReadOptions): Promise<ReadonlySet<string>>;

  /** Metadata of a table by logical name, at most two minutes old; `fresh` asks now, past the server's cache. `DataverseError` of kind `missing` when there is no such table. */
  table(logicalName: string, options?: ReadOptions & { readonly fresh?: boolean }): Promise<TableMetadata>;
  /** How many unmanaged custom tables there are (Sales Professional may use 15). */
  countCustomTables(options?: ReadOptions): Promise<number>;

  /** Rows by id; ids that are not there are absent from the answer. Any number of ids. */
  retrieve(table: string, ids: readonly RowId[], columns: readonly string[], options?: ReadOptions): Promise<Map<RowId, ReadRow>>;
  /** All rows that match, page by page. */
  query(table: string, query: Query, options?: ReadOptions): AsyncGenerator<readonly ReadRow[]>;
  /** Rows whose column equals one of the values, as the database compares them (without case, mostly without accents). Any number of values; a look-up column takes ids. */
  findByValues(
    table: string,
    column: string,
    values: readonly (string | number)[],
    select: readonly string[],
    options?: ReadOptions,
  ): Promise<readonly ReadRow[]>;
  /** Every row that hangs on these through a relationship whose delete behaviour is Cascade or RemoveLink. */
  childrenOf(table: string, ids: readonly RowId[], options?: ReadOptions): Promise<ChildSearch>;

  /**
   * Sends one HTTP request that writes. Waits for limits inside (proven not executed); whatever else happens is in the answer: it throws only for
   * what the request itself has wrong (a column or look-up that the table has not, a bulk message that the table does not take) and what `beforeSend` throws.
   */
  send(request: WriteRequest, options?: SendOptions): Promise<WriteAnswer>;
  /** `bulk` where the table takes the message and no version has to be checked. */
  bestVia(table: string, operation: WriteOperation, options?: { readonly ifMatch?: boolean }): Promise<WriteVia>;
  /** Rows to put into the next request; adapts to how long the last ones took. */
  chunkSize(table: string, operation: WriteOperation, via: WriteVia): number;

  /** Makes what is missing, leaves what matches, refuses with `SchemaError` what differs. May be run again at any time. Answers every part of the design. */
  deploySchema(design: SchemaDesign, options?: SchemaOptions): Promise<readonly SchemaPart[]>;
  /** What is there compared with the design; empty when it matches. Changes nothing. */
  checkSchema(design: SchemaDesign, options?: ReadOptions): Promise<readonly SchemaDifference[]>;
  /** Removes the parts marked `madeByUs`, in reverse order; parts that are gone already are skipped. Answers what was removed. */
  removeSchema(parts: readonly SchemaPart[], options?: SchemaOptions): Promise<readonly SchemaPart[]>;

  /** Closes kept-alive sockets. */
  close(): void;
}
