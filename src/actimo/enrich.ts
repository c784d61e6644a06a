import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import type { CatalogueEntry, Enrichment } from './catalogue.js';
import { ActimoError } from './errors.js';
import type { Scope } from './key-ring.js';
import type { Requests } from './requests.js';
import type { SourceBody, SourceRow } from './source.js';
import type { Tally } from './tally.js';

/** After so many refusals without one answer an enrichment is not asked for again in the pass: it would cost a request per record. */
const refusalsToStop = 5;

/** Adds to records what each must be asked for by a request of its own, e.g. a user's manager. One per pass. */
export class Enricher {
  readonly #answered = new Map<Enrichment, number>();
  readonly #refused = new Map<Enrichment, number>();
  readonly #limit: ReturnType<typeof pLimit>;

  constructor(
    private readonly requests: Requests,
    private readonly object: string,
    private readonly entry: CatalogueEntry,
    private readonly tally: Tally,
    scope: Scope,
  ) {
    // Half a second's worth of requests under way keeps the pace up at any usual latency; the pacer sees to it that it is never exceeded.
    this.#limit = pLimit(Math.min(64, Math.max(4, Math.ceil(requests.keys.rate(scope) / 2))));
  }

  /** The rows in their order, each with what was asked for; without those that vanished meanwhile. */
  async enrich(rows: readonly SourceRow[], scope: Scope, signal?: AbortSignal): Promise<readonly SourceRow[]> {
    if (this.entry.enrich.length === 0) return rows;
    // One failure ends the pass: the requests still waiting must not go on beside its end.
    const together = new AbortController();
    // Each request under way listens; that many are meant.
    setMaxListeners(0, together.signal);
    const stop = () => together.abort(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    try {
      const first: (SourceRow | null)[] = [];
      // One by one until it is known whether they are answered at all.
      while (first.length < rows.length && this.#isOpen())
        first.push(await this.#row(rows[first.length] as SourceRow, scope, together.signal));
      const asked = rows.slice(first.length).map((row) => this.#limit(() => this.#row(row, scope, together.signal)));
      const enriched = await Promise.all(asked).catch(async (error: unknown) => {
        together.abort(error);
        await Promise.allSettled(asked);
        throw error;
      });
      return [...first, ...enriched].filter((row) => row !== null);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  async #row(row: SourceRow, scope: Scope, signal: AbortSignal): Promise<SourceRow | null> {
    const added: Record<string, unknown> = {};
    for (const enrichment of this.entry.enrich) {
      signal.throwIfAborted();
      if (this.#isOff(enrichment)) continue;
      const found = await this.#ask(row, enrichment, scope, signal);
      if (found === 'vanished') {
        this.tally.disturbed = true;
        this.tally.vanished++;
        return null;
      }
      if (found !== 'refused') added[enrichment.field] = found.value;
    }
    return { key: row.key, body: { ...row.body, ...added } };
  }

  async #ask(
    row: SourceRow,
    enrichment: Enrichment,
    scope: Scope,
    signal: AbortSignal,
  ): Promise<{ value: unknown } | 'refused' | 'vanished'> {
    try {
      const { rows } = await this.requests.ask(
        { about: `${this.object}.${enrichment.field}`, endpoint: enrichment, scope, path: { key: row.key } },
        signal,
      );
      this.#answered.set(enrichment, (this.#answered.get(enrichment) ?? 0) + 1);
      const fitting: SourceBody[] = [];
      for await (const block of rows.blocks()) fitting.push(...block.filter((one) => matches(one, enrichment.where)));
      if (fitting.length > 1)
        this.tally.countUnread(`several ${enrichment.field}`, (count) => ({
          what: `${enrichment.field} of ${count} records`,
          why: 'there is more than one; the first was taken',
        }));
      return { value: fitting[0]?.[enrichment.take] ?? null };
    } catch (error) {
      if (!(error instanceof ActimoError)) throw error;
      if (error.code === 'actimo-forbidden') return this.#refuse(enrichment, error);
      if (error.code !== 'actimo-not-there') throw error;
      return (await this.#isThere(row, scope, signal)) ? this.#refuse(enrichment, error) : 'vanished';
    }
  }

  /** Whether it is the record that is gone, or the endpoint that is not there. */
  async #isThere(row: SourceRow, scope: Scope, signal: AbortSignal): Promise<boolean> {
    try {
      await this.requests.ask(
        { about: this.object, endpoint: { ...this.entry, path: this.entry.one as string, query: {} }, scope, path: { key: row.key } },
        signal,
      );
      return true;
    } catch (error) {
      if (error instanceof ActimoError && error.code === 'actimo-not-there') return false;
      throw error;
    }
  }

  #refuse(enrichment: Enrichment, error: ActimoError): 'refused' {
    this.#refused.set(enrichment, (this.#refused.get(enrichment) ?? 0) + 1);
    const why = error.status === 403 ? 'the key may not read it (403)' : `there is no such endpoint (${error.status})`;
    this.tally.countUnread(`refused ${enrichment.field}`, (count) => ({
      what: this.#isOff(enrichment) ? enrichment.field : `${enrichment.field} of ${count} records`,
      why,
    }));
    return 'refused';
  }

  #isOpen(): boolean {
    return this.entry.enrich.some((enrichment) => !this.#answered.has(enrichment) && !this.#isOff(enrichment));
  }

  #isOff(enrichment: Enrichment): boolean {
    return !this.#answered.has(enrichment) && (this.#refused.get(enrichment) ?? 0) >= refusalsToStop;
  }
}

const matches = (row: SourceBody, where: Enrichment['where']): boolean =>
  Object.entries(where).every(([name, value]) => String(row[name]) === String(value));
