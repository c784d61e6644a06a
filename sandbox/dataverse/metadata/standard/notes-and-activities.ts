import {
  choice,
  dateTime,
  dayShown,
  entityName,
  flag,
  integer,
  type LinkSpec,
  locked,
  lookup,
  memo,
  type TableSpec,
  text,
} from '../define.js';
import { regarding } from './links.js';

const noteTargets: readonly (readonly [string, string])[] = [
  ['account', 'Account_Annotation'],
  ['contact', 'Contact_Annotation'],
  ['opportunity', 'Opportunity_Annotation'],
  ['quote', 'Quote_Annotation'],
  ['salesorder', 'SalesOrder_Annotation'],
  ['invoice', 'Invoice_Annotation'],
  ['task', 'Task_Annotation'],
  ['phonecall', 'PhoneCall_Annotation'],
  ['email', 'Email_Annotation'],
  ['appointment', 'Appointment_Annotation'],
];

/** docs/facts/dataverse.md §7. */
export const annotation: TableSpec = {
  logicalName: 'annotation',
  schemaName: 'Annotation',
  set: 'annotations',
  code: 5,
  primaryName: 'subject',
  canCreateAttributes: false,
  columns: {
    Subject: text(500, { primaryName: true }),
    NoteText: memo(100_000),
    FileName: text(255),
    MimeType: text(256),
    DocumentBody: text(1_073_741_823),
    IsDocument: flag(false),
    FileSize: integer(0, 1_000_000_000, locked),
    LangId: text(2),
    StepId: text(32),
    ObjectId: lookup(
      noteTargets.map(
        ([target, relationship]): LinkSpec => ({
          target,
          relationship,
          nav: `objectid_${target}`,
          onDelete: 'Cascade',
          onAssign: 'Cascade',
        }),
      ),
    ),
  },
};

/** Files of e-mails and appointments (docs/facts/dataverse.md §7). */
export const activitymimeattachment: TableSpec = {
  logicalName: 'activitymimeattachment',
  schemaName: 'ActivityMimeAttachment',
  set: 'activitymimeattachments',
  code: 1001,
  ownership: 'None',
  importable: false,
  primaryName: 'filename',
  canCreateAttributes: false,
  columns: {
    FileName: text(255, { primaryName: true }),
    MimeType: text(256),
    Subject: text(2000),
    Body: text(1_073_741_823, { format: 'TextArea' }),
    FileSize: integer(0, 1_000_000_000, locked),
    AttachmentNumber: integer(0, 1_000_000_000),
    AttachmentContentId: text(250),
    ObjectTypeCode: entityName({ required: 'SystemRequired' }),
    ObjectId: lookup(
      ['email', 'appointment'].map((target) => ({
        target,
        relationship: `${target}_activity_mime_attachment`,
        nav: `objectid_${target}`,
        onDelete: 'Cascade',
      })),
      { required: 'SystemRequired' },
    ),
  },
};

export const activityColumns = {
  Subject: text(200, { required: 'ApplicationRequired', primaryName: true }),
  Description: memo(2000),
  ScheduledStart: dateTime(),
  ScheduledEnd: dateTime(),
  ActualDurationMinutes: integer(0, 2_147_483_647),
  ScheduledDurationMinutes: integer(0, 2_147_483_647, locked),
  PriorityCode: choice({ 0: 'Low', 1: 'Normal', 2: 'High' }, { defaultValue: 1 }),
  ActivityTypeCode: text(100, locked),
  IsBilled: flag(false),
  IsRegularActivity: flag(true, 'No', 'Yes', locked),
  IsWorkflowCreated: flag(false),
  SortDate: dateTime(),
  Category: text(250),
  SubCategory: text(250),
} as const;

/** docs/facts/dataverse.md §8 "Activities". */
export const task: TableSpec = {
  logicalName: 'task',
  schemaName: 'Task',
  set: 'tasks',
  code: 4212,
  primaryId: 'activityid',
  primaryName: 'subject',
  activity: true,
  notes: true,
  connections: true,
  optimistic: true,
  states: [
    [0, 'Open', 2, 'Not Started', true],
    [0, 'Open', 3, 'In Progress'],
    [0, 'Open', 4, 'Waiting on someone else'],
    [1, 'Completed', 5, 'Completed', true],
    [2, 'Canceled', 6, 'Canceled', true],
    [0, 'Open', 7, 'Deferred'],
  ],
  columns: {
    ...activityColumns,
    ActualStart: dayShown(),
    ActualEnd: dayShown(),
    PercentComplete: integer(0, 100, { defaultValue: 0 }),
    RegardingObjectId: regarding('task', 'Tasks'),
  },
};

export const phonecall: TableSpec = {
  logicalName: 'phonecall',
  schemaName: 'PhoneCall',
  set: 'phonecalls',
  code: 4210,
  primaryId: 'activityid',
  primaryName: 'subject',
  activity: true,
  notes: true,
  connections: true,
  optimistic: true,
  states: [
    [0, 'Open', 1, 'Open', true],
    [1, 'Completed', 2, 'Made', true],
    [2, 'Canceled', 3, 'Canceled', true],
    [1, 'Completed', 4, 'Received'],
  ],
  columns: {
    ...activityColumns,
    ActualStart: dayShown(),
    ActualEnd: dayShown(),
    PhoneNumber: text(200),
    DirectionCode: flag(true, 'Incoming', 'Outgoing'),
    LeftVoiceMail: flag(false),
    RegardingObjectId: regarding('phonecall', 'Phonecalls'),
  },
};

/** What is on its way counts as completed. */
export const email: TableSpec = {
  logicalName: 'email',
  schemaName: 'Email',
  set: 'emails',
  code: 4202,
  primaryId: 'activityid',
  primaryName: 'subject',
  activity: true,
  notes: true,
  connections: true,
  optimistic: true,
  states: [
    [0, 'Open', 1, 'Draft', true],
    [1, 'Completed', 2, 'Completed', true],
    [1, 'Completed', 3, 'Sent'],
    [1, 'Completed', 4, 'Received'],
    [2, 'Canceled', 5, 'Canceled', true],
    [1, 'Completed', 6, 'Pending Send'],
    [1, 'Completed', 7, 'Sending'],
    [0, 'Open', 8, 'Failed'],
  ],
  columns: {
    ...activityColumns,
    Description: memo(1_073_741_823),
    ActualStart: dayShown(),
    ActualEnd: dayShown(),
    DirectionCode: flag(true, 'Incoming', 'Outgoing'),
    MessageId: text(320),
    Sender: text(250),
    ToRecipients: text(500),
    SubmittedBy: text(250),
    SentOn: dateTime(locked),
    RegardingObjectId: regarding('email', 'Emails'),
  },
};

export const appointment: TableSpec = {
  logicalName: 'appointment',
  schemaName: 'Appointment',
  set: 'appointments',
  code: 4201,
  primaryId: 'activityid',
  primaryName: 'subject',
  activity: true,
  notes: true,
  connections: true,
  optimistic: true,
  states: [
    [0, 'Open', 1, 'Free', true],
    [0, 'Open', 2, 'Tentative'],
    [1, 'Completed', 3, 'Completed', true],
    [2, 'Canceled', 4, 'Canceled', true],
    [3, 'Scheduled', 5, 'Busy', true],
    [3, 'Scheduled', 6, 'Out of Office'],
  ],
  columns: {
    ...activityColumns,
    ActualStart: dateTime(),
    ActualEnd: dateTime(),
    Location: text(200),
    IsAllDayEvent: flag(false),
    RegardingObjectId: regarding('appointment', 'Appointments'),
  },
};
