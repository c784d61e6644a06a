import { DataverseFault, faults } from '../core/errors.js';
import { storeOf } from '../core/world.js';
import type { Column, Table } from '../metadata/types.js';
import type { WriteContext } from '../rows/context.js';
import type { Row } from '../rows/row.js';
import { write } from '../rows/slots.js';
import { updateRow } from '../rows/update.js';
import { demandAllowed, demandSize } from './allowed.js';
import { putImage } from './images.js';
import { dropStored, putFile } from './stored.js';

/** The column that an upload or download names; throws when it holds no files. */
export function fileColumn(table: Table, name: unknown): Column {
  const column = typeof name === 'string' ? table.columns.get(name) : undefined;
  if (column?.type === 'File' || column?.type === 'Image') return column;
  throw new DataverseFault(400, '0x80090007', `Invalid File Attribute Name: [${String(name)}].`);
}

/** Refuses a name that no file may have, and one that the organisation blocks. */
export function demandName(context: Pick<WriteContext, 'world'>, name: unknown): string {
  if (typeof name !== 'string' || name === '') throw faults.argument('The name of the file is missing.');
  if (/[\\/:*?"<>|\p{Cc}]/u.test(name)) throw new DataverseFault(400, '0x80044a08', 'Attachment file name contains invalid characters.');
  if (name.length > 255) throw faults.tooLong('fileattachment', 'filename', 255);
  demandAllowed(context.world, name, null);
  return name;
}

/** Puts an uploaded file into its column; answers its id. */
export function putColumn(
  context: WriteContext,
  table: Table,
  row: Row,
  column: Column,
  file: { readonly name: string; readonly mime: string; readonly bytes: Buffer },
): string {
  demandAllowed(context.world, file.name, file.mime);
  if (column.type === 'File') demandSize(file.bytes.length, column.maxSizeInKb);
  let id = '';
  updateRow(
    context,
    table,
    row,
    {},
    {
      set(values) {
        if (column.type === 'Image') putImage(context, table, column, values, file.bytes, file.name);
        else {
          dropStored(context, column, values[column.slot]);
          values[column.slot] = putFile(context, { table: table.logicalName, id: row.id }, column.logicalName, file);
          write(table, values, `${column.logicalName}_name`, file.name);
        }
        id = String(values[column.slot]);
      },
    },
  );
  return id;
}

/** Empties a file or image column. */
export function clearColumn(context: WriteContext, table: Table, row: Row, column: Column): void {
  updateRow(
    context,
    table,
    row,
    {},
    {
      set(values) {
        if (column.type === 'Image') putImage(context, table, column, values, null, null);
        else {
          dropStored(context, column, values[column.slot]);
          values[column.slot] = null;
          write(table, values, `${column.logicalName}_name`, null);
        }
      },
    },
  );
}

/** The row that an upload was begun for, which somebody may have deleted meanwhile. */
export function rowOf(context: WriteContext, table: Table, id: string): Row {
  const row = storeOf(context.world, table.logicalName).rows.get(id);
  if (row === undefined) throw faults.missing(table.logicalName, id);
  return row;
}
