import { choice, flag, image, integer, locked, lookup, money, type TableSpec, text } from '../define.js';
import { currency } from './links.js';
import { address, customerColumns } from './party-columns.js';

/** docs/facts/dataverse.md §7 "Standard lengths", §9. */
export const account: TableSpec = {
  logicalName: 'account',
  schemaName: 'Account',
  set: 'accounts',
  code: 1,
  primaryName: 'name',
  notes: true,
  activities: true,
  connections: true,
  tracked: true,
  searched: true,
  optimistic: true,
  bulk: true,
  states: [
    [0, 'Active', 1, 'Active'],
    [1, 'Inactive', 2, 'Inactive'],
  ],
  columns: {
    EntityImage: image(),
    Name: text(160, { required: 'ApplicationRequired', primaryName: true }),
    AccountNumber: text(20),
    TickerSymbol: text(10, { format: 'TickerSymbol' }),
    SIC: text(20),
    StockExchange: text(20),
    ...customerColumns,
    ...address(1),
    ...address(2),
    AccountCategoryCode: choice({ 1: 'Preferred Customer', 2: 'Standard' }),
    AccountClassificationCode: choice({ 1: 'Default Value' }, { defaultValue: 1 }),
    AccountRatingCode: choice({ 1: 'Default Value' }, { defaultValue: 1 }),
    BusinessTypeCode: choice({ 1: 'Default Value' }, { defaultValue: 1 }),
    CustomerSizeCode: choice({ 1: 'Default Value' }, { defaultValue: 1 }),
    CustomerTypeCode: choice({ 1: 'Competitor', 2: 'Consultant', 3: 'Customer', 4: 'Investor', 5: 'Partner', 8: 'Prospect', 12: 'Other' }),
    IndustryCode: choice({ 1: 'Accounting', 6: 'Business Services', 9: 'Consulting', 10: 'Consumer Services', 33: 'Wholesale' }),
    OwnershipCode: choice({ 1: 'Public', 2: 'Private', 3: 'Subsidiary', 4: 'Other' }),
    ShippingMethodCode: choice({ 1: 'Default Value' }, { defaultValue: 1 }),
    TerritoryCode: choice({ 1: 'Default Value' }, { defaultValue: 1 }),
    NumberOfEmployees: integer(0, 1_000_000_000),
    SharesOutstanding: integer(0, 1_000_000_000),
    Revenue: money(),
    MarketCap: money(),
    MarketingOnly: flag(false),
    ParentAccountId: lookup([
      { target: 'account', relationship: 'account_parent_account', nav: 'parentaccountid', onDelete: 'RemoveLink', onAssign: 'Cascade' },
    ]),
    PrimaryContactId: lookup([
      { target: 'contact', relationship: 'account_primary_contact', nav: 'primarycontactid', onDelete: 'RemoveLink' },
    ]),
    MasterId: lookup(
      [{ target: 'account', relationship: 'account_master_account', nav: 'masterid', onDelete: 'NoCascade', onMerge: 'NoCascade' }],
      locked,
    ),
    OriginatingLeadId: lookup([
      { target: 'lead', relationship: 'account_originating_lead', nav: 'originatingleadid', onDelete: 'RemoveLink' },
    ]),
    PreferredSystemUserId: lookup([
      { target: 'systemuser', relationship: 'system_user_accounts', nav: 'preferredsystemuserid', onDelete: 'NoCascade' },
    ]),
    TransactionCurrencyId: currency('account'),
    YomiName: text(160),
  },
};
