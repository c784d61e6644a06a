import { choice, dateTime, dayShown, decimal, flag, guid, integer, lookup, memo, money, type TableSpec, text } from '../define.js';
import { activityColumns } from './activities.js';
import { oneOf, pointer, processColumns, serviceLevelColumns } from './common-columns.js';
import { currency, customerOf } from './links.js';
import { decisionColumns, totals } from './sales-columns.js';

/** What has been done on the way to a sale. */
const steps = [
  'CaptureProposalFeedback',
  'CompleteFinalProposal',
  'CompleteInternalReview',
  'DevelopProposal',
  'FileDebrief',
  'IdentifyCompetitors',
  'IdentifyCustomerContacts',
  'IdentifyPursuitTeam',
  'PresentFinalProposal',
  'PresentProposal',
  'PursuitDecision',
  'ResolveFeedback',
  'SendThankYouNote',
];
const meetings = ['ScheduleFollowup_Prospect', 'ScheduleFollowup_Qualify', 'ScheduleProposalMeeting'];

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
    ActualValue: money(-922_337_203_685_477),
    ActualCloseDate: dayShown(),
    FinalDecisionDate: dayShown(),
    CloseProbability: integer(0, 100),
    DiscountPercentage: decimal(0, 100, 2),
    IsRevenueSystemCalculated: flag(false, 'User Provided', 'System Calculated'),
    CurrentSituation: memo(2000),
    CustomerNeed: memo(2000),
    CustomerPainPoints: memo(2000),
    ProposedSolution: memo(2000),
    QuoteComments: memo(2000),
    ...Object.fromEntries(steps.map((step) => [step, flag(false)])),
    ...Object.fromEntries(meetings.map((meeting) => [meeting, dayShown()])),
    ...decisionColumns,
    ...totals,
    ...processColumns,
    ...serviceLevelColumns,
    SalesStage: choice({ 0: 'Qualify', 1: 'Develop', 2: 'Propose', 3: 'Close' }),
    TimeLine: choice({ 0: 'Immediate', 1: 'This Quarter', 2: 'Next Quarter', 3: 'This Year', 4: 'Not known' }),
    StepId: guid(),
    StepName: text(200),
    AccountId: pointer('account'),
    ContactId: pointer('contact'),
    OriginatingLeadId: oneOf('lead', 'opportunity_originating_lead', 'originatingleadid', 'RemoveLink'),
    CampaignId: oneOf('campaign', 'campaign_opportunities', 'campaignid', 'RemoveLink'),
    PriceLevelId: oneOf('pricelevel', 'price_level_opportunties', 'pricelevelid', 'RemoveLink'),
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
