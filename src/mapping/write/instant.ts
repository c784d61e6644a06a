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
  const ms = /^-?\d{6,}(\.\d+)?$/.test(text) ? fromEpoch(Number(text)) : fromIso(text);
  if (ms === undefined || Number.isNaN(ms) || ms < earliest || ms > latest) return undefined;
  return { iso: new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z'), fraction: ms % 1000 !== 0 };
}

// Seconds reach 1e11 only in the year 5138; milliseconds were there in 1973.
const fromEpoch = (number: number): number => (Math.abs(number) < 1e11 ? number * 1000 : number);

function fromIso(text: string): number | undefined {
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
  const ms = at.getTime() + Math.floor(Number(`0.${fraction}`) * 1000);
  if (zone.toUpperCase() === 'Z') return ms;
  const sign = zone.startsWith('-') ? -1 : 1;
  const digits = zone.replace(/\D/g, '');
  return ms - sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
}
