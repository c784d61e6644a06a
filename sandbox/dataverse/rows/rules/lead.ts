import type { Table } from '../../metadata/types.js';
import type { TableRules } from '../rules.js';
import { read, write } from '../slots.js';

function fill(table: Table, values: unknown[]): void {
  const names = [read(table, values, 'firstname'), read(table, values, 'lastname')].filter((name) => typeof name === 'string');
  write(table, values, 'fullname', names.length === 0 ? null : names.join(' ').slice(0, 160));
}

/** `fullname` is put together by the server. */
export const leadRules: TableRules = {
  beforeCreate: (_context, table, _id, values) => fill(table, values),
  beforeUpdate: (_context, table, _row, values) => fill(table, values),
};
