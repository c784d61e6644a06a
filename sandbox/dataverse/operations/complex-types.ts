import type { TypeName } from './signatures.js';

/** Named constants that operations take and answer. */
export const enumTypes: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  EntityKeyIndexStatus: { Pending: 0, InProgress: 1, Active: 2, Failed: 3 },
  PrivilegeDepth: { Basic: 0, Local: 1, Deep: 2, Global: 3 },
  OwnershipTypes: { None: 0, UserOwned: 1, TeamOwned: 2, BusinessOwned: 4, OrganizationOwned: 8, BusinessParented: 16 },
};

const rolePrivileges = { RolePrivileges: 'Collection(mscrm.RolePrivilege)!' };

/** Structured values without a key, by name: member to type. */
export const complexTypes: Readonly<Record<string, Readonly<Record<string, TypeName>>>> = {
  LocalizedLabel: {
    Label: 'Edm.String',
    LanguageCode: 'Edm.Int32!',
    IsManaged: 'Edm.Boolean',
    MetadataId: 'Edm.Guid',
    HasChanged: 'Edm.Boolean',
  },
  Label: { LocalizedLabels: 'Collection(mscrm.LocalizedLabel)', UserLocalizedLabel: 'mscrm.LocalizedLabel' },
  BooleanManagedProperty: { Value: 'Edm.Boolean!', CanBeChanged: 'Edm.Boolean!', ManagedPropertyLogicalName: 'Edm.String' },
  AttributeRequiredLevelManagedProperty: {
    Value: 'Edm.String!',
    CanBeChanged: 'Edm.Boolean!',
    ManagedPropertyLogicalName: 'Edm.String',
  },
  AttributeTypeDisplayName: { Value: 'Edm.String' },
  StringFormatName: { Value: 'Edm.String' },
  DateTimeBehavior: { Value: 'Edm.String' },
  CascadeConfiguration: {
    Assign: 'Edm.String',
    Delete: 'Edm.String',
    Merge: 'Edm.String',
    Reparent: 'Edm.String',
    Share: 'Edm.String',
    Unshare: 'Edm.String',
    RollupView: 'Edm.String',
  },
  AssociatedMenuConfiguration: { Behavior: 'Edm.String', Group: 'Edm.String', Label: 'mscrm.Label', Order: 'Edm.Int32' },
  OptionMetadata: { Value: 'Edm.Int32', Label: 'mscrm.Label', Description: 'mscrm.Label', Color: 'Edm.String', IsManaged: 'Edm.Boolean' },
  SecurityPrivilegeMetadata: {
    CanBeBasic: 'Edm.Boolean!',
    CanBeDeep: 'Edm.Boolean!',
    CanBeGlobal: 'Edm.Boolean!',
    CanBeLocal: 'Edm.Boolean!',
    Name: 'Edm.String',
    PrivilegeId: 'Edm.Guid!',
    PrivilegeType: 'Edm.String!',
  },
  ComplexLookupAttributeMetadata: {
    SchemaName: 'Edm.String',
    DisplayName: 'mscrm.Label',
    Description: 'mscrm.Label',
    RequiredLevel: 'mscrm.AttributeRequiredLevelManagedProperty',
    AttributeType: 'Edm.String',
    AttributeTypeName: 'mscrm.AttributeTypeDisplayName',
    Targets: 'Collection(Edm.String)',
  },
  ComplexOneToManyRelationshipMetadata: {
    SchemaName: 'Edm.String',
    ReferencedEntity: 'Edm.String',
    ReferencedAttribute: 'Edm.String',
    ReferencingEntity: 'Edm.String',
    CascadeConfiguration: 'mscrm.CascadeConfiguration',
    AssociatedMenuConfiguration: 'mscrm.AssociatedMenuConfiguration',
  },
  WhoAmIResponse: { BusinessUnitId: 'Edm.Guid!', UserId: 'Edm.Guid!', OrganizationId: 'Edm.Guid!' },
  RetrieveVersionResponse: { Version: 'Edm.String' },
  RetrieveProvisionedLanguagesResponse: { RetrieveProvisionedLanguages: 'Collection(Edm.Int32)' },
  RetrieveAvailableLanguagesResponse: { LocaleIds: 'Collection(Edm.Int32)' },
  EntityRecordCountCollection: {
    Count: 'Edm.Int32!',
    IsReadOnly: 'Edm.Boolean!',
    Keys: 'Collection(Edm.String)',
    Values: 'Collection(Edm.Int64)',
  },
  RetrieveTotalRecordCountResponse: { EntityRecordCountCollection: 'mscrm.EntityRecordCountCollection' },
  RolePrivilege: {
    Depth: 'mscrm.PrivilegeDepth!',
    PrivilegeId: 'Edm.Guid!',
    BusinessUnitId: 'Edm.Guid!',
    PrivilegeName: 'Edm.String',
    RecordFilterId: 'Edm.Guid',
    RecordFilterUniqueName: 'Edm.String',
  },
  RetrieveUserPrivilegesResponse: rolePrivileges,
  RetrieveTeamPrivilegesResponse: rolePrivileges,
  InsertOptionValueResponse: { NewOptionValue: 'Edm.Int32!' },
  CreateCustomerRelationshipsResponse: { RelationshipIds: 'Collection(Edm.Guid)', AttributeId: 'Edm.Guid!' },
  AddSolutionComponentResponse: { id: 'Edm.Guid!' },
  CreateMultipleResponse: { Ids: 'Collection(Edm.Guid)' },
};
