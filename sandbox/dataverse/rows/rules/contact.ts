import type { Table } from '../../metadata/types.js';
import { refuseLoop } from '../hierarchy.js';
import type { TableRules } from '../rules.js';
import { link, read, targetOf, write } from '../slots.js';

const part = (value: unknown): string => (typeof value === 'string' ? value : '');

function together(names: readonly string[], most: number): string | null {
  const full = names.filter((name) => name !== '').join(' ');
  return full === '' ? null : full.slice(0, most);
}

function fill(table: Table, values: unknown[]): void {
  const names = ['firstname', 'middlename', 'lastname'].map((name) => part(read(table, values, name)));
  write(table, values, 'fullname', together(names, 160));
  // A part that has no reading of its own is read as it is written.
  const readings = ['yomifirstname', 'yomimiddlename', 'yomilastname'].map(
    (name, at) => part(read(table, values, name)) || (names[at] ?? ''),
  );
  write(table, values, 'yomifullname', together(readings, 450));
  const customer = table.columns.get('parentcustomerid');
  const parent = customer !== undefined && targetOf(customer, values) === 'account' ? (values[customer.slot] as string) : null;
  link(table, values, 'accountid', 'account', parent);
}

/** `fullname` and its reading are put together by the server, `accountid` follows the customer. */
export const contactRules: TableRules = {
  beforeCreate(context, table, id, values) {
    refuseLoop(context, table, id, values, 'parentcustomerid');
    fill(table, values);
  },
  beforeUpdate(context, table, row, values) {
    refuseLoop(context, table, row.id, values, 'parentcustomerid');
    fill(table, values);
  },
};
