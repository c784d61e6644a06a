import {
  choice,
  dateTime,
  decimal,
  double,
  entityName,
  flag,
  guid,
  image,
  integer,
  locked,
  lookup,
  memo,
  type TableSpec,
  text,
  url,
} from '../define.js';

/** The key that users and teams have in common: the row's own id. */
const principalKey = guid(locked);

const plain = { ownership: 'OrganizationOwned', importable: false } as const;

export const organization: TableSpec = {
  ...plain,
  logicalName: 'organization',
  schemaName: 'Organization',
  set: 'organizations',
  code: 1019,
  primaryName: 'name',
  columns: {
    Name: text(160, { primaryName: true, create: false, update: false }),
    LanguageCode: integer(0, 2_147_483_647, locked),
    LocaleId: integer(0, 2_147_483_647),
    MaxUploadFileSize: integer(0, 131_072_000, { defaultValue: 5_242_880 }),
    BlockedAttachments: memo(1_073_741_823),
    BlockedMimeTypes: memo(1_073_741_823),
    ExpireChangeTrackingInDays: integer(0, 365, { defaultValue: 7 }),
    IsAuditEnabled: flag(false),
    IsExternalSearchIndexEnabled: flag(true),
    FiscalYearStart: integer(0, 2_147_483_647),
    BaseCurrencyId: lookup(
      [{ target: 'transactioncurrency', relationship: 'basecurrency_organization', nav: 'basecurrencyid', onDelete: 'NoCascade' }],
      locked,
    ),
  },
};

export const businessunit: TableSpec = {
  ...plain,
  logicalName: 'businessunit',
  schemaName: 'BusinessUnit',
  set: 'businessunits',
  code: 10,
  primaryName: 'name',
  columns: {
    Name: text(160, { required: 'SystemRequired', primaryName: true }),
    DivisionName: text(100),
    EMailAddress: text(100),
    IsDisabled: flag(false, 'No', 'Yes', locked),
    ParentBusinessUnitId: lookup([
      { target: 'businessunit', relationship: 'business_unit_parent_business_unit', nav: 'parentbusinessunitid', onDelete: 'NoCascade' },
    ]),
  },
};

export const systemuser: TableSpec = {
  ...plain,
  logicalName: 'systemuser',
  schemaName: 'SystemUser',
  set: 'systemusers',
  code: 8,
  ownership: 'BusinessOwned',
  primaryName: 'fullname',
  connections: true,
  optimistic: true,
  columns: {
    OwnerId: principalKey,
    EntityImage: image(),
    FirstName: text(256),
    LastName: text(256),
    FullName: text(200, { ...locked, primaryName: true }),
    InternalEMailAddress: text(100, { format: 'Email' }),
    PersonalEMailAddress: text(100, { format: 'Email' }),
    DomainName: text(1024),
    Title: text(128),
    JobTitle: text(100),
    MobilePhone: text(64),
    EmployeeId: text(100),
    ApplicationId: guid({ update: false }),
    AzureActiveDirectoryObjectId: guid(),
    IsDisabled: flag(false, 'Enabled', 'Disabled', { create: false }),
    IsLicensed: flag(false),
    IsIntegrationUser: flag(false),
    AccessMode: choice(
      { 0: 'Read-Write', 1: 'Administrative', 2: 'Read', 3: 'Support User', 4: 'Non-interactive', 5: 'Delegated Admin' },
      { defaultValue: 0 },
    ),
    CALType: choice({ 0: 'Professional', 1: 'Administrative', 2: 'Basic' }, { defaultValue: 0 }),
    BusinessUnitId: lookup([
      { target: 'businessunit', relationship: 'business_unit_system_users', nav: 'businessunitid', onDelete: 'Restrict' },
    ]),
    ParentSystemUserId: lookup([
      { target: 'systemuser', relationship: 'user_parent_user', nav: 'parentsystemuserid', onDelete: 'NoCascade' },
    ]),
  },
};

export const team: TableSpec = {
  ...plain,
  logicalName: 'team',
  schemaName: 'Team',
  set: 'teams',
  code: 9,
  ownership: 'BusinessOwned',
  primaryName: 'name',
  connections: true,
  columns: {
    OwnerId: principalKey,
    Name: text(160, { required: 'SystemRequired', primaryName: true }),
    Description: memo(2000),
    IsDefault: flag(false, 'No', 'Yes', locked),
    TeamType: choice({ 0: 'Owner', 1: 'Access', 2: 'Security Group', 3: 'Office Group' }, { defaultValue: 0, update: false }),
    EMailAddress: text(100, { format: 'Email' }),
    BusinessUnitId: lookup([{ target: 'businessunit', relationship: 'business_unit_teams', nav: 'businessunitid', onDelete: 'Restrict' }]),
    AdministratorId: lookup([
      { target: 'systemuser', relationship: 'lk_teambase_administratorid', nav: 'administratorid', onDelete: 'NoCascade' },
    ]),
  },
};

export const role: TableSpec = {
  ...plain,
  logicalName: 'role',
  schemaName: 'Role',
  set: 'roles',
  code: 1036,
  ownership: 'BusinessOwned',
  primaryName: 'name',
  columns: {
    Name: text(100, { required: 'SystemRequired', primaryName: true }),
    Description: memo(2000),
    IsInherited: choice({ 0: 'Team privileges only', 1: 'Direct User (Basic) access level and Team privileges' }, { defaultValue: 0 }),
    BusinessUnitId: lookup([{ target: 'businessunit', relationship: 'business_unit_roles', nav: 'businessunitid', onDelete: 'Restrict' }]),
    ParentRoleId: lookup([{ target: 'role', relationship: 'role_parent_role', nav: 'parentroleid', onDelete: 'NoCascade' }], locked),
    ParentRootRoleId: lookup(
      [{ target: 'role', relationship: 'role_parent_root_role', nav: 'parentrootroleid', onDelete: 'NoCascade' }],
      locked,
    ),
  },
};

export const privilege: TableSpec = {
  ...plain,
  logicalName: 'privilege',
  schemaName: 'Privilege',
  set: 'privileges',
  code: 1023,
  ownership: 'None',
  primaryName: 'name',
  columns: {
    Name: text(100, { ...locked, primaryName: true }),
    AccessRight: integer(0, 1_000_000_000, locked),
    CanBeBasic: flag(true, 'No', 'Yes', locked),
    CanBeLocal: flag(true, 'No', 'Yes', locked),
    CanBeDeep: flag(true, 'No', 'Yes', locked),
    CanBeGlobal: flag(true, 'No', 'Yes', locked),
  },
};

/** With whom rows are shared, and for what. */
export const principalobjectaccess: TableSpec = {
  ...plain,
  logicalName: 'principalobjectaccess',
  schemaName: 'PrincipalObjectAccess',
  set: 'principalobjectaccessset',
  code: 11,
  ownership: 'None',
  columns: {
    PrincipalId: guid(locked),
    PrincipalTypeCode: entityName(locked),
    ObjectId: guid(locked),
    ObjectTypeCode: entityName(locked),
    AccessRightsMask: integer(0, 2_147_483_647, locked),
    InheritedAccessRightsMask: integer(0, 2_147_483_647, { ...locked, defaultValue: 0 }),
  },
};

export const transactioncurrency: TableSpec = {
  ...plain,
  logicalName: 'transactioncurrency',
  schemaName: 'TransactionCurrency',
  set: 'transactioncurrencies',
  code: 9105,
  primaryName: 'currencyname',
  states: [
    [0, 'Active', 1, 'Active'],
    [1, 'Inactive', 2, 'Inactive'],
  ],
  columns: {
    CurrencyName: text(100, { required: 'SystemRequired', primaryName: true }),
    CurrencySymbol: text(13, { required: 'SystemRequired' }),
    ISOCurrencyCode: text(5, { required: 'SystemRequired' }),
    CurrencyPrecision: integer(0, 4, { defaultValue: 2 }),
    ExchangeRate: decimal(0.000000000001, 100_000_000_000, 12, { defaultValue: 1 }),
  },
};

export const publisher: TableSpec = {
  ...plain,
  logicalName: 'publisher',
  schemaName: 'Publisher',
  set: 'publishers',
  code: 7101,
  primaryName: 'friendlyname',
  columns: {
    FriendlyName: text(256, { required: 'SystemRequired', primaryName: true }),
    UniqueName: text(256, { required: 'SystemRequired', update: false }),
    Description: memo(2000),
    CustomizationPrefix: text(8, { required: 'SystemRequired' }),
    CustomizationOptionValuePrefix: integer(0, 2_147_483_647, { required: 'SystemRequired' }),
    EMailAddress: text(100),
    SupportingWebsiteUrl: url(500),
    IsReadonly: flag(false, 'No', 'Yes', locked),
  },
};

export const solution: TableSpec = {
  ...plain,
  logicalName: 'solution',
  schemaName: 'Solution',
  set: 'solutions',
  code: 7100,
  primaryName: 'friendlyname',
  columns: {
    FriendlyName: text(256, { required: 'SystemRequired', primaryName: true }),
    UniqueName: text(65, { required: 'SystemRequired', update: false }),
    Version: text(256, { required: 'SystemRequired' }),
    Description: memo(2000),
    IsManaged: flag(false, 'Unmanaged', 'Managed', locked),
    IsVisible: flag(true, 'No', 'Yes', locked),
    PublisherId: lookup([{ target: 'publisher', relationship: 'publisher_solution', nav: 'publisherid', onDelete: 'Restrict' }], {
      required: 'SystemRequired',
    }),
  },
};

export const solutioncomponent: TableSpec = {
  ...plain,
  logicalName: 'solutioncomponent',
  schemaName: 'SolutionComponent',
  set: 'solutioncomponents',
  code: 7103,
  ownership: 'None',
  columns: {
    ObjectId: guid(locked),
    ComponentType: choice(
      { 1: 'Entity', 2: 'Attribute', 9: 'Option Set', 10: 'Entity Relationship', 14: 'Entity Key', 20: 'Role' },
      locked,
    ),
    RootComponentBehavior: choice({ 0: 'Include Subcomponents', 1: 'Do not include subcomponents', 2: 'Include As Shell Only' }, locked),
    IsMetadata: flag(true, 'No', 'Yes', locked),
    SolutionId: lookup(
      [{ target: 'solution', relationship: 'solution_solutioncomponent', nav: 'solutionid', onDelete: 'Cascade' }],
      locked,
    ),
  },
};

/** What functions about dependencies answer; the books behind it are kept nowhere. */
export const dependency: TableSpec = {
  ...plain,
  logicalName: 'dependency',
  schemaName: 'Dependency',
  set: 'dependencies',
  code: 7105,
  ownership: 'None',
  columns: {
    DependencyType: choice({ 0: 'None', 1: 'Solution Internal', 2: 'Published', 4: 'Unpublished' }, locked),
    DependentComponentType: integer(0, 2_147_483_647, locked),
    DependentComponentObjectId: guid(locked),
    DependentComponentParentId: guid(locked),
    RequiredComponentType: integer(0, 2_147_483_647, locked),
    RequiredComponentObjectId: guid(locked),
    RequiredComponentParentId: guid(locked),
  },
};

export const importjob: TableSpec = {
  ...plain,
  logicalName: 'importjob',
  schemaName: 'ImportJob',
  set: 'importjobs',
  code: 9107,
  primaryName: 'name',
  columns: {
    Name: text(256, { ...locked, primaryName: true }),
    SolutionName: text(256, locked),
    SolutionId: guid(locked),
    Data: memo(1_073_741_823, locked),
    Progress: double(0, 100, 2, locked),
    StartedOn: dateTime(locked),
    CompletedOn: dateTime(locked),
  },
};

export const sdkmessage: TableSpec = {
  ...plain,
  logicalName: 'sdkmessage',
  schemaName: 'SdkMessage',
  set: 'sdkmessages',
  code: 4606,
  primaryName: 'name',
  columns: { Name: text(256, { ...locked, primaryName: true }) },
};

export const sdkmessagefilter: TableSpec = {
  ...plain,
  logicalName: 'sdkmessagefilter',
  schemaName: 'SdkMessageFilter',
  set: 'sdkmessagefilters',
  code: 4607,
  primaryName: 'name',
  columns: {
    Name: text(256, { ...locked, primaryName: true }),
    PrimaryObjectTypeCode: entityName(locked),
    SecondaryObjectTypeCode: entityName(locked),
    SdkMessageId: lookup(
      [{ target: 'sdkmessage', relationship: 'sdkmessageid_sdkmessagefilter', nav: 'sdkmessageid', onDelete: 'Cascade' }],
      locked,
    ),
  },
};

export const asyncoperation: TableSpec = {
  ...plain,
  ownership: 'UserOwned',
  logicalName: 'asyncoperation',
  schemaName: 'AsyncOperation',
  set: 'asyncoperations',
  code: 4700,
  primaryName: 'name',
  states: [
    [0, 'Ready', 0, 'Waiting For Resources', true],
    [1, 'Suspended', 10, 'Waiting', true],
    [2, 'Locked', 20, 'In Progress', true],
    [3, 'Completed', 30, 'Succeeded', true],
    [3, 'Completed', 31, 'Failed'],
    [3, 'Completed', 32, 'Canceled'],
  ],
  columns: {
    Name: text(256, { primaryName: true, ...locked }),
    Message: memo(1_073_741_823, locked),
    FriendlyMessage: memo(1_073_741_823, locked),
    ErrorCode: integer(-2_147_483_648, 2_147_483_647, locked),
    OperationType: choice({ 7: 'Duplicate Detection Rule Publish', 13: 'Bulk Delete', 75: 'Entity Key Index Creation' }, locked),
    PostponeUntil: dateTime(locked),
    StartedOn: dateTime(locked),
    CompletedOn: dateTime(locked),
  },
};
