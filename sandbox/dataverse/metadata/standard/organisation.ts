import { choice, dateTime, decimal, entityName, flag, guid, integer, locked, lookup, memo, type TableSpec, text } from '../define.js';
import { plain } from './common-columns.js';

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
    IsManaged: flag(false, 'Unmanaged', 'Managed', locked),
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
    CanBeEntityReference: flag(true, 'No', 'Yes', locked),
    CanBeParentEntityReference: flag(true, 'No', 'Yes', locked),
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

export const sdkmessage: TableSpec = {
  ...plain,
  logicalName: 'sdkmessage',
  schemaName: 'SdkMessage',
  set: 'sdkmessages',
  code: 4606,
  primaryName: 'name',
  columns: {
    Name: text(256, { ...locked, primaryName: true }),
    CategoryName: text(25, locked),
    IsPrivate: flag(false, 'No', 'Yes', locked),
    IsReadOnly: flag(false, 'No', 'Yes', locked),
    IsValidForExecuteAsync: flag(true, 'No', 'Yes', locked),
  },
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
    OperationType: choice(
      {
        7: 'Duplicate Detection Rule Publish',
        13: 'Bulk Delete',
        75: 'Entity Key Index Creation',
        202: 'Export Solution Async Operation',
        203: 'Import Solution Async Operation',
      },
      locked,
    ),
    RegardingObjectId: { type: 'Lookup', pointsTo: ['account', 'contact'], ...locked },
    PostponeUntil: dateTime(locked),
    StartedOn: dateTime(locked),
    CompletedOn: dateTime(locked),
  },
};
