import { demandAccess } from '../auth/access.js';
import { faults } from '../core/errors.js';
import { storeOf, tableOf } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import type { Segment } from '../http/segments.js';
import type { Property, Table } from '../metadata/types.js';
import { associateRow } from '../rows/associate.js';
import type { WriteContext } from '../rows/context.js';
import { resolveReference } from '../rows/reference.js';
import type { Row } from '../rows/row.js';
import { inTransaction } from '../rows/run.js';
import { updateRow } from '../rows/update.js';
import { noContent } from './answers.js';
import type { Service } from './service.js';

type Navigation = Extract<Property, { kind: 'nav' | 'collection' | 'many' }>;

/** `PUT|POST|DELETE .../nav/$ref`: associates and disassociates rows (docs/facts/dataverse.md §3). */
export function changeReference(
  service: Service,
  table: Table,
  row: Row,
  navigation: Navigation,
  navSegment: Segment,
  request: ApiRequest,
): ApiAnswer {
  const { world } = service;
  demandAccess(world, request, navigation.kind === 'collection' ? 'AppendTo' : 'Append', table, row);
  inTransaction(world, service.hooks, request, (context) => {
    if (request.method === 'DELETE') disassociate(context, table, row, navigation, navSegment, request);
    else associate(context, table, row, navigation, request);
  });
  return noContent();
}

function associate(context: WriteContext, table: Table, row: Row, navigation: Navigation, request: ApiRequest): void {
  const wanted = navigation.kind === 'nav' ? 'PUT' : 'POST';
  if (request.method !== wanted) throw faults.methodNotAllowed(request.method);
  const reference = jsonBody(request, table.entitySetName)['@odata.id'];
  if (navigation.kind === 'nav') {
    updateRow(context, table, row, { [`${navigation.name}@odata.bind`]: reference });
    return;
  }
  associateRow(context, table, row, navigation, reference);
}

function disassociate(
  context: WriteContext,
  table: Table,
  row: Row,
  navigation: Navigation,
  navSegment: Segment,
  request: ApiRequest,
): void {
  if (navigation.kind === 'nav') {
    updateRow(context, table, row, { [navigation.name]: null });
    return;
  }
  const id = navSegment.key?.kind === 'id' ? navSegment.key.id : idInQuery(context, table, request);
  if (navigation.kind === 'collection') {
    const child = tableOf(context.world, navigation.relationship.referencingEntity);
    const found = storeOf(context.world, child.logicalName).rows.get(id);
    if (found === undefined) throw faults.missing(child.logicalName, id);
    updateRow(context, child, found, { [navigation.relationship.nav]: null });
    return;
  }
  const { relationship, side } = navigation;
  context.tx.afterCommit.push(() => {
    context.world.links.remove(relationship, ...((side === 1 ? [row.id, id] : [id, row.id]) as [string, string]));
    context.world.securityVersion += 1;
  });
}

/** `DELETE .../collection/$ref?$id=<address of the row>`. */
function idInQuery(context: WriteContext, table: Table, request: ApiRequest): string {
  const address = request.query.get('$id');
  if (address === undefined) throw faults.badQuery('The row to disassociate is not named.');
  return resolveReference(context, table.entitySetName, address).row.id;
}
