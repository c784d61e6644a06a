import type { Table } from './types.js';

const namespace = 'Microsoft.Dynamics.CRM.';

/** Whether an `@odata.type` names the rows of the table, with or without a hash before it. */
export function isOfType(table: Table, given: unknown): boolean {
  if (typeof given !== 'string') return false;
  const at = given.charCodeAt(0) === 35 ? 1 : 0;
  // Nothing is put together for it: each row of a bulk call is asked twice.
  return (
    given.length === at + namespace.length + table.logicalName.length &&
    given.startsWith(namespace, at) &&
    given.endsWith(table.logicalName)
  );
}
