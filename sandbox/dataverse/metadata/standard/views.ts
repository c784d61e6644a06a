import { entityName, flag, integer, memo, type TableSpec, text } from '../define.js';

const longest = 1_073_741_823;

/** What system views and people's own have in common: a query in FetchXML, and how its columns are laid out. */
const columns: TableSpec['columns'] = {
  Name: text(200, { required: 'SystemRequired', primaryName: true }),
  Description: memo(2000),
  ReturnedTypeCode: entityName({ required: 'SystemRequired', update: false }),
  QueryType: integer(0, 2_147_483_647, { defaultValue: 0 }),
  FetchXml: memo(longest),
  LayoutXml: memo(longest),
  ColumnSetXml: memo(longest),
};

const states: TableSpec['states'] = [
  [0, 'Active', 1, 'Active'],
  [1, 'Inactive', 2, 'Inactive'],
];

export const savedquery: TableSpec = {
  logicalName: 'savedquery',
  schemaName: 'SavedQuery',
  set: 'savedqueries',
  code: 1039,
  ownership: 'OrganizationOwned',
  importable: false,
  primaryName: 'name',
  states,
  columns: { ...columns, IsDefault: flag(false), IsUserDefined: flag(true), IsQuickFindQuery: flag(false) },
};

export const userquery: TableSpec = {
  logicalName: 'userquery',
  schemaName: 'UserQuery',
  set: 'userqueries',
  code: 4230,
  importable: false,
  primaryName: 'name',
  states,
  columns,
};
