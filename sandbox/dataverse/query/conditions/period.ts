/** Moments from `from` on and before `until`, milliseconds since 1970; null: no bound. */
export interface Period {
  readonly from: number | null;
  readonly until: number | null;
}

const hour = 3_600_000;
const day = 24 * hour;

const dayOf = (at: number): number => Math.floor(at / day) * day;

/** Weeks begin on Sunday, as an organisation does that nobody has told otherwise. */
const weekOf = (at: number): number => dayOf(at) - new Date(at).getUTCDay() * day;

function monthOf(at: number, away = 0): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + away, 1);
}

const yearOf = (at: number, away = 0): number => Date.UTC(new Date(at).getUTCFullYear() + away, 0, 1);

/** The same day so many months away, or the last one of a month that is shorter. */
function monthsAway(at: number, months: number): number {
  const date = new Date(at);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
  const last = new Date(monthOf(first, 1) - day).getUTCDate();
  return first + (Math.min(date.getUTCDate(), last) - 1) * day;
}

/** Fiscal years are calendar years and their periods quarters, as an organisation has it that nobody has told otherwise. */
const quarterOf = (at: number, away = 0): number => monthOf(at, (away * 3 - (new Date(at).getUTCMonth() % 3)) as number);

/** A fiscal period by its number and year. */
const quarter = (period: number, year: number): Period => ({
  from: Date.UTC(year, (period - 1) * 3, 1),
  until: Date.UTC(year, period * 3, 1),
});

type Named = (now: number, x: number, year: number) => Period;

const between = (from: number, until: number): Period => ({ from, until });
const untilNow = (from: number, now: number): Period => ({ from, until: now + 1 });
const olderThan = (until: number): Period => ({ from: null, until });

/** Periods that are counted from now; `x` of what the name says. */
const periods: Readonly<Record<string, { readonly takes: 0 | 1 | 2; readonly hours?: true; readonly of: Named }>> = {
  yesterday: { takes: 0, of: (now) => between(dayOf(now) - day, dayOf(now)) },
  today: { takes: 0, of: (now) => between(dayOf(now), dayOf(now) + day) },
  tomorrow: { takes: 0, of: (now) => between(dayOf(now) + day, dayOf(now) + 2 * day) },
  'last-seven-days': { takes: 0, of: (now) => untilNow(dayOf(now) - 7 * day, now) },
  'next-seven-days': { takes: 0, of: (now) => between(now, dayOf(now) + 8 * day) },
  'last-week': { takes: 0, of: (now) => between(weekOf(now) - 7 * day, weekOf(now)) },
  'this-week': { takes: 0, of: (now) => between(weekOf(now), weekOf(now) + 7 * day) },
  'next-week': { takes: 0, of: (now) => between(weekOf(now) + 7 * day, weekOf(now) + 14 * day) },
  'last-month': { takes: 0, of: (now) => between(monthOf(now, -1), monthOf(now)) },
  'this-month': { takes: 0, of: (now) => between(monthOf(now), monthOf(now, 1)) },
  'next-month': { takes: 0, of: (now) => between(monthOf(now, 1), monthOf(now, 2)) },
  'last-year': { takes: 0, of: (now) => between(yearOf(now, -1), yearOf(now)) },
  'this-year': { takes: 0, of: (now) => between(yearOf(now), yearOf(now, 1)) },
  'next-year': { takes: 0, of: (now) => between(yearOf(now, 1), yearOf(now, 2)) },
  'last-x-hours': { takes: 1, hours: true, of: (now, x) => untilNow((Math.floor(now / hour) - x) * hour, now) },
  'next-x-hours': { takes: 1, hours: true, of: (now, x) => between(now, (Math.floor(now / hour) + x + 1) * hour) },
  'last-x-days': { takes: 1, of: (now, x) => untilNow(dayOf(now) - x * day, now) },
  'next-x-days': { takes: 1, of: (now, x) => between(now, dayOf(now) + (x + 1) * day) },
  'last-x-weeks': { takes: 1, of: (now, x) => untilNow(dayOf(now) - 7 * x * day, now) },
  'next-x-weeks': { takes: 1, of: (now, x) => between(now, dayOf(now) + (7 * x + 1) * day) },
  'last-x-months': { takes: 1, of: (now, x) => untilNow(monthsAway(now, -x), now) },
  'next-x-months': { takes: 1, of: (now, x) => between(now, monthsAway(now, x) + day) },
  'last-x-years': { takes: 1, of: (now, x) => untilNow(monthsAway(now, -12 * x), now) },
  'next-x-years': { takes: 1, of: (now, x) => between(now, monthsAway(now, 12 * x) + day) },
  'olderthan-x-minutes': { takes: 1, hours: true, of: (now, x) => olderThan(now - x * 60_000) },
  'olderthan-x-hours': { takes: 1, hours: true, of: (now, x) => olderThan(now - x * hour) },
  'olderthan-x-days': { takes: 1, of: (now, x) => olderThan(dayOf(now) - x * day) },
  'olderthan-x-weeks': { takes: 1, of: (now, x) => olderThan(dayOf(now) - 7 * x * day) },
  'olderthan-x-months': { takes: 1, of: (now, x) => olderThan(monthsAway(now, -x)) },
  'olderthan-x-years': { takes: 1, of: (now, x) => olderThan(monthsAway(now, -12 * x)) },
  'this-fiscal-year': { takes: 0, of: (now) => between(yearOf(now), yearOf(now, 1)) },
  'last-fiscal-year': { takes: 0, of: (now) => between(yearOf(now, -1), yearOf(now)) },
  'next-fiscal-year': { takes: 0, of: (now) => between(yearOf(now, 1), yearOf(now, 2)) },
  'this-fiscal-period': { takes: 0, of: (now) => between(quarterOf(now), quarterOf(now, 1)) },
  'last-fiscal-period': { takes: 0, of: (now) => between(quarterOf(now, -1), quarterOf(now)) },
  'next-fiscal-period': { takes: 0, of: (now) => between(quarterOf(now, 1), quarterOf(now, 2)) },
  'last-x-fiscal-years': { takes: 1, of: (now, x) => between(yearOf(now, -x), yearOf(now)) },
  'next-x-fiscal-years': { takes: 1, of: (now, x) => between(yearOf(now, 1), yearOf(now, x + 1)) },
  'last-x-fiscal-periods': { takes: 1, of: (now, x) => between(quarterOf(now, -x), quarterOf(now)) },
  'next-x-fiscal-periods': { takes: 1, of: (now, x) => between(quarterOf(now, 1), quarterOf(now, x + 1)) },
  'in-fiscal-year': { takes: 1, of: (_now, year) => between(Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)) },
  'in-fiscal-period-and-year': { takes: 2, of: (_now, x, year) => quarter(x, year) },
  'in-or-before-fiscal-period-and-year': { takes: 2, of: (_now, x, year) => olderThan(quarter(x, year).until as number) },
  'in-or-after-fiscal-period-and-year': { takes: 2, of: (_now, x, year) => ({ from: quarter(x, year).from, until: null }) },
};

/** How many numbers the period of that name takes, and whether it tells hours apart; undefined: there is none. */
export const periodRule = (name: string): { readonly takes: 0 | 1 | 2; readonly hours?: true } | undefined =>
  Object.hasOwn(periods, name) ? periods[name] : undefined;

/** The period of that name. Beyond what a calendar holds there is no bound. */
export function periodOf(name: string, now: number, numbers: readonly number[]): Period {
  const { from, until } = (periods[name] as (typeof periods)[string]).of(now, numbers[0] ?? 0, numbers[1] ?? 0);
  return { from: Number.isNaN(from) ? null : from, until: Number.isNaN(until) ? null : until };
}

/** 1 to 4. */
export const fiscalPeriodOf = (at: number): number => Math.floor(new Date(at).getUTCMonth() / 3) + 1;

export type DatePart = 'day' | 'week' | 'month' | 'quarter' | 'year' | 'fiscal-period' | 'fiscal-year';

/** A part of a date as aggregates group by it. */
export function partOf(at: number, part: DatePart): number {
  const date = new Date(at);
  switch (part) {
    case 'day':
      return date.getUTCDate();
    case 'week':
      // The week that holds 1 January is the first.
      return Math.floor((weekOf(at) - weekOf(yearOf(at))) / (7 * day)) + 1;
    case 'month':
      return date.getUTCMonth() + 1;
    case 'quarter':
    case 'fiscal-period':
      return fiscalPeriodOf(at);
    default:
      return date.getUTCFullYear();
  }
}
