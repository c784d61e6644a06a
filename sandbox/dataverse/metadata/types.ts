/** What the environment knows about its tables. Rows refer to columns by slot, so a row is one flat array. */

export type ColumnType =
  | 'String'
  | 'Memo'
  | 'Integer'
  | 'BigInt'
  | 'Decimal'
  | 'Double'
  | 'Money'
  | 'DateTime'
  | 'Boolean'
  | 'Picklist'
  | 'MultiSelectPicklist'
  | 'State'
  | 'Status'
  | 'Lookup'
  | 'Customer'
  | 'Owner'
  | 'Uniqueidentifier'
  | 'EntityName'
  | 'File'
  | 'Image'
  | 'PartyList'
  | 'Virtual';

/** Whether a form writes into the column with an input method editor. */
export type ImeMode = 'Auto' | 'Inactive' | 'Active' | 'Disabled';

export interface Labels {
  /** Label by language code. */
  readonly [language: number]: string;
}

export interface Option {
  readonly value: number;
  label: Labels;
  /** State code that a status belongs to. */
  readonly state?: number;
  /** Default status of a state. */
  readonly defaultStatus?: number;
  readonly invariantName?: string;
}

export type Requirement = 'None' | 'Recommended' | 'ApplicationRequired' | 'SystemRequired';

export interface Column {
  readonly metadataId: string;
  readonly table: string;
  readonly logicalName: string;
  readonly schemaName: string;
  readonly type: ColumnType;
  /** Place in a row's values. */
  readonly slot: number;
  /** Place of the target table's name, for look-ups that point to several tables; -1 otherwise. */
  readonly typeSlot: number;
  maxLength: number;
  min: number;
  max: number;
  precision: number;
  /** Of amounts: decimals of the column (0), of the organisation (1), of the currency (2). */
  precisionSource: number;
  imeMode: ImeMode;
  format: string | null;
  behavior: 'UserLocal' | 'DateOnly' | 'TimeZoneIndependent' | null;
  options: Option[] | null;
  optionSetName: string | null;
  optionSetId: string | null;
  readonly globalOptionSet: boolean;
  readonly defaultValue: unknown;
  targets: string[];
  required: Requirement;
  /** Seen and written by those only whom a profile allows it. */
  secured: boolean;
  readonly create: boolean;
  readonly update: boolean;
  readonly read: boolean;
  readonly custom: boolean;
  readonly primaryId: boolean;
  readonly primaryName: boolean;
  /** Of files and images. */
  maxSizeInKb: number;
  /** Of images: whether the picture is kept beside its thumbnail. */
  canStoreFullImage: boolean;
  /** The column that this one belongs to: a file's name, an image's address. */
  readonly attributeOf: string | null;
  /** How texts are numbered that nobody gives; null: not at all. */
  autoNumber: string | null;
  nextNumber: number;
  /** What definitions said beside what it holds. */
  members: Readonly<Record<string, unknown>>;
  displayName: Labels;
  description: Labels;
  /** Moment from which requests that do not ask for `Consistency: Strong` see it. */
  readonly visibleAt: number;
  solution: string | null;
}

export type Cascade = 'Cascade' | 'NoCascade' | 'RemoveLink' | 'Restrict' | 'Active' | 'UserOwned';

export interface CascadeConfiguration {
  readonly Assign: Cascade;
  readonly Delete: Cascade;
  readonly Merge: Cascade;
  readonly Reparent: Cascade;
  readonly Share: Cascade;
  readonly Unshare: Cascade;
}

/** One row of `referencedEntity` has many of `referencingEntity`. */
export interface Relationship {
  readonly metadataId: string;
  readonly schemaName: string;
  readonly referencedEntity: string;
  readonly referencedAttribute: string;
  readonly referencingEntity: string;
  readonly referencingAttribute: string;
  /** Single-valued navigation property, as bodies bind it. */
  readonly nav: string;
  /** Collection-valued navigation property on the referenced table. */
  readonly collectionNav: string;
  readonly cascade: CascadeConfiguration;
  /** How it is shown beside a row, as a definition says it. */
  menu?: Menu;
  readonly custom: boolean;
  readonly visibleAt: number;
  solution: string | null;
}

/** `AssociatedMenuConfiguration`. */
export interface Menu {
  readonly behavior: 'UseCollectionName' | 'UseLabel' | 'DoNotDisplay';
  readonly group: 'Details' | 'Sales' | 'Service' | 'Marketing';
  readonly label: Labels;
  readonly order: number | null;
}

export interface ManyToMany {
  readonly metadataId: string;
  readonly schemaName: string;
  readonly intersect: string;
  readonly entity1: string;
  readonly entity2: string;
  readonly attribute1: string;
  readonly attribute2: string;
  readonly nav1: string;
  readonly nav2: string;
  readonly custom: boolean;
  readonly visibleAt: number;
  solution: string | null;
}

export type KeyStatus = 'Pending' | 'InProgress' | 'Active' | 'Failed';

export interface Key {
  readonly metadataId: string;
  readonly table: string;
  readonly schemaName: string;
  readonly logicalName: string;
  readonly columns: readonly Column[];
  status: KeyStatus;
  /** Row of `asyncoperation` that builds its index. */
  asyncJob: string;
  displayName: Labels;
  readonly visibleAt: number;
  solution: string | null;
}

export interface Table {
  readonly metadataId: string;
  readonly logicalName: string;
  readonly schemaName: string;
  readonly entitySetName: string;
  readonly objectTypeCode: number;
  readonly ownership: 'UserOwned' | 'OrganizationOwned' | 'BusinessOwned' | 'None';
  readonly primaryId: string;
  readonly primaryName: string | null;
  /** The image column that may be set in a create and that stands for the row. */
  primaryImage: string | null;
  readonly custom: boolean;
  readonly activity: boolean;
  readonly intersect: boolean;
  /** The server writes its rows; clients only read them. */
  readonly serverKept: boolean;
  hasNotes: boolean;
  hasActivities: boolean;
  connections: boolean;
  readonly optimistic: boolean;
  changeTracking: boolean;
  /** Whether Dataverse search finds its rows (`SyncToExternalSearchIndex`). */
  searched: boolean;
  readonly customizable: boolean;
  readonly canCreateAttributes: boolean;
  /** Bulk messages that the table takes. */
  readonly messages: ReadonlySet<string>;
  readonly columns: Map<string, Column>;
  readonly keys: Key[];
  /** What definitions said beside what it is. */
  members: Readonly<Record<string, unknown>>;
  /** Number of slots of a row. */
  width: number;
  displayName: Labels;
  displayCollectionName: Labels;
  description: Labels;
  visibleAt: number;
  solution: string | null;
  /** How request properties are understood; rebuilt when null. */
  properties: Map<string, Property> | null;
}

/** What a property of a request body or a segment of a path means on a table. */
export type Property =
  | { readonly kind: 'column'; readonly column: Column; readonly hiddenUntil: number }
  /** Single-valued navigation; `target` null: the owner, a user or a team. */
  | { readonly kind: 'nav'; readonly name: string; readonly column: Column; readonly target: string | null; readonly hiddenUntil: number }
  | { readonly kind: 'bind'; readonly name: string; readonly column: Column; readonly target: string | null; readonly hiddenUntil: number }
  | { readonly kind: 'value'; readonly column: Column; readonly hiddenUntil: number }
  | { readonly kind: 'collection'; readonly name: string; readonly relationship: Relationship; readonly hiddenUntil: number }
  | { readonly kind: 'many'; readonly name: string; readonly relationship: ManyToMany; readonly side: 1 | 2; readonly hiddenUntil: number };
