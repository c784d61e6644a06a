import { DataverseFault } from '../../core/errors.js';
import { storeOf, tableOf } from '../../core/world.js';
import type { Table } from '../../metadata/types.js';
import type { WriteContext } from '../context.js';
import type { TableRules } from '../rules.js';
import { read, write } from '../slots.js';

/** Size and kind of attachments: the limit counts the Base64 text (docs/facts/dataverse.md §7 "Notes"). */
function checkAttachment(context: WriteContext, table: Table, values: unknown[]): void {
  const body = read(table, values, 'documentbody');
  const name = read(table, values, 'filename');
  const organization = tableOf(context.world, 'organization');
  const settings = storeOf(context.world, 'organization').rows.get(context.world.ids.organization)?.values ?? [];
  if (typeof name === 'string') {
    const blocked = String(read(organization, settings, 'blockedattachments') ?? '')
      .toLowerCase()
      .split(';');
    const extension = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';
    if (extension !== '' && blocked.includes(extension)) {
      throw new DataverseFault(
        403,
        '0x80043e09',
        'The attachment is either not a valid type or is too large. It cannot be uploaded or downloaded.',
      );
    }
  }
  if (typeof body === 'string') {
    const most = Number(read(organization, settings, 'maxuploadfilesize') ?? 5_242_880);
    if (body.length > most) throw new DataverseFault(400, '0x80044a02', 'Attachment file size is too big.');
    write(table, values, 'isdocument', true);
    write(table, values, 'filesize', Math.floor((body.replace(/=+$/, '').length * 3) / 4));
  } else {
    write(table, values, 'filesize', null);
  }
}

export const annotationRules: TableRules = {
  beforeCreate: (context, table, _id, values) => checkAttachment(context, table, values),
  beforeUpdate: (context, table, _row, values) => checkAttachment(context, table, values),
};
