import { DataverseFault } from '../core/errors.js';
import { storeOf, type World } from '../core/world.js';
import type { Column, Table } from '../metadata/types.js';
import type { Damage } from '../rows/context.js';
import { link, write } from '../rows/slots.js';
import type { Stats } from '../stats.js';
import type { FaultRule, FaultRules } from './rules.js';

const untouchable = new Set(['createdon', 'modifiedon', 'overriddencreatedon', 'fullname']);

/** What the damage makes of a value; undefined where it can do nothing to it. */
function damaged(rule: FaultRule, column: Column, value: unknown): unknown {
  switch (rule.kind) {
    case 'cut':
      return typeof value === 'string' && value.length > 1 && !/^\d{4}-\d\d-\d\d/.test(value)
        ? value.slice(0, Math.ceil(value.length / 2))
        : undefined;
    case 'round':
      return typeof value === 'number' && !Number.isInteger(value) ? Math.round(value) : undefined;
    case 'shift-hour':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)
        ? `${new Date(Date.parse(value) + 3_600_000).toISOString().slice(0, 19)}Z`
        : undefined;
    case 'drop':
      return null;
    case 'change':
      return rule.value ?? changed(column, value);
    default:
      return undefined;
  }
}

/** Another value of the same kind, as a plug-in that knows better would write it. */
function changed(column: Column, value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number' && column.options === null) return value < column.max ? value + 1 : value - 1;
  if (column.type === 'String' || column.type === 'Memo') return `${String(value).slice(0, column.maxLength - 1)}*`;
  return undefined;
}

const fits = (rule: FaultRule, column: Column): boolean =>
  rule.column === undefined
    ? !untouchable.has(column.logicalName) &&
      column.update &&
      !column.primaryId &&
      column.targets.length === 0 &&
      column.type !== 'Owner' &&
      column.type !== 'State' &&
      column.type !== 'Status'
    : column.logicalName === rule.column;

/** A rule without `equals` means every row. */
function isMeant(table: Table, { column, equals }: FaultRule, values: readonly unknown[]): boolean {
  if (equals === undefined) return true;
  const slot = table.columns.get(column ?? '')?.slot;
  return slot !== undefined && values[slot] === equals;
}

/** Damages the first column that the rule can damage; null when there is none. */
function damageColumn(table: Table, rule: FaultRule, values: unknown[]): Column | null {
  for (const column of table.columns.values()) {
    const value = values[column.slot] ?? null;
    if (value === null || !fits(rule, column)) continue;
    const other = damaged(rule, column, value);
    if (other === undefined || other === value) continue;
    values[column.slot] = other;
    return column;
  }
  return null;
}

interface Pending {
  readonly rule: FaultRule;
  readonly table: Table;
  readonly id: string;
}

/** Silent damage and refused rows, as something does them that no rule of the server sees. What had an effect, and stayed, is in the statistics. */
export class DamageDone {
  readonly #world: World;
  readonly #rules: FaultRules;
  readonly #stats: Stats;
  #pending: Pending[] = [];

  constructor(world: World, rules: FaultRules, stats: Stats) {
    this.#world = world;
    this.#rules = rules;
    this.#stats = stats;
  }

  /** What the rules in force do to rows that are being written; null when they do nothing. */
  onWrite(): Damage | null {
    if (!this.#rules.damages) return null;
    return (tx, tableName, id, values) => {
      const table = this.#world.metadata.tables.get(tableName);
      if (table === undefined) return false;
      let hit = false;
      let refusal: FaultRule | undefined;
      this.#rules.forRow(tableName, (rule, takeBack) => {
        if (rule.kind === 'refuse-row') {
          if (!isMeant(table, rule, values)) return false;
          refusal ??= rule;
          return true;
        }
        if (rule.phase === 'after-read') {
          if (damageColumn(table, rule, values.slice()) === null) return false;
          tx.later(() => this.#pending.push({ rule, table, id }), takeBack);
          return true;
        }
        const column = damageColumn(table, rule, values);
        if (column === null) return false;
        tx.later(() => this.#log(rule, tableName, id, column), takeBack);
        hit = true;
        return true;
      });
      if (refusal !== undefined) {
        this.#stats.effect({ kind: 'refuse-row', at: this.#world.clock.text(), table: tableName, id });
        const { code } = refusal as FaultRule;
        throw code === undefined
          ? new DataverseFault(400, '0x80040265', 'The row was refused by a plug-in.')
          : new DataverseFault(400, code, 'An error occurred.');
      }
      return hit;
    };
  }

  /** To be called with what a reader was answered: rows that it has seen for the first time are damaged now. */
  afterRead(body: string | Buffer | null): void {
    if (this.#pending.length === 0 || body === null) return;
    const text = body.toString();
    const seen = this.#pending.filter(({ id }) => text.includes(id));
    if (seen.length === 0) return;
    this.#pending = this.#pending.filter((pending) => !seen.includes(pending));
    for (const pending of seen) this.#damageNow(pending);
  }

  #damageNow({ rule, table, id }: Pending): void {
    const world = this.#world;
    const store = storeOf(world, table.logicalName);
    const row = store.rows.get(id);
    if (row === undefined) return;
    const values = row.values.slice();
    const column = damageColumn(table, rule, values);
    if (column === null) return;
    write(table, values, 'modifiedon', world.clock.text());
    link(table, values, 'modifiedby', 'systemuser', world.ids.systemUser);
    world.version += 1;
    store.replace(row, values, world.version);
    this.#log(rule, table.logicalName, id, column);
  }

  #log(rule: FaultRule, table: string, id: string, column: Column): void {
    this.#stats.effect({ kind: rule.kind, at: this.#world.clock.text(), table, id, column: column.logicalName });
  }
}
