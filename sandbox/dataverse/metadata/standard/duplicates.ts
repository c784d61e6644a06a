import { choice, entityName, flag, integer, lookup, memo, type TableSpec, text } from '../define.js';

/** docs/facts/dataverse.md §10 "Duplicates". */
export const duplicaterule: TableSpec = {
  logicalName: 'duplicaterule',
  schemaName: 'DuplicateRule',
  set: 'duplicaterules',
  code: 4414,
  primaryName: 'name',
  importable: false,
  states: [
    [0, 'Inactive', 0, 'Unpublished', true],
    [0, 'Inactive', 1, 'Publishing'],
    [1, 'Active', 2, 'Published', true],
  ],
  columns: {
    Name: text(160, { required: 'SystemRequired', primaryName: true }),
    Description: memo(2000),
    BaseEntityName: entityName({ required: 'SystemRequired' }),
    MatchingEntityName: entityName({ required: 'SystemRequired' }),
    IsCaseSensitive: flag(false),
    ExcludeInactiveRecords: flag(false),
  },
};

export const duplicaterulecondition: TableSpec = {
  logicalName: 'duplicaterulecondition',
  schemaName: 'DuplicateRuleCondition',
  set: 'duplicateruleconditions',
  code: 4416,
  importable: false,
  columns: {
    BaseAttributeName: text(100, { required: 'SystemRequired' }),
    MatchingAttributeName: text(100, { required: 'SystemRequired' }),
    OperatorCode: choice(
      {
        0: 'Exact Match',
        1: 'Same First Characters',
        2: 'Same Last Characters',
        3: 'Same Date',
        4: 'Same Date and Time',
        5: 'Exact Match (Pick List Label)',
        6: 'Exact Match (Pick List Value)',
      },
      { required: 'SystemRequired' },
    ),
    OperatorParam: integer(1, 2_147_483_647),
    IgnoreBlankValues: flag(false),
    RegardingObjectId: lookup([
      { target: 'duplicaterule', relationship: 'DuplicateRule_DuplicateRuleConditions', nav: 'regardingobjectid', onDelete: 'Cascade' },
    ]),
  },
};
