import { DataverseFault } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import { read } from '../rows/slots.js';

const setting = (world: World, name: string): unknown =>
  read(tableOf(world, 'organization'), storeOf(world, 'organization').rows.get(world.ids.organization)?.values ?? [], name);

const listed = (list: unknown, wanted: string): boolean =>
  String(list ?? '')
    .toLowerCase()
    .split(';')
    .includes(wanted.toLowerCase());

const tooBig = () => new DataverseFault(400, '0x80044a02', 'Attachment file size is too big.');

/** Refuses what the organisation blocks, by the name's extension or by kind (docs/facts/dataverse.md §7). */
export function demandAllowed(world: World, name: unknown, mime: unknown): void {
  const extension = typeof name === 'string' && name.includes('.') ? name.slice(name.lastIndexOf('.') + 1) : '';
  const blocked =
    (extension !== '' && listed(setting(world, 'blockedattachments'), extension)) ||
    (typeof mime === 'string' && mime !== '' && listed(setting(world, 'blockedmimetypes'), mime));
  if (blocked) {
    throw new DataverseFault(
      403,
      '0x80043e09',
      'The attachment is either not a valid type or is too large. It cannot be uploaded or downloaded.',
    );
  }
}

/** A file column takes files up to a size of its own. */
export function demandSize(bytes: number, mostKb: number): void {
  if (bytes > mostKb * 1024) throw tooBig();
}

/** Notes and attachments hold Base64, and it is the length of this text that counts. */
export function demandTextSize(world: World, length: number): void {
  if (length > Number(setting(world, 'maxuploadfilesize') ?? 5_242_880)) throw tooBig();
}

export const base64Length = (bytes: number): number => Math.ceil(bytes / 3) * 4;

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Bytes of a Base64 text; null when it is none. */
export function bytesOf(value: unknown): Buffer | null {
  return typeof value === 'string' && value.length % 4 === 0 && base64.test(value) ? Buffer.from(value, 'base64') : null;
}
