import type { ColumnValue } from '../../domain/index.js';

/** The moment that the source names, in seconds since 1970, parts of a second included; NaN when it names none. */
function exactSeconds(source: unknown): number {
  const text = `${source as string}`.trim();
  if (Number.isFinite(Number(text))) {
    const number = Number(text);
    if (text.replace(/\D.*$/, '').length < 6 && !/^-\d{6,}/.test(text)) return Number.NaN;
    return Math.abs(number) < 100_000_000_000 ? number : number / 1000;
  }
  const [, day, rest = ''] = /^(\d{4}-\d\d-\d\d)(?:[T ](.*))?$/is.exec(text) ?? [];
  if (day === undefined || !isDay(day)) return Number.NaN;
  const [, time = '00:00', zone = ''] = /^(\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/i.exec(rest) ?? [];
  if (rest !== '' && !/^\d\d:\d\d/.test(rest)) return Number.NaN;
  const fraction = Number(`0.${/[.,](\d+)/.exec(time)?.[1] ?? '0'}`);
  const offset = zone === '' || zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  return Date.parse(`${day}T${time.replace(/[.,].*/, '')}${offset}`) / 1000 + fraction;
}

const isDay = (day: string): boolean =>
  !Number.isNaN(Date.parse(`${day}T00:00Z`)) && new Date(`${day}T00:00Z`).toISOString().startsWith(day);

/** The moment that the source names, in whole seconds since 1970; NaN when it names none. */
export const secondsOf = (source: unknown): number => Math.floor(exactSeconds(source));

/** Whether the source names a moment between two seconds. */
export const hasFraction = (source: unknown): boolean => exactSeconds(source) !== secondsOf(source);

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
  if (typeof readBack !== 'string' || !isStorable(source)) return false;
  const day = new Date(secondsOf(source) * 1000).toISOString().slice(0, 10);
  return readBack === day || readBack === `${day}T00:00:00Z`;
}

/** Whether the source names a moment that Dataverse can hold (1753 to 9999, docs/facts/dataverse.md §3). */
export const isStorable = (source: unknown): boolean => {
  const seconds = secondsOf(source);
  return seconds >= Date.parse('1753-01-01T00:00:00Z') / 1000 && seconds <= Date.parse('9999-12-31T23:59:59Z') / 1000;
};
