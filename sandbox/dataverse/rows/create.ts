import { demandReach } from '../auth/access.js';
import { may } from '../auth/privileges.js';
import { faults } from '../core/errors.js';
import { asGuid } from '../core/guid.js';
import { storeOf } from '../core/world.js';
import { refuseDuplicate } from '../duplicates/detect.js';
import { nextNumber } from '../metadata/auto-numbers.js';
import type { Column, Table } from '../metadata/types.js';
import { applyBody, type Body } from './apply.js';
import type { WriteContext } from './context.js';
import { createNested } from './deep-insert.js';
import { settleMoney } from './money.js';
import { checkOwner, ownByCaller } from './owners.js';
import { Row } from './row.js';
import { rulesOf } from './rules.js';
import { column, link, point, write } from './slots.js';
import { settleState } from './state.js';

interface Template {
  readonly width: number;
  readonly values: readonly unknown[];
  readonly required: readonly { readonly slot: number; readonly name: string }[];
  /** Texts that may be numbered. */
  readonly texts: readonly Column[];
  readonly stamps: Stamps;
}

/** Columns that tell when a row was made and by whom. */
interface Stamps {
  readonly overridden: Column | undefined;
  readonly createdOn: Column;
  readonly modifiedOn: Column;
  readonly createdBy: Column;
  readonly modifiedBy: Column;
}

const templates = new WeakMap<Table, Template>();

/** A row before anything is said about it: empty but for the defaults of its columns. */
function templateOf(table: Table): Template {
  let template = templates.get(table);
  if (template !== undefined && template.width === table.width) return template;
  const values: unknown[] = new Array(table.width).fill(null);
  const required: { slot: number; name: string }[] = [];
  const { fills } = rulesOf(table);
  for (const column of table.columns.values()) {
    if (column.defaultValue !== null) values[column.slot] = column.defaultValue;
    if (fills?.has(column.logicalName) === true) continue;
    if (column.required === 'SystemRequired' && column.create && !column.primaryId && column.type !== 'Owner' && column.type !== 'State') {
      required.push({ slot: column.slot, name: column.logicalName });
    }
  }
  const texts = [...table.columns.values()].filter(({ custom, type }) => custom && type === 'String');
  const stamps: Stamps = {
    overridden: table.columns.get('overriddencreatedon'),
    createdOn: column(table, 'createdon'),
    modifiedOn: column(table, 'modifiedon'),
    createdBy: column(table, 'createdby'),
    modifiedBy: column(table, 'modifiedby'),
  };
  template = { width: table.width, values, required, texts, stamps };
  templates.set(table, template);
  return template;
}

export interface CreateOptions {
  /** Id that the row must get; otherwise the body's, otherwise a new one. */
  readonly id?: string;
  /** Values that the body does not give: the look-up of a nested row. */
  readonly preset?: (values: unknown[]) => void;
}

/** Makes a row, and what is nested in the body with it. Rights have been checked. */
export function createRow(context: WriteContext, table: Table, body: Body, options: CreateOptions = {}): Row {
  const { world, tx } = context;
  const store = storeOf(world, table.logicalName);
  const given = options.id ?? idOf(table, body);
  if (given !== null && store.rows.has(given)) throw faults.duplicateRow();
  const id = given ?? world.random.guid();
  const template = templateOf(table);
  const values = template.values.slice();
  options.preset?.(values);
  write(table, values, table.primaryId, id);
  const applied = applyBody(context, table, world.metadata.properties(table), body, values, 'create');
  for (const { slot, name } of template.required) {
    if ((values[slot] ?? null) === null) throw faults.argument(`Attribute: ${name} cannot be set to NULL`);
  }
  stamp(context, table, template.stamps, values);
  if (table.ownership === 'UserOwned') {
    if (applied.ownerGiven) checkOwner(context, table, values);
    else ownByCaller(context, table, values);
    // Whoever may make rows of his own only makes none for others.
    demandReach(world, context, 'Create', table, { id, values });
  } else if (table.ownership === 'OrganizationOwned' && table.columns.has('organizationid')) {
    link(table, values, 'organizationid', 'organization', world.ids.organization);
  }
  settleState(table, id, values, null, (body.statuscode ?? null) !== null);
  for (const text of template.texts)
    if (text.autoNumber !== null && (values[text.slot] ?? null) === null) values[text.slot] = nextNumber(world, text);
  const rules = rulesOf(table);
  context.logic?.before(context, { message: 'Create', table, id, values, earlier: null, body });
  rules.beforeCreate?.(context, table, id, values);
  refuseDuplicate(context, table, id, values);
  context.damage?.(tx, table.logicalName, id, values);
  settleMoney(world, table, values, null);
  world.version += 1;
  const row = new Row(id, world.version, values);
  tx.insert(store, row);
  context.work.written += 1;
  rules.afterCreate?.(context, table, row);
  if (applied.nested !== null) createNested(context, table, row, applied.nested, createRow);
  return row;
}

function stamp(
  context: WriteContext,
  table: Table,
  { overridden, createdOn, modifiedOn, createdBy, modifiedBy }: Stamps,
  values: unknown[],
): void {
  const { world, now, user, behalfOf } = context;
  const wished = overridden === undefined ? null : values[overridden.slot];
  values[createdOn.slot] = now;
  if (overridden !== undefined && wished !== null) {
    if (String(wished) > now && world.settings.futureCreatedOn === 'refused') {
      throw faults.date('overriddencreatedon must not lie in the future.');
    }
    const honoured = may(world, context, 'prvOverrideCreatedOnCreatedBy');
    if (honoured) values[createdOn.slot] = wished;
    values[overridden.slot] = honoured ? now : null;
  }
  values[modifiedOn.slot] = now;
  point(values, createdBy, 'systemuser', user);
  point(values, modifiedBy, 'systemuser', user);
  if (behalfOf !== null) {
    link(table, values, 'createdonbehalfby', 'systemuser', behalfOf);
    link(table, values, 'modifiedonbehalfby', 'systemuser', behalfOf);
  }
}

/** The primary id in a body. Throws when it is no GUID. */
export function idOf(table: Table, body: Body): string | null {
  const given = body[table.primaryId];
  if (given === undefined || given === null) return null;
  const id = asGuid(given);
  if (id === null)
    throw faults.payload(table.entitySetName, `Cannot convert the literal '${String(given)}' to the expected type 'Edm.Guid'.`);
  return id;
}
