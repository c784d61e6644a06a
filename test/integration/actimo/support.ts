import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Actimo, type ActimoOptions, createActimo } from '../../../sandbox/actimo/index.js';
import {
  type ActimoDeps,
  type ActimoSettings,
  type ActimoSource,
  type ComparableRow,
  connectActimo,
  type PassSummary,
  type ReadOptions,
  type SourceRow,
} from '../../../src/actimo/index.js';
import type { ObjectName } from '../../../src/domain/index.js';

const toClose: (() => Promise<void> | void)[] = [];

/** To be called after each test of a file that uses what is below. */
export async function closeAll(): Promise<void> {
  for (const close of toClose.splice(0).reverse()) await close();
}

/** The sandbox's Actimo in this process, and a source that reads it as fast as the sandbox allows. */
export async function sandboxSource(
  options: Partial<ActimoOptions> = {},
  settings: Partial<ActimoSettings> = {},
  deps?: ActimoDeps,
): Promise<{ actimo: Actimo; source: ActimoSource }> {
  const ratePerSecond = options.ratePerSecond ?? 5000;
  const actimo = createActimo({ users: 60, seed: 7, ...options, ratePerSecond });
  const { url } = await actimo.listen(0);
  toClose.push(() => actimo.close());
  const keys = settings.keys ?? actimo.apiKeys.map((key) => ({ key }));
  return { actimo, source: sourceAt(url, { ratePerSecond, ...settings, keys }, deps) };
}

/** A source that repeats a failed request at once. */
export function sourceAt(url: string, settings: Partial<ActimoSettings> = {}, deps?: ActimoDeps): ActimoSource {
  const source = connectActimo({ url, keys: [{ key: 'k' }], ratePerSecond: 5000, retryDelayMs: 1, ...settings }, deps);
  toClose.push(() => source.close());
  return source;
}

/** A server of the test's own, for what the sandbox does not do. Answers the API root. */
export async function serverThat(answer: (request: IncomingMessage, response: ServerResponse, url: URL) => void): Promise<string> {
  const server = createServer((request, response) => answer(request, response, new URL(request.url ?? '/', 'http://localhost')));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  toClose.push(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const json = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

/** A pass to its end. */
export async function readAll(
  source: ActimoSource,
  object: ObjectName,
  options?: ReadOptions,
): Promise<{ rows: ComparableRow[]; summary: PassSummary; pages: number }> {
  const pass = source.read(object, options);
  const rows: ComparableRow[] = [];
  let pages = 0;
  for await (const page of pass) {
    rows.push(...page.rows);
    pages = page.page;
  }
  return { rows, summary: pass.summary(), pages };
}

export const keysOf = (rows: readonly SourceRow[]): string[] => rows.map(({ key }) => key);

/** The promise's rejection. Fails when there is none. */
export async function failureOf(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  try {
    await promise;
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error('nothing was thrown');
}
