import { damageOne } from './http/damage.js';
import { Random } from './seed/random.js';

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

interface ActiveRule {
  readonly rule: FaultRule;
  readonly route: RegExp | undefined;
  readonly random: Random;
  fitting: number;
  hits: number;
}

const rowKinds = new Set<FaultKind>(['cut', 'round', 'shiftHour', 'drop', 'change']);
const members = [
  'side',
  'kind',
  'route',
  'method',
  'table',
  'field',
  'value',
  'after',
  'every',
  'chance',
  'seed',
  'times',
  'status',
  'ms',
  'count',
];

/** `/workspaces/11/contacts` is `workspaces.contacts`. */
const tableOf = (path: string): string =>
  path
    .split('/')
    .filter((part) => part !== '' && !/^\d+$/.test(part))
    .join('.');

export class Faults {
  #rules: ActiveRule[] = [];
  #burstLeft = 0;

  /** Answers what is wrong with a rule that came from outside, or nothing. */
  static wrong(rule: Record<string, unknown>): string | undefined {
    if (!faultKinds.includes(rule.kind as FaultKind)) return `fault kind must be one of ${faultKinds.join(', ')}`;
    for (const name of Object.keys(rule)) if (!members.includes(name)) return `a rule has no ${name}; there are ${members.join(', ')}`;
    for (const name of ['after', 'every', 'times', 'status', 'ms', 'count', 'seed', 'chance'] as const) {
      if (rule[name] !== undefined && !(typeof rule[name] === 'number' && rule[name] >= 0)) return `${name} must be a number from 0`;
    }
    if (rule.route !== undefined) {
      try {
        new RegExp(String(rule.route));
      } catch {
        return 'route must be a regular expression';
      }
    }
    return undefined;
  }

  add(rule: FaultRule): void {
    const route = rule.route === undefined ? undefined : new RegExp(rule.route);
    this.#rules.push({ rule, route, random: new Random(rule.seed ?? 1, 0, 0), fitting: 0, hits: 0 });
  }

  clear(): void {
    this.#rules = [];
    this.#burstLeft = 0;
  }

  /** What is in force, and how often each rule has hit. */
  list(): { rule: FaultRule; hits: number }[] {
    return this.#rules.map(({ rule, hits }) => ({ rule, hits }));
  }

  /** What damages the rows of this answer one by one, if anything does. `done` is told of each damage that had an effect. */
  forRows(
    method: string,
    path: string,
    done: (kind: FaultKind, row: Readonly<Record<string, unknown>>, field: string) => void,
  ): ((row: Record<string, unknown>) => Record<string, unknown>) | undefined {
    const rules = this.#rules.filter((active) => rowKinds.has(active.rule.kind) && concerns(active, method, path));
    if (rules.length === 0) return undefined;
    return (row) => {
      let shown = row;
      for (const active of rules) {
        if (!due(active)) continue;
        const damaged = damageOne(shown, active.rule);
        if (damaged.field === undefined) continue;
        active.hits++;
        done(active.rule.kind, row, damaged.field);
        shown = damaged.row;
      }
      return shown;
    };
  }

  /** The rule that this request runs into, if any. Counts it. */
  match(method: string, path: string): FaultRule | undefined {
    if (this.#burstLeft > 0) {
      this.#burstLeft--;
      return { kind: 'status', status: 429 };
    }
    for (const active of this.#rules) {
      const { rule } = active;
      if (rowKinds.has(rule.kind) || !concerns(active, method, path) || !due(active)) continue;
      active.hits++;
      if (rule.kind !== 'burst429') return rule;
      this.#burstLeft = (rule.count ?? 10) - 1;
      return { kind: 'status', status: 429 };
    }
    return undefined;
  }
}

function concerns({ rule, route }: ActiveRule, method: string, path: string): boolean {
  if (rule.method !== undefined && rule.method.toUpperCase() !== method) return false;
  if (route && !route.test(path)) return false;
  return rule.table === undefined || rule.table === tableOf(path);
}

/** Counts one more that fits, and says whether it is hit. */
function due(active: ActiveRule): boolean {
  const { rule } = active;
  active.fitting++;
  if (active.fitting <= (rule.after ?? 0) || active.hits >= (rule.times ?? Number.POSITIVE_INFINITY)) return false;
  if (rule.every !== undefined && (active.fitting - (rule.after ?? 0)) % rule.every !== 0) return false;
  return rule.chance === undefined || active.random.chance(rule.chance);
}
