const isoPattern = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/i;
const earliest = Date.UTC(1753, 0, 1);
const latest = Date.UTC(9999, 11, 31, 23, 59, 59);

export interface Instant {
  /** `YYYY-MM-DDThh:mm:ssZ`: the form and the precision of a Dataverse date-time. */
  readonly iso: string;
  /** Whether parts of a second were left out. */
  readonly fraction: boolean;
}

/**
 * A moment from ISO 8601, SQL style or epoch seconds or milliseconds; without a zone it is UTC. null when blank; undefined when it is no moment or
 * outside of what Dataverse stores (from 1753-01-01, docs/facts/dataverse.md §3).
 */
export function toInstant(value: unknown): Instant | null | undefined {
  if (value === null || value === undefined || value === '') return null;
  const text = String(value).trim();
  if (text === '') return null;
  const moment = /^-?\d{6,}(\.\d+)?$/.test(text) ? fromEpoch(text) : fromIso(text);
  if (moment === undefined || Number.isNaN(moment.ms) || moment.ms < earliest || moment.ms > latest) return undefined;
  return { iso: new Date(moment.ms).toISOString().replace('.000Z', 'Z'), fraction: moment.fraction };
}

/** A whole second, and whether there was more. */
interface Moment {
  readonly ms: number;
  readonly fraction: boolean;
}

// Seconds reach 1e11 only in the year 5138; milliseconds were there in 1973.
function fromEpoch(text: string): Moment {
  const number = Number(text);
  const seconds = Math.abs(number) < 1e11 ? number : number / 1000;
  return { ms: Math.floor(seconds) * 1000, fraction: !Number.isInteger(seconds) };
}

function fromIso(text: string): Moment | undefined {
  const parts = isoPattern.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone = 'Z'] = parts;
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)));
  // Date.UTC turns a 31st of February into March instead of refusing it.
  if (
    at.getUTCMonth() !== Number(month) - 1 ||
    at.getUTCDate() !== Number(day) ||
    Number(hour) > 23 ||
    Number(minute) > 59 ||
    Number(second) > 59
  )
    return undefined;
  return { ms: at.getTime() - offsetOf(zone), fraction: /[1-9]/.test(fraction) };
}

/** Milliseconds that a zone is ahead of UTC; NaN for one that is none. */
function offsetOf(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  return hours > 23 || minutes > 59 ? Number.NaN : (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
