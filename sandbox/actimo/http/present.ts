import { iso } from '../seed/times.js';
import type { Switches } from '../switches.js';

const times = new Set([
  'created_at',
  'added_at',
  'removed_at',
  'updated_at',
  'published_at',
  'publish_at',
  'notified_at',
  'opened_at',
  'started_at',
  'completed_at',
  'answered_at',
  'last_active_at',
  'due_date',
  'sent_at',
  'starts_at',
  'ends_at',
]);
/** Whether a field of this name holds a moment. */
export const isTime = (field: string): boolean => times.has(field);
/** Fields of a contact that no public source shows, so `documented` leaves them out. */
const inventedContactFields = new Set(['language', 'status', 'image_url', 'updated_at']);

/** A record as the switches want it written: times and booleans in their style. */
export function present(record: object, switches: Switches): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record)) {
    if (typeof value === 'string' && isTime(name)) shown[name] = timeIn(value, switches.dateStyle);
    else if (typeof value === 'boolean') shown[name] = switches.bools === 'numbers' ? Number(value) : value;
    else if (Array.isArray(value))
      shown[name] = value.map((item) => (typeof item === 'object' && item !== null ? present(item, switches) : item));
    else if (typeof value === 'object' && value !== null) shown[name] = present(value, switches);
    else shown[name] = value;
  }
  return shown;
}

/** A contact, without what is invented where only the documented is served. */
export function presentContact(contact: object, switches: Switches): Record<string, unknown> {
  const shown = present(contact, switches);
  if (switches.onlyDocumented) for (const field of inventedContactFields) delete shown[field];
  return shown;
}

function timeIn(value: string, style: Switches['dateStyle']): string | number {
  if (style === 'epoch') return Math.floor(Date.parse(value) / 1000);
  return style === 'sql' ? value.replace('T', ' ').replace('Z', '') : value;
}

/** Reads a time in any of the three styles; `undefined` when it is none. */
export function readTime(value: string): string | undefined {
  const ms = /^\d+$/.test(value)
    ? Number(value) * 1000
    : Date.parse(/Z|[+-]\d\d:?\d\d$/.test(value) ? value : `${value.replace(' ', 'T')}Z`);
  return Number.isFinite(ms) ? iso(ms) : undefined;
}
