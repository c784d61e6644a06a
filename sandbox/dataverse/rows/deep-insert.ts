import { demand } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { storeOf, tableOf } from '../core/world.js';
import type { Table } from '../metadata/types.js';
import type { Body, Nested } from './apply.js';
import { associateRow } from './associate.js';
import type { WriteContext } from './context.js';
import type { createRow } from './create.js';
import { checkOwner } from './owners.js';
import type { Row } from './row.js';
import { column, link } from './slots.js';

const bodyOf = (table: Table, value: unknown): Body => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw faults.payload(table.entitySetName, 'A nested row must be an object.');
  return value as Body;
};

/** Makes the rows nested in a create, in the same transaction (docs/facts/dataverse.md §3 "Deep insert"). */
export function createNested(context: WriteContext, table: Table, row: Row, nested: readonly Nested[], make: typeof createRow): void {
  const { world } = context;
  for (const item of nested) {
    if (item.bound === true) {
      for (const address of item.value) associateRow(context, table, row, item.property, address);
      continue;
    }
    const { property, value } = item;
    if (property.kind === 'nav') {
      const target = property.target === null ? ownerTable(context, table, value) : tableOf(world, property.target);
      demand(world, context, 'Create', target);
      const made = make(context, target, bodyOf(target, value));
      const values = row.values.slice();
      link(table, values, property.column.logicalName, target.logicalName, made.id);
      // An owner that has just been made has no role yet, and without one it can own nothing.
      if (property.target === null) checkOwner(context, table, values);
      context.tx.replace(storeOf(world, table.logicalName), row, values, row.version, true);
    } else if (property.kind === 'collection') {
      const child = tableOf(world, property.relationship.referencingEntity);
      demand(world, context, 'Create', child);
      const parent = column(child, property.relationship.referencingAttribute);
      for (const each of value as unknown[]) {
        make(context, child, bodyOf(child, each), {
          preset(values) {
            values[parent.slot] = row.id;
            if (parent.typeSlot >= 0) values[parent.typeSlot] = table.logicalName;
          },
        });
      }
    } else {
      const other = tableOf(world, property.side === 1 ? property.relationship.entity2 : property.relationship.entity1);
      demand(world, context, 'Create', other);
      for (const each of value as unknown[]) {
        const made = make(context, other, bodyOf(other, each));
        const [first, second] = property.side === 1 ? [row.id, made.id] : [made.id, row.id];
        context.tx.later(() => world.links.add(property.relationship, first, second));
      }
    }
  }
}

/** An owner is a user or a team: which of the two, a nested one has to say. */
function ownerTable({ world }: WriteContext, table: Table, value: unknown): Table {
  const type = /^#?Microsoft\.Dynamics\.CRM\.(systemuser|team)$/.exec(String((value as Body)['@odata.type']))?.[1];
  if (type === undefined) throw faults.payload(table.entitySetName, "A nested 'ownerid' needs the '@odata.type' of a user or a team.");
  return tableOf(world, type);
}
