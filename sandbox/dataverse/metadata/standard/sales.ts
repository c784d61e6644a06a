import { choice, dateTime, dayShown, decimal, flag, integer, locked, lookup, memo, money, type TableSpec, text } from '../define.js';
import { currency, customerOf } from './links.js';
import { activityColumns } from './notes-and-activities.js';

/** Sales tables, as far as rows of other tables hang on customers through them (docs/facts/dataverse.md, addendum "Delete cascades"). */
export const opportunity: TableSpec = {
  logicalName: 'opportunity',
  schemaName: 'Opportunity',
  set: 'opportunities',
  code: 3,
  primaryName: 'name',
  notes: true,
  activities: true,
  connections: true,
  optimistic: true,
  bulk: true,
  states: [
    [0, 'Open', 1, 'In Progress', true],
    [0, 'Open', 2, 'On Hold'],
    [1, 'Won', 3, 'Won', true],
    [2, 'Lost', 4, 'Canceled', true],
    [2, 'Lost', 5, 'Out-Sold'],
  ],
  columns: {
    Name: text(300, { required: 'ApplicationRequired', primaryName: true }),
    Description: memo(2000),
    EMailAddress: text(100, { format: 'Email' }),
    EstimatedValue: money(-922_337_203_685_477),
    EstimatedCloseDate: dayShown(),
    ActualCloseDate: dayShown(),
    CloseProbability: integer(0, 100),
    OpportunityRatingCode: choice({ 1: 'Hot', 2: 'Warm', 3: 'Cold' }, { defaultValue: 2 }),
    CustomerId: customerOf('opportunity', 'customerid', 'Cascade'),
    ParentAccountId: lookup([
      { target: 'account', relationship: 'opportunity_parent_account', nav: 'parentaccountid', onDelete: 'RemoveLink' },
    ]),
    ParentContactId: lookup([
      { target: 'contact', relationship: 'opportunity_parent_contact', nav: 'parentcontactid', onDelete: 'RemoveLink' },
    ]),
    TransactionCurrencyId: currency('opportunity'),
  },
};

function document(
  logicalName: string,
  schemaName: string,
  set: string,
  code: number,
  stem: string,
  onDelete: 'Cascade' | 'Restrict',
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
    states: [
      [0, 'Active', 1, 'New', true],
      [1, 'Closed', 3, 'Closed', true],
    ],
    columns: {
      Name: text(300, { required: 'ApplicationRequired', primaryName: true }),
      Description: memo(2000),
      TotalAmount: money(-922_337_203_685_477),
      DateFulfilled: dateTime(),
      ExchangeRate: decimal(0.000000000001, 100_000_000_000, 12, locked),
      CustomerId: customerOf(stem, 'customerid', onDelete),
      OpportunityId: lookup([
        {
          target: 'opportunity',
          relationship: `opportunity_${set}`,
          nav: 'opportunityid',
          onDelete: onDelete === 'Cascade' ? 'Cascade' : 'RemoveLink',
        },
      ]),
      TransactionCurrencyId: currency(logicalName),
    },
  };
}

export const quote = document('quote', 'Quote', 'quotes', 1084, 'quote', 'Cascade');
export const salesorder = document('salesorder', 'SalesOrder', 'salesorders', 1088, 'order', 'Restrict');
export const invoice = document('invoice', 'Invoice', 'invoices', 1090, 'invoice', 'Restrict');

export const lead: TableSpec = {
  logicalName: 'lead',
  schemaName: 'Lead',
  set: 'leads',
  code: 4,
  primaryName: 'fullname',
  notes: true,
  activities: true,
  connections: true,
  optimistic: true,
  bulk: true,
  states: [
    [0, 'Open', 1, 'New', true],
    [1, 'Qualified', 3, 'Qualified', true],
    [2, 'Disqualified', 4, 'Lost', true],
  ],
  columns: {
    FullName: text(160, { ...locked, primaryName: true }),
    Merged: flag(false, 'No', 'Yes', locked),
    MasterId: lookup(
      [{ target: 'lead', relationship: 'lead_master_lead', nav: 'masterid', onDelete: 'NoCascade', onMerge: 'NoCascade' }],
      locked,
    ),
    FirstName: text(50),
    LastName: text(50),
    Subject: text(300),
    CompanyName: text(100),
    EMailAddress1: text(100, { format: 'Email' }),
    Telephone1: text(50, { format: 'Phone' }),
    Description: memo(2000),
    TransactionCurrencyId: currency('lead'),
  },
};

/** What records that an opportunity was won or lost. */
export const opportunityclose: TableSpec = {
  logicalName: 'opportunityclose',
  schemaName: 'OpportunityClose',
  set: 'opportunitycloses',
  code: 4208,
  primaryId: 'activityid',
  primaryName: 'subject',
  activity: true,
  states: [
    [0, 'Open', 1, 'Open', true],
    [1, 'Completed', 2, 'Completed', true],
    [2, 'Canceled', 3, 'Canceled', true],
  ],
  columns: {
    ...activityColumns,
    ActualStart: dateTime(),
    ActualEnd: dateTime(),
    ActualRevenue: money(-922_337_203_685_477),
    OpportunityId: lookup([
      {
        target: 'opportunity',
        relationship: 'opportunity_OpportunityClose',
        nav: 'opportunityid',
        onDelete: 'Cascade',
        onAssign: 'Cascade',
      },
    ]),
    TransactionCurrencyId: currency('opportunityclose'),
  },
};
