/** What a column holds, in the words of the Web API's attribute types, lower case. `other` is what this program neither reads nor writes. */
export type ColumnKind =
  | 'string'
  | 'memo'
  | 'integer'
  | 'bigint'
  | 'decimal'
  | 'double'
  | 'money'
  | 'boolean'
  | 'dateTime'
  | 'dateOnly'
  | 'choice'
  | 'multiChoice'
  | 'state'
  | 'status'
  | 'lookup'
  | 'id'
  | 'other';

export interface ColumnMetadata {
  readonly name: string;
  /** As it was defined; custom look-ups are bound under this spelling, but never derive it: use `lookups`. */
  readonly schemaName: string;
  readonly metadataId: string;
  readonly kind: ColumnKind;
  readonly validForCreate: boolean;
  readonly validForUpdate: boolean;
  readonly validForRead: boolean;
  readonly custom: boolean;
  /** Characters; string and memo columns only. */
  readonly maxLength?: number;
  /** Lowest and highest number; integer, decimal, double and money columns only. */
  readonly min?: number;
  readonly max?: number;
  /** Decimals after the point; decimal, double and money columns only. */
  readonly precision?: number;
  /** Value and label in the base language; choice, multiChoice, state and status columns only. `state` is the state code a status belongs to. */
  readonly options?: readonly {
    readonly value: number;
    readonly label: string;
    readonly state?: number;
  }[];
}

/** What becomes of a row that hangs on a deleted one. */
export type DeleteBehaviour = 'Cascade' | 'RemoveLink' | 'Restrict' | 'NoCascade';

/** A relationship in which this table is the parent. */
export interface ChildRelationship {
  readonly relationship: string;
  readonly childTable: string;
  /** Logical name of the look-up column on the child. */
  readonly childColumn: string;
  readonly onDelete: DeleteBehaviour;
}

/** What the environment says about one table. At most two minutes old; `fresh` reads it again past the server's cache. */
export interface TableMetadata {
  readonly name: string;
  readonly metadataId: string;
  /** As in URLs; not always the logical name and an s. */
  readonly entitySet: string;
  readonly primaryId: string;
  readonly primaryName: string | null;
  readonly columns: ReadonlyMap<string, ColumnMetadata>;
  /** Look-up column → target table → single-valued navigation property, as metadata spells it. An owner has the target `owner`. */
  readonly lookups: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly messages: {
    readonly createMultiple: boolean;
    readonly updateMultiple: boolean;
    readonly upsertMultiple: boolean;
  };
  /** Whether `If-Match` with a version is understood. */
  readonly optimisticConcurrency: boolean;
  readonly custom: boolean;
  readonly children: readonly ChildRelationship[];
}
