import { storeOf, tableOf, type World } from '../core/world.js';
import type { Column, Table } from '../metadata/types.js';
import type { WriteContext } from '../rows/context.js';
import { Row } from '../rows/row.js';
import { link, read, write } from '../rows/slots.js';

/** A file as a row of `fileattachment` keeps it. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly mime: string;
  readonly bytes: Buffer;
}

/** Keeps a file for a row; answers its id. */
export function putFile(
  context: WriteContext,
  owner: { readonly table: string; readonly id: string },
  field: string,
  file: Omit<StoredFile, 'id'>,
): string {
  const id = insert(context, 'fileattachment', (table, values) => {
    link(table, values, 'objectid', owner.table, owner.id);
    write(table, values, 'objecttypecode', owner.table);
    write(table, values, 'regardingfieldname', field);
    write(table, values, 'filename', file.name);
    write(table, values, 'mimetype', file.mime);
    write(table, values, 'filesizeinbytes', file.bytes.length);
    write(table, values, 'body', file.bytes);
  });
  context.work.written += 1;
  return id;
}

export function fileOf(world: World, id: unknown): StoredFile | null {
  const table = tableOf(world, 'fileattachment');
  const row = typeof id === 'string' ? storeOf(world, table.logicalName).rows.get(id) : undefined;
  if (row === undefined) return null;
  return {
    id: row.id,
    name: String(read(table, row.values, 'filename')),
    mime: String(read(table, row.values, 'mimetype')),
    bytes: read(table, row.values, 'body') as Buffer,
  };
}

/** Keeps the thumbnail of a picture; answers the image's id. */
export function putThumbnail(context: WriteContext, column: Column, rowId: string, bytes: Buffer): string {
  return insert(context, 'imagedescriptor', (table, values) => {
    write(table, values, 'objectid', rowId);
    write(table, values, 'objecttypecode', column.table);
    write(table, values, 'attributelogicalname', column.logicalName);
    write(table, values, 'imagesize', bytes.length);
    write(table, values, 'imagedata', bytes);
  });
}

export function thumbnailOf(world: World, id: unknown): Buffer | null {
  const table = tableOf(world, 'imagedescriptor');
  const row = typeof id === 'string' ? storeOf(world, table.logicalName).rows.get(id) : undefined;
  return row === undefined ? null : (read(table, row.values, 'imagedata') as Buffer);
}

/** The full picture behind an image; null: none was kept. */
export function fullImageOf(world: World, id: unknown): StoredFile | null {
  const row = typeof id === 'string' ? filesOf(world, id)[0] : undefined;
  return row === undefined ? null : fileOf(world, row.id);
}

/** Takes away what a file or image column points to. */
export function dropStored(context: WriteContext, column: Column, id: unknown): void {
  if (typeof id !== 'string') return;
  if (column.type === 'Image') for (const file of filesOf(context.world, id)) remove(context, 'fileattachment', file.id);
  remove(context, column.type === 'Image' ? 'imagedescriptor' : 'fileattachment', id);
}

/** Pictures go with their row; its files go by their relationship. */
export function dropImagesOf(context: WriteContext, table: Table, row: Row): void {
  if (table.primaryImage === null) return;
  for (const column of table.columns.values()) if (column.type === 'Image') dropStored(context, column, row.values[column.slot]);
}

/** A deleted column takes what its rows held with it, for good. */
export function dropFilesOfColumn(world: World, table: Table, column: Column): void {
  if (column.type !== 'Image' && column.type !== 'File') return;
  for (const row of storeOf(world, table.logicalName).rows.values()) {
    const id = row.values[column.slot];
    if (typeof id !== 'string') continue;
    const files = storeOf(world, 'fileattachment');
    const images = storeOf(world, 'imagedescriptor');
    const [file, image] = [files.rows.get(id), images.rows.get(id)];
    for (const full of column.type === 'Image' ? filesOf(world, id) : []) files.remove(full);
    if (file !== undefined) files.remove(file);
    if (image !== undefined) images.remove(image);
  }
}

function filesOf(world: World, owner: string): readonly Row[] {
  const table = tableOf(world, 'fileattachment');
  const regarding = table.columns.get('objectid') as Column;
  return storeOf(world, table.logicalName).findByValue(regarding, owner);
}

function insert(context: WriteContext, name: string, fill: (table: Table, values: unknown[]) => void): string {
  const { world, tx } = context;
  const table = tableOf(world, name);
  const values: unknown[] = new Array(table.width).fill(null);
  const id = world.random.guid();
  write(table, values, table.primaryId, id);
  fill(table, values);
  for (const stamp of ['createdon', 'modifiedon']) write(table, values, stamp, context.now);
  for (const person of ['createdby', 'modifiedby']) link(table, values, person, 'systemuser', context.user);
  world.version += 1;
  tx.insert(storeOf(world, name), new Row(id, world.version, values));
  return id;
}

function remove({ world, tx }: WriteContext, name: string, id: string): void {
  const store = storeOf(world, name);
  const row = store.rows.get(id);
  if (row !== undefined) tx.remove(store, row);
}
