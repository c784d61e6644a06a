import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { mediaChunks, mediaOf, png } from '../content/media.js';
import type { Switches } from '../switches.js';
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

/** Serves `/media/...` and answers true; false for any other path. Files are made on the fly. */
export function serveMedia(request: IncomingMessage, response: ServerResponse, url: URL, { mediaExpires }: Switches, now: number): boolean {
  const match = mediaPath.exec(url.pathname);
  if (!match) return false;
  if (mediaExpires) {
    const expires = Number(url.searchParams.get('expires'));
    if (!(expires * 1000 > now) || url.searchParams.get('signature') !== signature(url.pathname, expires)) {
      json(response, 403, { status: 'error', message: 'the link has expired' });
      return true;
    }
  }
  const portrait = match[2] !== undefined;
  const id = Number(match[1] ?? match[2]);
  const media = mediaOf(id);
  const whole = portrait ? png(id) : undefined;
  response.writeHead(200, {
    'content-type': portrait ? 'image/png' : media.mime,
    'content-length': String(whole?.length ?? media.size),
    ...(portrait ? {} : { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(media.file_name)}` }),
  });
  if (request.method === 'HEAD') response.end();
  else void pour(response, whole ? [whole] : mediaChunks(id));
  return true;
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
