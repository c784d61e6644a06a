import { storeOf, tableOf, type World } from '../core/world.js';
import type { Row } from '../rows/row.js';
import { column } from '../rows/slots.js';
import { EditRefused } from './edit-refused.js';

/** Contacts that the application user made and that have a value in a column, by id: what a migration has brought. */
export function migratedContacts(world: World, columnName: string): Row[] {
  const table = tableOf(world, 'contact');
  const marked = table.columns.get(columnName);
  const createdBy = column(table, 'createdby');
  const found = [...storeOf(world, 'contact').rows.values()].filter(
    ({ values }) => marked !== undefined && (values[marked.slot] ?? null) !== null && values[createdBy.slot] === world.ids.applicationUser,
  );
  if (found.length === 0) throw new EditRefused(`no Contact that the application user created has a value in ${columnName}`, true);
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}
