import { demand } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { storeOf, tableOf } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import type { Relationship, Table } from '../metadata/types.js';
import { noContent } from '../routes/answers.js';
import type { Service } from '../routes/service.js';
import type { Body } from '../rows/apply.js';
import { createRow } from '../rows/create.js';
import { childrenOf } from '../rows/delete.js';
import type { Row } from '../rows/row.js';
import { inTransaction } from '../rows/run.js';
import { column, link, read } from '../rows/slots.js';
import { updateRow } from '../rows/update.js';

/** `PUT /emails(<id>)/email_activity_parties`: these are the parties from now on (docs/facts/dataverse.md §8 "Activities"). */
export function replaceParties(service: Service, table: Table, row: Row, relationship: Relationship, request: ApiRequest): ApiAnswer {
  const { world, hooks } = service;
  demand(world, request, 'Write', table);
  const { value } = jsonBody(request, table.entitySetName);
  if (!Array.isArray(value)) throw faults.payload(table.entitySetName, "The property 'value' is missing or is no array.");
  const isOpen = [0, 3].includes(Number(read(table, row.values, 'statecode') ?? 0));
  if (!isOpen) throw faults.readOnly(table.logicalName);
  const parties = tableOf(world, relationship.referencingEntity);
  inTransaction(world, hooks, request, (context) => {
    for (const party of childrenOf(context, relationship, row)) context.tx.remove(storeOf(world, parties.logicalName), party);
    for (const party of value) {
      if (typeof party !== 'object' || party === null || Array.isArray(party))
        throw faults.payload(table.entitySetName, 'A nested row must be an object.');
      createRow(context, parties, party as Body, {
        preset: (values) =>
          link(parties, values, column(parties, relationship.referencingAttribute).logicalName, table.logicalName, row.id),
      });
    }
    updateRow(context, table, row, {});
  });
  return noContent();
}
