import type { ColumnValue } from '../../domain/index.js';

/** The moment that the source names, in whole seconds since 1970; NaN when it names none. */
export function secondsOf(source: unknown): number {
  const text = `${source as string}`.trim();
  if (!text.includes('-', 1)) return Math.floor(Math.abs(Number(text)) < 100_000_000_000 ? Number(text) : Number(text) / 1000);
  const time = text.length <= 10 ? `${text}T00:00:00` : text.replace(' ', 'T').replace(',', '.');
  const zoned = /(z|[+-]\d\d:?\d\d)$/i.test(time.slice(10)) ? time : `${time}Z`;
  return Math.floor(Date.parse(zoned) / 1000);
}

/** Whether a date-time column holds the moment that the source names, to the second. */
export function sameInstant(source: unknown, readBack: ColumnValue | undefined): boolean {
  return (
    typeof readBack === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.0+)?Z$/.test(readBack) &&
    Date.parse(readBack) / 1000 === secondsOf(source)
  );
}

/** Whether a column that may have lost the time of day holds the source's moment, or midnight of its day. */
export function sameInstantOrDay(source: unknown, readBack: ColumnValue | undefined): boolean {
  if (sameInstant(source, readBack)) return true;
  if (typeof readBack !== 'string') return false;
  const day = new Date(secondsOf(source) * 1000);
  return (
    !Number.isNaN(day.getTime()) &&
    (readBack === day.toISOString().slice(0, 10) || readBack === `${day.toISOString().slice(0, 10)}T00:00:00Z`)
  );
}
