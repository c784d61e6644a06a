import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answer = (response: ServerResponse, request: IncomingMessage, body: string) => void;

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body === undefined ? '' : JSON.stringify(body));
  };
};

export const failure = (status: number, code: string, headers: Record<string, string> = {}): Answer =>
  json(status, { error: { code, message: 'no' } }, headers);

/** Reads the whole request and hangs up without a word, as a web server that is restarted does. */
export const hangUp: Answer = (_, request) => request.socket.destroy();

/**
 * A server that answers the way it is told, one answer after the other: for what goes wrong on the wire, which no well-behaved server shows on demand.
 * Token requests are answered by themselves: token `t1`, `t2`, ...
 */
export async function scriptedServer(tls?: { key: string; cert: string }) {
  const seen: Seen[] = [];
  const script: Answer[] = [];
  let fallback: Answer = failure(500, 'unexpected request');
  let tokens = 0;
  let tokenAnswer: Answer | undefined;
  const sockets = new Set<unknown>();
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => {
      body += piece;
    });
    request.on('end', () => {
      if (request.url?.includes('/oauth2/v2.0/token')) {
        tokens += 1;
        const answer =
          tokenAnswer ?? json(200, { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: `t${tokens}` });
        answer(response, request, body);
        return;
      }
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      (script.shift() ?? fallback)(response, request, body);
    });
  };
  const server: Server = tls === undefined ? createServer(handle) : createTlsServer(tls, handle);
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `${tls === undefined ? 'http' : 'https'}://localhost:${port}`;
  return {
    seen,
    settings: { url, tokenUrl: `${url}/tenant/oauth2/v2.0/token`, tenantId: 'tenant', clientId: 'app', clientSecret: 'secret' },
    next: (...answers: Answer[]) => script.push(...answers),
    always(answer: Answer) {
      fallback = answer;
    },
    tokensAnswer(answer: Answer | undefined) {
      tokenAnswer = answer;
    },
    tokens: () => tokens,
    connections: () => sockets.size,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type ScriptedServer = Awaited<ReturnType<typeof scriptedServer>>;
