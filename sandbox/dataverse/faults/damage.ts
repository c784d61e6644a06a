import { DataverseFault } from '../core/errors.js';
import type { World } from '../core/world.js';
import type { Column } from '../metadata/types.js';
import type { Damage } from '../rows/context.js';
import type { Stats } from '../stats.js';
import type { FaultKind, FaultRule, FaultRules } from './rules.js';

const untouchable = new Set(['createdon', 'modifiedon', 'overriddencreatedon', 'fullname']);

/** What the damage makes of a value; undefined where it can do nothing to it. */
function damaged(kind: FaultKind, value: unknown): unknown {
  switch (kind) {
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
    default:
      return undefined;
  }
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

/** Silent damage and refused rows, as a plug-in would do them; what had an effect is in the statistics. */
export function damageFor(world: World, rules: FaultRules, stats: Stats): Damage | null {
  if (!rules.damages) return null;
  return (tableName, id, values) => {
    let hit = false;
    let refused = false;
    rules.forRow(tableName, (rule) => {
      if (rule.kind === 'refuse-row') {
        refused = true;
        return true;
      }
      const column = damageColumn(world, tableName, rule, values);
      if (column === null) return false;
      stats.effect({ kind: rule.kind, at: world.clock.text(), table: tableName, id, column: column.logicalName });
      hit = true;
      return true;
    });
    if (refused) {
      stats.effect({ kind: 'refuse-row', at: world.clock.text(), table: tableName, id });
      throw new DataverseFault(400, '0x80040265', 'The row was refused by a plug-in.');
    }
    return hit;
  };
}

/** Damages the first column that the rule can damage; null when there is none. */
function damageColumn(world: World, tableName: string, rule: FaultRule, values: unknown[]): Column | null {
  for (const column of world.metadata.tables.get(tableName)?.columns.values() ?? []) {
    const value = values[column.slot] ?? null;
    if (value === null || !fits(rule, column)) continue;
    const changed = damaged(rule.kind, value);
    if (changed === undefined || changed === value) continue;
    values[column.slot] = changed;
    return column;
  }
  return null;
}
