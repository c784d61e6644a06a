import type { ColumnKind, ColumnMetadata, TableMetadata } from '../../../src/dataverse/index.js';

const column = (name: string, kind: ColumnKind = 'string'): [string, ColumnMetadata] => [
  name,
  { name, schemaName: name, metadataId: 'x', kind, validForCreate: true, validForUpdate: true, validForRead: true, custom: false },
];

/** Just enough of contact for pure tests. */
export const contact: TableMetadata = {
  name: 'contact',
  metadataId: 'm',
  entitySet: 'contacts',
  primaryId: 'contactid',
  primaryName: 'fullname',
  columns: new Map([
    column('contactid', 'id'),
    column('firstname'),
    column('donotemail', 'boolean'),
    column('parentcustomerid', 'lookup'),
    column('a2d_managerid', 'lookup'),
    column('ownerid', 'lookup'),
  ]),
  lookups: new Map([
    [
      'parentcustomerid',
      new Map([
        ['account', 'parentcustomerid_account'],
        ['contact', 'parentcustomerid_contact'],
      ]),
    ],
    ['a2d_managerid', new Map([['contact', 'a2d_ManagerId']])],
    ['ownerid', new Map([['owner', 'ownerid']])],
  ]),
  messages: { createMultiple: true, updateMultiple: true, upsertMultiple: false },
  optimisticConcurrency: true,
  custom: false,
  children: [],
};

export const entitySets = (table: string): string =>
  ({ account: 'accounts', contact: 'contacts', systemuser: 'systemusers', team: 'teams' })[table] ?? `${table}s`;
