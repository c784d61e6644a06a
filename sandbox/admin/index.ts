/** The admin routes of the sandbox, `/sandbox/...` on both ports: dump, stats, faults, clock, edits, what somebody else hangs on rows, reset. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Actimo, EditError, type EditRequest, type FaultRule, Faults } from '../actimo/index.js';
import { hangOnContacts, readHangRequest } from './hang.js';
import { AdminError, answerJson, answerLines, isLoopback, readObject } from './http.js';
import type { DataverseSide } from './sides.js';

export type { DataverseSide } from './sides.js';

export interface AdminParts {
  readonly actimo: Actimo;
  readonly dataverse: DataverseSide;
  /** Puts both sides back to how they were when the sandbox was ready. */
  reset(): void;
}

type Run = (parts: AdminParts, request: IncomingMessage, response: ServerResponse, query: URLSearchParams) => void | Promise<void>;

const routes: Readonly<Record<string, Run>> = {
  'GET /sandbox/dump': (parts, _request, response, query) => answerLines(response, dumpOf(parts, query.get('side'))),
  'GET /sandbox/stats': ({ actimo, dataverse }, _request, response) =>
    answerJson(response, 200, { actimo: { ...actimo.stats(), edits: actimo.edits() }, dataverse: dataverse.stats() }),
  'DELETE /sandbox/stats': ({ actimo, dataverse }, _request, response) => {
    actimo.resetStats();
    dataverse.resetStats();
    answerJson(response, 200, { reset: true });
  },
  'GET /sandbox/faults': (parts, _request, response) => answerJson(response, 200, faultsOf(parts)),
  'POST /sandbox/faults': async (parts, request, response) => {
    addFaults(parts, await readObject(request));
    answerJson(response, 200, faultsOf(parts));
  },
  'DELETE /sandbox/faults': (parts, _request, response) => {
    parts.actimo.faults.clear();
    parts.dataverse.faults.clear();
    answerJson(response, 200, faultsOf(parts));
  },
  'GET /sandbox/clock': (parts, _request, response) => answerJson(response, 200, clocksOf(parts)),
  'POST /sandbox/clock': async (parts, request, response) => {
    moveClocks(parts, await readObject(request));
    answerJson(response, 200, clocksOf(parts));
  },
  'GET /sandbox/actimo/switches': ({ actimo }, _request, response) => answerJson(response, 200, actimo.switches()),
  'POST /sandbox/actimo/switches': async ({ actimo }, request, response) =>
    answerJson(response, 200, actimo.setSwitches(await readObject(request))),
  'GET /sandbox/actimo/edits': ({ actimo }, _request, response) => answerJson(response, 200, actimo.edits()),
  'POST /sandbox/actimo/edits': async ({ actimo }, request, response) => {
    const report = actimo.edit(readEdits(await readObject(request)));
    answerJson(response, report.applied ? 200 : 202, report);
  },
  'GET /sandbox/actimo/har': async ({ actimo }, _request, response) => answerJson(response, 200, await actimo.har()),
  'POST /sandbox/dataverse/hang': async ({ dataverse }, request, response) =>
    answerJson(response, 200, hangOnContacts(dataverse, readHangRequest(await readObject(request)))),
  'POST /sandbox/reset': (parts, _request, response) => {
    parts.reset();
    answerJson(response, 200, { reset: true });
  },
};

/** Serves `/sandbox...` and answers true; false for any other path. To be called by both servers for what lies outside their API roots. */
export function createAdmin(parts: AdminParts): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const url = URL.canParse(request.url ?? '/', 'http://sandbox') ? new URL(request.url ?? '/', 'http://sandbox') : undefined;
    if (!url || (url.pathname !== '/sandbox' && !url.pathname.startsWith('/sandbox/'))) return false;
    serve(parts, url, request, response).catch((error: unknown) => {
      if (response.headersSent) {
        response.destroy();
        return;
      }
      const status = error instanceof AdminError ? error.status : error instanceof EditError || error instanceof RangeError ? 400 : 500;
      answerJson(response, status, { error: error instanceof Error ? error.message : String(error) });
    });
    return true;
  };
}

async function serve(parts: AdminParts, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isLoopback(request)) throw new AdminError(403, 'admin routes answer this machine only');
  const run = routes[`${request.method} ${url.pathname}`];
  if (run) return run(parts, request, response, url.searchParams);
  throw new AdminError(404, `no such admin route; there are ${Object.keys(routes).join(', ')}`);
}

function dumpOf(parts: AdminParts, side: string | null): Generator<string> {
  if (side !== null && side !== 'actimo' && side !== 'dataverse') throw new AdminError(400, 'side must be actimo or dataverse');
  return dumpLines(parts, side);
}

function* dumpLines({ actimo, dataverse }: AdminParts, side: 'actimo' | 'dataverse' | null): Generator<string> {
  if (side !== 'dataverse') yield* actimo.dump();
  if (side !== 'actimo') yield* dataverse.dump();
}

function faultsOf({ actimo, dataverse }: AdminParts): { actimo: unknown; dataverse: unknown } {
  return { actimo: actimo.faults.list(), dataverse: dataverse.faults.list() };
}

/** One rule, or several under `rules`; each says with `side` whom it is for. All are looked at before the first one is added. */
function addFaults({ actimo, dataverse }: AdminParts, body: Record<string, unknown>): void {
  const rules = (Array.isArray(body.rules) ? body.rules : [body]) as Record<string, unknown>[];
  for (const { side, ...rule } of rules) {
    if (side !== 'actimo' && side !== 'dataverse') throw new AdminError(400, 'side must be actimo or dataverse');
    const wrong = side === 'actimo' ? Faults.wrong(rule) : dataverse.faults.wrong(rule);
    if (wrong) throw new AdminError(400, wrong);
  }
  for (const { side, ...rule } of rules) {
    if (side === 'actimo') actimo.faults.add(rule as unknown as FaultRule);
    else dataverse.faults.add(rule);
  }
}

function clocksOf({ actimo, dataverse }: AdminParts): { actimo: string; dataverse: string } {
  return { actimo: new Date(actimo.clock()).toISOString(), dataverse: new Date(dataverse.clock.now()).toISOString() };
}

/** `{now}` sets, `{advanceMs}` moves; both sides unless `side` names one. Actimo's own clock stands still between changes. */
function moveClocks({ actimo, dataverse }: AdminParts, { side, now, advanceMs }: Record<string, unknown>): void {
  const to = now === undefined ? undefined : Date.parse(String(now));
  if ((to === undefined) === (advanceMs === undefined)) throw new AdminError(400, 'give now (a time) or advanceMs (milliseconds)');
  if (to !== undefined && Number.isNaN(to)) throw new AdminError(400, 'now is not a time');
  if (advanceMs !== undefined && !Number.isFinite(advanceMs)) throw new AdminError(400, 'advanceMs is not a number');
  if (side !== 'dataverse') actimo.setClock(to ?? actimo.clock() + Number(advanceMs));
  if (side === 'actimo') return;
  if (to !== undefined) dataverse.clock.set(to);
  else dataverse.clock.advance(Number(advanceMs));
}

function readEdits(body: Record<string, unknown>): EditRequest {
  const { edits, random, when } = body;
  if (edits !== undefined && !Array.isArray(edits)) throw new AdminError(400, 'edits must be a list');
  if (edits === undefined && typeof random !== 'object')
    throw new AdminError(400, 'give edits (a list) or random ({seed, create, update, delete})');
  if (random !== undefined && !Number.isInteger((random as { seed?: unknown }).seed))
    throw new AdminError(400, 'random needs a seed, a whole number');
  if (when !== undefined && !Number.isInteger((when as { contactsWritten?: unknown }).contactsWritten)) {
    throw new AdminError(400, 'when needs contactsWritten, a whole number');
  }
  return body as EditRequest;
}
