import { choice, dateTime, dayShown, flag, integer, type LinkSpec, locked, lookup, memo, type TableSpec, text } from '../define.js';
import { activityColumns } from './activities.js';
import { oneOf } from './common-columns.js';
import { currency, customerOf } from './links.js';

/** What a customer asks to be solved. */
export const incident: TableSpec = {
  logicalName: 'incident',
  schemaName: 'Incident',
  set: 'incidents',
  code: 112,
  primaryName: 'title',
  notes: true,
  activities: true,
  connections: true,
  optimistic: true,
  states: [
    [0, 'Active', 1, 'In Progress', true],
    [0, 'Active', 2, 'On Hold'],
    [0, 'Active', 3, 'Waiting for Details'],
    [0, 'Active', 4, 'Researching'],
    [1, 'Resolved', 5, 'Problem Solved', true],
    [1, 'Resolved', 1000, 'Information Provided'],
    [2, 'Canceled', 6, 'Canceled', true],
    [2, 'Canceled', 2000, 'Merged'],
  ],
  columns: {
    Title: text(200, { required: 'ApplicationRequired', primaryName: true }),
    TicketNumber: text(100, { update: false }),
    Description: memo(2000),
    EMailAddress: text(100, { format: 'Email' }),
    PriorityCode: choice({ 1: 'High', 2: 'Normal', 3: 'Low' }, { defaultValue: 2 }),
    SeverityCode: choice({ 1: 'Default Value' }, { defaultValue: 1 }),
    CaseTypeCode: choice({ 1: 'Question', 2: 'Problem', 3: 'Request' }),
    CaseOriginCode: choice({ 1: 'Phone', 2: 'Email', 3: 'Web', 2483: 'Facebook', 3986: 'Twitter', 700610000: 'IoT' }),
    CustomerSatisfactionCode: choice({
      5: 'Very Satisfied',
      4: 'Satisfied',
      3: 'Neutral',
      2: 'Dissatisfied',
      1: 'Very Dissatisfied',
    }),
    ActualServiceUnits: integer(0, 1_000_000_000),
    BilledServiceUnits: integer(0, 1_000_000_000),
    FollowupBy: dayShown(),
    ResolveBy: dateTime(),
    ResponseBy: dateTime(),
    EscalatedOn: dateTime(locked),
    IsEscalated: flag(false),
    FirstResponseSent: flag(false),
    CustomerId: customerOf('incident', 'customerid', 'Cascade'),
    PrimaryContactId: oneOf('contact', 'contact_as_primary_contact', 'primarycontactid', 'RemoveLink'),
    ResponsibleContactId: oneOf('contact', 'contact_as_responsible_contact', 'responsiblecontactid', 'RemoveLink'),
    ParentCaseId: oneOf('incident', 'incident_parent_incident', 'parentcaseid', 'RemoveLink'),
    TransactionCurrencyId: currency('incident'),
  },
};

/** What records how a case was resolved. */
export const incidentresolution: TableSpec = {
  logicalName: 'incidentresolution',
  schemaName: 'IncidentResolution',
  set: 'incidentresolutions',
  code: 4206,
  primaryId: 'activityid',
  primaryName: 'subject',
  activity: true,
  states: [
    [0, 'Open', 1, 'Open', true],
    [1, 'Completed', 2, 'Closed', true],
    [2, 'Canceled', 3, 'Canceled', true],
  ],
  columns: {
    ...activityColumns,
    ActualStart: dateTime(),
    ActualEnd: dateTime(),
    TimeSpent: integer(0, 2_147_483_647),
    IncidentId: lookup([
      {
        target: 'incident',
        relationship: 'Incident_IncidentResolutions',
        nav: 'incidentid',
        onDelete: 'Cascade',
        onAssign: 'Cascade',
      },
    ]),
  },
};

const queued: readonly (readonly [target: string, relationship: string])[] = [
  ['task', 'Task_QueueItem'],
  ['phonecall', 'PhoneCall_QueueItem'],
  ['email', 'Email_QueueItem'],
  ['appointment', 'Appointment_QueueItem'],
  ['letter', 'Letter_QueueItem'],
  ['fax', 'Fax_QueueItem'],
  ['incident', 'Incident_QueueItem'],
];

/** What waits in a queue. */
export const queueitem: TableSpec = {
  logicalName: 'queueitem',
  schemaName: 'QueueItem',
  set: 'queueitems',
  code: 2029,
  primaryName: 'title',
  states: [
    [0, 'Active', 1, 'Active'],
    [1, 'Inactive', 2, 'Inactive'],
  ],
  columns: {
    Title: text(300, { ...locked, primaryName: true }),
    Priority: integer(0, 1_000_000_000),
    EnteredOn: dateTime(locked),
    QueueId: lookup([{ target: 'queue', relationship: 'queue_entries', nav: 'queueid', onDelete: 'Cascade', onAssign: 'NoCascade' }], {
      required: 'SystemRequired',
    }),
    ObjectId: lookup(
      queued.map(([target, relationship]): LinkSpec => ({ target, relationship, nav: `objectid_${target}`, onDelete: 'Cascade' })),
      { required: 'SystemRequired', update: false },
    ),
    WorkerId: lookup([
      { target: 'systemuser', relationship: 'systemuser_queueitems', nav: 'workerid_systemuser', onDelete: 'RemoveLink' },
      { target: 'team', relationship: 'team_queueitems', nav: 'workerid_team', onDelete: 'RemoveLink' },
    ]),
  },
};
