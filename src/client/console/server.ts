import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { Hono, type Context as Request } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import { listDecisions } from '../../ledger/index.js';
import { renderHtml } from '../../reports/index.js';
import { withLedger } from '../books.js';
import type { Context } from '../context.js';
import { approve, reject } from '../decide.js';
import { refusal, usageError } from '../errors.js';
import { exitCodes } from '../exit-codes.js';
import { explain } from '../explain-error.js';
import { storedFile } from '../migration-file-stored.js';
import type { MigrationHandle } from '../migration-handle.js';
import { openGate, standing } from '../standing.js';
import { asDocument, findStored, readGate } from '../stored-documents.js';
import { type ConsolePage, consolePage, styleSource } from './pages.js';

export interface ConsoleOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Header in which a proxy in front of the page says who is signed in; requests without it are refused. */
  readonly userHeader?: string | undefined;
  /** Names under which browsers reach the page, besides the address that it listens on. */
  readonly names?: readonly string[];
}

export interface ConsoleServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the page on which approvers read documents and decide. Decisions go the same way as those of `approve` and `reject`, and are judged by the same rules. */
export async function serveConsole(context: Context, handle: MigrationHandle, options: ConsoleOptions): Promise<ConsoleServer> {
  const app = new Hono();
  const names = new Set([options.host, 'localhost', '127.0.0.1', '[::1]', ...(options.names ?? [])]);

  // A page of somebody else's must not talk to this one through a name that it made point here.
  app.use(async (request, next) => {
    const host = (request.req.header('host') ?? '').replace(/:\d+$/, '');
    return names.has(host) ? next() : request.text(`This page is not ${host}. Start it with --name ${host} if it is.`, 421);
  });
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: [styleSource],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
      referrerPolicy: 'same-origin',
      strictTransportSecurity: false,
    }),
  );
  app.use(async (request, next) => {
    await next();
    request.header('cache-control', 'no-store');
  });
  app.use(csrf());
  app.use(async (request, next) => {
    if (options.userHeader === undefined || request.req.header(options.userHeader)?.trim()) return next();
    return request.text(`Nobody is signed in: the header ${options.userHeader} is missing.`, 401);
  });

  const personOf = (request: Request): string | null =>
    options.userHeader ? (request.req.header(options.userHeader)?.trim() ?? null) : null;
  const page = async (request: Request, said?: ConsolePage['said']): Promise<string> =>
    withLedger(context, handle.migration, async (ledger) => {
      const stands = await standing(handle, ledger);
      return consolePage({
        migration: handle.migration,
        progress: stands?.progress ?? null,
        live: stands?.from === 'workflow',
        decisions: await listDecisions(ledger),
        person: personOf(request),
        asksForSecret: !(await storedFile(ledger)).approvals.claimedIsEnough,
        ...(said === undefined ? {} : { said }),
      });
    });

  app.get('/', async (request) => request.html(await page(request)));
  app.get('/documents/:what', (request) =>
    withLedger(context, handle.migration, async (ledger) => {
      const document = asDocument(await findStored(ledger, request.req.param('what')));
      if (document === null) return request.text('This has no page.', 404);
      // The document brings its own policy, which allows its own style sheet and nothing else.
      request.res.headers.delete('content-security-policy');
      return request.html(renderHtml(document));
    }),
  );
  app.post('/decisions', bodyLimit({ maxSize: 16 * 1024 }), async (request) => {
    const said = await decide(context, handle, personOf(request), await request.req.parseBody());
    return request.html(await page(request, said), said.accepted ? 200 : 409);
  });
  app.notFound((request) => request.text('There is no such page.', 404));
  app.onError((error, request) => {
    if (error instanceof HTTPException) return error.getResponse();
    const { exit, message, next } = explain(error);
    const status = exit === exitCodes.unreachable ? 503 : exit === exitCodes.failed ? 500 : 404;
    return request.text([message, next ?? ''].join('\n').trim(), status);
  });

  const server = await new Promise<ServerType>((resolve, reject_) => {
    const starting = serve({ fetch: app.fetch, hostname: options.host, port: options.port }, () => resolve(starting));
    starting.once('error', reject_);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

/** Hands one form to the rules, and says what came of it, refusals too. */
async function decide(
  context: Context,
  handle: MigrationHandle,
  person: string | null,
  form: Readonly<Record<string, unknown>>,
): Promise<NonNullable<ConsolePage['said']>> {
  const field = (name: string): string => (typeof form[name] === 'string' ? form[name].trim() : '');
  try {
    const gate = readGate(field('gate'));
    const as = person ?? field('approver');
    if (as === '') throw usageError('A decision needs your name.');
    const secret = field('secret');
    // The secret of whoever started this page is not the secret of whoever decides on it.
    const theirs: Context = { ...context, env: { ...context.env, A2D_APPROVER_SECRET: secret === '' ? undefined : secret } };
    const comment = field('comment') === '' ? undefined : field('comment');
    const progress = await handle.progress();
    if (field('decision') === 'approve') {
      const code = field('code');
      if (code === '') throw usageError('To approve, give the approval code on page one of the document.');
      return { accepted: true, sentence: await approve(theirs, handle, progress, { gate, code, comment, as }) };
    }
    if (field('decision') !== 'reject') throw usageError('A decision is approve or reject.');
    const code = field('code') === '' ? undefined : field('code');
    // A no needs no code, so it must not hit a document that has taken the place of the one that the page showed.
    if (code === undefined && openGate(progress, gate).openings !== Number(field('opening')))
      throw refusal('Another document has come up since this page was shown.', 'Read that one, then decide.');
    return { accepted: true, sentence: await reject(theirs, handle, progress, { gate, code, comment: comment ?? '', as }) };
  } catch (error) {
    const { message, next } = explain(error);
    return { accepted: false, sentence: message, ...(next === undefined ? {} : { next }) };
  }
}
