import { faults } from '../core/errors.js';
import { isAutoNumber } from './auto-numbers.js';
import { typeName } from './column-body.js';
import type { Json } from './describe.js';
import type { Column } from './types.js';

const ranges: Readonly<Record<string, readonly [low: number, high: number]>> = {
  Integer: [-2_147_483_648, 2_147_483_647],
  Decimal: [-100_000_000_000, 100_000_000_000],
  Double: [-100_000_000_000, 100_000_000_000],
  Money: [-922_337_203_685_477, 922_337_203_685_477],
};
const precisions: Readonly<Record<string, number>> = { Decimal: 10, Double: 5, Money: 4 };

/** What a `PUT` of a column says of how long, large, exact and of which kind its values are (docs/facts/dataverse.md §6 "Columns"). */
export function changeLimits(column: Column, body: Json): void {
  refuseOther(column, body);
  if (body.MaxLength !== undefined && (column.type === 'String' || column.type === 'Memo')) changeLength(column, body.MaxLength);
  const range = ranges[column.type];
  if (range !== undefined) changeRange(column, body, range);
  const most = precisions[column.type];
  if (most !== undefined && body.Precision !== undefined) {
    if (typeof body.Precision !== 'number' || !Number.isInteger(body.Precision) || body.Precision < 0 || body.Precision > most)
      throw faults.argument(`Precision must be a whole number from 0 to ${most}.`);
    column.precision = body.Precision;
  }
  if (column.type === 'DateTime') changeBehavior(column, body);
  if (column.type === 'String' && body.AutoNumberFormat !== undefined) {
    const pattern = body.AutoNumberFormat === '' ? null : body.AutoNumberFormat;
    if (pattern !== null && !isAutoNumber(pattern)) throw faults.argument(`'${String(pattern)}' is no AutoNumberFormat.`);
    column.autoNumber = pattern;
  }
}

/** A column keeps its name and its type. */
function refuseOther(column: Column, body: Json): void {
  if (typeof body.SchemaName === 'string' && body.SchemaName !== column.schemaName) throw faults.argument('SchemaName cannot be changed.');
  if (typeof body.LogicalName === 'string' && body.LogicalName !== column.logicalName)
    throw faults.argument('LogicalName cannot be changed.');
  const type = typeName(body['@odata.type']).replace(/AttributeMetadata$/, '');
  const same = column.type === 'Customer' || column.type === 'Owner' ? 'Lookup' : column.type;
  if (type !== '' && type.toLowerCase() !== same.toLowerCase())
    throw faults.argument(`The type of ${column.logicalName} cannot be changed.`);
}

function changeLength(column: Column, length: unknown): void {
  const most = column.type === 'String' ? 4000 : 1_048_576;
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 1 || length > most)
    throw faults.argument(`MaxLength must be a whole number from 1 to ${most}.`);
  column.maxLength = length;
}

function changeRange(column: Column, body: Json, [low, high]: readonly [number, number]): void {
  const min = body.MinValue ?? column.min;
  const max = body.MaxValue ?? column.max;
  if (typeof min !== 'number' || typeof max !== 'number' || min < low || max > high || min > max)
    throw faults.argument(`MinValue and MaxValue must lie between ${low} and ${high}.`);
  column.min = min;
  column.max = max;
}

/** How moments are understood changes once, from the user's zone to something else, and never back. */
function changeBehavior(column: Column, body: Json): void {
  const behavior = (body.DateTimeBehavior as { Value?: unknown } | null | undefined)?.Value ?? column.behavior;
  const format = body.Format ?? column.format;
  if (format !== 'DateOnly' && format !== 'DateAndTime') throw faults.argument(`'${String(format)}' is no format of a date.`);
  if (behavior !== column.behavior) {
    if (behavior !== 'DateOnly' && behavior !== 'TimeZoneIndependent')
      throw faults.argument(`'${String(behavior)}' is no behavior that a date can get.`);
    if (column.behavior !== 'UserLocal' || !column.custom)
      throw faults.argument(`The behavior of ${column.logicalName} cannot be changed.`);
  }
  if (behavior === 'DateOnly' && format !== 'DateOnly') throw faults.argument('The behavior DateOnly needs the format DateOnly.');
  column.behavior = behavior as Column['behavior'];
  column.format = format;
}
