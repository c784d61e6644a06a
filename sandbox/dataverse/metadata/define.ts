import type { Cascade, ColumnType, ImeMode, Option, Requirement } from './types.js';

/** Words in which the standard tables are written down. A column is named by its schema name. */
export interface ColumnSpec {
  readonly type: ColumnType;
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  readonly precision?: number;
  readonly format?: string;
  readonly autoNumber?: string;
  readonly behavior?: 'UserLocal' | 'DateOnly' | 'TimeZoneIndependent';
  readonly options?: readonly Option[];
  readonly defaultValue?: unknown;
  readonly links?: readonly LinkSpec[];
  /** Tables of a look-up without relationships, which the server alone sets. */
  readonly pointsTo?: readonly string[];
  readonly required?: Requirement;
  readonly create?: boolean;
  readonly update?: boolean;
  readonly read?: boolean;
  readonly primaryName?: boolean;
  /** Of amounts: decimals of the column (0), of the organisation (1), of the currency (2). */
  readonly precisionSource?: number;
  readonly imeMode?: ImeMode;
  readonly maxSizeInKb?: number;
  readonly canStoreFullImage?: boolean;
}

/** One leg of a look-up. */
export interface LinkSpec {
  readonly target: string;
  readonly relationship: string;
  readonly nav: string;
  /** Collection-valued navigation on the target; the relationship's name unless given. */
  readonly collection?: string;
  readonly onDelete?: Cascade;
  readonly onAssign?: Cascade;
  /** `Cascade` from tables whose rows can be merged unless given. */
  readonly onMerge?: Cascade;
}

export interface TableSpec {
  readonly logicalName: string;
  readonly schemaName: string;
  readonly set: string;
  readonly code: number;
  readonly ownership?: 'UserOwned' | 'OrganizationOwned' | 'BusinessOwned' | 'None';
  readonly primaryId?: string;
  readonly primaryName?: string;
  readonly activity?: boolean;
  readonly intersect?: boolean;
  readonly notes?: boolean;
  readonly activities?: boolean;
  readonly connections?: boolean;
  readonly optimistic?: boolean;
  readonly customizable?: boolean;
  readonly canCreateAttributes?: boolean;
  readonly bulk?: boolean;
  /** Status codes as [state, status, label, default of its state?]; none: the table has no state. */
  readonly states?: readonly (readonly [state: number, stateLabel: string, status: number, statusLabel: string, isDefault?: boolean])[];
  /** False: the table takes no `overriddencreatedon`. */
  readonly importable?: boolean;
  /** The server writes its rows; clients only read them. */
  readonly serverKept?: boolean;
  /** Changes are tracked from the beginning. */
  readonly tracked?: boolean;
  /** Search finds its rows from the beginning. */
  readonly searched?: boolean;
  readonly columns: Readonly<Record<string, ColumnSpec>>;
}

type Extra = Omit<ColumnSpec, 'type'>;

export const text = (maxLength: number, extra: Extra = {}): ColumnSpec => ({ type: 'String', maxLength, format: 'Text', ...extra });
export const phone = (maxLength = 50): ColumnSpec => text(maxLength, { format: 'Phone' });
export const url = (maxLength: number): ColumnSpec => text(maxLength, { format: 'Url' });
export const memo = (maxLength: number, extra: Extra = {}): ColumnSpec => ({ type: 'Memo', maxLength, format: 'TextArea', ...extra });
export const integer = (min: number, max: number, extra: Extra = {}): ColumnSpec => ({ type: 'Integer', min, max, ...extra });
export const decimal = (min: number, max: number, precision: number, extra: Extra = {}): ColumnSpec => ({
  type: 'Decimal',
  min,
  max,
  precision,
  ...extra,
});
export const double = (min: number, max: number, precision: number, extra: Extra = {}): ColumnSpec => ({
  type: 'Double',
  min,
  max,
  precision,
  ...extra,
});
export const money = (min = 0, max = 100_000_000_000_000): ColumnSpec => ({ type: 'Money', min, max, precision: 2 });
export const flag = (defaultValue: boolean, no = 'No', yes = 'Yes', extra: Extra = {}): ColumnSpec => ({
  type: 'Boolean',
  defaultValue,
  options: [
    { value: 0, label: { 1033: no } },
    { value: 1, label: { 1033: yes } },
  ],
  ...extra,
});
export const choice = (options: Readonly<Record<number, string>>, extra: Extra = {}): ColumnSpec => ({
  type: 'Picklist',
  options: Object.entries(options).map(([value, label]) => ({ value: Number(value), label: { 1033: label } })),
  ...extra,
});
export const dateTime = (extra: Extra = {}): ColumnSpec => ({ type: 'DateTime', format: 'DateAndTime', behavior: 'UserLocal', ...extra });
/** Shown as a date, kept as a moment: the wire form is a moment too. */
export const dayShown = (extra: Extra = {}): ColumnSpec => ({ type: 'DateTime', format: 'DateOnly', behavior: 'UserLocal', ...extra });
export const date = (extra: Extra = {}): ColumnSpec => ({ type: 'DateTime', format: 'DateOnly', behavior: 'DateOnly', ...extra });
export const guid = (extra: Extra = {}): ColumnSpec => ({ type: 'Uniqueidentifier', ...extra });
export const image = (): ColumnSpec => ({ type: 'Image' });
export const entityName = (extra: Extra = {}): ColumnSpec => ({ type: 'EntityName', ...extra });
export const lookup = (links: readonly LinkSpec[], extra: Extra = {}): ColumnSpec => ({ type: 'Lookup', links, ...extra });
export const customer = (links: readonly LinkSpec[], extra: Extra = {}): ColumnSpec => ({ type: 'Customer', links, ...extra });
/** Set by the server only; a client's value is silently ignored. */
export const locked: Extra = { create: false, update: false };

/** Tables of which two rows can be merged: what hangs on one moves to the other. */
export const mergeable: ReadonlySet<string> = new Set(['account', 'contact', 'lead']);
