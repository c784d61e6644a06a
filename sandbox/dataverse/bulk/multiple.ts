import { demandReach } from '../auth/access.js';
import { demand } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { storeOf, type World } from '../core/world.js';
import { belowRoot } from '../http/own-address.js';
import { type ApiAnswer, type ApiRequest, decodePath } from '../http/request.js';
import { parseSegment } from '../http/segments.js';
import type { Key, Table } from '../metadata/types.js';
import { jsonAnswer, noContent } from '../routes/answers.js';
import { demandVisible } from '../routes/records.js';
import type { Body } from '../rows/apply.js';
import type { WriteContext } from '../rows/context.js';
import { createRow, idOf } from '../rows/create.js';
import { addKey, lookUp, matchKey, namedId, namesOfKey } from '../rows/find.js';
import type { Row } from '../rows/row.js';
import { inTransaction, type WriteHooks, whenCommitted } from '../rows/run.js';
import { updateRow } from '../rows/update.js';
import { forEachTarget, targetsOf } from './targets.js';

export type BulkMessage = 'CreateMultiple' | 'UpdateMultiple' | 'UpsertMultiple' | 'DeleteMultiple';

export const isBulkMessage = (name: string): name is BulkMessage =>
  name === 'CreateMultiple' || name === 'UpdateMultiple' || name === 'UpsertMultiple' || name === 'DeleteMultiple';

/** Many rows of one table in one transaction: the first that fails takes all others back (docs/facts/dataverse.md §4). */
export function bulk(world: World, hooks: WriteHooks, table: Table, message: BulkMessage, request: ApiRequest): ApiAnswer {
  demandVisible(world, table, request);
  if (message === 'DeleteMultiple') throw faults.notSupported('DeleteMultiple has not yet been implemented.');
  if (!table.messages.has(message)) throw faults.unsupportedMessage(message, table.logicalName);
  const again = hooks.sentAgain?.() ?? null;
  if (again === null) return carryOut(world, hooks, table, message, request);
  const done = targetsOf(table, request).map((target) => again.asked(table.logicalName, [message, JSON.stringify(target)]));
  const answer = carryOut(world, hooks, table, message, request);
  whenCommitted(request, () => {
    for (const one of done) one();
  });
  return answer;
}

function carryOut(
  world: World,
  hooks: WriteHooks,
  table: Table,
  message: Exclude<BulkMessage, 'DeleteMultiple'>,
  request: ApiRequest,
): ApiAnswer {
  switch (message) {
    case 'CreateMultiple': {
      demand(world, request, 'Create', table);
      const rows: Row[] = [];
      inTransaction(world, hooks, request, (context) =>
        forEachTarget(table, request, (target) => {
          rows.push(createRow(context, table, target));
        }),
      );
      return jsonAnswer({
        '@odata.context': `${request.root}/$metadata#Microsoft.Dynamics.CRM.CreateMultipleResponse`,
        Ids: rows.map((row) => row.id),
      });
    }
    case 'UpdateMultiple':
      demand(world, request, 'Write', table);
      inTransaction(world, hooks, request, (context) => updateAll(context, table, request));
      return noContent();
    case 'UpsertMultiple':
      demand(world, request, 'Create', table);
      demand(world, request, 'Write', table);
      inTransaction(world, hooks, request, (context) => {
        const named = new Map<Key, ReadonlySet<string>>();
        forEachTarget(table, request, (target) => upsertOne(context, table, target, named));
      });
      return noContent();
  }
}

/**
 * Rows that are not there are named together, and come before those out of reach and these before what is wrong with a row: all targets are looked for even when
 * one has failed. What was changed until then is taken back by the transaction.
 */
function updateAll(context: WriteContext, table: Table, request: ApiRequest): void {
  const store = storeOf(context.world, table.logicalName);
  const missing: string[] = [];
  const denied: unknown[] = [];
  const failed: unknown[] = [];
  forEachTarget(table, request, (target) => {
    const found = findTarget(context, table, target);
    const row = found.row ?? (found.id === null ? undefined : store.rows.get(found.id));
    if (row === undefined) {
      if (found.id === null) throw faults.noRowForKey();
      missing.push(found.id);
      return;
    }
    if (denied.length === 0) collect(denied, () => demandReach(context.world, context, 'Write', table, row));
    if (missing.length + denied.length + failed.length === 0) collect(failed, () => updateRow(context, table, row, target));
  });
  if (missing.length > 0) throw faults.missingMany(table.logicalName, missing);
  const [first] = [...denied, ...failed];
  if (first !== undefined) throw first;
}

function collect(errors: unknown[], work: () => void): void {
  try {
    work();
  } catch (error) {
    errors.push(error);
  }
}

interface Found {
  readonly row: Row | undefined;
  readonly id: string | null;
  readonly keyed: ReturnType<typeof matchKey> | null;
}

/** A target is named by its primary id or by `@odata.id` with an alternate key. */
function findTarget(context: WriteContext, table: Table, target: Body): Found {
  const given = target[table.primaryId];
  const { world } = context;
  if (given !== undefined && given !== null) {
    const id = idOf(table, target) as string;
    return { id, row: storeOf(world, table.logicalName).rows.get(id), keyed: null };
  }
  const reference = target['@odata.id'];
  if (typeof reference !== 'string')
    throw faults.argument(`Each of the Targets needs the primary key '${table.primaryId}' or an '@odata.id'.`);
  const segment = parseSegment(decodePath(belowRoot(context.root, reference)));
  if (segment.name !== table.entitySetName || segment.key === null)
    throw faults.payload(table.entitySetName, `The reference '${reference}' names no row of '${table.entitySetName}'.`);
  if (segment.key.kind === 'id')
    return { id: segment.key.id, row: storeOf(world, table.logicalName).rows.get(segment.key.id), keyed: null };
  const named = namedId(table, segment.key.pairs);
  if (named !== null) return { id: named, row: storeOf(world, table.logicalName).rows.get(named), keyed: null };
  const keyed = matchKey(world, table, segment.key.pairs);
  return { id: null, row: lookUp(world, table, keyed), keyed };
}

/** `named`: the names of the columns of keys that targets before this one were found by. */
function upsertOne(context: WriteContext, table: Table, target: Body, named: Map<Key, ReadonlySet<string>>): void {
  const found = findTarget(context, table, target);
  if (found.row !== undefined) {
    demandReach(context.world, context, 'Write', table, found.row);
    updateRow(context, table, found.row, target, found.keyed === null ? {} : { without: namesOf(found.keyed.key) });
    return;
  }
  if (found.keyed === null) {
    createRow(context, table, target, { id: found.id as string });
    return;
  }
  // A key column both in the reference and in the body goes well as long as the row is there (docs/facts/dataverse.md §3 "Upsert algorithm").
  for (const name of namesOf(found.keyed.key)) {
    if (name in target) throw faults.unexpected('An unexpected error occurred: An item with the same key has already been added.');
  }
  createRow(context, table, addKey(context.world, table, found.keyed, target));

  function namesOf(key: Key): ReadonlySet<string> {
    const names = named.get(key) ?? namesOfKey(context.world, table, key);
    named.set(key, names);
    return names;
  }
}
