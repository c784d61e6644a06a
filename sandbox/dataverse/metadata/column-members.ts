import { faults } from '../core/errors.js';
import type { Json } from './describe.js';
import type { Column } from './types.js';

/** What a definition may say of a column beside what it holds: name of the property behind it, and what it is otherwise. */
const managedMembers: Readonly<Record<string, readonly [otherwise: boolean, property: string]>> = {
  CanModifyAdditionalSettings: [true, 'canmodifyadditionalsettings'],
  IsAuditEnabled: [true, 'canmodifyauditsettings'],
  IsGlobalFilterEnabled: [false, 'canmodifyglobalfiltersettings'],
  IsRenameable: [true, 'isrenameable'],
  IsSortableEnabled: [false, 'canmodifyissortablesettings'],
  IsValidForAdvancedFind: [true, 'canmodifysearchsettings'],
};

const valueIn = (member: unknown): unknown =>
  typeof member === 'object' && member !== null ? (member as { Value?: unknown }).Value : undefined;

/** Takes over what a definition says of the column beside what it holds. */
export function readColumnMembers(column: Column, body: Json): void {
  for (const [name, [, property]] of Object.entries(managedMembers)) {
    if (body[name] === undefined || body[name] === null) continue;
    const value = valueIn(body[name]);
    if (typeof value !== 'boolean') throw faults.argument(`${name} must have a Value of true or false (${property}).`);
    column.members = { ...column.members, [name]: value };
  }
}

/** Managed members as they are until somebody says otherwise. */
const usualMembers: Readonly<Record<string, object>> = Object.fromEntries(
  Object.entries(managedMembers).map(([name, [Value, ManagedPropertyLogicalName]]) => [
    name,
    { Value, CanBeChanged: true, ManagedPropertyLogicalName },
  ]),
);

/** Members that columns of every type have beside what they hold. */
export function columnMembers(column: Column): Json {
  const members: Json = { ...usualMembers };
  for (const name in column.members) {
    const usual = usualMembers[name];
    if (usual !== undefined) members[name] = { ...usual, Value: column.members[name] };
  }
  const shown = column.attributeOf === null && !column.primaryId;
  return {
    ...members,
    ColumnNumber: column.slot + 1,
    CreatedOn: '1900-01-01T00:00:00Z',
    DeprecatedVersion: null,
    ExternalName: null,
    HasChanged: null,
    InheritsFrom: null,
    IntroducedVersion: column.custom ? '1.0' : '5.0.0.0',
    IsDataSourceSecret: false,
    IsFilterable: false,
    IsRequiredForForm: column.required === 'ApplicationRequired' || column.required === 'SystemRequired',
    IsRetrievable: column.read,
    IsValidForForm: shown,
    IsValidForGrid: shown,
    IsValidODataAttribute: column.attributeOf === null,
    LinkedAttributeId: null,
    ModifiedOn: '1900-01-01T00:00:00Z',
    Settings: [],
  };
}

/** Names of these members. */
export const columnMemberNames: readonly string[] = [
  ...Object.keys(managedMembers),
  'ColumnNumber',
  'CreatedOn',
  'DeprecatedVersion',
  'ExternalName',
  'HasChanged',
  'InheritsFrom',
  'IntroducedVersion',
  'IsDataSourceSecret',
  'IsFilterable',
  'IsRequiredForForm',
  'IsRetrievable',
  'IsValidForForm',
  'IsValidForGrid',
  'IsValidODataAttribute',
  'LinkedAttributeId',
  'ModifiedOn',
  'Settings',
];

/** What definitions of columns of some type may have beside what all have. */
export const typedMemberNames: readonly string[] = [
  'AutoNumberFormat',
  'CalculationOf',
  'CanChangeDateTimeBehavior',
  'CanStoreFullImage',
  'ChildPicklistLogicalNames',
  'DatabaseLength',
  'DateTimeBehavior',
  'DefaultFormValue',
  'DefaultValue',
  'Format',
  'FormatName',
  'FormulaDefinition',
  'GlobalOptionSet',
  'ImeMode',
  'IsBaseCurrency',
  'IsEntityReferenceStored',
  'IsLocalizable',
  'IsPrimaryImage',
  'MaxHeight',
  'MaxLength',
  'MaxSizeInKB',
  'MaxValue',
  'MaxWidth',
  'MinValue',
  'OptionSet',
  'ParentPicklistLogicalName',
  'Precision',
  'PrecisionSource',
  'SourceTypeMask',
  'Targets',
  'YomiOf',
];
