/** The admin routes of the sandbox, `/sandbox/...` on both ports: dump, state, stats, faults, clock, switches, what people do on both sides, plug-ins, flows, reset. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { EditError, readEdits as readActimoEdits } from '../actimo/index.js';
import { EditRefused, readEdits } from '../dataverse/index.js';
import { clocksOf, moveClocks } from './clock.js';
import { addFaults, faultsOf } from './faults.js';
import { AdminError, answerJson, answerLines, isLoopback, readObject } from './http.js';
import { dumpLines, restore, sideOf, stateLines } from './keep.js';
import type { AdminParts } from './parts.js';

type Run = (parts: AdminParts, request: IncomingMessage, response: ServerResponse, query: URLSearchParams) => void | Promise<void>;

const routes: Readonly<Record<string, Run>> = {
  'GET /sandbox/dump': (parts, _request, response, query) => answerLines(response, dumpLines(parts, sideOf(query))),
  'GET /sandbox/state': (parts, _request, response, query) => answerLines(response, stateLines(parts, sideOf(query))),
  'POST /sandbox/restore': async (parts, request, response) => answerJson(response, 200, await restore(parts, request)),
  'GET /sandbox/stats': ({ actimo, dataverse }, _request, response) =>
    answerJson(response, 200, {
      actimo: { ...actimo.stats(), edits: actimo.edits() },
      dataverse: { ...dataverse.stats(), edits: dataverse.edits() },
    }),
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
    const report = actimo.edit(readActimoEdits(await readObject(request)));
    answerJson(response, report.applied ? 200 : 202, report);
  },
  'DELETE /sandbox/actimo/edits': ({ actimo }, _request, response) => {
    actimo.cancelEdits();
    answerJson(response, 200, actimo.edits());
  },
  'GET /sandbox/actimo/har': async ({ actimo }, _request, response) => answerJson(response, 200, await actimo.har()),
  'GET /sandbox/dataverse/settings': ({ dataverse }, _request, response) => answerJson(response, 200, dataverse.changeSettings({})),
  'POST /sandbox/dataverse/settings': async ({ dataverse }, request, response) =>
    answerJson(response, 200, dataverse.changeSettings(await readObject(request))),
  'GET /sandbox/dataverse/edits': ({ dataverse }, _request, response) => answerJson(response, 200, dataverse.edits()),
  'POST /sandbox/dataverse/edits': async ({ dataverse }, request, response) => {
    const report = dataverse.edit(readEdits(await readObject(request)));
    answerJson(response, report.applied ? 200 : 202, report);
  },
  'DELETE /sandbox/dataverse/edits': ({ dataverse }, _request, response) => {
    dataverse.cancelEdits();
    answerJson(response, 200, dataverse.edits());
  },
  /** Short for edits that only hang something on rows. */
  'POST /sandbox/dataverse/hang': async ({ dataverse }, request, response) => {
    const { when, ...hang } = await readObject(request);
    const report = dataverse.edit(readEdits({ hang, ...(when === undefined ? {} : { when }) }));
    answerJson(response, report.applied ? 200 : 202, report.hung ?? report);
  },
  'GET /sandbox/dataverse/plug-ins': ({ dataverse }, _request, response) => answerJson(response, 200, dataverse.plugIns.list()),
  'POST /sandbox/dataverse/plug-ins': async ({ dataverse }, request, response) => {
    dataverse.plugIns.add(await readObject(request));
    answerJson(response, 200, dataverse.plugIns.list());
  },
  'DELETE /sandbox/dataverse/plug-ins': ({ dataverse }, _request, response) => {
    dataverse.plugIns.clear();
    answerJson(response, 200, []);
  },
  'GET /sandbox/dataverse/flows': ({ dataverse }, _request, response) => answerJson(response, 200, dataverse.flows.list()),
  'POST /sandbox/dataverse/flows': async ({ dataverse }, request, response) => {
    dataverse.flows.add(await readObject(request));
    answerJson(response, 200, dataverse.flows.list());
  },
  'DELETE /sandbox/dataverse/flows': ({ dataverse }, _request, response) => {
    dataverse.flows.clear();
    answerJson(response, 200, []);
  },
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
      answerJson(response, statusOf(error), { error: error instanceof Error ? error.message : String(error) });
    });
    return true;
  };
}

function statusOf(error: unknown): number {
  if (error instanceof AdminError) return error.status;
  if (error instanceof EditRefused) return error.conflict ? 409 : 400;
  return error instanceof EditError || error instanceof RangeError ? 400 : 500;
}

async function serve(parts: AdminParts, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isLoopback(request)) throw new AdminError(403, 'admin routes answer this machine only');
  const run = routes[`${request.method} ${url.pathname}`];
  if (run) return run(parts, request, response, url.searchParams);
  throw new AdminError(404, `no such admin route; there are ${Object.keys(routes).join(', ')}`);
}
