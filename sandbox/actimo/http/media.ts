import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { mediaChunks, mediaOf, png } from '../content/media.js';
import { hasPortrait, ownsMedia } from '../content/media-owners.js';
import type { Switches } from '../switches.js';
import { type Range, rangeOf } from './range.js';
import type { ServerParts } from './server.js';
import { json } from './write.js';

const mediaPath = /^\/media\/(?:(\d{1,15})|contacts\/(\d{1,15})\.png)$/;
const lifetimeSeconds = 300;

const signature = (path: string, expires: number): string =>
  createHash('sha256').update(`${path} ${expires}`).digest('base64url').slice(0, 22);

/** A record whose media URLs carry an expiry, when the switch says that they do. Such a URL is another one at every reading. */
export function withMediaUrls<Value>(value: Value, { mediaExpires }: Switches, now: number): Value {
  if (!mediaExpires) return value;
  const expires = Math.floor(now / 1000) + lifetimeSeconds;
  const sign = (part: unknown): unknown => {
    if (typeof part === 'string') return mediaPath.test(part) ? `${part}?expires=${expires}&signature=${signature(part, expires)}` : part;
    if (Array.isArray(part)) return part.map(sign);
    if (typeof part === 'object' && part !== null) return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, sign(item)]));
    return part;
  };
  return sign(value) as Value;
}

/** A file as it is sent: what it is, and its bytes from one place up to another. */
interface File {
  readonly mime: string;
  readonly size: number;
  readonly name: string;
  readonly chunks: () => Iterable<Buffer>;
}

/** Serves `/media/...` and answers true; false for any other path. Files are made on the fly; a piece of one can be asked for. */
export function serveMedia(parts: ServerParts, request: IncomingMessage, response: ServerResponse, url: URL): boolean {
  const match = mediaPath.exec(url.pathname);
  if (!match) return false;
  response.setHeader('X-Sim-Basis', 'inferred');
  const refuse = (status: number, message: string, headers: Record<string, string> = {}): true => {
    json(response, status, { status: 'error', message }, headers);
    return true;
  };
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'a file can be read only', { allow: 'GET, HEAD' });
  if (parts.switches().mediaExpires) {
    const expires = Number(url.searchParams.get('expires'));
    if (!(expires * 1000 > parts.clock.now()) || url.searchParams.get('signature') !== signature(url.pathname, expires))
      return refuse(403, 'the link has expired');
  }
  const file = fileOf(parts, match);
  if (!file) return refuse(404, 'no such file');
  send(request, response, file, `"${createHash('sha256').update(`${url.pathname} ${file.size}`).digest('base64url').slice(0, 22)}"`);
  return true;
}

function fileOf({ clients }: ServerParts, [, number, contact]: RegExpExecArray): File | undefined {
  if (contact !== undefined) {
    const id = Number(contact);
    if (!clients.some(({ store }) => hasPortrait(store, id))) return undefined;
    const picture = png(id);
    return { mime: 'image/png', size: picture.length, name: `${id}.png`, chunks: () => [picture] };
  }
  const id = Number(number);
  if (!clients.some(({ store }) => ownsMedia(store, id))) return undefined;
  const { mime, size, file_name } = mediaOf(id);
  return { mime, size, name: file_name, chunks: () => mediaChunks(id) };
}

function send(request: IncomingMessage, response: ServerResponse, file: File, etag: string): void {
  const { size } = file;
  const headers = { etag, 'accept-ranges': 'bytes' };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const condition = request.headers['if-range'];
  const range = condition === undefined || condition === etag ? rangeOf(request.headers.range, size) : undefined;
  if (range === 'outside') {
    json(response, 416, { status: 'error', message: `the file has ${size} bytes` }, { 'content-range': `bytes */${size}` });
    return;
  }
  const { from, to }: Range = range ?? { from: 0, to: size };
  response.writeHead(range ? 206 : 200, {
    ...headers,
    'content-type': file.mime,
    'content-length': String(to - from),
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    ...(range ? { 'content-range': `bytes ${from}-${to - 1}/${size}` } : {}),
  });
  if (request.method === 'HEAD') response.end();
  else void pour(response, pieces(file.chunks(), from, to));
}

/** The bytes from one place up to another. */
function* pieces(chunks: Iterable<Buffer>, from: number, to: number): Generator<Buffer> {
  let at = 0;
  for (const chunk of chunks) {
    const piece = chunk.subarray(Math.max(0, from - at), Math.max(0, to - at));
    if (piece.length > 0) yield piece;
    at += chunk.length;
    if (at >= to) return;
  }
}

async function pour(response: ServerResponse, chunks: Iterable<Buffer>): Promise<void> {
  for (const chunk of chunks) {
    if (response.destroyed) return;
    if (response.write(chunk)) continue;
    const either = new AbortController();
    const { signal } = either;
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
    either.abort();
  }
  response.end();
}
