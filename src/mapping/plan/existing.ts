import { type Columns, type ColumnValue, sameValue } from '../../domain/index.js';
import type { RuleContext } from '../rules/rule.js';

/** Columns in which the stricter of both sides wins, whatever the policy: the rules see to it. */
const consents = new Set(['donotbulkemail', 'donotsendmm', 'donotemail', 'donotphone']);

const isBlankColumn = (value: ColumnValue | undefined): boolean => value === undefined || value === null || value === '';

/**
 * What a rule may write to a row that was there, decided from its columns as they were before the migration, so that every pass decides alike.
 * `lost` says that a value of Actimo found its column taken.
 */
export function settle(columns: Columns, { doc, target }: RuleContext): { columns: Columns; lost: boolean } {
  if (target.origin === 'created') return { columns, lost: false };
  const before = target.before ?? {};
  const ours: Record<string, ColumnValue> = {};
  let lost = false;
  for (const [column, value] of Object.entries(columns)) {
    const was = before[column];
    if (column.startsWith(`${doc.publisher.prefix}_`) || consents.has(column)) ours[column] = value;
    else if (doc.contact.existing === 'overwrite')
      ours[column] = isBlankColumn(value) && !isBlankColumn(was) ? (was as ColumnValue) : value;
    else if (doc.contact.existing !== 'leave' && isBlankColumn(was)) ours[column] = value;
    else if (!isBlankColumn(value) && !sameValue(value, was)) lost = true;
  }
  return { columns: ours, lost };
}
