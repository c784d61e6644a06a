import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../time/index.js';
import { adminRoot, serveAdminUi } from '../admin-ui/serve.js';
import type { Sessions } from '../admin-ui/session.js';
import type { Participation } from '../content/participation.js';
import type { Faults } from '../faults.js';
import type { KeyRing } from '../keys.js';
import type { RateLimit } from '../rate.js';
import type { Stats } from '../stats.js';
import type { ActimoStore } from '../store.js';
import type { Profile, Switches } from '../switches.js';
import type { Answer } from './answers.js';
import { readBody } from './body.js';
import { serveMedia, withMediaUrls } from './media.js';
import { type Found, findRoute, isRoute } from './routes.js';
import { type FaultOfAnswer, json, writeAnswer } from './write.js';

const apiRoot = '/api/v1';

/** One of Actimo's customers: its data, and what its people did. */
export interface Client {
  readonly store: ActimoStore;
  readonly participation: Participation;
}

export interface ServerParts {
  /** All customers; a key belongs to one of them. */
  readonly clients: readonly Client[];
  readonly keys: KeyRing;
  readonly rate: RateLimit;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly faults: Faults;
  readonly stats: Stats;
  readonly profile: Profile;
  readonly latencyMs: number;
  switches(): Switches;
  /** Called before each request is worked on. */
  beat(): void;
  /** Called after a request that may have changed something. */
  changed(): void;
  /** Does work some milliseconds later, when the sandbox is still what it was. */
  later(ms: number, work: () => void): void;
  /** Serves what lies outside the API root; answers false when it is none of its business. */
  readonly outside: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
}

export function createActimoServer(parts: ServerParts): Server {
  const server = createServer((request, response) => {
    response.on('error', () => response.destroy());
    serve(parts, request, response).catch((error: unknown) => {
      // Who hangs up while sending is no failure of the sandbox.
      if (request.errored === null) parts.stats.failed(error);
      if (response.headersSent || request.errored !== null) response.destroy();
      else json(response, 500, { status: 'error', message: 'the sandbox failed' });
    });
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

async function serve(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = addressOf(request);
  if (!url.pathname.startsWith(`${apiRoot}/`)) {
    if (parts.outside?.(request, response)) return;
    await sleep(parts.latencyMs);
    if (url.pathname.startsWith(adminRoot)) return serveAdminUi(parts, request, response, url);
    if (serveMedia(parts, request, response, url)) return;
    json(response, 404, { status: 'error', message: `nothing here; the API is at ${apiRoot}` });
    return;
  }
  const path = url.pathname.slice(apiRoot.length);
  const method = request.method ?? 'GET';
  const done = parts.stats.begin();
  let outcome: { status: number | 'reset'; records: number } = { status: 'reset', records: 0 };
  let label = `${method} (unknown)`;
  try {
    parts.beat();
    const found = findRoute(method, path, parts.switches(), parts.profile);
    if (isRoute(found)) label = `${method} ${found.route.path}`;
    outcome = await withFault(parts, method, path, (effect) => answer(parts, request, response, { url, path, method, found }, effect));
  } finally {
    done(label, outcome.status, outcome.records);
  }
}

interface Arrived {
  readonly url: URL;
  readonly path: string;
  readonly method: string;
  readonly found: Found;
}

type Struck = (kind: string, more?: { readonly key?: string; readonly field?: string }) => void;

/** What goes wrong with a request: the rule, and who is to be told when it has had its effect. */
interface Effect extends FaultOfAnswer {
  readonly struck: Struck;
}

/** Works with the fault that the request has run into. What had no effect is neither written down nor counted as a hit. */
async function withFault<T>(parts: ServerParts, method: string, path: string, work: (effect: Effect) => Promise<T>): Promise<T> {
  const strike = parts.faults.match(method, path);
  const struck: Struck = (kind, more = {}) =>
    parts.stats.fault({ kind, at: new Date(parts.clock.now()).toISOString(), route: `${method} ${path}`, ...more });
  let felt = false;
  const feel = (): void => {
    if (strike && !felt) struck(strike.rule.kind);
    felt = true;
  };
  try {
    return await work({ fault: strike?.rule, felt: feel, struck });
  } finally {
    if (!felt) strike?.missed();
  }
}

/** The request's address; the root when it cannot be read. What it says about a host is of no account. */
function addressOf(request: IncomingMessage): URL {
  const base = 'http://actimo';
  return URL.canParse(request.url ?? '/', base) ? new URL(request.url ?? '/', base) : new URL(base);
}

/** Where the caller has reached the API. */
function originOf({ headers: { host }, socket }: IncomingMessage): string {
  const named = `http://${host ?? ''}`;
  return URL.canParse(named) ? new URL(named).origin : `http://127.0.0.1:${socket.localPort}`;
}

const sleep = (ms: number): Promise<void> => (ms > 0 ? wait(ms) : Promise.resolve());

async function answer(
  parts: ServerParts,
  request: IncomingMessage,
  response: ServerResponse,
  arrived: Arrived,
  effect: Effect,
): Promise<{ status: number | 'reset'; records: number }> {
  const { url, path, method, found } = arrived;
  if (isRoute(found)) response.setHeader('X-Sim-Basis', found.route.basis);
  const refuse = (status: number, message: string, headers: Record<string, string> = {}) => {
    json(response, status, { status: 'error', message }, headers);
    return { status, records: 0 };
  };
  const { fault, felt } = effect;
  if (fault?.kind === 'reset') {
    felt();
    request.socket.destroy();
    return { status: 'reset', records: 0 };
  }
  await sleep(parts.latencyMs);
  const header = request.headers['api-key'];
  const keyText = Array.isArray(header) ? header[0] : header;
  if (fault?.kind === 'revokeKey' && keyText && parts.keys.find(keyText, parts.clock.now())) {
    felt();
    parts.keys.revoke(keyText);
    parts.changed();
  }
  const key = parts.keys.find(keyText, parts.clock.now());
  if (!key) return refuse(401, 'missing or invalid api-key');
  const waitMs = parts.rate.take(key.key, parts.clock.now());
  if (waitMs > 0) {
    const seconds = String(parts.clock.secondsToWait(waitMs));
    return refuse(429, 'too many requests', parts.switches().retryAfter ? { 'retry-after': seconds } : {});
  }
  if (fault?.kind === 'status') {
    felt();
    const status = fault.status ?? 503;
    return refuse(status, 'injected fault', status === 429 && parts.switches().retryAfter ? { 'retry-after': '1' } : {});
  }
  if (fault?.kind === 'html') {
    felt();
    response
      .writeHead(502, { 'content-type': 'text/html' })
      .end('<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>');
    return { status: 502, records: 0 };
  }
  if (fault?.kind === 'slow') {
    felt();
    await sleep(fault.ms ?? 1000);
  }
  if (found === 404) return refuse(404, `no such path: ${path}`);
  if (!isRoute(found)) return refuse(405, `${method} is not possible on ${path}`, { allow: found.join(', ') });
  const body = method === 'POST' || method === 'PUT' ? await readBody(request) : {};
  if (typeof body === 'string') return refuse(body === 'too large' ? 413 : 400, `the body is ${body}`);
  const switches = parts.switches();
  const media = <Value>(value: Value): Value => withMediaUrls(value, switches, parts.clock.now());
  const { store, participation } = parts.clients[key.client ?? 0] as Client;
  const run = (): Answer => {
    const answered = found.route.run({
      store,
      participation,
      switches,
      media,
      key,
      query: url.searchParams,
      ids: found.ids,
      body,
      origin: originOf(request),
    });
    if (method !== 'GET') parts.changed();
    return answered;
  };
  if (fault?.kind === 'lateCommit') {
    felt();
    parts.later(fault.ms ?? 1000, run);
    return refuse(504, 'the gateway has not waited for the answer');
  }
  const result = run();
  if (fault?.kind === 'resetAfter') {
    felt();
    request.socket.destroy();
    return { status: 'reset', records: 0 };
  }
  const damage = parts.faults.forRows(method, path, (kind, row, field) => effect.struck(kind, { key: keyOf(row), field }));
  return writeAnswer(response, result, url.searchParams, parts.switches(), effect, damage ?? unchanged);
}

const unchanged = (row: Record<string, unknown>): Record<string, unknown> => row;

/** What tells a row from the others of its list. */
const keyOf = ({ id, workspace_id, group_id, contact_id }: Readonly<Record<string, unknown>>): string =>
  String(id ?? `${String(workspace_id ?? group_id ?? '')}:${String(contact_id ?? '')}`);
