import { entityName, guid, integer, locked, memo, type TableSpec, text } from '../metadata/define.js';

/** Labels of choices as rows, one for each option and language. */
export const stringmap: TableSpec = {
  logicalName: 'stringmap',
  schemaName: 'StringMap',
  set: 'stringmaps',
  code: 1043,
  ownership: 'None',
  importable: false,
  serverKept: true,
  columns: {
    ObjectTypeCode: entityName(locked),
    AttributeName: text(100, locked),
    AttributeValue: integer(-2_147_483_648, 2_147_483_647, locked),
    Value: memo(4000, locked),
    DisplayOrder: integer(0, 2_147_483_647, locked),
    LangId: integer(0, 2_147_483_647, locked),
    OrganizationId: guid(locked),
  },
};
