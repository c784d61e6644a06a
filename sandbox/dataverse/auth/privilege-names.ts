import type { Table } from '../metadata/types.js';

export type Right = 'Create' | 'Read' | 'Write' | 'Delete' | 'Append' | 'AppendTo' | 'Assign' | 'Share';
export const rights: readonly Right[] = ['Create', 'Read', 'Write', 'Delete', 'Append', 'AppendTo', 'Assign', 'Share'];

/** Privileges that are not about one table. */
export const otherPrivileges: readonly string[] = [
  'prvOverrideCreatedOnCreatedBy',
  'prvActOnBehalfOfAnotherUser',
  'prvBypassCustomBusinessLogic',
  'prvBypassCustomPlugins',
  'prvPublishCustomization',
  'prvCreateEntity',
  'prvWriteEntity',
  'prvReadEntity',
  'prvDeleteEntity',
  'prvCreateAttribute',
  'prvWriteAttribute',
  'prvReadAttribute',
  'prvDeleteAttribute',
  'prvCreateRelationship',
  'prvReadRelationship',
  'prvDeleteRelationship',
  'prvCreateCustomization',
  'prvReadCustomization',
  'prvImportCustomization',
  'prvExportCustomization',
  'prvBulkDelete',
  'prvMerge',
];

const nouns: Readonly<Record<string, string>> = {
  annotation: 'Note',
  activitymimeattachment: 'Activity',
  activityparty: 'Activity',
  systemuser: 'User',
  savedquery: 'Query',
  salesorder: 'Order',
  transactioncurrency: 'TransactionCurrency',
};

/** E.g. `prvCreateContact`; notes are `Note`, every activity is `Activity`. */
export function privilegeName(right: Right, table: Pick<Table, 'logicalName' | 'schemaName' | 'activity' | 'custom'>): string {
  const noun = table.activity && !table.custom ? 'Activity' : (nouns[table.logicalName] ?? table.schemaName);
  return `prv${right}${noun}`;
}
