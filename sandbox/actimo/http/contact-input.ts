import { slots } from '../seed/custom-fields.js';
import { type Contact, withName } from '../seed/records.js';

const texts = [
  'first_name',
  'last_name',
  'email',
  'title',
  'company',
  'department',
  'msisdn',
  'country_code',
  'phone_number',
  'addr_line_1',
  'addr_line_2',
  'addr_city',
  'addr_state',
  'addr_zip',
  'addr_country',
  'employee_id',
  'timezone',
  'language',
  ...slots,
] as const;
const flags = ['opt_out', 'allow_email', 'allow_sms', 'shared'] as const;
const noSlots = Object.fromEntries(slots.map((slot) => [slot, null])) as Record<`data${number}`, null>;

/** The fields that a POST or PUT sets; a sentence when one has a value that it cannot have. Unknown fields are ignored. */
export function readChange(body: Readonly<Record<string, unknown>>): Partial<Contact> | string {
  const change: Record<string, unknown> = {};
  for (const field of texts) {
    const value = body[field];
    if (value === undefined) continue;
    if (value !== null && typeof value !== 'string' && typeof value !== 'number') return `${field} must be text`;
    change[field] = value === null ? null : String(value);
  }
  for (const field of flags) {
    const value = body[field];
    if (value === undefined) continue;
    if (![true, false, 0, 1].includes(value as never)) return `${field} must be true or false`;
    change[field] = Boolean(value);
  }
  if (body.status !== undefined) {
    if (body.status !== 'active' && body.status !== 'inactive') return 'status must be active or inactive';
    change.status = body.status;
  }
  if (body.tags !== undefined) {
    if (!Array.isArray(body.tags) || body.tags.some((tag) => typeof tag !== 'string')) return 'tags must be a list of texts';
    change.tags = body.tags;
  }
  return change as Partial<Contact>;
}

/** A contact made by the API at this moment. */
export function newContact(id: number, adminId: number, at: string, given: Partial<Contact>): Contact {
  return withName({
    user_id: adminId,
    shared: false,
    first_name: null,
    last_name: null,
    email: null,
    title: null,
    company: null,
    department: null,
    msisdn: null,
    country_code: null,
    phone_number: null,
    addr_line_1: null,
    addr_line_2: null,
    addr_city: null,
    addr_state: null,
    addr_zip: null,
    addr_country: null,
    employee_id: null,
    opt_out: false,
    allow_email: true,
    allow_sms: true,
    tags: [],
    source_type: 'api',
    source_data: null,
    timezone: null,
    language: 'da',
    status: 'active' as const,
    image_url: null,
    ...noSlots,
    ...given,
    id,
    created_at: at,
  });
}
