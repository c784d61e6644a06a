import { faults } from '../../core/errors.js';
import { bytesOf, demandAllowed, demandTextSize } from '../../files/allowed.js';
import type { Table } from '../../metadata/types.js';
import type { WriteContext } from '../context.js';
import type { TableRules } from '../rules.js';
import { read, targetOf, write } from '../slots.js';

/** Size and kind of an attachment: the limit counts the Base64 text (docs/facts/dataverse.md §7 "Notes"). */
export function checkAttachment(context: WriteContext, table: Table, values: unknown[], body: string): void {
  const text = read(table, values, body);
  demandAllowed(context.world, read(table, values, 'filename'), read(table, values, 'mimetype'));
  if (typeof text !== 'string') {
    write(table, values, 'filesize', null);
    return;
  }
  demandTextSize(context.world, text.length);
  const bytes = bytesOf(text);
  if (bytes === null) throw faults.argument(`The value of '${body}' is not Base64.`);
  write(table, values, 'filesize', bytes.length);
}

function checkNote(context: WriteContext, table: Table, values: unknown[]): void {
  checkAttachment(context, table, values, 'documentbody');
  if (read(table, values, 'documentbody') !== null) write(table, values, 'isdocument', true);
  // What the note hangs on says which table it is of, whatever the client says.
  const on = table.columns.get('objectid');
  write(table, values, 'objecttypecode', on === undefined ? null : targetOf(on, values));
}

export const annotationRules: TableRules = {
  beforeCreate: (context, table, _id, values) => checkNote(context, table, values),
  beforeUpdate: (context, table, _row, values) => checkNote(context, table, values),
};
