import { demandAccess } from '../auth/access.js';
import { faults } from '../core/errors.js';
import { storeOf } from '../core/world.js';
import { refuseDuplicate } from '../duplicates/detect.js';
import type { Table } from '../metadata/types.js';
import { applyBody, type Body } from './apply.js';
import { assignChildren } from './assign.js';
import type { WriteContext } from './context.js';
import { settleMoney } from './money.js';
import { checkOwner } from './owners.js';
import type { Row } from './row.js';
import { rulesOf } from './rules.js';
import { column, link, write } from './slots.js';
import { settleState } from './state.js';

export interface UpdateOptions {
  /** Columns of the body that are not looked at: an upsert that finds its row by key does not change the key (docs/facts/dataverse.md §3). */
  readonly without?: ReadonlySet<string>;
  /** What the server itself sets beside the body. */
  readonly set?: (values: unknown[]) => void;
}

/** Changes what the body says; what it leaves out stays. Row version and modification time change whether or not a value does. */
export function updateRow(context: WriteContext, table: Table, row: Row, body: Body, options: UpdateOptions = {}): void {
  const { world, tx, now } = context;
  const before = row.values;
  const values = before.slice();
  const effective = options.without === undefined ? body : dropped(body, options.without);
  const applied = applyBody(context, table, world.metadata.properties(table), effective, values, 'update');
  options.set?.(values);
  if (applied.nested !== null)
    throw faults.payload(table.entitySetName, 'Rows nested in an update are not taken: deep update is not supported.');
  for (const [name, slot] of requiredOf(table)) {
    if ((values[slot] ?? null) === null && (before[slot] ?? null) !== null)
      throw faults.argument(`Attribute: ${name} cannot be set to NULL`);
  }
  const assigned = applied.ownerGiven && values[column(table, 'ownerid').slot] !== before[column(table, 'ownerid').slot];
  if (assigned) {
    demandAccess(world, context, 'Assign', table, row);
    checkOwner(context, table, values);
  }
  settleState(table, row.id, values, before, (body.statuscode ?? null) !== null);
  const rules = rulesOf(table);
  context.logic?.before(context, { message: 'Update', table, id: row.id, values, earlier: before, body: effective });
  rules.beforeUpdate?.(context, table, row, values);
  refuseDuplicate(context, table, row.id, values);
  const unchanged = same(before, values);
  context.damage?.(tx, table.logicalName, row.id, values);
  settleMoney(world, table, values, before);
  write(table, values, 'modifiedon', now);
  link(table, values, 'modifiedby', 'systemuser', context.user);
  if (context.behalfOf !== null) link(table, values, 'modifiedonbehalfby', 'systemuser', context.behalfOf);
  if (rules.write?.(context, table, row, values) === true) return;
  world.version += 1;
  tx.replace(storeOf(world, table.logicalName), row, values, world.version, false, unchanged);
  context.work.written += 1;
  rules.afterUpdate?.(context, table, row, before);
  if (assigned) assignChildren(context, table, row);
}

const required = new WeakMap<Table, { readonly columns: number; readonly found: readonly (readonly [string, number])[] }>();

/** Columns that may not be emptied. */
function requiredOf(table: Table): readonly (readonly [string, number])[] {
  let known = required.get(table);
  if (known === undefined || known.columns !== table.columns.size) {
    const found = [...table.columns.values()].filter((one) => one.required === 'SystemRequired' && one.update);
    known = { columns: table.columns.size, found: found.map((one) => [one.logicalName, one.slot] as const) };
    required.set(table, known);
  }
  return known.found;
}

function dropped(body: Body, names: ReadonlySet<string>): Body {
  let has = false;
  for (const name of names) has ||= name in body;
  if (!has) return body;
  const kept: Body = {};
  for (const name in body) if (!names.has(name)) kept[name] = body[name];
  return kept;
}

function same(before: readonly unknown[], values: readonly unknown[]): boolean {
  for (let slot = 0; slot < values.length; slot += 1) if ((before[slot] ?? null) !== (values[slot] ?? null)) return false;
  return true;
}
