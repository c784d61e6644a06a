import type { Table } from '../../metadata/types.js';
import { dropBeyond, fillAddressIds } from '../address-ids.js';
import { refuseLoop } from '../hierarchy.js';
import type { TableRules } from '../rules.js';
import { link, read, targetOf, write } from '../slots.js';

const part = (value: unknown): string => (typeof value === 'string' ? value : '');

function together(first: string, middle: string, last: string, most: number): string | null {
  let full = first;
  if (middle !== '') full = full === '' ? middle : `${full} ${middle}`;
  if (last !== '') full = full === '' ? last : `${full} ${last}`;
  return full === '' ? null : full.slice(0, most);
}

function fill(table: Table, values: unknown[]): void {
  const text = (name: string): string => part(read(table, values, name));
  const [first, middle, last] = [text('firstname'), text('middlename'), text('lastname')];
  write(table, values, 'fullname', together(first, middle, last, 160));
  // A part that has no reading of its own is read as it is written.
  const reading = together(text('yomifirstname') || first, text('yomimiddlename') || middle, text('yomilastname') || last, 450);
  write(table, values, 'yomifullname', reading);
  const customer = table.columns.get('parentcustomerid');
  const kind = customer === undefined ? null : targetOf(customer, values);
  const parent = customer === undefined ? null : (values[customer.slot] as string | null);
  link(table, values, 'accountid', 'account', kind === 'account' ? parent : null);
  link(table, values, 'parentcontactid', 'contact', kind === 'contact' ? parent : null);
}

/** `fullname` and its reading are put together by the server, `accountid` and `parentcontactid` follow the customer. */
export const contactRules: TableRules = {
  beforeCreate(context, table, id, values) {
    refuseLoop(context, table, id, values, 'parentcustomerid');
    fill(table, values);
    fillAddressIds(context, table, id, values);
  },
  beforeUpdate(context, table, row, values) {
    refuseLoop(context, table, row.id, values, 'parentcustomerid');
    fill(table, values);
  },
  beforeDelete: (context, _table, row) => dropBeyond(context, row),
};
