import { DataverseFault } from '../core/errors.js';

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
