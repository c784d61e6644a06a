import { demandAccess } from '../auth/access.js';
import { type Caller, demand, demandNamed } from '../auth/privileges.js';
import { DataverseFault, faults } from '../core/errors.js';
import { storeOf, type World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import type { Table } from '../metadata/types.js';
import { type QueryExpression, readQueryExpression } from '../query/query-expression.js';
import { jsonAnswer } from '../routes/answers.js';
import type { Service } from '../routes/service.js';
import { deleteRow } from '../rows/delete.js';
import { asServer } from '../rows/run.js';
import { noteOn } from '../rows/server-write.js';
import { read } from '../rows/slots.js';
import { putRow } from '../seed.js';
import { readRecurrence } from './recurrence.js';

/** Action `BulkDelete`: a job that deletes what queries find when it runs, row by row (docs/facts/dataverse.md §4 "BulkDelete"). */
export function bulkDelete(service: Service, request: ApiRequest): ApiAnswer {
  const { world, jobs } = service;
  demandNamed(world, request, 'prvBulkDelete', 'bulkdeleteoperation');
  const body = jsonBody(request, '');
  const queries = queriesOf(world, request, body.QuerySet);
  const recurrence = readRecurrence(body.RecurrencePattern);
  const startsAt = Date.parse(String(body.StartDateTime));
  if (Number.isNaN(startsAt)) throw faults.argument('StartDateTime is no moment.');
  const now = world.clock.now();
  let begins = body.RunNow === true ? now : Math.max(startsAt, now);
  const name = String(body.JobName);
  const operation = world.random.guid();
  const caller: Caller = { user: request.user, behalfOf: request.behalfOf };
  const id = jobs.start({
    kind: 'bulkDelete',
    name,
    user: request.user,
    takesMs: world.settings.bulkDeleteMs,
    ...(begins > now ? { notBefore: begins } : {}),
    ...(recurrence === null
      ? {}
      : {
          again: (at: number) => {
            begins = recurrence(at);
            noteOn(world, 'bulkdeleteoperation', operation, { nextrun: momentOf(begins) });
            return begins;
          },
        }),
    finish: () => {
      // Rows that were made later are not looked at.
      const from = momentOf(begins);
      const failed = deleteFound(service, caller, queries, from, operation, id);
      return failed === 0 ? undefined : `${failed} rows could not be deleted.`;
    },
  });
  putRow(world, 'bulkdeleteoperation', {
    bulkdeleteoperationid: operation,
    name,
    asyncoperationid: id,
    isrecurring: recurrence !== null,
    nextrun: momentOf(begins),
    ownerid: { table: 'systemuser', id: request.user },
    owninguser: request.user,
    owningbusinessunit: world.ids.businessUnit,
    createdby: request.user,
    modifiedby: request.user,
  });
  return jsonAnswer({ '@odata.context': `${request.root}/$metadata#Microsoft.Dynamics.CRM.BulkDeleteResponse`, JobId: id });
}

const momentOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

function queriesOf(world: World, request: ApiRequest, given: unknown): QueryExpression[] {
  if (!Array.isArray(given) || given.length === 0) throw faults.argument("The parameter 'QuerySet' must hold at least one query.");
  return given.map((one) => {
    const query = readQueryExpression(world, request, one);
    demand(world, request, 'Read', query.table);
    return query;
  });
}

/** Deletes each row by itself, so that one that cannot go keeps nobody else; answers how many could not. */
function deleteFound(
  { world, hooks }: Service,
  caller: Caller,
  queries: readonly QueryExpression[],
  from: string,
  operation: string,
  job: string,
): number {
  let [succeeded, failed] = [0, 0];
  for (const { table, find } of queries) {
    if (world.metadata.tables.get(table.logicalName) !== table) continue;
    for (const found of [...find(caller)]) {
      // What was found is the row as the caller sees it, and it may have gone with another one.
      const row = storeOf(world, table.logicalName).rows.get(found.id);
      if (row === undefined) continue;
      const createdOn = read(table, row.values, 'createdon');
      if (typeof createdOn === 'string' && createdOn > from) continue;
      try {
        demandAccess(world, caller, 'Delete', table, row);
        asServer(world, hooks, caller, (context) => deleteRow(context, table, row));
        succeeded += 1;
      } catch (error) {
        if (!(error instanceof DataverseFault)) throw error;
        failed += 1;
        putFailure(world, caller, table, row.id, error, operation, job);
      }
    }
  }
  noteOn(world, 'bulkdeleteoperation', operation, { successcount: succeeded, failurecount: failed });
  return failed;
}

function putFailure(world: World, { user }: Caller, table: Table, id: string, error: DataverseFault, operation: string, job: string): void {
  putRow(world, 'bulkdeletefailure', {
    asyncoperationid: job,
    bulkdeleteoperationid: operation,
    regardingobjectid: id,
    regardingobjecttypecode: table.logicalName,
    errornumber: Number(error.code) | 0,
    errordescription: error.message,
    ownerid: { table: 'systemuser', id: user },
    owninguser: user,
    owningbusinessunit: world.ids.businessUnit,
  });
}
