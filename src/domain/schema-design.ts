/** What the migration needs in Dataverse before the first row: designed by the mapping room, deployed or checked by the destination room. */
export interface SchemaDesign {
  readonly publisher: {
    readonly uniqueName: string;
    readonly friendlyName: string;
    readonly prefix: string;
    readonly optionValuePrefix: number;
  };
  readonly solution: { readonly uniqueName: string; readonly friendlyName: string; readonly version: string };
  readonly tables: readonly TableDesign[];
  readonly columns: readonly ColumnDesign[];
  readonly lookups: readonly LookupDesign[];
  readonly keys: readonly KeyDesign[];
  readonly connectionRoles: readonly ConnectionRoleDesign[];
  /** Made only when there is a custom table to grant access to. */
  readonly securityRole?: { readonly name: string; readonly tables: readonly string[] };
}

export interface TableDesign {
  readonly schemaName: string;
  readonly label: string;
  readonly pluralLabel: string;
  readonly description: string;
  readonly ownership: 'UserOwned' | 'OrganizationOwned';
  readonly primaryName: { readonly schemaName: string; readonly label: string; readonly maxLength: number };
}

export type ColumnType =
  | { readonly kind: 'string'; readonly maxLength: number; readonly format?: 'Text' | 'Email' | 'Url' | 'Phone' }
  | { readonly kind: 'memo'; readonly maxLength: number }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'decimal'; readonly min: number; readonly max: number; readonly precision: number }
  | { readonly kind: 'boolean'; readonly trueLabel: string; readonly falseLabel: string; readonly default: boolean }
  | { readonly kind: 'dateOnly' }
  | { readonly kind: 'dateTime' } // behaviour TimeZoneIndependent is never used; UserLocal stores UTC
  | { readonly kind: 'choice'; readonly options: readonly { readonly value: number; readonly label: string }[] };

export interface ColumnDesign {
  /** Logical name of the table, ours or a standard one. */
  readonly table: string;
  readonly schemaName: string;
  readonly label: string;
  readonly description: string;
  readonly type: ColumnType;
}

/** A 1:N relationship; `schemaName` is the relationship's, `lookup.schemaName` the column's. */
export interface LookupDesign {
  readonly schemaName: string;
  readonly referencedTable: string;
  readonly referencingTable: string;
  readonly lookup: { readonly schemaName: string; readonly label: string; readonly description: string };
}

export interface KeyDesign {
  readonly table: string;
  readonly schemaName: string;
  readonly label: string;
  readonly columns: readonly string[];
}

/** `category` is Dataverse's: 1 Business. */
export interface ConnectionRoleDesign {
  readonly name: string;
  readonly category: number;
  readonly description: string;
}

/** One difference between design and what is there, for the schema gate. */
export interface SchemaDifference {
  readonly part: string;
  readonly wanted: string;
  readonly found: string;
}

/** One piece of schema and whether this migration made it (then undo removes it) or found it. */
export interface SchemaPart {
  readonly kind: 'publisher' | 'solution' | 'table' | 'column' | 'lookup' | 'key' | 'connectionRole' | 'securityRole';
  /** `<table>.<column>` for columns and keys, the name otherwise. */
  readonly name: string;
  readonly id: string;
  readonly madeByUs: boolean;
}
