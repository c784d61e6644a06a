import { dateTime, entityName, flag, guid, integer, locked, lookup, memo, type TableSpec, text } from '../define.js';

const job = (table: string) =>
  lookup([{ target: 'asyncoperation', relationship: `AsyncOperation_${table}`, nav: 'asyncoperationid', onDelete: 'Cascade' }], locked);

/** docs/facts/dataverse.md §4 "BulkDelete". */
export const bulkdeleteoperation: TableSpec = {
  logicalName: 'bulkdeleteoperation',
  schemaName: 'BulkDeleteOperation',
  set: 'bulkdeleteoperations',
  code: 4424,
  primaryName: 'name',
  importable: false,
  columns: {
    Name: text(256, { ...locked, primaryName: true }),
    SuccessCount: integer(0, 2_147_483_647, { ...locked, defaultValue: 0 }),
    FailureCount: integer(0, 2_147_483_647, { ...locked, defaultValue: 0 }),
    IsRecurring: flag(false, 'No', 'Yes', locked),
    NextRun: dateTime(locked),
    AsyncOperationId: job('BulkDeleteOperation'),
  },
};

export const bulkdeletefailure: TableSpec = {
  logicalName: 'bulkdeletefailure',
  schemaName: 'BulkDeleteFailure',
  set: 'bulkdeletefailures',
  code: 4425,
  importable: false,
  columns: {
    ErrorNumber: integer(-2_147_483_648, 2_147_483_647, locked),
    ErrorDescription: memo(1_073_741_823, locked),
    RegardingObjectId: guid(locked),
    RegardingObjectTypeCode: entityName(locked),
    AsyncOperationId: job('BulkDeleteFailures'),
    BulkDeleteOperationId: lookup(
      [
        {
          target: 'bulkdeleteoperation',
          relationship: 'BulkDeleteOperation_BulkDeleteFailures',
          nav: 'bulkdeleteoperationid',
          onDelete: 'Cascade',
        },
      ],
      locked,
    ),
  },
};
