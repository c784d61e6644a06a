import { type FaultKind, type FaultRule, rowKinds } from './fault-rule.js';
import { damageOne } from './http/damage.js';
import { Random } from './seed/random.js';

interface ActiveRule {
  readonly rule: FaultRule;
  readonly route: RegExp | undefined;
  readonly random: Random;
  fitting: number;
  hits: number;
}

/** `/workspaces/11/contacts` is `workspaces.contacts`. */
const tableOf = (path: string): string =>
  path
    .split('/')
    .filter((part) => part !== '' && !/^\d+$/.test(part))
    .join('.');

/** A rule that a request has run into. */
export interface Strike {
  readonly rule: FaultRule;
  /** Takes the hit back: there was nothing that it could do. */
  readonly missed: () => void;
}

export class Faults {
  #rules: ActiveRule[] = [];
  #burstLeft = 0;

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
  match(method: string, path: string): Strike | undefined {
    if (this.#burstLeft > 0) {
      this.#burstLeft--;
      return refusedForNow;
    }
    for (const active of this.#rules) {
      const { rule } = active;
      if (rowKinds.has(rule.kind) || !concerns(active, method, path) || !due(active)) continue;
      active.hits++;
      if (rule.kind !== 'burst429') return { rule, missed: () => void active.hits-- };
      this.#burstLeft = (rule.count ?? 10) - 1;
      return refusedForNow;
    }
    return undefined;
  }
}

const refusedForNow: Strike = { rule: { kind: 'status', status: 429 }, missed: () => {} };

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
