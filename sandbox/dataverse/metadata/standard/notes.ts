import { entityName, flag, integer, type LinkSpec, locked, lookup, memo, type TableSpec, text } from '../define.js';

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
  ['letter', 'Letter_Annotation'],
  ['fax', 'Fax_Annotation'],
  ['recurringappointmentmaster', 'RecurringAppointmentMaster_Annotation'],
  ['serviceappointment', 'ServiceAppointment_Annotation'],
  ['lead', 'Lead_Annotation'],
  ['incident', 'Incident_Annotation'],
  ['campaign', 'Campaign_Annotation'],
  ['competitor', 'Competitor_Annotation'],
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
    ObjectTypeCode: entityName(),
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
      [
        ...['email', 'appointment'].map(
          (target): LinkSpec => ({
            target,
            relationship: `${target}_activity_mime_attachment`,
            nav: `objectid_${target}`,
            onDelete: 'Cascade',
          }),
        ),
        // By what activities have in common; the row holds which kind it is.
        {
          target: 'activitypointer',
          relationship: 'activity_pointer_activity_mime_attachment',
          nav: 'objectid_activitypointer',
          onDelete: 'NoCascade',
        },
      ],
      { required: 'SystemRequired' },
    ),
  },
};
