import { faults } from '../../core/errors.js';
import { storeOf, tableOf } from '../../core/world.js';
import type { Table } from '../../metadata/types.js';
import type { WriteContext } from '../context.js';
import type { TableRules } from '../rules.js';
import { column, read, targetOf, write } from '../slots.js';
import { checkAttachment } from './annotation.js';

/** What an attachment hangs on says its type too, and must still be open. */
function check(context: WriteContext, table: Table, values: unknown[]): void {
  checkAttachment(context, table, values, 'body');
  const object = column(table, 'objectid');
  if (targetOf(object, values) === 'activitypointer') values[object.typeSlot] = kindOf(context, String(values[object.slot]));
  const kind = targetOf(object, values);
  if (kind === null || kind === 'activitypointer' || read(table, values, 'objecttypecode') !== kind)
    throw faults.argument(`The objecttypecode '${String(read(table, values, 'objecttypecode'))}' is not the type of the object.`);
  const activity = storeOf(context.world, kind).rows.get(String(values[object.slot]));
  if (activity !== undefined && read(tableOf(context.world, kind), activity.values, 'statecode') === 1) throw faults.readOnly(kind);
}

/** Which of the activities that can have files the id is of. */
const kindOf = ({ world }: WriteContext, id: string): string =>
  ['email', 'appointment'].find((kind) => storeOf(world, kind).rows.has(id)) ?? 'activitypointer';

/** Files of e-mails and appointments: the limits of notes (docs/facts/dataverse.md §7), numbered as they come. */
export const attachmentRules: TableRules = {
  beforeCreate(context, table, _id, values) {
    check(context, table, values);
    const object = column(table, 'objectid');
    const others = storeOf(context.world, table.logicalName).findByValue(object, values[object.slot]);
    if (read(table, values, 'attachmentnumber') === null) write(table, values, 'attachmentnumber', others.length + 1);
  },
  beforeUpdate: (context, table, _row, values) => check(context, table, values),
};
