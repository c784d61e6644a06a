import { type ColumnSpec, customer, decimal, type LinkSpec, locked, lookup } from '../define.js';
import type { Cascade } from '../types.js';

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Currency of a row; money columns count in it. */
export const currency = (table: string): ColumnSpec =>
  lookup([
    { target: 'transactioncurrency', relationship: `transactioncurrency_${table}`, nav: 'transactioncurrencyid', onDelete: 'Restrict' },
  ]);

/** Units of a row's currency that one of the organisation's was worth when its amounts were written. */
export const exchangeRate: ColumnSpec = decimal(0.000000000001, 100_000_000_000, 12, locked);

/** Account or Contact as a row's customer. */
export const customerOf = (relationshipStem: string, column: string, onDelete: Cascade): ColumnSpec =>
  customer(
    (['account', 'contact'] as const).map(
      (target): LinkSpec => ({
        target,
        relationship: `${relationshipStem}_customer_${target}s`,
        nav: `${column}_${target}`,
        onDelete,
        onAssign: 'Cascade',
      }),
    ),
  );

/** What an activity is about: its navigation properties carry the activity's name (docs/facts/dataverse.md §3 "Lookups"). */
export const regarding = (activity: string, plural: string): ColumnSpec =>
  lookup(
    ['account', 'contact', 'opportunity', 'quote', 'salesorder', 'invoice', 'lead', 'campaign', 'incident'].map(
      (target): LinkSpec => ({
        target,
        relationship: `${target === 'salesorder' ? 'SalesOrder' : capital(target)}_${plural}`,
        nav: `regardingobjectid_${target}_${activity}`,
        onDelete: 'Cascade',
        onAssign: 'Cascade',
      }),
    ),
  );

/** One side of a connection. */
export const connectionSide = (side: 1 | 2): ColumnSpec =>
  lookup(
    [
      'account',
      'contact',
      'systemuser',
      'team',
      'opportunity',
      'task',
      'phonecall',
      'email',
      'appointment',
      'quote',
      'salesorder',
      'invoice',
      'lead',
      'campaign',
      'competitor',
      'territory',
      'pricelevel',
      'position',
      'letter',
      'fax',
      'recurringappointmentmaster',
      'serviceappointment',
      'incident',
    ].map(
      (target): LinkSpec => ({
        target,
        relationship: `${target}_connections${side}`,
        nav: `record${side}id_${target}`,
        onDelete: 'Cascade',
        onAssign: 'NoCascade',
      }),
    ),
    { required: 'ApplicationRequired' },
  );
