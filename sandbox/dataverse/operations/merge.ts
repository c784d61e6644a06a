import { demand, demandNamed } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { storeOf, tableOf } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { mergeable } from '../metadata/define.js';
import type { Table } from '../metadata/types.js';
import { noContent } from '../routes/answers.js';
import type { Service } from '../routes/service.js';
import type { Body } from '../rows/apply.js';
import type { WriteContext } from '../rows/context.js';
import { childrenOf } from '../rows/delete.js';
import type { Row } from '../rows/row.js';
import { inTransaction } from '../rows/run.js';
import { column, link, read, write } from '../rows/slots.js';
import { updateRow } from '../rows/update.js';
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
    if (!mergeable.has(table.logicalName)) throw faults.unsupportedMessage('Merge', table.logicalName);
    if (subordinate.table !== table) throw faults.argument('Target and Subordinate must be rows of one table.');
    if (subordinate.row === target.row) throw faults.argument('A row cannot be merged with itself.');
    for (const { row } of [target, subordinate])
      if (read(table, row.values, 'statecode') !== 0)
        throw faults.argument(`The ${table.logicalName} ${row.id} is inactive and cannot be merged.`);
    if (body.PerformParentingChecks === true) refuseOtherParent(table, target.row, subordinate.row);
    demand(world, context, 'Write', table);
    updateRow(context, table, target.row, contentOf(table, body.UpdateContent));
    for (const relationship of world.metadata.oneToMany(table.logicalName))
      if (relationship.cascade.Merge === 'Cascade') moveChildren(context, relationship, target.row, subordinate.row);
    close(context, table, target.row, subordinate.row);
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

type Parental = Parameters<typeof childrenOf>[1];

function moveChildren(context: WriteContext, relationship: Parental, target: Row, subordinate: Row): void {
  const { world, tx } = context;
  const child = tableOf(world, relationship.referencingEntity);
  for (const found of [...childrenOf(context, relationship, subordinate)]) {
    if (found === target || found === subordinate) continue;
    const values = found.values.slice();
    link(child, values, relationship.referencingAttribute, relationship.referencedEntity, target.id);
    if (child.columns.has('modifiedon')) write(child, values, 'modifiedon', context.now);
    world.version += 1;
    tx.replace(storeOf(world, child.logicalName), found, values, world.version);
    context.work.written += 1;
  }
}

/** The row that was merged away is inactive and says where it went. */
function close(context: WriteContext, table: Table, target: Row, subordinate: Row): void {
  const { world, tx } = context;
  updateRow(context, table, subordinate, { statecode: inactiveState(table) });
  const values = subordinate.values.slice();
  values[column(table, 'merged').slot] = true;
  link(table, values, 'masterid', table.logicalName, target.id);
  tx.replace(storeOf(world, table.logicalName), subordinate, values, subordinate.version, true);
}

const inactiveState = (table: Table): number => (table.logicalName === 'lead' ? 2 : 1);
