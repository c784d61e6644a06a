import { choice, dateTime, flag, integer, locked, lookup, memo, type TableSpec, text } from '../define.js';

const longest = 1_073_741_823;

const states: TableSpec['states'] = [
  [0, 'Active', 1, 'Active'],
  [1, 'Inactive', 2, 'Inactive'],
];

/** What a custom API, its parameters and its results have in common. */
const described: TableSpec['columns'] = {
  UniqueName: text(128, { required: 'SystemRequired', update: false }),
  Name: text(100, { required: 'SystemRequired', primaryName: true }),
  DisplayName: text(100, { required: 'SystemRequired' }),
  Description: text(300, { required: 'SystemRequired' }),
};

/** Types of parameters and results, by number. */
const type = choice(
  {
    0: 'Boolean',
    1: 'DateTime',
    2: 'Decimal',
    3: 'Entity',
    4: 'EntityCollection',
    5: 'EntityReference',
    6: 'Float',
    7: 'Integer',
    8: 'Money',
    9: 'Picklist',
    10: 'String',
    11: 'StringArray',
    12: 'Guid',
  },
  { required: 'SystemRequired', update: false },
);

const ofApi = (relationship: string, collection: string) =>
  lookup([{ target: 'customapi', relationship, nav: 'CustomAPIId', collection, onDelete: 'Cascade' }], { required: 'SystemRequired' });

/** An operation that somebody has added to the Web API. */
export const customapi: TableSpec = {
  logicalName: 'customapi',
  schemaName: 'CustomAPI',
  set: 'customapis',
  code: 10_037,
  primaryName: 'name',
  states,
  columns: {
    ...described,
    BindingType: choice({ 0: 'Global', 1: 'Entity', 2: 'EntityCollection' }, { defaultValue: 0, update: false }),
    BoundEntityLogicalName: text(100, { update: false }),
    IsFunction: flag(false, 'No', 'Yes', { update: false }),
    IsPrivate: flag(false),
    AllowedCustomProcessingStepType: choice({ 0: 'None', 1: 'Async Only', 2: 'Sync and Async' }, { defaultValue: 0, update: false }),
    ExecutePrivilegeName: text(100),
    WorkflowSdkStepEnabled: flag(false, 'No', 'Yes', { update: false }),
  },
};

export const customapirequestparameter: TableSpec = {
  logicalName: 'customapirequestparameter',
  schemaName: 'CustomAPIRequestParameter',
  set: 'customapirequestparameters',
  code: 10_038,
  primaryName: 'name',
  states,
  columns: {
    ...described,
    Type: type,
    IsOptional: flag(false, 'No', 'Yes', { update: false }),
    LogicalEntityName: text(100, { update: false }),
    CustomAPIId: ofApi('customapi_customapirequestparameter', 'CustomAPIRequestParameters'),
  },
};

export const customapiresponseproperty: TableSpec = {
  logicalName: 'customapiresponseproperty',
  schemaName: 'CustomAPIResponseProperty',
  set: 'customapiresponseproperties',
  code: 10_039,
  primaryName: 'name',
  states,
  columns: {
    ...described,
    Type: type,
    LogicalEntityName: text(100, { update: false }),
    CustomAPIId: ofApi('customapi_customapiresponseproperty', 'CustomAPIResponseProperties'),
  },
};

/** A request that is carried out later, and what became of it. */
export const backgroundoperation: TableSpec = {
  logicalName: 'backgroundoperation',
  schemaName: 'backgroundoperation',
  set: 'backgroundoperations',
  code: 10_040,
  primaryName: 'name',
  importable: false,
  columns: {
    Name: text(256, { ...locked, primaryName: true }),
    DisplayName: text(256, locked),
    InputParameters: memo(longest, locked),
    OutputParameters: memo(longest, locked),
    BackgroundOperationStateCode: choice({ 0: 'Ready', 2: 'Locked', 3: 'Completed' }, { defaultValue: 0, create: false }),
    BackgroundOperationStatusCode: choice(
      { 0: 'Waiting For Resources', 20: 'In Progress', 22: 'Canceling', 30: 'Succeeded', 31: 'Failed', 32: 'Canceled' },
      { defaultValue: 0, create: false },
    ),
    StartTime: dateTime(locked),
    EndTime: dateTime(locked),
    RetryCount: integer(0, 2_147_483_647, { ...locked, defaultValue: 0 }),
    ErrorCode: integer(-2_147_483_648, 2_147_483_647, locked),
    ErrorMessage: memo(longest, locked),
    RunAs: text(100, locked),
    TTLInSeconds: integer(0, 2_147_483_647, { ...locked, defaultValue: 7_776_000 }),
  },
};
