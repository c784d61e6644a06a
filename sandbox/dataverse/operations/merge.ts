import { demandAccess } from '../auth/access.js';
import { demandNamed } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import type { Table } from '../metadata/types.js';
import { noContent } from '../routes/answers.js';
import type { Service } from '../routes/service.js';
import type { Body } from '../rows/apply.js';
import { demandMergeable, mergeRows } from '../rows/merge.js';
import type { Row } from '../rows/row.js';
import { inTransaction } from '../rows/run.js';
import { read } from '../rows/slots.js';
import { rowIn } from './row-parameter.js';

const parents = ['parentaccountid', 'parentcustomerid'] as const;

/** Action `Merge`: one of two rows goes inactive, and what hung on it hangs on the other (docs/facts/dataverse.md §9 "Merge"). */
export function merge(service: Service, request: ApiRequest): ApiAnswer {
  const { world, hooks } = service;
  const body = jsonBody(request, '');
  demandNamed(world, request, 'prvMerge', 'account');
  inTransaction(world, hooks, request, (context) => {
    const target = rowIn(context, body.Target, 'Target');
    const subordinate = rowIn(context, body.Subordinate, 'Subordinate');
    const { table } = target;
    if (subordinate.table !== table) throw faults.argument('Target and Subordinate must be rows of one table.');
    demandMergeable(table, target.row, subordinate.row);
    if (body.PerformParentingChecks === true) refuseOtherParent(table, target.row, subordinate.row);
    for (const { row } of [target, subordinate]) demandAccess(world, context, 'Write', table, row);
    mergeRows(context, table, target.row, subordinate.row, contentOf(table, body.UpdateContent));
  });
  return noContent();
}

/** Values for the row that stays; which row that is has been said already. */
function contentOf(table: Table, given: unknown): Body {
  if (given === undefined || given === null) return {};
  if (typeof given !== 'object' || Array.isArray(given)) throw faults.payload('', "The parameter 'UpdateContent' must be a row.");
  const { [table.primaryId]: _id, ...content } = given as Body;
  return content;
}

function refuseOtherParent(table: Table, target: Row, subordinate: Row): void {
  for (const name of parents) {
    const [one, other] = [read(table, target.values, name), read(table, subordinate.values, name)];
    if (one !== other && other !== target.id) throw faults.argument('The parents of the two rows are not the same.');
  }
}
