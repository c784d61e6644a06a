import type { IncomingMessage, ServerResponse } from 'node:http';
import { exportFile, exportFormats, mimeOf } from '../exports/files.js';
import { sheetNames, sheetOf } from '../exports/sheets.js';
import type { Answer } from '../http/answers.js';
import { readBody } from '../http/body.js';
import { withMediaUrls } from '../http/media.js';
import { findRoute, isRoute } from '../http/routes.js';
import type { Client, ServerParts } from '../http/server.js';
import { json } from '../http/write.js';
import { adminPassword, cookieName } from './session.js';

/**
 * The private endpoints behind the admin UI, all invented: another base than the API, a cookie instead of a key, lists by POST with the paging in the body and
 * the rows elsewhere in the answer. `POST /admin/api/<list>` with `<list>` as the API's path, dots for slashes, e.g. `workspaces.11.contacts`.
 */
export const adminRoot = '/admin/';

export async function serveAdminUi(parts: ServerParts, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const now = parts.clock.now();
  const fail = (status: number, reason: string): void => json(response, status, { success: false, error: { reason } });
  response.setHeader('X-Sim-Basis', 'inferred');
  if (url.pathname === '/admin/login') return login(parts, request, response, now);
  const email = parts.sessions.find(request.headers.cookie, now);
  const client = email === undefined ? undefined : clientOf(parts, email);
  if (client === undefined) return fail(401, 'sign in first');
  if ((request.method === 'GET' || request.method === 'HEAD') && url.pathname.startsWith('/admin/exports/')) {
    const file = decoded(url.pathname.slice('/admin/exports/'.length));
    return file === undefined ? fail(404, 'no such export') : sendExport(client, response, file);
  }
  if (request.method !== 'POST' || !url.pathname.startsWith('/admin/api/')) return fail(404, 'no such page');
  const body = await readBody(request);
  if (typeof body === 'string') return fail(body === 'too large' ? 413 : 400, `the body is ${body}`);
  const path = `/${url.pathname.slice('/admin/api/'.length).replaceAll('.', '/')}`;
  const found = findRoute('GET', path, { ...parts.switches(), onlyDocumented: false }, 'full-inferred');
  if (!isRoute(found)) return fail(404, `no list ${path}`);
  const answer = found.route.run({
    ...client,
    switches: parts.switches(),
    media: (value) => withMediaUrls(value, parts.switches(), now),
    key: { key: 'admin', workspaces: null, expiresAt: null },
    query: new URLSearchParams(),
    ids: found.ids,
    body,
    origin: '',
  });
  if (answer.kind === 'error') return fail(answer.status, answer.message);
  json(response, 200, { success: true, result: page(answer, body) });
}

/** `undefined` when its escapes are broken. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Whose admin team has this address. */
const clientOf = ({ clients }: ServerParts, email: string): Client | undefined =>
  clients.find(({ store: { world } }) =>
    Array.from({ length: world.adminUsers }, (_, index) => world.adminUser(index).email).includes(email),
  );

async function login(parts: ServerParts, request: IncomingMessage, response: ServerResponse, now: number): Promise<void> {
  const body = request.method === 'POST' ? await readBody(request) : {};
  const { email, password } = typeof body === 'string' ? {} : (body as { email?: unknown; password?: unknown });
  if (typeof email !== 'string' || clientOf(parts, email) === undefined || password !== adminPassword) {
    json(response, 403, { success: false, error: { reason: 'wrong e-mail address or password' } });
    return;
  }
  response.setHeader('set-cookie', `${cookieName}=${parts.sessions.open(email, now)}; Path=/admin; HttpOnly; SameSite=Lax`);
  json(response, 200, { success: true, result: { email } });
}

/** Pages count from 0; a page is 50 lines unless the body says otherwise, and 200 at most. */
function page(answer: Exclude<Answer, { kind: 'error' }>, { pageIndex, pageSize }: Readonly<Record<string, unknown>>): unknown {
  if (answer.kind === 'done') return { items: [], totalCount: 0 };
  if (answer.kind === 'one') return { items: [answer.row], totalCount: 1 };
  const size = Math.min(200, typeof pageSize === 'number' && pageSize >= 1 ? Math.floor(pageSize) : 50);
  const skip = (typeof pageIndex === 'number' && pageIndex >= 0 ? Math.floor(pageIndex) : 0) * size;
  const items: unknown[] = [];
  let position = 0;
  for (const id of answer.ids) {
    if (position >= skip + size) break;
    if (position++ < skip) continue;
    const row = answer.load(id);
    if (row) items.push(row);
  }
  return { items, totalCount: answer.count };
}

async function sendExport({ store, participation }: Client, response: ServerResponse, file: string): Promise<void> {
  if (file === '') {
    json(response, 200, {
      success: true,
      result: { items: sheetNames(store).flatMap((name) => exportFormats.map((format) => `${name}.${format}`)) },
    });
    return;
  }
  const dot = file.indexOf('.');
  const format = exportFormats.find((candidate) => candidate === file.slice(dot + 1));
  const sheet = format && sheetOf(store, participation, file.slice(0, dot));
  if (!sheet || !format) {
    json(response, 404, { success: false, error: { reason: 'no such export' } });
    return;
  }
  const bytes = await exportFile(sheet, format);
  response
    .writeHead(200, {
      'content-type': mimeOf[format],
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename="${file}"`,
    })
    .end(bytes);
}
