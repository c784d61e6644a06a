import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import pRetry from 'p-retry';
import { withDeadline } from './abort.js';
import type { Endpoint } from './catalogue.js';
import { ActimoError } from './errors.js';
import type { KeyRing, Scope } from './key-ring.js';
import type { Pacer } from './pacer.js';
import { type Received, receive } from './receive.js';
import { explain, refusal, waitOf } from './request-errors.js';
import type { Log } from './settings.js';

/** One question to Actimo. */
export interface Question {
  /** What is read, for messages: `user`, `user.manager_id`. */
  readonly about: string;
  readonly endpoint: Pick<Endpoint, 'path' | 'query' | 'method' | 'body' | 'rows'>;
  readonly scope: Scope;
  /** For the placeholders of the path. */
  readonly path?: { readonly parent?: string; readonly key?: string };
  readonly query?: Readonly<Record<string, string>>;
  readonly total?: string | undefined;
  /** A list may take ten times as long as one record. */
  readonly list?: boolean;
}

export interface RequestOptions {
  readonly url: string;
  readonly header: string;
  readonly retries: number;
  /** Pause before the first repetition, in milliseconds; it doubles each time, up to half a minute. */
  readonly retryDelayMs: number;
  readonly timeoutMs: number;
  readonly userAgent: string;
  readonly log?: Log | undefined;
}

/** Sends questions: at the pace of the keys, again when it failed and may be asked again, judged by HTTP status and never by the envelope's `status`. */
export class Requests {
  readonly #http: AxiosInstance;
  readonly #agents = { httpAgent: new HttpAgent({ keepAlive: true }), httpsAgent: new HttpsAgent({ keepAlive: true }) };
  readonly #counts = new Map<string, number>();

  constructor(
    readonly keys: KeyRing,
    private readonly options: RequestOptions,
  ) {
    this.#http = axios.create({
      ...this.#agents,
      baseURL: options.url.replace(/\/+$/, ''),
      headers: { 'User-Agent': options.userAgent, Accept: 'application/json' },
      responseType: 'stream',
      validateStatus: null,
      // A redirect would carry the key to another address.
      maxRedirects: 0,
    });
  }

  /** The whole answer. Throws `ActimoError`, or the signal's reason. `onlyKey` asks with that key alone. */
  ask(question: Question, signal?: AbortSignal, onlyKey?: Pacer): Promise<Received> {
    const { retries, retryDelayMs, log } = this.options;
    return pRetry(() => this.#once(question, signal, onlyKey), {
      retries,
      minTimeout: retryDelayMs,
      maxTimeout: 30_000,
      randomize: true,
      ...(signal && { signal }),
      shouldRetry: ({ error, retriesConsumed }) =>
        error instanceof ActimoError &&
        (error.passing || (error.code === 'actimo-unexpected' && error.status === 200 && retriesConsumed < 2)),
      onFailedAttempt: ({ error, attemptNumber, retriesLeft }) => {
        if (error instanceof ActimoError)
          log?.warn({ about: question.about, code: error.code, status: error.status, attemptNumber, retriesLeft }, 'Actimo request failed');
      },
    });
  }

  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  close(): void {
    this.#agents.httpAgent.destroy();
    this.#agents.httpsAgent.destroy();
  }

  async #once(question: Question, signal: AbortSignal | undefined, onlyKey: Pacer | undefined): Promise<Received> {
    const pacer = onlyKey ?? this.keys.soonest(question.scope);
    await pacer.take(signal);
    const { endpoint } = question;
    const where = `${endpoint.method} ${pathOf(question)}`;
    const subject = `Actimo, reading ${question.about} by ${where}`;
    try {
      return await withDeadline(signal, this.options.timeoutMs * (question.list ? 10 : 1), async (inner) => {
        const response = await this.#http.request<Readable>({
          url: pathOf(question),
          method: endpoint.method,
          params: { ...endpoint.query, ...question.query },
          ...(endpoint.method === 'POST' && { data: endpoint.body ?? {} }),
          headers: { [this.options.header]: pacer.key },
          signal: inner,
        });
        this.#count(String(response.status));
        if (response.status < 200 || response.status > 299) throw this.#refused(response, pacer, subject);
        return await receive(response.data, { rows: endpoint.rows, total: question.total }, inner);
      });
    } catch (error) {
      signal?.throwIfAborted();
      const explained = explain(error, subject, endpoint.rows);
      if (!(error instanceof ActimoError) && explained instanceof ActimoError) this.#count(explained.code);
      throw explained;
    }
  }

  #refused(response: AxiosResponse<Readable>, pacer: Pacer, subject: string): ActimoError {
    // Read to its end, so that the connection can be used again.
    response.data.resume();
    if (response.status === 429) pacer.pause(waitOf(response.headers['retry-after']));
    return refusal(response.status, subject, this.keys.nameOf(pacer));
  }

  #count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
}

const pathOf = ({ endpoint, path }: Question): string =>
  endpoint.path.replaceAll('{parent}', encodeURIComponent(path?.parent ?? '')).replaceAll('{key}', encodeURIComponent(path?.key ?? ''));
