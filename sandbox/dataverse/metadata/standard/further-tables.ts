import { choice, dayShown, flag, integer, memo, money, type TableSpec, text, url } from '../define.js';
import { oneOf } from './common-columns.js';
import { currency } from './links.js';

const activeOrNot: NonNullable<TableSpec['states']> = [
  [0, 'Active', 1, 'Active'],
  [1, 'Inactive', 2, 'Inactive'],
];

/** Where customers are sold to together. */
export const territory: TableSpec = {
  logicalName: 'territory',
  schemaName: 'Territory',
  set: 'territories',
  code: 2013,
  ownership: 'OrganizationOwned',
  primaryName: 'name',
  connections: true,
  columns: {
    Name: text(200, { required: 'SystemRequired', primaryName: true }),
    Description: memo(2000),
    ManagerId: oneOf('systemuser', 'system_user_territories', 'managerid', 'RemoveLink'),
    ParentTerritoryId: oneOf('territory', 'territory_parent_territory', 'parentterritoryid', 'Restrict'),
  },
};

/** What something costs for whom, when. */
export const pricelevel: TableSpec = {
  logicalName: 'pricelevel',
  schemaName: 'PriceLevel',
  set: 'pricelevels',
  code: 1022,
  ownership: 'OrganizationOwned',
  primaryName: 'name',
  connections: true,
  states: [
    [0, 'Active', 100_001, 'Active'],
    [1, 'Inactive', 100_002, 'Inactive'],
  ],
  columns: {
    Name: text(100, { required: 'SystemRequired', primaryName: true }),
    Description: memo(2000),
    BeginDate: dayShown(),
    EndDate: dayShown(),
    FreightTermsCode: choice({ 1: 'Default Value' }, { defaultValue: 1 }),
    PaymentMethodCode: choice({ 1: 'Default Value' }, { defaultValue: 1 }),
    ShippingMethodCode: choice({ 1: 'Default Value' }, { defaultValue: 1 }),
    TransactionCurrencyId: currency('pricelevel'),
  },
};

/** What a company does to be heard of. */
export const campaign: TableSpec = {
  logicalName: 'campaign',
  schemaName: 'Campaign',
  set: 'campaigns',
  code: 4400,
  primaryName: 'name',
  notes: true,
  connections: true,
  states: [
    [0, 'Active', 0, 'Proposed', true],
    [0, 'Active', 1, 'Ready To Launch'],
    [0, 'Active', 2, 'Launched'],
    [0, 'Active', 3, 'Completed'],
    [0, 'Active', 4, 'Canceled'],
    [0, 'Active', 5, 'Suspended'],
    [1, 'Inactive', 6, 'Inactive', true],
  ],
  columns: {
    Name: text(128, { required: 'ApplicationRequired', primaryName: true }),
    CodeName: text(32),
    Description: memo(2000),
    Message: text(256),
    Objective: memo(2000),
    PromotionCodeName: text(128),
    IsTemplate: flag(false),
    ExpectedResponse: integer(0, 1_000_000_000),
    TypeCode: choice({ 1: 'Advertisement', 2: 'Direct Marketing', 3: 'Event', 4: 'Co-branding', 5: 'Other' }),
    ProposedStart: dayShown(),
    ProposedEnd: dayShown(),
    ActualStart: dayShown(),
    ActualEnd: dayShown(),
    BudgetedCost: money(),
    OtherCost: money(),
    ExpectedRevenue: money(),
    PriceListId: oneOf('pricelevel', 'PriceList_Campaigns', 'pricelistid', 'RemoveLink'),
    TransactionCurrencyId: currency('campaign'),
  },
};

/** Who sells the same. */
export const competitor: TableSpec = {
  logicalName: 'competitor',
  schemaName: 'Competitor',
  set: 'competitors',
  code: 123,
  ownership: 'OrganizationOwned',
  primaryName: 'name',
  notes: true,
  connections: true,
  columns: {
    Name: text(100, { required: 'ApplicationRequired', primaryName: true }),
    Overview: memo(1_048_576),
    Strengths: memo(1_048_576),
    Weaknesses: memo(1_048_576),
    Opportunities: memo(1_048_576),
    Threats: memo(1_048_576),
    KeyProduct: text(200),
    ReferenceInfoUrl: url(200),
    WebSiteUrl: url(200),
    TickerSymbol: text(10, { format: 'TickerSymbol' }),
    StockExchange: text(20),
    ReportedRevenue: money(),
    WinPercentage: integer(0, 100),
    TransactionCurrencyId: currency('competitor'),
  },
};

/** A place in a company, held by users. */
export const position: TableSpec = {
  logicalName: 'position',
  schemaName: 'Position',
  set: 'positions',
  code: 50,
  ownership: 'OrganizationOwned',
  primaryName: 'name',
  states: activeOrNot,
  columns: {
    Name: text(100, { required: 'ApplicationRequired', primaryName: true }),
    Description: text(200),
    ParentPositionId: oneOf('position', 'position_parent_position', 'parentpositionid', 'Restrict'),
  },
};

/** Where work waits for somebody. */
export const queue: TableSpec = {
  logicalName: 'queue',
  schemaName: 'Queue',
  set: 'queues',
  code: 2020,
  primaryName: 'name',
  states: activeOrNot,
  columns: {
    Name: text(200, { required: 'SystemRequired', primaryName: true }),
    Description: memo(2000),
    EMailAddress: text(100, { format: 'Email' }),
    QueueTypeCode: choice({ 1: 'Default Value' }, { defaultValue: 1 }),
    QueueViewType: choice({ 0: 'Public', 1: 'Private' }, { defaultValue: 0 }),
    IncomingEmailFilteringMethod: choice(
      {
        0: 'All email messages',
        1: 'Email messages in response to Dynamics 365 email',
        2: 'Email messages from Leads, Contacts and Accounts',
      },
      { defaultValue: 0 },
    ),
    NumberOfItems: integer(0, 2_147_483_647, { create: false, update: false }),
  },
};
