import { Random } from '../core/random.js';

const faultKinds = [
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
  'change',
] as const;

/** What can be done to a request or to a row on its way in. */
export type FaultKind = (typeof faultKinds)[number];

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
  /** refuse-row: only rows in which `column` holds this. */
  readonly equals?: string | number | boolean;
  /** Damage: while the row is written (`write`), or right after somebody has read it for the first time (`after-read`). */
  readonly phase?: 'write' | 'after-read';
  /** change: the value that the column gets; another one than it has when not given. */
  readonly value?: unknown;
  /** Lets so many that fit pass first. */
  readonly after?: number;
  readonly every?: number;
  /** Drawn from the rule's own `seed`, otherwise from the environment's. */
  readonly chance?: number;
  readonly seed?: number;
  /** How often at most. */
  readonly times?: number;
  /** 429: so many requests in a row, whatever they are, meet the burst that this one began. */
  readonly count?: number;
  /** 5xx: the status (503); slow and late-commit: milliseconds; 429: seconds of `Retry-After`. */
  readonly status?: number;
  readonly ms?: number;
  /** error: the code, with `status` (400). refuse-row: the code instead of a plug-in's. */
  readonly code?: string;
  readonly seconds?: number;
}

interface ActiveRule {
  readonly id: number;
  readonly rule: FaultRule;
  readonly route: RegExp | null;
  readonly random: Random;
  seen: number;
  struck: number;
}

const members = new Set([
  'side',
  'kind',
  'route',
  'table',
  'column',
  'equals',
  'phase',
  'value',
  'after',
  'every',
  'chance',
  'seed',
  'times',
  'count',
  'status',
  'ms',
  'seconds',
  'code',
]);
/** Longest wait that a timer takes. */
const longestMs = 2_147_483_647;
const rowKinds = new Set<FaultKind>(['refuse-row', 'cut', 'round', 'shift-hour', 'drop', 'change']);

/** The rules in force, and whether one strikes now. */
export class FaultRules {
  readonly #random: Random;
  #rules: ActiveRule[] = [];
  #lastId = 0;
  #burst: FaultRule | null = null;
  #burstLeft = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** What is wrong with a rule, in a sentence; nothing when it is one. */
  wrong(rule: Readonly<Record<string, unknown>>): string | undefined {
    if (!faultKinds.includes(rule.kind as FaultKind)) return `kind must be one of ${faultKinds.join(', ')}`;
    for (const name of Object.keys(rule)) if (!members.has(name)) return `a rule has no ${name}; there are ${[...members].join(', ')}`;
    for (const name of ['every', 'times', 'count', 'seconds']) {
      if (rule[name] !== undefined && !(Number.isInteger(rule[name]) && (rule[name] as number) > 0))
        return `${name} must be a whole number from 1`;
    }
    for (const name of ['route', 'table', 'column', 'code']) {
      if (rule[name] !== undefined && (typeof rule[name] !== 'string' || rule[name] === '')) return `${name} must be text`;
    }
    if (rule.equals !== undefined && !['string', 'number', 'boolean'].includes(typeof rule.equals))
      return 'equals must be text, a number or a boolean';
    if (rule.status !== undefined && !(Number.isInteger(rule.status) && (rule.status as number) >= 200 && (rule.status as number) <= 599))
      return 'status must be one from 200 to 599';
    if (rule.ms !== undefined && !(typeof rule.ms === 'number' && rule.ms >= 0 && rule.ms <= longestMs))
      return 'ms must be a number of milliseconds';
    for (const name of ['after', 'seed']) {
      if (rule[name] !== undefined && !(Number.isInteger(rule[name]) && (rule[name] as number) >= 0))
        return `${name} must be a whole number from 0`;
    }
    if (rule.phase !== undefined && rule.phase !== 'write' && rule.phase !== 'after-read') return 'phase must be write or after-read';
    if (rule.phase === 'after-read' && (rule.kind === 'refuse-row' || !rowKinds.has(rule.kind as FaultKind)))
      return 'only damage has the phase after-read';
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
    this.#rules.push({
      id: this.#lastId,
      rule,
      route: rule.route === undefined ? null : new RegExp(rule.route),
      random: rule.seed === undefined ? this.#random : new Random(rule.seed),
      seen: 0,
      struck: 0,
    });
    return this.#lastId;
  }

  remove(id: number): void {
    this.#rules = this.#rules.filter((active) => active.id !== id);
  }

  clear(): void {
    this.#rules = [];
    this.#burstLeft = 0;
  }

  list(): readonly { readonly id: number; readonly rule: FaultRule; readonly struck: number }[] {
    return this.#rules.map(({ id, rule, struck }) => ({ id, rule, struck }));
  }

  get damages(): boolean {
    return this.#rules.some((active) => rowKinds.has(active.rule.kind));
  }

  /** The first rule that strikes a request. */
  forRequest(method: string, path: string, table: string | null): FaultRule | null {
    if (this.#burstLeft > 0) {
      this.#burstLeft -= 1;
      return this.#burst;
    }
    for (const active of this.#rules) {
      if (rowKinds.has(active.rule.kind)) continue;
      if (active.rule.table !== undefined && active.rule.table !== table) continue;
      if (active.route !== null && !active.route.test(`${method} ${path}`)) continue;
      if (!this.#due(active)) continue;
      active.struck += 1;
      this.#burst = active.rule;
      this.#burstLeft = active.rule.kind === '429' ? (active.rule.count ?? 1) - 1 : 0;
      return active.rule;
    }
    return null;
  }

  /**
   * Every rule that strikes a row. `confirm` does it and answers whether it had an effect: what has none is not counted, nor what is taken back with the
   * transaction, which `takeBack` is for.
   */
  forRow(table: string, confirm: (rule: FaultRule, takeBack: () => void) => boolean): void {
    for (const active of this.#rules) {
      if (!rowKinds.has(active.rule.kind) || (active.rule.table !== undefined && active.rule.table !== table)) continue;
      if (!this.#due(active)) continue;
      const takeBack = (): void => {
        active.struck -= 1;
      };
      if (confirm(active.rule, takeBack)) active.struck += 1;
    }
  }

  #due(active: ActiveRule): boolean {
    const { rule } = active;
    if (rule.times !== undefined && active.struck >= rule.times) return false;
    active.seen += 1;
    const fitting = active.seen - (rule.after ?? 0);
    if (fitting <= 0) return false;
    if (rule.every !== undefined && fitting % rule.every !== 0) return false;
    return rule.chance === undefined || active.random.chance(rule.chance);
  }
}
