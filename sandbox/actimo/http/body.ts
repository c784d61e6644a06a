import type { IncomingMessage } from 'node:http';
import { isTooDeep } from '../../nesting.js';

const bodyLimit = 5_000_000;

/** The body as a JSON object; what it is instead, in words, when it is none. */
export async function readBody(
  request: IncomingMessage,
): Promise<Record<string, unknown> | 'too large' | 'too deep' | 'not a JSON object' | 'not JSON'> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    // What is too much is read to its end and thrown away, so that the answer reaches who is still sending.
    size += chunk.length;
    if (size <= bodyLimit) chunks.push(chunk);
  }
  if (size > bodyLimit) return 'too large';
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
    if (isTooDeep(body)) return 'too deep';
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : 'not a JSON object';
  } catch {
    return 'not JSON';
  }
}
