import { faults } from '../core/errors.js';

/** A time zone as the service numbers it, and where it is. */
interface Zone {
  readonly code: number;
  readonly name: string;
  readonly place: string;
}

const zones: readonly Zone[] = (
  [
    [2, 'Hawaiian Standard Time', 'Pacific/Honolulu'],
    [3, 'Alaskan Standard Time', 'America/Anchorage'],
    [4, 'Pacific Standard Time', 'America/Los_Angeles'],
    [10, 'Mountain Standard Time', 'America/Denver'],
    [15, 'US Mountain Standard Time', 'America/Phoenix'],
    [20, 'Central Standard Time', 'America/Chicago'],
    [25, 'Canada Central Standard Time', 'America/Regina'],
    [35, 'Eastern Standard Time', 'America/New_York'],
    [45, 'SA Pacific Standard Time', 'America/Bogota'],
    [50, 'Atlantic Standard Time', 'America/Halifax'],
    [60, 'Newfoundland Standard Time', 'America/St_Johns'],
    [65, 'E. South America Standard Time', 'America/Sao_Paulo'],
    [80, 'Azores Standard Time', 'Atlantic/Azores'],
    [85, 'GMT Standard Time', 'Europe/London'],
    [90, 'Greenwich Standard Time', 'Atlantic/Reykjavik'],
    [92, 'UTC', 'UTC'],
    [95, 'Central Europe Standard Time', 'Europe/Budapest'],
    [100, 'Central European Standard Time', 'Europe/Warsaw'],
    [105, 'Romance Standard Time', 'Europe/Paris'],
    [110, 'W. Europe Standard Time', 'Europe/Berlin'],
    [113, 'W. Central Africa Standard Time', 'Africa/Lagos'],
    [125, 'FLE Standard Time', 'Europe/Helsinki'],
    [130, 'GTB Standard Time', 'Europe/Bucharest'],
    [135, 'Israel Standard Time', 'Asia/Jerusalem'],
    [140, 'South Africa Standard Time', 'Africa/Johannesburg'],
    [145, 'Russian Standard Time', 'Europe/Moscow'],
    [160, 'Iran Standard Time', 'Asia/Tehran'],
    [165, 'Arabian Standard Time', 'Asia/Dubai'],
    [190, 'India Standard Time', 'Asia/Kolkata'],
    [205, 'SE Asia Standard Time', 'Asia/Bangkok'],
    [210, 'China Standard Time', 'Asia/Shanghai'],
    [215, 'Singapore Standard Time', 'Asia/Singapore'],
    [225, 'W. Australia Standard Time', 'Australia/Perth'],
    [230, 'Korea Standard Time', 'Asia/Seoul'],
    [235, 'Tokyo Standard Time', 'Asia/Tokyo'],
    [255, 'AUS Eastern Standard Time', 'Australia/Sydney'],
    [290, 'New Zealand Standard Time', 'Pacific/Auckland'],
  ] as const
).map(([code, name, place]) => ({ code, name, place }));

/** Number of a zone by its name (PD `webapi/use-web-api-functions.md`). */
export function zoneCode(name: string | undefined): number {
  const zone = zones.find((one) => one.name.toLowerCase() === name?.toLowerCase());
  if (zone === undefined) throw faults.argument(`There is no time zone of the name '${String(name)}'.`);
  return zone.code;
}

/** What clocks in the zone show at a moment, written as moments are. */
export function localTime(code: string | undefined, moment: string | undefined): string {
  const at = momentOf(moment);
  return written(at + offset(placeOf(code), at));
}

/** The moment at which clocks in the zone show a time. */
export function utcTime(code: string | undefined, shown: string | undefined): string {
  const wall = momentOf(shown);
  const place = placeOf(code);
  // The offset is that of the moment looked for, which is near the one taken first.
  const near = wall - offset(place, wall);
  return written(wall - offset(place, near));
}

function placeOf(code: string | undefined): string {
  const zone = zones.find((one) => String(one.code) === code);
  if (zone === undefined) throw faults.argument(`There is no time zone of the code '${String(code)}'.`);
  return zone.place;
}

function momentOf(text: string | undefined): number {
  const at = Date.parse(text ?? '');
  if (Number.isNaN(at)) throw faults.badQuery(`The value '${String(text)}' is no moment.`);
  return at;
}

const written = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** Milliseconds by which clocks there are ahead of UTC. */
function offset(place: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: place,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(new Date(at));
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(at / 1000) * 1000;
}
