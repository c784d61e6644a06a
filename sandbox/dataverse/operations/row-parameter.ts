import { faults } from '../core/errors.js';
import { asGuid } from '../core/guid.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import { isPrincipal } from '../metadata/principals.js';
import type { Table } from '../metadata/types.js';
import type { Body } from '../rows/apply.js';
import type { WriteContext } from '../rows/context.js';
import { resolveReference } from '../rows/reference.js';
import type { Row } from '../rows/row.js';

export interface RowParameter {
  readonly table: Table;
  readonly row: Row;
}

const type = /^#?Microsoft\.Dynamics\.CRM\.(\w+)$/;

/** Table that an entity in the body of a call says it is of; null: it does not say. */
function typeIn(world: World, value: unknown): Table | null {
  const given = (value as Body | null)?.['@odata.type'];
  const name = typeof given === 'string' ? type.exec(given)?.[1] : undefined;
  return name === undefined ? null : tableOf(world, name);
}

/**
 * The row that an entity in the body of a call names, by `@odata.id` or by its type and its key (PD `webapi/use-web-api-actions.md`).
 * Users and teams are also known by `ownerid`.
 */
export function rowIn(context: WriteContext, value: unknown, name: string, otherwise: Table | null = null): RowParameter {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw faults.payload('', `The parameter '${name}' must be a row.`);
  const body = value as Body;
  if (body['@odata.id'] !== undefined) return resolveReference(context, '', body['@odata.id']);
  const table = typeIn(context.world, body) ?? otherwise;
  if (table === null)
    throw faults.payload(
      '',
      `A type named 'Microsoft.Dynamics.CRM.crmbaseentity' is abstract: the parameter '${name}' needs an '@odata.type'.`,
    );
  const principal = isPrincipal(table);
  const id = asGuid(body[table.primaryId] ?? (principal ? body.ownerid : undefined));
  if (id === null) throw faults.payload('', 'EdmEntityObject passed should have the key property value set.');
  const row = storeOf(context.world, table.logicalName).rows.get(id);
  if (row === undefined) throw faults.missing(table.logicalName, id);
  return { table, row };
}
