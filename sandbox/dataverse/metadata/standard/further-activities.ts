import { choice, dateTime, dayShown, flag, guid, integer, locked, type TableSpec, text } from '../define.js';
import { activityColumns } from './activities.js';
import { pointer } from './common-columns.js';
import { regarding } from './links.js';

const written = {
  primaryId: 'activityid',
  primaryName: 'subject',
  activity: true,
  notes: true,
  connections: true,
  optimistic: true,
} as const;

export const letter: TableSpec = {
  ...written,
  logicalName: 'letter',
  schemaName: 'Letter',
  set: 'letters',
  code: 4207,
  states: [
    [0, 'Open', 1, 'Open', true],
    [0, 'Open', 2, 'Draft'],
    [1, 'Completed', 3, 'Received'],
    [1, 'Completed', 4, 'Sent', true],
    [2, 'Canceled', 5, 'Canceled', true],
  ],
  columns: {
    ...activityColumns,
    ActualStart: dayShown(),
    ActualEnd: dayShown(),
    Address: text(1000),
    DirectionCode: flag(true, 'Incoming', 'Outgoing'),
    RegardingObjectId: regarding('letter', 'Letters'),
  },
};

export const fax: TableSpec = {
  ...written,
  logicalName: 'fax',
  schemaName: 'Fax',
  set: 'faxes',
  code: 4204,
  states: [
    [0, 'Open', 1, 'Open', true],
    [1, 'Completed', 2, 'Completed', true],
    [1, 'Completed', 3, 'Sent'],
    [1, 'Completed', 4, 'Received'],
    [2, 'Canceled', 5, 'Canceled', true],
  ],
  columns: {
    ...activityColumns,
    ActualStart: dayShown(),
    ActualEnd: dayShown(),
    BillingCode: text(50),
    CoverPageName: text(100),
    DirectionCode: flag(true, 'Incoming', 'Outgoing'),
    FaxNumber: text(200),
    NumberOfPages: integer(0, 1_000_000_000),
    Tsid: text(20),
    RegardingObjectId: regarding('fax', 'Faxes'),
  },
};

const scheduled: NonNullable<TableSpec['states']> = [
  [0, 'Open', 1, 'Free', true],
  [0, 'Open', 2, 'Tentative'],
  [1, 'Completed', 3, 'Completed', true],
  [2, 'Canceled', 4, 'Canceled', true],
  [3, 'Scheduled', 5, 'Busy', true],
  [3, 'Scheduled', 6, 'Out of Office'],
];

/** A series of appointments; the appointments of it are not made here. */
export const recurringappointmentmaster: TableSpec = {
  ...written,
  logicalName: 'recurringappointmentmaster',
  schemaName: 'RecurringAppointmentMaster',
  set: 'recurringappointmentmasters',
  code: 4251,
  states: scheduled,
  columns: {
    ...activityColumns,
    Location: text(200),
    IsAllDayEvent: flag(false),
    GlobalObjectId: text(300),
    OutlookOwnerApptId: integer(-2_147_483_648, 2_147_483_647),
    SeriesStatus: flag(false, 'No', 'Yes', locked),
    StartTime: dateTime(),
    EndTime: dateTime(),
    Duration: integer(0, 2_147_483_647),
    PatternStartDate: dayShown(),
    PatternEndDate: dayShown(),
    EffectiveStartDate: dayShown(locked),
    EffectiveEndDate: dayShown(locked),
    PatternEndType: choice({ 1: 'No End Date', 2: 'Occurrences', 3: 'Pattern End Date' }),
    RecurrencePatternType: choice({ 0: 'Daily', 1: 'Weekly', 2: 'Monthly', 3: 'Yearly' }),
    Interval: integer(0, 2_147_483_647),
    Occurrences: integer(0, 999),
    DayOfMonth: integer(0, 2_147_483_647),
    DaysOfWeekMask: integer(0, 2_147_483_647),
    MonthOfYear: choice({
      1: 'January',
      2: 'February',
      3: 'March',
      4: 'April',
      5: 'May',
      6: 'June',
      7: 'July',
      8: 'August',
      9: 'September',
      10: 'October',
      11: 'November',
      12: 'December',
    }),
    FirstDayOfWeek: integer(0, 2_147_483_647),
    Instance: choice({ 1: 'First', 2: 'Second', 3: 'Third', 4: 'Fourth', 5: 'Last' }),
    IsNthMonthly: flag(false),
    IsNthYearly: flag(false),
    IsRegenerate: flag(false),
    IsWeekDayPattern: flag(false),
    RuleId: guid(locked),
    GroupId: guid(),
    RegardingObjectId: regarding('recurringappointmentmaster', 'RecurringAppointmentMasters'),
  },
};

export const serviceappointment: TableSpec = {
  ...written,
  logicalName: 'serviceappointment',
  schemaName: 'ServiceAppointment',
  set: 'serviceappointments',
  code: 4214,
  states: [
    [0, 'Open', 1, 'Requested', true],
    [0, 'Open', 2, 'Tentative'],
    [3, 'Scheduled', 3, 'Pending', true],
    [3, 'Scheduled', 4, 'Reserved'],
    [3, 'Scheduled', 6, 'In Progress'],
    [3, 'Scheduled', 7, 'Arrived'],
    [1, 'Closed', 8, 'Completed', true],
    [2, 'Canceled', 9, 'Canceled', true],
    [2, 'Canceled', 10, 'No Show'],
  ],
  columns: {
    ...activityColumns,
    ActualStart: dateTime(),
    ActualEnd: dateTime(),
    Location: text(500),
    IsAllDayEvent: flag(false),
    SiteId: pointer('site'),
    RegardingObjectId: regarding('serviceappointment', 'ServiceAppointments'),
  },
};
