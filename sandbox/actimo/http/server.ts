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
import { findRoute } from './routes.js';
import { json, writeAnswer } from './write.js';

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
  /** Serves what lies outside the API root; answers false when it is none of its business. */
  readonly outside: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
}

export function createActimoServer(parts: ServerParts): Server {
  const server = createServer((request, response) => {
    response.on('error', () => response.destroy());
    serve(parts, request, response).catch((error: unknown) => {
      parts.stats.failed(error);
      if (response.headersSent) response.destroy();
      else json(response, 500, { status: 'error', message: 'the sandbox failed' });
    });
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

async function serve(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const origin = `http://${request.headers.host ?? '127.0.0.1'}`;
  const url = URL.canParse(request.url ?? '/', origin) ? new URL(request.url ?? '/', origin) : new URL(origin);
  if (!url.pathname.startsWith(`${apiRoot}/`)) {
    if (parts.outside?.(request, response)) return;
    if (url.pathname.startsWith(adminRoot)) return serveAdminUi(parts, request, response, url);
    if (serveMedia(request, response, url, parts.switches(), parts.clock.now())) return;
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
    if (typeof found === 'object') label = `${method} ${found.route.path}`;
    outcome = await answer(parts, request, response, { url, path, method, found, origin });
  } finally {
    done(label, outcome.status, outcome.records);
  }
}

interface Arrived {
  readonly url: URL;
  readonly path: string;
  readonly method: string;
  readonly found: ReturnType<typeof findRoute>;
  readonly origin: string;
}

async function answer(
  parts: ServerParts,
  request: IncomingMessage,
  response: ServerResponse,
  arrived: Arrived,
): Promise<{ status: number | 'reset'; records: number }> {
  const { url, path, method, found, origin } = arrived;
  const refuse = (status: number, message: string, headers: Record<string, string> = {}) => {
    json(response, status, { status: 'error', message }, headers);
    return { status, records: 0 };
  };
  const fault = parts.faults.match(method, path);
  const struck = (kind: string, more: { key?: string; field?: string } = {}): void =>
    parts.stats.fault({ kind, at: new Date(parts.clock.now()).toISOString(), route: `${method} ${path}`, ...more });
  if (fault) struck(fault.kind);
  if (fault?.kind === 'reset') {
    request.socket.destroy();
    return { status: 'reset', records: 0 };
  }
  const header = request.headers['api-key'];
  const keyText = Array.isArray(header) ? header[0] : header;
  if (fault?.kind === 'revokeKey' && keyText) parts.keys.revoke(keyText);
  const key = parts.keys.find(keyText, parts.clock.now());
  if (!key) return refuse(401, 'missing or invalid api-key');
  const waitMs = parts.rate.take(key.key, parts.clock.now());
  if (waitMs > 0) {
    const seconds = String(parts.clock.secondsToWait(waitMs));
    return refuse(429, 'too many requests', parts.switches().retryAfter ? { 'retry-after': seconds } : {});
  }
  if (fault?.kind === 'status') {
    const status = fault.status ?? 503;
    return refuse(status, 'injected fault', status === 429 && parts.switches().retryAfter ? { 'retry-after': '1' } : {});
  }
  if (fault?.kind === 'html') {
    response
      .writeHead(502, { 'content-type': 'text/html' })
      .end('<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>');
    return { status: 502, records: 0 };
  }
  const slow = parts.latencyMs + (fault?.kind === 'slow' ? (fault.ms ?? 1000) : 0);
  if (slow > 0) await wait(slow);
  if (found === 404) return refuse(404, `no such path: ${path}`);
  if (found === 405) return refuse(405, `${method} is not possible on ${path}`);
  const body = method === 'POST' || method === 'PUT' ? await readBody(request) : {};
  if (typeof body === 'string') return refuse(body === 'too large' ? 413 : 400, `the body is ${body}`);
  response.setHeader('X-Sim-Basis', found.route.basis);
  const switches = parts.switches();
  const media = <Value>(value: Value): Value => withMediaUrls(value, switches, parts.clock.now());
  const { store, participation } = parts.clients[key.client ?? 0] as Client;
  const run = (): Answer => {
    const answered = found.route.run({ store, participation, switches, media, key, query: url.searchParams, ids: found.ids, body, origin });
    if (method !== 'GET') parts.changed();
    return answered;
  };
  if (fault?.kind === 'lateCommit') {
    setTimeout(run, fault.ms ?? 1000).unref();
    return refuse(504, 'the gateway has not waited for the answer');
  }
  const result = run();
  if (fault?.kind === 'resetAfter') {
    request.socket.destroy();
    return { status: 'reset', records: 0 };
  }
  const damage = parts.faults.forRows(method, path, (kind, row, field) => struck(kind, { key: keyOf(row), field }));
  return writeAnswer(response, result, url.searchParams, parts.switches(), fault, damage ?? unchanged);
}

const unchanged = (row: Record<string, unknown>): Record<string, unknown> => row;

/** What tells a row from the others of its list. */
const keyOf = ({ id, workspace_id, group_id, contact_id }: Readonly<Record<string, unknown>>): string =>
  String(id ?? `${String(workspace_id ?? group_id ?? '')}:${String(contact_id ?? '')}`);
