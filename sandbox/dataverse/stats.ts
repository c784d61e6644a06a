import type { Mail } from './logic/flows.js';
import type { Transaction } from './rows/transaction.js';
import { SentAgain } from './sent-again.js';

/** Rows that describe the environment rather than fill it. */
const metadataTables = new Set([
  'publisher',
  'solution',
  'solutioncomponent',
  'role',
  'privilege',
  'connectionrole',
  'connectionroleobjecttypecode',
  'sdkmessage',
  'sdkmessagefilter',
  'organization',
]);

interface TableCount {
  created: number;
  updated: number;
  deleted: number;
  /** Updates that found everything as they wanted it: rows that were sent again. */
  rewritten: number;
  /** Milliseconds since 1970. */
  firstWrite: number | null;
}

export interface Effect {
  readonly kind: string;
  readonly at: string;
  readonly table?: string;
  readonly id?: string;
  readonly column?: string;
  readonly route?: string;
}

/** What has happened so far: `GET /sandbox/stats` (all committed; what was taken back is not counted). */
export class Stats {
  readonly #requests = new Map<string, Map<string, number>>();
  readonly #tables = new Map<string, TableCount>();
  readonly #codes = new Map<string, number>();
  readonly sentAgain = new SentAgain();
  readonly effects: Effect[] = [];
  /** E-mails that flows have sent. */
  readonly #outbox: Mail[] = [];
  #inFlight = 0;
  #highest = 0;

  arrive(): void {
    this.#inFlight += 1;
    if (this.#inFlight > this.#highest) this.#highest = this.#inFlight;
  }

  depart(): void {
    this.#inFlight -= 1;
  }

  request(kind: string, status: number | 'none', code: string | null): void {
    let statuses = this.#requests.get(kind);
    if (statuses === undefined) {
      statuses = new Map();
      this.#requests.set(kind, statuses);
    }
    statuses.set(String(status), (statuses.get(String(status)) ?? 0) + 1);
    if (code !== null) this.#codes.set(code, (this.#codes.get(code) ?? 0) + 1);
  }

  committed(tx: Transaction, now: number): void {
    for (const step of tx.steps) {
      if (step.silent) continue;
      const count = this.#countOf(step.store.table.logicalName, now);
      if (step.removed) count.deleted += 1;
      else if (step.before === null) count.created += 1;
      else {
        count.updated += 1;
        if (step.unchanged) count.rewritten += 1;
      }
    }
  }

  #countOf(table: string, now: number): TableCount {
    let count = this.#tables.get(table);
    if (count === undefined) {
      count = { created: 0, updated: 0, deleted: 0, rewritten: 0, firstWrite: null };
      this.#tables.set(table, count);
    }
    count.firstWrite ??= now;
    return count;
  }

  rowsWritten(table: string): number {
    const count = this.#tables.get(table);
    return count === undefined ? 0 : count.created + count.updated + count.deleted;
  }

  mail(mail: Mail): void {
    this.#outbox.push(mail);
  }

  effect(effect: Effect): void {
    this.effects.push(effect);
  }

  snapshot(): object {
    const plain = <V>(map: ReadonlyMap<string, V>): Record<string, V> => Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
    const requests: Record<string, Record<string, number>> = {};
    let total = 0;
    for (const [kind, statuses] of Object.entries(plain(this.#requests))) {
      requests[kind] = plain(statuses);
      for (const count of statuses.values()) total += count;
    }
    const rows: Record<string, object> = {};
    const metadata: Record<string, object> = {};
    for (const [table, count] of Object.entries(plain(this.#tables))) {
      const shown = { ...count, firstWrite: count.firstWrite === null ? null : new Date(count.firstWrite).toISOString() };
      (metadataTables.has(table) ? metadata : rows)[table] = shown;
    }
    let firstRow: number | null = null;
    for (const [table, count] of this.#tables) {
      if (metadataTables.has(table) || count.firstWrite === null) continue;
      if (firstRow === null || count.firstWrite < firstRow) firstRow = count.firstWrite;
    }
    return {
      requests: { total, byKind: requests },
      errors: plain(this.#codes),
      rows,
      metadata,
      firstRowWrite: firstRow === null ? null : new Date(firstRow).toISOString(),
      rewrittenRows: Object.entries(rows).reduce((sum, [, count]) => sum + (count as TableCount).rewritten, 0),
      rowsSentAgain: this.sentAgain.count(metadataTables),
      highestConcurrency: this.#highest,
      faults: this.effects,
      outbox: { sent: this.#outbox.length, mails: [...this.#outbox] },
    };
  }

  reset(): void {
    this.#requests.clear();
    this.#tables.clear();
    this.#codes.clear();
    this.sentAgain.clear();
    this.effects.length = 0;
    this.#outbox.length = 0;
    this.#highest = this.#inFlight;
  }
}
