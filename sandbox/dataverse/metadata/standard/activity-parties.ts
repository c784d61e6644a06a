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
import type { Option } from '../types.js';

/** Activities that have a common table, parties and a state. */
const activities = [
  'task',
  'phonecall',
  'email',
  'appointment',
  'letter',
  'fax',
  'recurringappointmentmaster',
  'serviceappointment',
] as const;

const relationshipOf: Readonly<Record<string, string>> = { systemuser: 'system_user_activity_parties' };

/** A person or company that takes part in an activity: written with the activity only (docs/facts/dataverse.md §8 "Activities"). */
export const activityparty: TableSpec = {
  logicalName: 'activityparty',
  schemaName: 'ActivityParty',
  set: 'activityparties',
  code: 135,
  ownership: 'None',
  importable: false,
  serverKept: true,
  primaryName: 'partyidname',
  canCreateAttributes: false,
  columns: {
    ActivityId: lookup(
      activities.map(
        (target): LinkSpec => ({
          target,
          relationship: `${target}_activity_parties`,
          nav: `activityid_${target}`,
          onDelete: 'Cascade',
        }),
      ),
    ),
    PartyId: lookup(
      ['account', 'contact', 'lead', 'systemuser', 'queue'].map(
        (target): LinkSpec => ({
          target,
          relationship: relationshipOf[target] ?? `${target}_activity_parties`,
          nav: `partyid_${target}`,
          onDelete: 'RemoveLink',
        }),
      ),
    ),
    ParticipationTypeMask: choice(
      {
        1: 'Sender',
        2: 'To Recipient',
        3: 'CC Recipient',
        4: 'BCC Recipient',
        5: 'Required attendee',
        6: 'Optional attendee',
        7: 'Organizer',
        8: 'Regarding',
        9: 'Owner',
        10: 'Resource',
        11: 'Customer',
        12: 'Chat Participant',
      },
      { required: 'SystemRequired' },
    ),
    AddressUsed: text(320),
    UnresolvedPartyName: text(200),
    PartyIdName: text(400, { ...locked, primaryName: true }),
    PartyObjectTypeCode: entityName(locked),
    DoNotEMail: flag(false, 'Allow', 'Do Not Allow', locked),
    IsPartyDeleted: flag(false, 'No', 'Yes', locked),
  },
};

const state = (value: number, label: string, defaultStatus: number): Option => ({
  value,
  label: { 1033: label },
  defaultStatus,
  invariantName: label,
});

/** What all activities have in common, whatever their table: read here, written there. */
export const activitypointer: TableSpec = {
  logicalName: 'activitypointer',
  schemaName: 'ActivityPointer',
  set: 'activitypointers',
  code: 4200,
  primaryId: 'activityid',
  primaryName: 'subject',
  activity: true,
  serverKept: true,
  canCreateAttributes: false,
  columns: {
    Subject: text(400, { primaryName: true }),
    Description: memo(1_073_741_823),
    ActivityTypeCode: entityName(locked),
    ScheduledStart: dateTime(),
    ScheduledEnd: dateTime(),
    ActualStart: dayShown(),
    ActualEnd: dayShown(),
    ActualDurationMinutes: integer(0, 2_147_483_647),
    PriorityCode: choice({ 0: 'Low', 1: 'Normal', 2: 'High' }),
    IsBilled: flag(false),
    StateCode: {
      type: 'State',
      options: [state(0, 'Open', 1), state(1, 'Completed', 2), state(2, 'Canceled', 3), state(3, 'Scheduled', 4)],
      required: 'SystemRequired',
      create: false,
    },
    StatusCode: {
      type: 'Status',
      options: ['Open', 'Completed', 'Canceled', 'Scheduled'].map((label, at) => ({ value: at + 1, label: { 1033: label }, state: at })),
    },
    RegardingObjectId: lookup(
      ['account', 'contact', 'opportunity', 'quote', 'salesorder', 'invoice', 'lead', 'campaign', 'incident'].map(
        (target): LinkSpec => ({
          target,
          relationship: `${target === 'salesorder' ? 'SalesOrder' : target.charAt(0).toUpperCase() + target.slice(1)}_ActivityPointers`,
          nav: `regardingobjectid_${target}`,
          onDelete: 'NoCascade',
        }),
      ),
    ),
  },
};
