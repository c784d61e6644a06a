import { DataverseFault } from '../core/errors.js';
import { type ColumnSpec, guid, locked, text } from './define.js';
import type { ColumnType } from './types.js';

/** Largest file and image that a column can be made for, KB. */
const largestFileKb = 10_485_760;
const largestImageKb = 30_720;

const isSize = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= most;

/** `MaxSizeInKB` of a file column. */
export function fileSize(value: unknown): number {
  if (isSize(value, largestFileKb)) return value;
  throw new DataverseFault(400, '0x80090009', `Invalid size for file type attribute. Valid size should be between [0-${largestFileKb}] KB`);
}

/** `MaxSizeInKB` of an image column. */
export function imageSize(table: string, column: string, value: unknown): number {
  if (isSize(value, largestImageKb)) return value;
  throw new DataverseFault(
    400,
    '0x8009000e',
    `Invalid MaxSizeInKB for image attribute ${column} of entity ${table}. Valid size should be between [0 - ${largestImageKb}] KB`,
  );
}

/** Columns that come with a file or image column, by schema name; the server keeps them (docs/facts/dataverse.md §7 "File columns"). */
export function companionsOf(schemaName: string, type: ColumnType): Record<string, ColumnSpec> {
  if (type === 'File') return { [`${schemaName}_Name`]: text(255, locked) };
  if (type !== 'Image') return {};
  return {
    [`${schemaName}Id`]: guid(locked),
    [`${schemaName}_Timestamp`]: { type: 'BigInt', ...locked },
    [`${schemaName}_URL`]: text(200, { format: 'Url', ...locked }),
  };
}
