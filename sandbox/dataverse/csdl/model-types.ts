import type { Element } from '../core/xml.js';
import { typeAttributes } from './type-attributes.js';

/** Types of the metadata itself, which the sets `EntityDefinitions` and its like hold: base type, members, collections. */
interface ModelType {
  readonly base: string;
  readonly abstract?: boolean;
  readonly members?: Readonly<Record<string, string>>;
  readonly collections?: Readonly<Record<string, string>>;
}

const managed = 'mscrm.BooleanManagedProperty';
const label = 'mscrm.Label';
const text = 'Edm.String';
const flag = 'Edm.Boolean';
const range = { MinValue: 'Edm.Int32', MaxValue: 'Edm.Int32' };
const wide = { MinValue: 'Edm.Double', MaxValue: 'Edm.Double', Precision: 'Edm.Int32' };

const modelTypes: Readonly<Record<string, ModelType>> = {
  MetadataBase: { base: 'crmmodelbaseentity', abstract: true, members: { MetadataId: 'Edm.Guid', HasChanged: flag } },
  EntityMetadata: {
    base: 'MetadataBase',
    members: {
      LogicalName: text,
      SchemaName: text,
      EntitySetName: text,
      LogicalCollectionName: text,
      CollectionSchemaName: text,
      ObjectTypeCode: 'Edm.Int32',
      PrimaryIdAttribute: text,
      PrimaryNameAttribute: text,
      PrimaryImageAttribute: text,
      OwnershipType: 'mscrm.OwnershipTypes',
      TableType: text,
      IsActivity: flag,
      IsActivityParty: flag,
      HasActivities: flag,
      HasNotes: flag,
      IsCustomEntity: flag,
      IsManaged: flag,
      IsIntersect: flag,
      IsPrivate: flag,
      IsLogicalEntity: flag,
      IsChildEntity: flag,
      IsOptimisticConcurrencyEnabled: flag,
      ChangeTrackingEnabled: flag,
      SyncToExternalSearchIndex: flag,
      CanEnableSyncToExternalSearchIndex: managed,
      IsConnectionsEnabled: managed,
      IsCustomizable: managed,
      CanCreateAttributes: managed,
      IsValidForAdvancedFind: flag,
      IsAuditEnabled: managed,
      IsDuplicateDetectionEnabled: managed,
      DisplayName: label,
      DisplayCollectionName: label,
      Description: label,
      Privileges: 'Collection(mscrm.SecurityPrivilegeMetadata)',
    },
    collections: {
      Attributes: 'AttributeMetadata',
      Keys: 'EntityKeyMetadata',
      ManyToOneRelationships: 'OneToManyRelationshipMetadata',
      OneToManyRelationships: 'OneToManyRelationshipMetadata',
      ManyToManyRelationships: 'ManyToManyRelationshipMetadata',
    },
  },
  AttributeMetadata: {
    base: 'MetadataBase',
    members: {
      LogicalName: text,
      SchemaName: text,
      EntityLogicalName: text,
      AttributeType: text,
      AttributeTypeName: 'mscrm.AttributeTypeDisplayName',
      AttributeOf: text,
      IsCustomAttribute: flag,
      IsManaged: flag,
      IsPrimaryId: flag,
      IsPrimaryName: flag,
      IsValidForCreate: flag,
      IsValidForUpdate: flag,
      IsValidForRead: flag,
      IsSecured: flag,
      CanBeSecuredForRead: flag,
      CanBeSecuredForCreate: flag,
      CanBeSecuredForUpdate: flag,
      IsLogical: flag,
      IsSearchable: flag,
      SourceType: 'Edm.Int32',
      IsCustomizable: managed,
      IsValidForAdvancedFind: managed,
      RequiredLevel: 'mscrm.AttributeRequiredLevelManagedProperty',
      DisplayName: label,
      Description: label,
    },
  },
  StringAttributeMetadata: {
    base: 'AttributeMetadata',
    members: {
      MaxLength: 'Edm.Int32',
      DatabaseLength: 'Edm.Int32',
      Format: text,
      FormatName: 'mscrm.StringFormatName',
      YomiOf: text,
      IsLocalizable: flag,
      ImeMode: text,
    },
  },
  MemoAttributeMetadata: {
    base: 'AttributeMetadata',
    members: { MaxLength: 'Edm.Int32', Format: text, FormatName: 'mscrm.StringFormatName', IsLocalizable: flag, ImeMode: text },
  },
  IntegerAttributeMetadata: { base: 'AttributeMetadata', members: { ...range, Format: text } },
  BigIntAttributeMetadata: { base: 'AttributeMetadata', members: { MinValue: 'Edm.Int64', MaxValue: 'Edm.Int64' } },
  DecimalAttributeMetadata: {
    base: 'AttributeMetadata',
    members: { MinValue: 'Edm.Decimal', MaxValue: 'Edm.Decimal', Precision: 'Edm.Int32', ImeMode: text },
  },
  DoubleAttributeMetadata: { base: 'AttributeMetadata', members: { ...wide, ImeMode: text } },
  MoneyAttributeMetadata: {
    base: 'AttributeMetadata',
    members: { ...wide, PrecisionSource: 'Edm.Int32', IsBaseCurrency: flag, CalculationOf: text, ImeMode: text },
  },
  DateTimeAttributeMetadata: {
    base: 'AttributeMetadata',
    members: { Format: text, DateTimeBehavior: 'mscrm.DateTimeBehavior', CanChangeDateTimeBehavior: managed, ImeMode: text },
  },
  UniqueIdentifierAttributeMetadata: { base: 'AttributeMetadata' },
  EntityNameAttributeMetadata: { base: 'AttributeMetadata' },
  LookupAttributeMetadata: { base: 'AttributeMetadata', members: { Targets: 'Collection(Edm.String)', Format: text } },
  FileAttributeMetadata: { base: 'AttributeMetadata', members: { MaxSizeInKB: 'Edm.Int32' } },
  ImageAttributeMetadata: {
    base: 'AttributeMetadata',
    members: { MaxSizeInKB: 'Edm.Int32', CanStoreFullImage: flag, IsPrimaryImage: flag, MaxHeight: 'Edm.Int16', MaxWidth: 'Edm.Int16' },
  },
  BooleanAttributeMetadata: { base: 'AttributeMetadata', members: { DefaultValue: flag } },
  EnumAttributeMetadata: { base: 'AttributeMetadata', abstract: true, members: { DefaultFormValue: 'Edm.Int32' } },
  PicklistAttributeMetadata: { base: 'EnumAttributeMetadata' },
  MultiSelectPicklistAttributeMetadata: { base: 'EnumAttributeMetadata' },
  StateAttributeMetadata: { base: 'EnumAttributeMetadata' },
  StatusAttributeMetadata: { base: 'EnumAttributeMetadata' },
  EntityKeyMetadata: {
    base: 'MetadataBase',
    members: {
      LogicalName: text,
      SchemaName: text,
      EntityLogicalName: text,
      KeyAttributes: 'Collection(Edm.String)',
      EntityKeyIndexStatus: 'mscrm.EntityKeyIndexStatus!',
      IsManaged: flag,
      IsCustomizable: managed,
      DisplayName: label,
    },
  },
  RelationshipMetadataBase: {
    base: 'MetadataBase',
    members: { SchemaName: text, RelationshipType: text, IsCustomRelationship: flag, IsManaged: flag },
  },
  OneToManyRelationshipMetadata: {
    base: 'RelationshipMetadataBase',
    members: {
      IsHierarchical: flag,
      ReferencedEntity: text,
      ReferencedAttribute: text,
      ReferencingEntity: text,
      ReferencingAttribute: text,
      ReferencedEntityNavigationPropertyName: text,
      ReferencingEntityNavigationPropertyName: text,
      CascadeConfiguration: 'mscrm.CascadeConfiguration',
      AssociatedMenuConfiguration: 'mscrm.AssociatedMenuConfiguration',
      SecurityTypes: text,
    },
  },
  ManyToManyRelationshipMetadata: {
    base: 'RelationshipMetadataBase',
    members: {
      Entity1LogicalName: text,
      Entity2LogicalName: text,
      Entity1IntersectAttribute: text,
      Entity2IntersectAttribute: text,
      Entity1NavigationPropertyName: text,
      Entity2NavigationPropertyName: text,
      IntersectEntityName: text,
    },
  },
  OptionSetMetadataBase: {
    base: 'MetadataBase',
    members: {
      Name: text,
      DisplayName: label,
      Description: label,
      IsGlobal: flag,
      IsCustomOptionSet: flag,
      IsManaged: flag,
      OptionSetType: text,
    },
  },
  OptionSetMetadata: { base: 'OptionSetMetadataBase', members: { Options: 'Collection(mscrm.OptionMetadata)' } },
  BooleanOptionSetMetadata: {
    base: 'OptionSetMetadataBase',
    members: { TrueOption: 'mscrm.OptionMetadata', FalseOption: 'mscrm.OptionMetadata' },
  },
};

export const modelTypeElements = (): Element[] => [
  { '@Name': 'crmmodelbaseentity', '@Abstract': 'true' },
  ...Object.entries(modelTypes).map(([name, { base, abstract, members, collections }]) => ({
    '@Name': name,
    '@BaseType': `mscrm.${base}`,
    ...(abstract === true ? { '@Abstract': 'true' } : {}),
    ...(name === 'MetadataBase' ? { Key: { PropertyRef: { '@Name': 'MetadataId' } } } : {}),
    Property: Object.entries(members ?? {}).map(([member, type]) => ({ '@Name': member, ...typeAttributes(type) })),
    NavigationProperty: Object.entries(collections ?? {}).map(([member, type]) => ({
      '@Name': member,
      '@Type': `Collection(mscrm.${type})`,
      '@ContainsTarget': 'true',
    })),
  })),
];

/** Members of such a type with those that it inherits: name to type; null: there is none of that name. */
export function modelMembers(name: string): Readonly<Record<string, string>> | null {
  const type = modelTypes[name];
  if (type === undefined) return null;
  const collections = Object.entries(type.collections ?? {}).map(([member, of]) => [member, `Collection(mscrm.${of})`]);
  return { ...modelMembers(type.base), ...type.members, ...Object.fromEntries(collections) };
}

/** Sets of the metadata: name to the type that they hold. */
export const modelSets: Readonly<Record<string, string>> = {
  EntityDefinitions: 'EntityMetadata',
  RelationshipDefinitions: 'RelationshipMetadataBase',
  GlobalOptionSetDefinitions: 'OptionSetMetadataBase',
};
