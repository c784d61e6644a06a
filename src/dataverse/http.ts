import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { rootCertificates } from 'node:tls';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { classifyAnswer, classifyNetwork, type RequestContext } from './classify.js';
import { DataverseError } from './errors.js';
import type { DataverseDeps, DataverseSettings } from './settings.js';
import { createSignIn, type SignIn } from './sign-in.js';
import { Slots } from './slots.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below the API root (`contacts?$select=...`), or absolute as a `nextLink` is; then it is sent as it came. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly context: Omit<RequestContext, 'write' | 'self'>;
  /**
   * `once`: a write, sent again only when it is certain that it was not executed. `retry`: a read, or a write that may be sent again.
   */
  readonly attempts: 'once' | 'retry';
  /** Ends a wait or a read at once, and keeps a write from leaving; a write that has left is waited for. */
  readonly signal?: AbortSignal | undefined;
  readonly beforeSend?: (() => Promise<void> | void) | undefined;
  readonly onSent?: (() => void) | undefined;
  readonly onAnswer?: (() => void) | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Milliseconds from sending to the last byte of the answer, waits apart. */
  readonly took: number;
  /** Whether a limit of the service made us wait. */
  readonly throttled: boolean;
}

export interface Http {
  /** Answers below 400; everything else is thrown as `DataverseError`. An aborted `signal` rejects with its reason before the request has left. */
  request(request: HttpRequest): Promise<HttpAnswer>;
  /** Path and query of the API root, for the request lines of a batch. */
  readonly rootPath: string;
  /** URL of something below the API root, where a body has to name one. */
  absolute(path: string): string;
  /** From the last `x-ms-dop-hint`, if any came. */
  dopHint(): number | undefined;
  /** The application user's id, once known: an error about ourselves is not an error of a row. */
  knowSelf(userId: string): void;
  close(): void;
}

const readTries = 6;

function createAxios(settings: DataverseSettings): { instance: AxiosInstance; close: () => void } {
  // Sockets stay open between requests, and no cookie is ever sent: an affinity cookie would pin all requests to one web server.
  const httpAgent = new http.Agent({ keepAlive: true });
  const httpsAgent = new https.Agent({
    keepAlive: true,
    ...(settings.caFile === undefined ? {} : { ca: [...rootCertificates, readFileSync(settings.caFile, 'utf8')] }),
  });
  const instance = axios.create({
    httpAgent,
    httpsAgent,
    proxy: false,
    maxRedirects: 0,
    maxBodyLength: Infinity,
    maxContentLength: Infinity,
  });
  return {
    instance,
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

/** Node's own request function, watched: `onSent` is called when the last byte has been handed to the operating system. */
function watchedTransport(onSent: () => void) {
  return {
    request(options: http.RequestOptions, answer: (response: http.IncomingMessage) => void): http.ClientRequest {
      const request = options.protocol === 'https:' ? https.request(options, answer) : http.request(options, answer);
      request.once('finish', onSent);
      return request;
    },
  };
}

export function retryAfterOf(headers: Readonly<Record<string, unknown>>): number | undefined {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function createHttp(settings: DataverseSettings, deps: DataverseDeps): Http {
  const { instance, close } = createAxios(settings);
  const signIn: SignIn = createSignIn(settings, instance);
  const root = new URL(`/api/data/${settings.apiVersion ?? 'v9.2'}/`, settings.url);
  const slots = new Slots(settings.maxConcurrency ?? 8);
  let pausedUntil = 0;
  let hint: number | undefined;
  let self: string | undefined;

  /** One time over the wire: any status is an answer; no answer is a DataverseError. */
  async function once(request: HttpRequest, token: string, context: RequestContext): Promise<AxiosResponse<string> & { took: number }> {
    const limit = request.attempts === 'once' ? (settings.writeTimeoutMs ?? 240_000) : (settings.readTimeoutMs ?? 60_000);
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), limit);
    const abort = () => stop.abort();
    // A write whose first byte may have left is not torn off: that would only turn an answer into a doubt.
    if (request.attempts === 'retry') request.signal?.addEventListener('abort', abort, { once: true });
    let sent = false;
    const started = performance.now();
    try {
      const answer = await instance.request<string>({
        method: request.method,
        url: new URL(request.path, root).href,
        headers: {
          Accept: 'application/json',
          'OData-MaxVersion': '4.0',
          'OData-Version': '4.0',
          'If-None-Match': 'null',
          ...(request.body === undefined ? {} : { 'Content-Type': 'application/json; charset=utf-8' }),
          ...(deps.userAgent === undefined ? {} : { 'User-Agent': deps.userAgent }),
          Authorization: `Bearer ${token}`,
          ...request.headers,
        },
        ...(request.body === undefined ? {} : { data: Buffer.from(request.body, 'utf8') }),
        responseType: 'text',
        transformResponse: (body: string) => body,
        validateStatus: () => true,
        signal: stop.signal,
        transport: watchedTransport(() => {
          sent = true;
          request.onSent?.();
        }),
      });
      return Object.assign(answer, { took: performance.now() - started });
    } catch (error) {
      throw classifyNetwork(error, sent, context);
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', abort);
    }
  }

  /** Waits for a slot of this process, for a limit that another request has met, and for a share of the budget. */
  async function turn(signal: AbortSignal | undefined): Promise<() => void> {
    const free = await slots.acquire(signal);
    try {
      for (let wait = pausedUntil - Date.now(); wait > 0; wait = pausedUntil - Date.now()) await sleep(wait, undefined, { signal });
      const giveBack = await deps.budget?.acquire('request', signal);
      return () => {
        giveBack?.();
        free();
      };
    } catch (error) {
      free();
      throw signal?.aborted ? signal.reason : error;
    }
  }

  async function request(request: HttpRequest): Promise<HttpAnswer> {
    const write = request.attempts === 'once';
    let renewed = false;
    let throttled = false;
    for (let attempt = 1; ; ) {
      const context: RequestContext = { ...request.context, write, self };
      const token = await signIn.token();
      const done = await turn(request.signal);
      let error: DataverseError;
      try {
        await request.beforeSend?.();
        request.signal?.throwIfAborted();
        const answer = await once(request, token, context);
        request.onAnswer?.();
        const headers = answer.headers as Record<string, string>;
        hint = Number(headers['x-ms-dop-hint']) || hint;
        const text = answer.data ?? '';
        if (answer.status < 400) return { status: answer.status, headers, text, took: answer.took, throttled };
        const retryAfter = retryAfterOf(headers);
        error = classifyAnswer({ status: answer.status, body: parsed(text), retryAfter }, context);
        if (error.kind === 'throttled') {
          throttled = true;
          // Every further request would lengthen the wait, so all of them hold still.
          pausedUntil = Math.max(pausedUntil, Date.now() + (retryAfter ?? 5) * 1000);
          deps.log?.warn({ code: error.code, retryAfter, what: context.what }, 'a limit of the service is reached');
          continue;
        }
        if (answer.status === 401 && !renewed) {
          renewed = true;
          await signIn.renew(token);
          continue;
        }
      } catch (caught) {
        if (!(caught instanceof DataverseError) || write || caught.kind !== 'not-executed') throw caught;
        error = caught;
      } finally {
        done();
      }
      if (write || error.kind !== 'not-executed' || attempt >= readTries) throw error;
      deps.log?.info({ code: error.code, attempt, what: context.what }, 'asking again');
      await pause(Math.min(30, error.retryAfter ?? 2 ** attempt * 0.1) * 1000, request.signal);
      attempt += 1;
    }
  }

  return {
    request,
    rootPath: root.pathname,
    absolute: (path) => new URL(path, root).href,
    dopHint: () => hint,
    knowSelf(userId) {
      self = userId;
    },
    close,
  };
}

/** Sleeps; rejects with the signal's reason. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  }
}
