import type { Random } from '../core/random.js';

/** What can be done to a request or to a row on its way in. */
export type FaultKind =
  | '429'
  | '5xx'
  | 'slow'
  | 'reset-before'
  | 'reset-after'
  | 'late-commit'
  | 'half-response'
  | 'empty-200'
  | 'html'
  | 'revoke'
  | 'deadlock'
  | 'error'
  | 'refuse-row'
  | 'metadata-hidden'
  | 'cut'
  | 'round'
  | 'shift-hour'
  | 'drop';

const faultKinds: readonly FaultKind[] = [
  '429',
  '5xx',
  'slow',
  'reset-before',
  'reset-after',
  'late-commit',
  'half-response',
  'empty-200',
  'html',
  'revoke',
  'deadlock',
  'error',
  'refuse-row',
  'metadata-hidden',
  'cut',
  'round',
  'shift-hour',
  'drop',
];

/** When a fault strikes. Without `every` and `chance` it strikes whenever it fits. */
export interface FaultRule {
  readonly side?: 'dataverse';
  readonly kind: FaultKind;
  /** Regular expression over `METHOD path`, the path below the API root as it came. */
  readonly route?: string;
  /** Logical name; row faults only look at rows of it, request faults at its entity set. */
  readonly table?: string;
  /** Row faults: the column to damage; any that can be when not given. */
  readonly column?: string;
  readonly every?: number;
  readonly chance?: number;
  /** How often at most. */
  readonly times?: number;
  /** 5xx: the status (503); slow and late-commit: milliseconds; 429: seconds of `Retry-After`. */
  readonly status?: number;
  readonly ms?: number;
  /** error: the code, with `status` (400). */
  readonly code?: string;
  readonly seconds?: number;
}

interface ActiveRule {
  readonly id: number;
  readonly rule: FaultRule;
  readonly route: RegExp | null;
  seen: number;
  struck: number;
}

const members = new Set(['side', 'kind', 'route', 'table', 'column', 'every', 'chance', 'times', 'status', 'ms', 'seconds', 'code']);
const rowKinds = new Set<FaultKind>(['refuse-row', 'cut', 'round', 'shift-hour', 'drop']);

/** The rules in force, and whether one strikes now. */
export class FaultRules {
  readonly #random: Random;
  #rules: ActiveRule[] = [];
  #lastId = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** What is wrong with a rule, in a sentence; nothing when it is one. */
  wrong(rule: Readonly<Record<string, unknown>>): string | undefined {
    if (!faultKinds.includes(rule.kind as FaultKind)) return `kind must be one of ${faultKinds.join(', ')}`;
    for (const name of Object.keys(rule)) if (!members.has(name)) return `a rule has no ${name}; there are ${[...members].join(', ')}`;
    for (const name of ['every', 'times', 'status', 'seconds']) {
      if (rule[name] !== undefined && !(Number.isInteger(rule[name]) && (rule[name] as number) > 0))
        return `${name} must be a whole number from 1`;
    }
    if (rule.ms !== undefined && !(typeof rule.ms === 'number' && rule.ms >= 0)) return 'ms must be a number of milliseconds';
    if (rule.chance !== undefined && !(typeof rule.chance === 'number' && rule.chance >= 0 && rule.chance <= 1))
      return 'chance must lie between 0 and 1';
    if (rule.route === undefined) return undefined;
    try {
      new RegExp(String(rule.route));
      return undefined;
    } catch {
      return 'route must be a regular expression';
    }
  }

  /** Answers the id under which the rule can be removed. Throws a sentence when it is not a rule. */
  add(rule: FaultRule): number {
    const wrong = this.wrong(rule as unknown as Record<string, unknown>);
    if (wrong !== undefined) throw new Error(wrong);
    this.#lastId += 1;
    this.#rules.push({ id: this.#lastId, rule, route: rule.route === undefined ? null : new RegExp(rule.route), seen: 0, struck: 0 });
    return this.#lastId;
  }

  remove(id: number): void {
    this.#rules = this.#rules.filter((active) => active.id !== id);
  }

  clear(): void {
    this.#rules = [];
  }

  list(): readonly { readonly id: number; readonly rule: FaultRule; readonly struck: number }[] {
    return this.#rules.map(({ id, rule, struck }) => ({ id, rule, struck }));
  }

  get damages(): boolean {
    return this.#rules.some((active) => rowKinds.has(active.rule.kind));
  }

  /** The first rule that strikes a request. */
  forRequest(method: string, path: string, table: string | null): FaultRule | null {
    for (const active of this.#rules) {
      if (rowKinds.has(active.rule.kind)) continue;
      if (active.rule.table !== undefined && active.rule.table !== table) continue;
      if (active.route !== null && !active.route.test(`${method} ${path}`)) continue;
      if (this.#strikes(active)) return active.rule;
    }
    return null;
  }

  /** Every rule that strikes a row. `confirm` does it and answers whether it had an effect: what has none is not counted. */
  forRow(table: string, confirm: (rule: FaultRule) => boolean): void {
    for (const active of this.#rules) {
      if (!rowKinds.has(active.rule.kind) || (active.rule.table !== undefined && active.rule.table !== table)) continue;
      if (!this.#due(active)) continue;
      if (confirm(active.rule)) active.struck += 1;
    }
  }

  #strikes(active: ActiveRule): boolean {
    if (!this.#due(active)) return false;
    active.struck += 1;
    return true;
  }

  #due(active: ActiveRule): boolean {
    const { rule } = active;
    if (rule.times !== undefined && active.struck >= rule.times) return false;
    active.seen += 1;
    if (rule.every !== undefined && active.seen % rule.every !== 0) return false;
    return rule.chance === undefined || this.#random.chance(rule.chance);
  }
}
