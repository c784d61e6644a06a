import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataverseFault, faults } from '../core/errors.js';
import { errorAnswer } from '../http/error-answer.js';
import type { ApiAnswer } from '../http/request.js';
import type { FaultRule } from './rules.js';

/** The rule that strikes a request, if one does. */
export type Mishap = FaultRule | null;

const page = (status: number, title: string): ApiAnswer => ({
  status,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1><p>The service is unavailable.</p></body></html>`,
});

/** What nothing else in the stand-in leads to, by its code. */
const known: Readonly<Record<string, () => DataverseFault>> = {
  '0x80044150': faults.deadlock,
  '0x80044151': faults.sqlTimeout,
  '0x80044339': faults.noLock,
  '0x80048d3d': faults.noMetadataLock,
  '0x8006089d': faults.manyForKey,
  '0x80071151': faults.customizing,
  '0x80072324': faults.tooManyWorkers,
};

/** The error of a rule, with the status and the words that it has unless the rule says others. */
function errorOf({ code = '0x80040216', status }: FaultRule): DataverseFault {
  const own = known[code.toLowerCase()]?.();
  if (own === undefined) return new DataverseFault(status ?? 400, code, 'An unexpected error occurred.');
  return new DataverseFault(status ?? own.status, own.code, own.message, own.headers);
}

/** What is answered instead of doing the work; null: the work is done. `late-commit` does both. */
export async function before(mishap: Mishap): Promise<ApiAnswer | null> {
  switch (mishap?.kind) {
    case '429':
      return {
        status: 429,
        headers: { 'Content-Type': 'application/json; odata.metadata=minimal', 'Retry-After': String(mishap.seconds ?? 1) },
        body: JSON.stringify({
          error: { code: '0x80072322', message: 'Number of requests exceeded the limit of 6000 over time window of 300 seconds.' },
        }),
      };
    case '5xx': {
      const status = mishap.status ?? 503;
      if (status === 500) return { ...errorAnswer(faults.unexpected('An unexpected error occurred.'), { headers: {} }), status: 500 };
      return page(status, `${status} Service Unavailable`);
    }
    case 'html':
      return page(mishap.status ?? 502, 'Our services are not available right now');
    case 'late-commit':
      return page(mishap.status ?? 504, '504 Gateway Timeout');
    case 'error':
      return errorAnswer(errorOf(mishap), { headers: {} });
    case 'deadlock':
      return errorAnswer(faults.deadlock(), { headers: {} });
    case 'metadata-hidden':
      return errorAnswer(faults.notVisible(), { headers: {} });
    case 'slow':
      await sleep(mishap.ms ?? 2000);
      return null;
    default:
      return null;
  }
}

/** Spoils an answer whose work is done; true when it has been dealt with. */
export function afterwards(
  response: ServerResponse,
  answer: ApiAnswer,
  headers: Readonly<Record<string, string | readonly string[]>>,
  mishap: Mishap,
): boolean {
  switch (mishap?.kind) {
    case 'reset-after':
      response.socket?.destroy();
      return true;
    case 'empty-200':
      response.writeHead(200, { 'Content-Length': 0 });
      response.end();
      return true;
    case 'half-response': {
      const { socket } = response;
      if (socket === null) return true;
      const bytes = Buffer.from(answer.body ?? '');
      const head = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
      socket.write(`HTTP/1.1 ${answer.status} OK\r\n${head.join('\r\n')}\r\n`);
      if (bytes.length > 0) {
        socket.write(`Content-Length: ${bytes.length}\r\n\r\n`);
        socket.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
      }
      socket.end();
      socket.destroySoon();
      return true;
    }
    default:
      return false;
  }
}
