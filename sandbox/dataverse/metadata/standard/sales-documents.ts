import { dateTime, dayShown, decimal, flag, integer, locked, lookup, memo, type TableSpec, text } from '../define.js';
import { oneOf, processColumns, serviceLevelColumns } from './common-columns.js';
import { currency, customerOf } from './links.js';
import { destination, terms, totals } from './sales-columns.js';

/** Quotes, orders and invoices, as far as rows of other tables hang on customers through them (docs/facts/dataverse.md, addendum "Delete cascades"). */
function document(
  [logicalName, schemaName, set, stem]: readonly [string, string, string, string],
  code: number,
  onDelete: 'Cascade' | 'Restrict',
  states: NonNullable<TableSpec['states']>,
  columns: TableSpec['columns'],
): TableSpec {
  return {
    logicalName,
    schemaName,
    set,
    code,
    primaryName: 'name',
    notes: true,
    activities: true,
    connections: true,
    optimistic: true,
    states,
    columns: {
      Name: text(300, { required: 'ApplicationRequired', primaryName: true }),
      Description: memo(2000),
      EMailAddress: text(100, { format: 'Email' }),
      ...destination('BillTo'),
      ...destination('ShipTo'),
      ...terms,
      ...totals,
      DiscountPercentage: decimal(0, 100, 2),
      CustomerId: customerOf(stem, 'customerid', onDelete),
      OpportunityId: lookup([
        {
          target: 'opportunity',
          relationship: `opportunity_${set}`,
          nav: 'opportunityid',
          onDelete: onDelete === 'Cascade' ? 'Cascade' : 'RemoveLink',
        },
      ]),
      PriceLevelId: oneOf('pricelevel', `price_level_${set === 'salesorders' ? 'orders' : set}`, 'pricelevelid', 'Restrict'),
      ...processColumns,
      ...serviceLevelColumns,
      ...columns,
      TransactionCurrencyId: currency(logicalName),
    },
  };
}

export const quote = document(
  ['quote', 'Quote', 'quotes', 'quote'],
  1084,
  'Cascade',
  [
    [0, 'Draft', 1, 'In Progress', true],
    [1, 'Active', 2, 'In Progress', true],
    [1, 'Active', 3, 'Open'],
    [2, 'Won', 4, 'Won', true],
    [3, 'Closed', 5, 'Lost', true],
    [3, 'Closed', 6, 'Canceled'],
    [3, 'Closed', 7, 'Revised'],
  ],
  {
    QuoteNumber: text(100, { update: false }),
    RevisionNumber: integer(0, 1_000_000_000, locked),
    EffectiveFrom: dayShown(),
    EffectiveTo: dayShown(),
    ExpiresOn: dayShown(),
    ClosedOn: dayShown(),
    RequestDeliveryBy: dayShown(),
    CampaignId: oneOf('campaign', 'campaign_quotes', 'campaignid', 'RemoveLink'),
  },
);

export const salesorder = document(
  ['salesorder', 'SalesOrder', 'salesorders', 'order'],
  1088,
  'Restrict',
  [
    [0, 'Active', 1, 'New', true],
    [0, 'Active', 2, 'Pending'],
    [1, 'Submitted', 3, 'In Progress', true],
    [2, 'Canceled', 4, 'No Money', true],
    [3, 'Fulfilled', 100_001, 'Complete', true],
    [3, 'Fulfilled', 100_002, 'Partial'],
    [4, 'Invoiced', 100_003, 'Invoiced', true],
  ],
  {
    OrderNumber: text(100, { update: false }),
    IsPriceLocked: flag(false, 'No', 'Yes', { update: false }),
    LastBackofficeSubmit: dayShown(),
    RequestDeliveryBy: dayShown(),
    SubmitDate: dayShown(),
    SubmitStatus: integer(0, 1_000_000_000),
    SubmitStatusDescription: memo(2000),
    CampaignId: oneOf('campaign', 'campaign_orders', 'campaignid', 'RemoveLink'),
    QuoteId: oneOf('quote', 'quote_orders', 'quoteid', 'RemoveLink'),
  },
);

export const invoice = document(
  ['invoice', 'Invoice', 'invoices', 'invoice'],
  1090,
  'Restrict',
  [
    [0, 'Active', 1, 'New', true],
    [0, 'Active', 2, 'Partially Shipped'],
    [0, 'Active', 4, 'Billed'],
    [0, 'Active', 5, 'Booked (applies to services)'],
    [0, 'Active', 6, 'Installed (applies to services)'],
    [1, 'Closed (deprecated)', 3, 'Canceled (deprecated)', true],
    [1, 'Closed (deprecated)', 7, 'Paid in Full (deprecated)'],
    [2, 'Paid', 100_001, 'Complete', true],
    [2, 'Paid', 100_002, 'Partial'],
    [3, 'Canceled', 100_003, 'Canceled', true],
  ],
  {
    InvoiceNumber: text(100, { update: false }),
    DateDelivered: dayShown(),
    DueDate: dayShown(),
    IsPriceLocked: flag(false, 'No', 'Yes', { update: false }),
    LastBackofficeSubmit: dateTime(),
    SalesOrderId: oneOf('salesorder', 'order_invoices', 'salesorderid', 'RemoveLink'),
  },
);
