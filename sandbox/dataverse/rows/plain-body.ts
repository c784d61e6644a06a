import { tableOf, type World } from '../core/world.js';
import type { Table } from '../metadata/types.js';
import type { Body } from './apply.js';

interface Reference {
  readonly table: string;
  readonly id: string;
}

const isReference = (value: unknown): value is Reference =>
  typeof value === 'object' && value !== null && 'table' in value && 'id' in value;

/** Columns by logical name, look-ups as `{ table, id }` or the id alone, as the body of a request. */
export function plainBody(world: World, table: Table, columns: Readonly<Record<string, unknown>>): Body {
  const body: Body = {};
  for (const [name, value] of Object.entries(columns)) {
    const column = table.columns.get(name);
    const isLink = column !== undefined && (column.targets.length > 0 || column.type === 'Owner');
    if (value === undefined) continue;
    if (!isLink) {
      body[name] = value;
      continue;
    }
    const target = isReference(value) ? value : { table: column.targets[0] ?? '', id: String(value) };
    const nav =
      column.type === 'Owner'
        ? 'ownerid'
        : world.metadata
            .manyToOne(table.logicalName)
            .find((relationship) => relationship.referencingAttribute === name && relationship.referencedEntity === target.table)?.nav;
    if (value === null) body[`${nav ?? name}@odata.bind`] = null;
    else body[`${nav ?? name}@odata.bind`] = `/${tableOf(world, target.table).entitySetName}(${target.id})`;
  }
  return body;
}
