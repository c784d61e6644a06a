/** What `/sandbox/stats` shows of the Actimo side. */
export interface ActimoStats {
  /** By `<METHOD> <path>`, then by HTTP status or `reset`. */
  readonly requests: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly total: number;
  readonly rejected429: number;
  readonly recordsServed: number;
  readonly highestConcurrency: number;
  /** Requests in which the sandbox itself failed; must stay 0. */
  readonly failures: number;
  /** Faults that struck, in order; of damage to a row each one that had an effect. */
  readonly faults: readonly FaultEffect[];
}

/** `key` and `field`: of the row that was damaged. */
export interface FaultEffect {
  readonly kind: string;
  readonly at: string;
  readonly route: string;
  readonly key?: string;
  readonly field?: string;
}

export class Stats {
  #requests = new Map<string, Map<string, number>>();
  #total = 0;
  #records = 0;
  #running = 0;
  #highest = 0;
  #failures = 0;
  #lastFailure: string | undefined;
  #faults: FaultEffect[] = [];

  /** Counts a request as running; the answer ends it. */
  begin(): (label: string, status: number | 'reset', records: number) => void {
    this.#running++;
    this.#highest = Math.max(this.#highest, this.#running);
    return (label, status, records) => {
      this.#running--;
      this.#total++;
      this.#records += records;
      const byStatus = this.#requests.get(label) ?? new Map<string, number>();
      this.#requests.set(label, byStatus);
      byStatus.set(String(status), (byStatus.get(String(status)) ?? 0) + 1);
    };
  }

  fault(effect: FaultEffect): void {
    this.#faults.push(effect);
  }

  failed(error: unknown): void {
    this.#failures++;
    this.#lastFailure = error instanceof Error ? error.stack : String(error);
  }

  read(): ActimoStats & { readonly lastFailure?: string } {
    const requests = Object.fromEntries(
      [...this.#requests].sort().map(([label, byStatus]) => [label, Object.fromEntries([...byStatus].sort())]),
    );
    const rejected429 = [...this.#requests.values()].reduce((sum, byStatus) => sum + (byStatus.get('429') ?? 0), 0);
    return {
      requests,
      total: this.#total,
      rejected429,
      recordsServed: this.#records,
      highestConcurrency: this.#highest,
      failures: this.#failures,
      faults: [...this.#faults],
      ...(this.#lastFailure ? { lastFailure: this.#lastFailure } : {}),
    };
  }

  reset(): void {
    this.#requests.clear();
    this.#total = this.#records = this.#failures = 0;
    this.#highest = this.#running;
    this.#lastFailure = undefined;
    this.#faults = [];
  }
}
