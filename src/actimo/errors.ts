import { A2DError } from '../domain/index.js';

/**
 * `unauthorized` the key is not accepted · `forbidden` it may not read this · `not-there` no such endpoint or record · `rate` still 429 after all retries ·
 * `unavailable` no usable answer after all retries (5xx, reset, time-out, half a body) · `not-json` an answer that is no JSON, e.g. an HTML page ·
 * `unexpected` JSON, but not what the catalogue says · `paging` paging is not as the catalogue says · `key` the catalogue's stable key is none ·
 * `not-in-catalogue` · `catalogue` the catalogue itself is wrong · `settings` · `wrong-client`.
 * What a caller's signal aborts rejects with that signal's reason instead.
 */
export type ActimoErrorCode =
  | 'unauthorized'
  | 'forbidden'
  | 'not-there'
  | 'rate'
  | 'unavailable'
  | 'not-json'
  | 'unexpected'
  | 'paging'
  | 'key'
  | 'not-in-catalogue'
  | 'catalogue'
  | 'settings'
  | 'wrong-client';

/** What went wrong at Actimo. The message names object and endpoint; it never holds a key, a query value or a part of an answer. */
export class ActimoError extends A2DError {
  /** HTTP status, when there was an answer. */
  readonly status?: number;

  constructor(
    override readonly code: `actimo-${ActimoErrorCode}`,
    message: string,
    next: string,
    options?: ErrorOptions & { readonly status?: number },
  ) {
    super(code, message, next, options);
    if (options?.status !== undefined) this.status = options.status;
  }

  /** Whether trying the whole pass again later can help. */
  get passing(): boolean {
    return this.code === 'actimo-rate' || this.code === 'actimo-unavailable' || this.code === 'actimo-not-json';
  }
}
