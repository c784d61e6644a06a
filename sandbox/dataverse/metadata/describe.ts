import { privilegeName, rights } from '../auth/privileges.js';
import { canBeSecured } from '../auth/secured.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import { column } from '../rows/slots.js';
import { isManaged } from '../solutions/components.js';
import { columnMemberNames, columnMembers, typedMemberNames } from './column-members.js';
import { remembering } from './described.js';
import { labelBody } from './labels.js';
import type { OptionSet } from './metadata.js';
import { tableMemberNames, tableMembers } from './table-members.js';
import type { Column, ColumnType, Option, Table } from './types.js';

export type Json = Record<string, unknown>;

export const crm = (name: string): string => `#Microsoft.Dynamics.CRM.${name}`;
export const managed = (Value: boolean, ManagedPropertyLogicalName: string): Json => ({
  Value,
  CanBeChanged: true,
  ManagedPropertyLogicalName,
});

/** `AttributeType`, `AttributeTypeName` and metadata class of a column. */
const classes: Readonly<Record<ColumnType, readonly [type: string, name: string, metadata: string]>> = {
  String: ['String', 'StringType', 'StringAttributeMetadata'],
  Memo: ['Memo', 'MemoType', 'MemoAttributeMetadata'],
  Integer: ['Integer', 'IntegerType', 'IntegerAttributeMetadata'],
  BigInt: ['BigInt', 'BigIntType', 'BigIntAttributeMetadata'],
  Decimal: ['Decimal', 'DecimalType', 'DecimalAttributeMetadata'],
  Double: ['Double', 'DoubleType', 'DoubleAttributeMetadata'],
  Money: ['Money', 'MoneyType', 'MoneyAttributeMetadata'],
  DateTime: ['DateTime', 'DateTimeType', 'DateTimeAttributeMetadata'],
  Boolean: ['Boolean', 'BooleanType', 'BooleanAttributeMetadata'],
  Picklist: ['Picklist', 'PicklistType', 'PicklistAttributeMetadata'],
  MultiSelectPicklist: ['Virtual', 'MultiSelectPicklistType', 'MultiSelectPicklistAttributeMetadata'],
  State: ['State', 'StateType', 'StateAttributeMetadata'],
  Status: ['Status', 'StatusType', 'StatusAttributeMetadata'],
  Lookup: ['Lookup', 'LookupType', 'LookupAttributeMetadata'],
  Customer: ['Customer', 'CustomerType', 'LookupAttributeMetadata'],
  Owner: ['Owner', 'OwnerType', 'LookupAttributeMetadata'],
  Uniqueidentifier: ['Uniqueidentifier', 'UniqueidentifierType', 'UniqueIdentifierAttributeMetadata'],
  EntityName: ['EntityName', 'EntityNameType', 'EntityNameAttributeMetadata'],
  File: ['Virtual', 'FileType', 'FileAttributeMetadata'],
  Image: ['Virtual', 'ImageType', 'ImageAttributeMetadata'],
  PartyList: ['PartyList', 'PartyListType', 'LookupAttributeMetadata'],
  Virtual: ['Virtual', 'VirtualType', 'AttributeMetadata'],
};

export const classOf = (column: Column): string => classes[column.type][2];

/** The set's name, capitals as in the schema name. */
function collectionSchemaName({ schemaName, logicalName, entitySetName }: Table): string {
  const stem = [...logicalName].findIndex((letter, at) => entitySetName[at] !== letter);
  const shared = stem < 0 ? logicalName.length : stem;
  return schemaName.slice(0, shared) + entitySetName.slice(shared);
}

export const entityMetadata = remembering((world, table: Table): Json => {
  return {
    MetadataId: table.metadataId,
    LogicalName: table.logicalName,
    SchemaName: table.schemaName,
    EntitySetName: table.entitySetName,
    LogicalCollectionName: table.entitySetName,
    CollectionSchemaName: collectionSchemaName(table),
    ObjectTypeCode: table.objectTypeCode,
    PrimaryIdAttribute: table.primaryId,
    PrimaryNameAttribute: table.primaryName,
    PrimaryImageAttribute: table.primaryImage,
    OwnershipType: table.ownership,
    TableType: 'Standard',
    IsActivity: table.activity,
    IsActivityParty: table.logicalName === 'account' || table.logicalName === 'contact' || table.logicalName === 'systemuser',
    HasActivities: table.hasActivities,
    HasNotes: table.hasNotes,
    IsCustomEntity: table.custom,
    IsManaged: isManaged(world, table),
    IsIntersect: table.intersect,
    IsPrivate: false,
    IsLogicalEntity: false,
    IsChildEntity: false,
    IsOptimisticConcurrencyEnabled: table.optimistic,
    ChangeTrackingEnabled: table.changeTracking,
    CanChangeTrackingBeEnabled: managed(table.ownership !== 'None', 'canchangetrackingbeenabled'),
    SyncToExternalSearchIndex: table.searched,
    CanEnableSyncToExternalSearchIndex: managed(table.ownership !== 'None', 'canenablesynctoexternalsearchindex'),
    IsConnectionsEnabled: managed(table.connections, 'canmodifyconnectionsettings'),
    IsCustomizable: managed(table.customizable, 'iscustomizable'),
    CanCreateAttributes: managed(table.canCreateAttributes, 'cancreateattributes'),
    IsValidForAdvancedFind: true,
    ...tableMembers(table),
    DisplayName: labelBody(world, table.displayName),
    DisplayCollectionName: labelBody(world, table.displayCollectionName),
    Description: labelBody(world, table.description),
    Privileges: privileges(world, table),
  };
});

/** Names that a definition of a table may have. */
export const entityMemberNames = (world: World): ReadonlySet<string> =>
  new Set([...Object.keys(entityMetadata(world, tableOf(world, 'account'))), ...tableMemberNames]);

/** Names that a definition of a column may have. */
export const columnDefinitionNames: () => ReadonlySet<string> = () => new Set([...commonMembers, ...typedMemberNames]);

function privileges(world: World, table: Table): Json[] {
  const named = column(tableOf(world, 'privilege'), 'name');
  const store = storeOf(world, 'privilege');
  return rights.flatMap((right) => {
    const name = privilegeName(right, table);
    const [found] = store.findByValue(named, name);
    if (found === undefined) return [];
    const reach = { CanBeBasic: true, CanBeDeep: true, CanBeGlobal: true, CanBeLocal: true };
    return [{ ...reach, Name: name, PrivilegeId: found.id, PrivilegeType: right }];
  });
}

function optionBody(world: World, option: Option, type: string): Json {
  return {
    ...(type === 'OptionMetadata' ? {} : { '@odata.type': crm(type) }),
    Value: option.value,
    Label: labelBody(world, option.label),
    Description: labelBody(world, {}),
    Color: null,
    IsManaged: false,
    ...(type === 'StatusOptionMetadata' ? { State: option.state ?? 0 } : {}),
    ...(type === 'StateOptionMetadata' ? { DefaultStatus: option.defaultStatus ?? null, InvariantName: option.invariantName ?? null } : {}),
  };
}

/** The choices of a column, as its `OptionSet` or `GlobalOptionSet`. */
export function columnOptionSet(world: World, column: Column): Json | null {
  if (column.options === null) return null;
  const type = column.type === 'State' ? 'StateOptionMetadata' : column.type === 'Status' ? 'StatusOptionMetadata' : 'OptionMetadata';
  const common: Json = {
    MetadataId: column.optionSetId,
    Name: column.optionSetName,
    IsGlobal: column.globalOptionSet,
    IsCustomOptionSet: column.custom,
    IsManaged: false,
    DisplayName: labelBody(world, column.displayName),
    Description: labelBody(world, column.description),
  };
  if (column.type === 'Boolean') {
    const [no, yes] = column.options;
    return {
      '@odata.type': crm('BooleanOptionSetMetadata'),
      ...common,
      OptionSetType: 'Boolean',
      TrueOption: yes === undefined ? null : optionBody(world, yes, 'OptionMetadata'),
      FalseOption: no === undefined ? null : optionBody(world, no, 'OptionMetadata'),
    };
  }
  const kind = column.type === 'State' ? 'State' : column.type === 'Status' ? 'Status' : 'Picklist';
  return {
    '@odata.type': crm('OptionSetMetadata'),
    ...common,
    OptionSetType: kind,
    Options: column.options.map((option) => optionBody(world, option, type)),
  };
}

export function optionSetMetadata(world: World, set: OptionSet): Json {
  return {
    '@odata.type': crm('OptionSetMetadata'),
    MetadataId: set.metadataId,
    Name: set.name,
    IsGlobal: true,
    IsCustomOptionSet: set.custom,
    IsManaged: isManaged(world, set),
    OptionSetType: 'Picklist',
    DisplayName: labelBody(world, set.displayName),
    Description: labelBody(world, set.description),
    Options: set.options.map((option) => optionBody(world, option, 'OptionMetadata')),
  };
}

function typed(world: World, column: Column): Json {
  switch (column.type) {
    case 'String':
      return {
        MaxLength: column.maxLength,
        DatabaseLength: column.maxLength * 2,
        Format: column.format,
        FormatName: { Value: column.format },
        YomiOf: null,
        AutoNumberFormat: column.autoNumber ?? '',
        IsLocalizable: false,
      };
    case 'Memo':
      return { MaxLength: column.maxLength, Format: column.format, FormatName: { Value: column.format }, IsLocalizable: false };
    case 'Integer':
      return { MinValue: column.min, MaxValue: column.max, Format: column.format ?? 'None' };
    case 'BigInt':
      return { MinValue: column.min, MaxValue: column.max };
    case 'Decimal':
    case 'Double':
      return { MinValue: column.min, MaxValue: column.max, Precision: column.precision };
    case 'Money':
      return {
        MinValue: column.min,
        MaxValue: column.max,
        Precision: column.precision,
        PrecisionSource: column.precisionSource,
        IsBaseCurrency: column.attributeOf !== null,
        CalculationOf: column.attributeOf,
      };
    case 'DateTime':
      return {
        Format: column.format,
        DateTimeBehavior: { Value: column.behavior },
        CanChangeDateTimeBehavior: managed(true, 'canchangedatetimebehavior'),
      };
    case 'Boolean':
      return { DefaultValue: column.defaultValue ?? false };
    case 'Picklist':
      return { DefaultFormValue: column.defaultValue ?? -1 };
    case 'Lookup':
    case 'Customer':
    case 'Owner':
    case 'PartyList':
      return { Targets: column.targets, Format: 'None' };
    case 'File':
      return { MaxSizeInKB: column.maxSizeInKb };
    case 'Image':
      return {
        MaxSizeInKB: column.maxSizeInKb,
        CanStoreFullImage: column.canStoreFullImage,
        IsPrimaryImage: world.metadata.tables.get(column.table)?.primaryImage === column.logicalName,
        MaxHeight: 144,
        MaxWidth: 144,
      };
    default:
      return {};
  }
}

const withInput: ReadonlySet<ColumnType> = new Set(['String', 'Memo', 'Decimal', 'Double', 'Money', 'DateTime']);

/** `withOptions`: also what the API only gives through `$expand`. */
export const columnMetadata = (world: World, column: Column, withOptions = false): Json =>
  withOptions && column.options !== null
    ? { ...describeColumn(world, column), OptionSet: columnOptionSet(world, column) }
    : describeColumn(world, column);

const describeColumn = remembering((world, column: Column): Json => {
  const [type, typeName, metadataType] = classes[column.type];
  return {
    '@odata.type': crm(metadataType),
    MetadataId: column.metadataId,
    LogicalName: column.logicalName,
    SchemaName: column.schemaName,
    EntityLogicalName: column.table,
    AttributeType: type,
    AttributeTypeName: { Value: typeName },
    AttributeOf: column.type === 'Money' ? null : column.attributeOf,
    IsCustomAttribute: column.custom,
    IsManaged: isManaged(world, column),
    IsPrimaryId: column.primaryId,
    IsPrimaryName: column.primaryName,
    IsValidForCreate: column.create,
    IsValidForUpdate: column.update && !column.primaryId,
    IsValidForRead: column.read,
    IsSecured: column.secured,
    CanBeSecuredForRead: canBeSecured(column),
    CanBeSecuredForCreate: canBeSecured(column),
    CanBeSecuredForUpdate: canBeSecured(column),
    IsLogical: column.attributeOf !== null && column.type !== 'Money',
    IsSearchable: false,
    SourceType: 0,
    ...columnMembers(column),
    IsCustomizable: managed(true, 'iscustomizable'),
    RequiredLevel: {
      Value: column.required,
      CanBeChanged: column.required !== 'SystemRequired',
      ManagedPropertyLogicalName: 'canmodifyrequirementlevelsettings',
    },
    DisplayName: labelBody(world, column.displayName),
    Description: labelBody(world, column.description),
    ...typed(world, column),
    ...(withInput.has(column.type) ? { ImeMode: column.imeMode } : {}),
  };
});

/** What columns of every type have. */
export const commonMembers: ReadonlySet<string> = new Set([
  '@odata.type',
  'MetadataId',
  'LogicalName',
  'SchemaName',
  'EntityLogicalName',
  'AttributeType',
  'AttributeTypeName',
  'AttributeOf',
  'IsCustomAttribute',
  'IsManaged',
  'IsPrimaryId',
  'IsPrimaryName',
  'IsValidForCreate',
  'IsValidForUpdate',
  'IsValidForRead',
  'IsSecured',
  'CanBeSecuredForRead',
  'CanBeSecuredForCreate',
  'CanBeSecuredForUpdate',
  'IsLogical',
  'IsSearchable',
  'SourceType',
  'IsCustomizable',
  'IsValidForAdvancedFind',
  'RequiredLevel',
  'DisplayName',
  'Description',
  ...columnMemberNames,
]);
