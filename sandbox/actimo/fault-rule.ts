/** What can go wrong. From `cut` on, and `shortPage`, `nullFields` and `numberAsText`, an answer is damaged in silence. */
export const faultKinds = [
  'status', // answers `status` with a JSON error
  'burst429', // the next `count` requests of any route answer 429
  'slow', // waits `ms` before it works
  'reset', // drops the connection before the request is read
  'resetAfter', // does the work, then drops the connection
  'half', // half of the answer, then drops the connection
  'empty', // 200 without a body
  'html', // 502 with an HTML page
  'noData', // the envelope without `data`
  'nullFields', // every second field of every line is null
  'numberAsText', // numbers come as text
  'shortPage', // the last line of a list is missing
  'revokeKey', // the key stops working
  'lateCommit', // answers 504 first and does the work `ms` later
  'cut', // a text loses its second half
  'round', // a number with decimals loses them
  'shiftHour', // a time comes an hour later
  'drop', // a value is null
  'change', // a value is another one: `value`, or a text with a star behind it
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A rule: which requests, how often, what happens. Without `every` and `chance` every request that fits is hit. */
export interface FaultRule {
  readonly kind: FaultKind;
  /** A regular expression over the path below `/api/v1`, e.g. `^/contacts/\\d+$`. */
  readonly route?: string;
  readonly method?: string;
  /** Which list, by its path without ids and with dots, e.g. `contacts`, `workspaces.contacts`. */
  readonly table?: string;
  /** Damage: the field; the first that can be damaged when not given. */
  readonly field?: string;
  readonly value?: unknown;
  /** Lets so many fitting requests pass first. */
  readonly after?: number;
  readonly every?: number;
  readonly chance?: number;
  readonly seed?: number;
  /** Stops after so many hits. */
  readonly times?: number;
  readonly status?: number;
  readonly ms?: number;
  readonly count?: number;
}

/** Kinds that damage a record in silence. */
export const rowKinds: ReadonlySet<FaultKind> = new Set<FaultKind>(['cut', 'round', 'shiftHour', 'drop', 'change']);

type Check = (value: unknown) => boolean;
const whole =
  (least: number, most: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
const text: Check = (value) => typeof value === 'string' && value !== '';
/** Longest wait that a timer takes, and room for any count. */
const most = 2_147_483_647;

/** Members of a rule from outside, with what each one must be. */
const members: Readonly<Record<Exclude<keyof FaultRule, 'kind'>, readonly [check: Check, words: string]>> = {
  route: [isExpression, 'a regular expression'],
  method: [text, 'a method, as text'],
  table: [text, 'the path of a list, as text'],
  field: [text, 'the name of a field'],
  value: [(value) => value !== undefined, 'a value'],
  after: [whole(0, most), 'a whole number from 0'],
  every: [whole(1, most), 'a whole number from 1'],
  chance: [(value) => typeof value === 'number' && value >= 0 && value <= 1, 'a number from 0 to 1'],
  seed: [whole(0, most), 'a whole number from 0'],
  times: [whole(1, most), 'a whole number from 1'],
  status: [whole(400, 599), 'a status from 400 to 599'],
  ms: [whole(0, most), 'a whole number from 0'],
  count: [whole(1, most), 'a whole number from 1'],
};

/** Answers what is wrong with a rule that came from outside, or nothing. */
export function wrongRule(rule: Readonly<Record<string, unknown>>): string | undefined {
  if (!faultKinds.includes(rule.kind as FaultKind)) return `fault kind must be one of ${faultKinds.join(', ')}`;
  for (const [name, value] of Object.entries(rule)) {
    if (name === 'kind') continue;
    const member = Object.hasOwn(members, name) ? members[name as keyof typeof members] : undefined;
    if (!member) return `a rule has no ${name}; there are side, kind, ${Object.keys(members).join(', ')}`;
    if (!member[0](value)) return `${name} must be ${member[1]}`;
  }
  return undefined;
}

function isExpression(value: unknown): boolean {
  try {
    return typeof value === 'string' && new RegExp(value) !== undefined;
  } catch {
    return false;
  }
}
