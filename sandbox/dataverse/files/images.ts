import { DataverseFault, faults } from '../core/errors.js';
import type { Column, Table } from '../metadata/types.js';
import type { WriteContext } from '../rows/context.js';
import { read, write } from '../rows/slots.js';
import { bytesOf, demandAllowed } from './allowed.js';
import { codeIn, endsTooEarly, imageType } from './image-type.js';
import { BrokenPicture } from './png.js';
import { dropStored, putFile, putThumbnail } from './stored.js';
import { thumbnail } from './thumbnail.js';

const unprocessed = (reason: string) => new DataverseFault(400, '0x80072553', `Error occured when processing image. Reason: ${reason}`);

const megabytes = (bytes: number): number => Math.floor(bytes / 1024 / 1024);

/** Sets an image column from the Base64 text of a body (docs/facts/dataverse.md §7 "Image columns"); null empties it. */
export function setImage(
  context: WriteContext,
  table: Table,
  column: Column,
  values: unknown[],
  value: unknown,
  operation: 'create' | 'update',
): void {
  if (value !== null && operation === 'create' && table.primaryImage !== column.logicalName) {
    throw new DataverseFault(
      400,
      '0x80090487',
      `Non-primary image attribute ${column.logicalName} of entity ${table.logicalName} is not allowed to upload during Create operation.`,
    );
  }
  const bytes = value === null ? null : bytesOf(value);
  if (value !== null && bytes === null)
    throw faults.payload(table.entitySetName, "Cannot convert the literal to the expected type 'Edm.Binary'.");
  putImage(context, table, column, values, bytes === null || bytes.length === 0 ? null : bytes, null);
}

/** Puts a picture into the values of a row, or takes the one that is there away. `name` is that of an uploaded file. */
export function putImage(
  context: WriteContext,
  table: Table,
  column: Column,
  values: unknown[],
  bytes: Buffer | null,
  name: string | null,
): void {
  const rowId = String(read(table, values, table.primaryId));
  const id = bytes === null ? null : kept(context, column, rowId, bytes, name);
  dropStored(context, column, values[column.slot]);
  // Ticks of 100 ns since the year 1.
  const stamp = id === null ? null : (context.world.clock.now() + 62_135_596_800_000) * 10_000;
  values[column.slot] = id;
  write(table, values, `${column.logicalName}id`, id);
  write(table, values, `${column.logicalName}_timestamp`, stamp);
  write(
    table,
    values,
    `${column.logicalName}_url`,
    id === null ? null : `/Image/download.aspx?Entity=${table.logicalName}&Attribute=${column.logicalName}&Id=${id}&Timestamp=${stamp}`,
  );
}

function kept(context: WriteContext, column: Column, rowId: string, bytes: Buffer, name: string | null): string {
  if (bytes.length > column.maxSizeInKb * 1024) {
    throw unprocessed(
      `File size is too big. MaxSize: ${megabytes(column.maxSizeInKb * 1024)} MB, Uploaded filesize: ${megabytes(bytes.length)} MB.`,
    );
  }
  const broken = () =>
    unprocessed(`Update image properties failed for objectid: ${rowId}, logicalName: ${column.table}, attribute: ${column.logicalName}`);
  const type = imageType(bytes);
  if (type === null) throw broken();
  demandAllowed(context.world, name, type.mime);
  const id = putThumbnail(context, column, rowId, drawn(bytes, type, broken));
  if (column.canStoreFullImage) {
    const file = { name: name ?? `${column.logicalName}.${type.extension}`, mime: type.mime, bytes };
    putFile(context, { table: 'imagedescriptor', id }, column.logicalName, file);
  }
  return id;
}

function drawn(bytes: Buffer, type: NonNullable<ReturnType<typeof imageType>>, broken: () => DataverseFault): Buffer {
  try {
    return thumbnail(bytes, type);
  } catch (error) {
    if (error instanceof BrokenPicture || endsTooEarly(error) || codeIn(error).startsWith('Z_')) throw broken();
    throw error;
  }
}
