import type { IncomingMessage, ServerResponse } from 'node:http';
import { isTooDeep } from '../nesting.js';

const bodyLimit = 20_000_000;

/** A request to an admin route that cannot be served, in words. */
export class AdminError extends Error {
  override readonly name = 'AdminError';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The body as a JSON object; `{}` when there is none. */
export async function readObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= bodyLimit) chunks.push(chunk);
  }
  if (size > bodyLimit) throw new AdminError(413, 'the body is too large');
  let body: unknown;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
  } catch {
    throw new AdminError(400, 'the body is not JSON');
  }
  if (isTooDeep(body)) throw new AdminError(400, 'the body is too deep');
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new AdminError(400, 'the body is not a JSON object');
  return body as Record<string, unknown>;
}

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(`${text}\n`);
}

const thisMachine = /^(localhost|([a-z0-9-]+\.)+localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;
const forwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'] as const;

/**
 * Whether the caller sits on this machine, and means it. A page in somebody's browser whose name leads here says that name; a proxy says for whom it asks.
 */
export function isLoopback({ socket: { remoteAddress = '' }, headers }: IncomingMessage): boolean {
  if (remoteAddress !== '::1' && !/^(::ffff:)?127\./.test(remoteAddress)) return false;
  return thisMachine.test(headers.host ?? 'localhost') && !forwarded.some((name) => headers[name] !== undefined);
}

/** Writes lines as they are made; waits when the caller reads slower than they come. */
export async function answerLines(response: ServerResponse, lines: Iterable<string>): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8' });
  let text = '';
  for (const line of lines) {
    text += `${line}\n`;
    if (text.length < 65_536) continue;
    if (response.destroyed) return;
    if (!response.write(text)) await drained(response);
    text = '';
  }
  response.end(text);
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off('drain', go);
      response.off('close', go);
      resolve();
    };
    response.on('drain', go);
    response.on('close', go);
  });
}
