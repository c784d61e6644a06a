import { demandAccess } from '../auth/access.js';
import { demand } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { tableOf, type World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import type { Property, Table } from '../metadata/types.js';
import { createRow } from '../rows/create.js';
import type { Row } from '../rows/row.js';
import { inTransaction } from '../rows/run.js';
import { created, demandVisible } from './records.js';
import type { Service } from './service.js';

/** A navigation property with rows behind it. */
export type Collection = Extract<Property, { kind: 'collection' | 'many' }>;

/** Table of the rows behind a collection-valued navigation property. */
export function tableBehind(world: World, property: Collection): Table {
  if (property.kind === 'collection') return tableOf(world, property.relationship.referencingEntity);
  return tableOf(world, property.side === 1 ? property.relationship.entity2 : property.relationship.entity1);
}

/** `POST /accounts(<id>)/contact_customer_accounts`: makes a row that belongs to the one above it. */
export function createContained(service: Service, table: Table, row: Row, property: Collection, request: ApiRequest): ApiAnswer {
  const { world, hooks } = service;
  const child = tableBehind(world, property);
  if (child.serverKept) throw faults.unsupportedMessage('Create', child.logicalName);
  demandVisible(world, child, request);
  demand(world, request, 'Create', child);
  demandAccess(world, request, property.kind === 'collection' ? 'AppendTo' : 'Append', table, row);
  const body = jsonBody(request, child.entitySetName);
  const made = inTransaction(world, hooks, request, (context) => {
    if (property.kind === 'collection')
      return createRow(context, child, { ...body, [`${property.relationship.nav}@odata.bind`]: `/${table.entitySetName}(${row.id})` });
    const other = createRow(context, child, body);
    const [first, second] = property.side === 1 ? [row.id, other.id] : [other.id, row.id];
    context.tx.afterCommit.push(() => {
      world.links.add(property.relationship, first, second);
      world.securityVersion += 1;
    });
    return other;
  });
  return created(world, child, made, request);
}
