import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkBypass } from '../auth/bypass.js';
import { impersonated } from '../auth/impersonation.js';
import type { Tokens } from '../auth/tokens.js';
import { batch } from '../bulk/batch.js';
import type { InFlight, Overlap } from '../bulk/overlap.js';
import { DataverseFault, faults } from '../core/errors.js';
import type { Work } from '../core/work.js';
import type { World } from '../core/world.js';
import type { DamageDone } from '../faults/damage.js';
import { afterwards, before, type Mishap } from '../faults/requests.js';
import type { FaultRules } from '../faults/rules.js';
import type { Entitlement } from '../limits/entitlement.js';
import type { Limits } from '../limits/limits.js';
import { answer } from '../routes/api.js';
import { bulkCall, type Service } from '../routes/service.js';
import type { Stats } from '../stats.js';
import { type Address, type Api, addressOf } from './apis.js';
import { BodyRooms } from './body-rooms.js';
import { crossOrigin, preflight } from './cors.js';
import { errorAnswer } from './error-answer.js';
import { type ApiAnswer, type ApiRequest, decodePath, parseQuery } from './request.js';
import { readBody, send } from './server.js';
import { letOthersIn } from './turns.js';

export interface EndpointParts {
  readonly world: World;
  readonly service: Service;
  readonly tokens: Tokens;
  readonly limits: Limits;
  readonly entitlement: Entitlement;
  readonly overlap: Overlap;
  readonly rules: FaultRules;
  readonly damage: DamageDone;
  readonly stats: Stats;
}

const longestUrl = 32_768;

/** One request to the Web API, from its first line to the last byte of its answer. */
export class Endpoint {
  readonly #parts: EndpointParts;
  readonly #rooms = new BodyRooms();
  #turn = 0;

  constructor(parts: EndpointParts) {
    this.#parts = parts;
  }

  /** False when the path is none of the API's. */
  serves(url: string): boolean {
    return addressOf(url) !== null;
  }

  async handle(request: IncomingMessage, response: ServerResponse, origin: string): Promise<void> {
    const { world, stats, rules, damage } = this.#parts;
    const url = request.url ?? '/';
    const method = request.method ?? 'GET';
    if (method === 'OPTIONS') {
      send(response, 200, preflight(request), null);
      return;
    }
    const address = addressOf(url) as Address;
    const path = address.api === 'data' ? address.path : `${address.api}/${address.path}`;
    const kind = address.api === 'data' ? kindOf(method, path) : `${method} ${path}`;
    const server = this.#serverOf(request);
    stats.arrive();
    let status: number | 'none' = 'none';
    let code: string | null = null;
    try {
      const mishap = rules.forRequest(method, path, tableIn(world, path));
      if (mishap !== null) stats.effect({ kind: mishap.kind, at: world.clock.text(), route: kind });
      if (mishap?.kind === 'reset-before') {
        request.socket.destroy();
        return;
      }
      const done = await this.#answer(request, method, address, origin, url.length, server, mishap);
      status = done.answer.status;
      code = codeOf(done.answer);
      if (method === 'GET' || path.startsWith('$batch') || path.startsWith('%24batch')) damage.afterRead(done.answer.body);
      const headers = {
        REQ_ID: world.random.guid(),
        'x-ms-service-request-id': world.random.guid(),
        'x-ms-dop-hint': String(Math.max(1, Math.floor(world.settings.limits.concurrency / 5)) * world.settings.servers),
        'Set-Cookie': [`ARRAffinity=${serverName(server.number)}; path=/; HttpOnly`],
        ...crossOrigin,
        ...done.headers,
        ...done.answer.headers,
      };
      if (afterwards(response, done.answer, headers, mishap)) {
        status = 'none';
        return;
      }
      const { release } = done.answer;
      if (release !== undefined) response.once('finish', release);
      send(response, done.answer.status, headers, done.answer.body);
    } catch (error) {
      // The client hung up while it was sending: nobody is left to answer.
      if (!request.socket.destroyed) throw error;
    } finally {
      stats.depart();
      stats.request(kind, status, code);
    }
  }

  async #answer(
    request: IncomingMessage,
    method: string,
    { api, root: below, path, query }: Address,
    origin: string,
    urlLength: number,
    server: ApiRequest['server'],
    mishap: Mishap,
  ): Promise<{ answer: ApiAnswer; headers: Readonly<Record<string, string>> }> {
    const { world, tokens, limits, entitlement, overlap } = this.#parts;
    const headers = request.headers as Readonly<Record<string, string | undefined>>;
    const root = `${origin}${below}`;
    const refused = (error: unknown) => {
      request.resume();
      return { answer: errorAnswer(error, { headers }), headers: {} };
    };
    let user: string;
    let behalfOf: string | null;
    let admission: ReturnType<Limits['enter']>;
    try {
      if (mishap?.kind === 'revoke') tokens.revokeAll(headers.authorization);
      const caller = tokens.userOf(headers.authorization, root);
      ({ user, behalfOf } = impersonated(world, caller, headers));
      checkBypass(world, { user, behalfOf }, headers);
      entitlement.demand();
      admission = limits.enter(caller, server.number);
    } catch (error) {
      return refused(error);
    }
    const bulk = api === 'data' ? bulkCall(path) : null;
    const inFlight = bulk === null ? null : overlap.enter(bulk.set);
    const work: Work = { read: 0, written: 0 };
    let room = bulk === null ? null : this.#rooms.take();
    try {
      if (urlLength > longestUrl) return refused(faults.longAddress());
      const body = await readBody(request, world.settings.maxBody, room);
      if (body === null) return refused(new DataverseFault(413, '0x8004418a', 'The request is too large.'));
      const early = await before(mishap);
      if (early !== null && mishap?.kind !== 'late-commit') return { answer: early, headers: admission.headers };
      if (world.settings.latencyMs > 0) await sleep(world.settings.latencyMs);
      const execute = (): ApiAnswer =>
        this.#execute({ api, method, root, path, query, headers, body, user, behalfOf, server, work }, inFlight);
      if (early !== null) {
        // The body is read later, so its room is not for others.
        room = null;
        setTimeout(execute, mishap?.ms ?? 1000).unref();
        return { answer: early, headers: admission.headers };
      }
      await letOthersIn();
      const answered = execute();
      if (answered.status < 400) inFlight?.written();
      await letOthersIn();
      const takes = (answered.delayMs ?? 0) + (work.plugInMs ?? 0);
      if (takes > 0) await world.clock.sleep(takes);
      return { answer: answered, headers: admission.headers };
    } finally {
      const { cost } = world.settings;
      entitlement.charge(work.operations ?? 1);
      admission.leave(cost.requestMs + work.written * cost.writtenMs + work.read * cost.readMs + (work.plugInMs ?? 0));
      inFlight?.leave();
      if (room !== null) this.#rooms.giveBack(room);
    }
  }

  #execute(
    from: {
      api: Api;
      method: string;
      root: string;
      path: string;
      query: string;
      headers: ApiRequest['headers'];
      body: Buffer;
      user: string;
      behalfOf: string | null;
      server: ApiRequest['server'];
      work: ApiRequest['work'];
    },
    inFlight: InFlight | null,
  ): ApiAnswer {
    const { world, service } = this.#parts;
    service.timetable.settle();
    try {
      const request: ApiRequest = {
        method: from.method,
        root: from.root,
        path: decodePath(from.path),
        query: parseQuery(from.query),
        headers: from.headers,
        body: from.body,
        user: from.user,
        behalfOf: from.behalfOf,
        server: from.server,
        tx: null,
        contentIds: null,
        inBatch: false,
        work: from.work,
      };
      inFlight?.meet(world);
      if (from.api === 'data' && request.path === '$batch') {
        if (from.method !== 'POST') throw faults.methodNotAllowed(from.method);
        return batch(service, request);
      }
      return answer(service, request, from.api);
    } catch (error) {
      return errorAnswer(error, from);
    }
  }

  /** The affinity cookie decides, otherwise the balancer's turn. */
  #serverOf(request: IncomingMessage): ApiRequest['server'] {
    const { servers } = this.#parts.world.settings;
    const wanted = /ARRAffinity=server-(\d+)/.exec(request.headers.cookie ?? '')?.[1];
    if (wanted !== undefined) return { number: Number(wanted) % servers, bound: true };
    this.#turn = (this.#turn + 1) % servers;
    return { number: this.#turn, bound: false };
  }
}

const serverName = (server: number): string => `server-${server}`;

/** E.g. `GET contacts`, `POST contacts/UpsertMultiple`, `PATCH contacts`, `POST $batch`, `GET EntityDefinitions`. */
function kindOf(method: string, path: string): string {
  const decoded = path.replaceAll('%24', '$');
  const first = /^[$\w]+/.exec(decoded)?.[0] ?? '';
  const message = /\/Microsoft\.Dynamics\.CRM\.(\w+Multiple)$/.exec(decoded)?.[1];
  return `${method} ${first}${message === undefined ? '' : `/${message}`}`;
}

function tableIn(world: World, path: string): string | null {
  const set = /^\w+/.exec(path)?.[0];
  return set === undefined ? null : (world.metadata.bySet(set)?.logicalName ?? null);
}

function codeOf({ status, body }: ApiAnswer): string | null {
  if (status < 400 || typeof body !== 'string') return null;
  return /"code":"(0x[0-9a-f]+)"/i.exec(body)?.[1] ?? null;
}
