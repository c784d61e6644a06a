import type { Table } from '../../metadata/types.js';
import { refuseLoop } from '../hierarchy.js';
import type { TableRules } from '../rules.js';
import { link, read, targetOf, write } from '../slots.js';

const part = (value: unknown): string => (typeof value === 'string' ? value : '');

function fill(table: Table, values: unknown[]): void {
  const first = part(read(table, values, 'firstname'));
  const middle = part(read(table, values, 'middlename'));
  const last = part(read(table, values, 'lastname'));
  const full = [first, middle, last].filter((name) => name !== '').join(' ');
  write(table, values, 'fullname', full === '' ? null : full.slice(0, 160));
  const customer = table.columns.get('parentcustomerid');
  const parent = customer !== undefined && targetOf(customer, values) === 'account' ? (values[customer.slot] as string) : null;
  link(table, values, 'accountid', 'account', parent);
}

/** `fullname` is put together by the server, `accountid` follows the customer. */
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
