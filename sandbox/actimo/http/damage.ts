import { canonicalJson } from '../canonical.js';
import type { FaultRule } from '../fault-rule.js';
import { isTime } from './present.js';

const momentText = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/;

/** A row as the fault shows it, and the field that it damaged, if it damaged one. */
export interface Damaged {
  readonly row: Record<string, unknown>;
  readonly field?: string;
}

/** What the fault of a whole answer makes of a row; `felt` is called when that is another one. */
export function damageAll(row: Record<string, unknown>, fault: FaultRule | undefined, felt: () => void): Record<string, unknown> {
  const damaged = damagedAll(row, fault);
  if (damaged !== row && canonicalJson(damaged) !== canonicalJson(row)) felt();
  return damaged;
}

function damagedAll(row: Record<string, unknown>, fault: FaultRule | undefined): Record<string, unknown> {
  if (fault?.kind === 'nullFields')
    return Object.fromEntries(Object.entries(row).map(([name, value], at) => [name, at % 2 === 1 ? null : value]));
  if (fault?.kind === 'numberAsText') {
    return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? String(value) : value]));
  }
  return row;
}

/** Damages the first field that the rule can damage; the row itself where it can do nothing to it. */
export function damageOne(row: Record<string, unknown>, fault: FaultRule): Damaged {
  for (const [field, value] of Object.entries(row)) {
    // Whoever loses the id of a record has lost the record, which is what `shortPage` is for.
    if (fault.field === undefined ? field === 'id' || field.endsWith('_id') : field !== fault.field) continue;
    const other = damagedValue(fault, field, value);
    if (other !== undefined && canonicalJson(other) !== canonicalJson(value)) return { row: { ...row, [field]: other }, field };
  }
  return { row };
}

function damagedValue(fault: FaultRule, field: string, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  switch (fault.kind) {
    case 'cut':
      return typeof value === 'string' && value.length > 1 && !momentText.test(value)
        ? value.slice(0, Math.ceil(value.length / 2))
        : undefined;
    case 'round':
      return typeof value === 'number' && !Number.isInteger(value) ? Math.round(value) : undefined;
    case 'shiftHour':
      // As a number it is a time only where the field says so.
      if (typeof value === 'number') return isTime(field) ? value + 3600 : undefined;
      return typeof value === 'string' && momentText.test(value) ? anHourLater(value) : undefined;
    case 'drop':
      return null;
    default:
      return fault.value ?? (typeof value === 'string' && !momentText.test(value) ? `${value}*` : undefined);
  }
}

/** In the style in which it came. */
function anHourLater(text: string): string {
  const later = new Date(Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`) + 3_600_000).toISOString().slice(0, 19);
  return text.includes('T') ? later + text.slice(19) : later.replace('T', ' ');
}
