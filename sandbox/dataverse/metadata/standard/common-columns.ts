import { type ColumnSpec, choice, dateTime, guid, integer, type LinkSpec, locked, lookup, text } from '../define.js';

/** Tables that belong to the organisation and take no rows of other systems. */
export const plain = { ownership: 'OrganizationOwned', importable: false } as const;

/** A look-up to a table that is not there: it can be read, and nothing can be bound to it. */
export const pointer = (table: string): ColumnSpec => ({ type: 'Lookup', pointsTo: [table], ...locked });

/** A look-up of one target. */
export const oneOf = (target: string, relationship: string, nav: string, onDelete: LinkSpec['onDelete'] = 'NoCascade'): ColumnSpec =>
  lookup([{ target, relationship, nav, onDelete }]);

/** Where a row stands in a business process. */
export const processColumns: Record<string, ColumnSpec> = {
  ProcessId: guid(),
  StageId: guid(),
  TraversedPath: text(1250),
};

/** How long a row may wait for an answer. */
export const serviceLevelColumns: Record<string, ColumnSpec> = {
  SLAId: pointer('sla'),
  SLAInvokedId: pointer('sla'),
  SLAName: text(100, locked),
  OnHoldTime: integer(-2_147_483_648, 2_147_483_647, locked),
  LastOnHoldTime: dateTime(),
};

/** When a customer wants to be met. */
export const appointmentWishes: Record<string, ColumnSpec> = {
  PreferredAppointmentDayCode: choice({
    0: 'Sunday',
    1: 'Monday',
    2: 'Tuesday',
    3: 'Wednesday',
    4: 'Thursday',
    5: 'Friday',
    6: 'Saturday',
  }),
  PreferredAppointmentTimeCode: choice({ 1: 'Morning', 2: 'Afternoon', 3: 'Evening' }),
  PreferredEquipmentId: pointer('equipment'),
  PreferredServiceId: pointer('service'),
};

const industryNames = [
  'Accounting',
  'Agriculture and Non-petrol Natural Resource Extraction',
  'Broadcasting Printing and Publishing',
  'Brokers',
  'Building Supply Retail',
  'Business Services',
  'Consulting',
  'Consumer Services',
  'Design, Direction and Creative Management',
  'Distributors, Dispatchers and Processors',
  "Doctor's Offices and Clinics",
  'Durable Manufacturing',
  'Eating and Drinking Places',
  'Entertainment Retail',
  'Equipment Rental and Leasing',
  'Financial',
  'Food and Tobacco Processing',
  'Inbound Capital Intensive Processing',
  'Inbound Repair and Services',
  'Insurance',
  'Legal Services',
  'Non-Durable Merchandise Retail',
  'Outbound Consumer Service',
  'Petrochemical Extraction and Distribution',
  'Service Retail',
  'SIG Affiliations',
  'Social Services',
  'Special Outbound Trade Contractors',
  'Specialty Realty',
  'Transportation',
  'Utility Creation and Distribution',
  'Vehicle Retail',
  'Wholesale',
];

export const industry = (): ColumnSpec => choice(Object.fromEntries(industryNames.map((name, at) => [at + 1, name])));
