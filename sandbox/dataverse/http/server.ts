import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { BodyRoom } from './body-rooms.js';

export interface Listening {
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** Room for an address that is too long, so that it can be told so. */
const maxHeaderSize = 256 * 1024;

/** Opens an HTTP or HTTPS server; answers its address and what closes it, open connections included. */
export async function listen(
  handler: RequestListener,
  port: number,
  host: string,
  tls: { readonly key: string; readonly cert: string } | undefined,
): Promise<Listening> {
  const server: Server =
    tls === undefined
      ? createServer({ maxHeaderSize }, handler)
      : createSecureServer({ ...tls, maxHeaderSize, ALPNProtocols: ['http/1.1', 'http/1.0'] }, handler);
  server.keepAliveTimeout = 120_000;
  server.headersTimeout = 125_000;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    origin: `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Reads a body whole; null when it is larger than allowed. `room`: where its bytes go until that is used for another one; otherwise into memory of their own. */
export async function readBody(request: IncomingMessage, most: number, room: BodyRoom | null = null): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    const at = size;
    size += chunk.length;
    if (size > most) continue;
    if (room === null) chunks.push(chunk);
    else room.put(chunk, at);
  }
  if (size > most) return null;
  if (room !== null) return room.bytes.subarray(0, size);
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size);
}

export function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string | readonly string[]>>,
  body: string | Buffer | null,
): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.statusCode = status;
  if (body === null || status === 204 || status === 304) {
    response.end();
    return;
  }
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  response.setHeader('Content-Length', bytes.length);
  response.end(bytes);
}
