import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { createHttp, type Http, type HttpRequest } from '../../../src/dataverse/http.js';
import { getJson, getPages } from '../../../src/dataverse/json-answer.js';
import { failure, hangUp, json, type ScriptedServer, scriptedServer } from './scripted-server.js';

let server: ScriptedServer;
let http: Http;

beforeEach(async () => {
  server = await scriptedServer();
  http = createHttp({ ...server.settings, writeTimeoutMs: 300, readTimeoutMs: 300 }, { userAgent: 'a2d' });
});

afterEach(async () => {
  http.close();
  await server.close();
});

const read = (more: Partial<HttpRequest> = {}) => getJson(http, { path: 'contacts', context: { what: 'read contact' }, ...more });
const write = (more: Partial<HttpRequest> = {}) =>
  http.request({
    method: 'POST',
    path: 'contacts',
    body: '{"firstname":"Ida"}',
    context: { what: 'create rows in contact' },
    attempts: 'once',
    ...more,
  });

describe('signing in', () => {
  it('asks for the scope of the environment once and sends the token with every request', async () => {
    server.always(json(200, {}));
    await read();
    await read();
    expect(server.tokens()).toBe(1);
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t1']);
  });

  it('with a wrong secret fails with its code and says which settings to check, without quoting the server', async () => {
    server.tokensAnswer(
      json(401, {
        error: 'invalid_client',
        error_description: 'AADSTS7000215: Invalid client secret provided for app Secret',
        error_codes: [7000215],
      }),
    );
    await expect(read()).rejects.toMatchObject({
      kind: 'auth',
      code: 'AADSTS7000215',
      message: expect.not.stringContaining('Secret'),
      next: expect.stringContaining('DATAVERSE_CLIENT_SECRET'),
    });
  });

  it('after a 401 gets a new token and sends the request once more, a write too, since it was not executed', async () => {
    server.next(failure(401, ''), json(204, undefined));
    await expect(write()).resolves.toMatchObject({ status: 204 });
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t2']);
  });

  it('gets one new token for many requests that were refused together', async () => {
    const refused = failure(401, '');
    server.always((response, request, body) =>
      (request.headers.authorization === 'Bearer t1' ? refused : json(200, {}))(response, request, body),
    );
    await Promise.all([read(), read(), read(), read()]);
    expect(server.tokens()).toBe(2);
  });

  it('gives up when the new token is refused as well', async () => {
    server.always(failure(401, ''));
    await expect(write()).rejects.toMatchObject({ kind: 'auth', status: 401 });
    expect(server.seen).toHaveLength(2);
  });
});

describe('a request', () => {
  it('carries the headers of the protocol, our name, and never a cookie', async () => {
    server.always(json(200, {}, { 'set-cookie': 'ARRAffinity=one; path=/' }));
    await read();
    await read();
    for (const { headers } of server.seen) {
      expect(headers).toMatchObject({
        accept: 'application/json',
        'odata-maxversion': '4.0',
        'odata-version': '4.0',
        'if-none-match': 'null',
        'user-agent': 'a2d',
      });
      expect(headers.cookie).toBeUndefined();
    }
    expect(server.seen[0]?.url).toBe('/api/data/v9.2/contacts');
  });

  it('reuses its connection', async () => {
    server.always(json(200, {}));
    for (let n = 0; n < 5; n += 1) await read();
    // One socket for the token and all reads after it.
    expect(server.connections()).toBe(1);
  });

  it('remembers the degree of parallelism that the service hints', async () => {
    server.always(json(200, {}, { 'x-ms-dop-hint': '7' }));
    expect(http.dopHint()).toBeUndefined();
    await read();
    expect(http.dopHint()).toBe(7);
  });

  it('waits its turn at the budget, and gives its share back whatever happens', async () => {
    let held = 0;
    let most = 0;
    const budget = {
      acquire: async () => {
        held += 1;
        most = Math.max(most, held);
        return () => {
          held -= 1;
        };
      },
    };
    http.close();
    http = createHttp({ ...server.settings, maxConcurrency: 2 }, { budget });
    server.always(json(200, {}));
    server.next(failure(400, '0x0'));
    await Promise.allSettled([read(), read(), read(), read(), read()]);
    expect(held).toBe(0);
    expect(most).toBe(2);
  });
});

describe('a limit of the service', () => {
  it('is waited out and the request sent again, a write too', async () => {
    server.next(
      failure(429, '0x80072322', { 'retry-after': '0' }),
      failure(429, '0x80072321', { 'retry-after': '0.1' }),
      json(204, undefined),
    );
    await expect(write()).resolves.toMatchObject({ status: 204, throttled: true });
    expect(server.seen).toHaveLength(3);
  });

  it('asks before each sending whether the write is still wanted', async () => {
    server.next(failure(429, '0x80072322', { 'retry-after': '0' }));
    let asked = 0;
    const beforeSend = () => {
      asked += 1;
      if (asked === 2) throw new Error('epoch raised');
    };
    await expect(write({ beforeSend })).rejects.toThrow('epoch raised');
    expect(server.seen).toHaveLength(1);
  });

  it('holds up the other requests as well, and a waiting one can be stopped', async () => {
    server.next(failure(429, '0x80072322', { 'retry-after': '60' }));
    const stop = new AbortController();
    const first = write({ signal: stop.signal });
    while (server.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const second = read({ signal: stop.signal });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.seen).toHaveLength(1);
    stop.abort(new Error('stopped'));
    await expect(first).rejects.toThrow('stopped');
    await expect(second).rejects.toThrow('stopped');
  });
});

describe('a read', () => {
  it.each([
    ['a gateway error', failure(502, '')],
    ['a deadlock', failure(500, '0x80044150')],
    ['a lock on metadata', failure(503, '0x80048d3d')],
    ['a connection that breaks', hangUp],
    ['an empty 200', json(200, undefined)],
    [
      'half a page',
      (response: Parameters<typeof hangUp>[0]) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"value":[');
        setTimeout(() => response.socket?.destroy(), 10);
      },
    ],
    [
      'a page of HTML',
      (response: Parameters<typeof hangUp>[0]) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<html>');
      },
    ],
  ])('is asked again after %s', async (_, answer) => {
    server.next(answer, json(200, { value: [1] }));
    await expect(read()).resolves.toEqual({ value: [1] });
  });

  it('is not asked again when it was refused', async () => {
    server.always(failure(400, '0x0'));
    await expect(read()).rejects.toMatchObject({ kind: 'refused' });
    expect(server.seen).toHaveLength(1);
  });

  it('follows next links as they came, with the same preferences', async () => {
    const next = `${server.settings.url}/api/data/v9.2/contacts?$skiptoken=%3Ccookie%20a=%22%252b%22/%3E`;
    server.next(json(200, { value: [{ n: 1 }], '@odata.nextLink': next }), json(200, { value: [{ n: 2 }] }));
    const pages: unknown[] = [];
    for await (const page of getPages(http, { path: 'contacts', headers: { Prefer: 'odata.maxpagesize=1' }, context: { what: 'read' } }))
      pages.push(page);
    expect(pages).toEqual([[{ n: 1 }], [{ n: 2 }]]);
    expect(server.seen[1]?.url).toBe('/api/data/v9.2/contacts?$skiptoken=%3Ccookie%20a=%22%252b%22/%3E');
    expect(server.seen[1]?.headers.prefer).toBe('odata.maxpagesize=1');
  });
});

describe('a write', () => {
  it('is in doubt when the connection breaks after it was sent, and is not sent again', async () => {
    server.always(hangUp);
    let sent = 0;
    const onSent = () => {
      sent += 1;
    };
    await expect(write({ onSent })).rejects.toMatchObject({ kind: 'in-doubt', status: 0 });
    expect([server.seen.length, sent]).toEqual([1, 1]);
  });

  it('is in doubt when no answer comes in time', async () => {
    server.always(() => undefined);
    await expect(write()).rejects.toMatchObject({ kind: 'in-doubt' });
  });

  it.each([502, 503, 504])('is in doubt after a %i of something in between', async (status) => {
    server.always((response) => {
      response.writeHead(status, { 'content-type': 'text/html' });
      response.end('<html>');
    });
    await expect(write()).rejects.toMatchObject({ kind: 'in-doubt', status });
    expect(server.seen).toHaveLength(1);
  });

  it('is waited for when it is stopped on its way: an answer that can be had is no doubt', async () => {
    const stop = new AbortController();
    server.always((response, request, body) => {
      stop.abort();
      setTimeout(() => json(204, undefined)(response, request, body), 50);
    });
    await expect(write({ signal: stop.signal })).resolves.toMatchObject({ status: 204 });
  });

  it('does not leave when it is stopped while it waits for its turn', async () => {
    const stop = new AbortController();
    await expect(write({ signal: stop.signal, beforeSend: () => stop.abort(new Error('stopped')) })).rejects.toThrow('stopped');
    expect(server.seen).toHaveLength(0);
  });

  it('was not executed when nobody listens', async () => {
    server.always(json(200, {}));
    const gone = await scriptedServer();
    await gone.close();
    http.close();
    http = createHttp({ ...server.settings, url: gone.settings.url }, {});
    await expect(write()).rejects.toMatchObject({ kind: 'not-executed', code: 'ECONNREFUSED' });
  });

  it('tells when it has been sent and when an answer has come', async () => {
    const steps: string[] = [];
    server.always((response, request, body) => {
      steps.push('arrived');
      json(204, undefined)(response, request, body);
    });
    await write({
      beforeSend: () => void steps.push('before'),
      onSent: () => void steps.push('sent'),
      onAnswer: () => void steps.push('answer'),
    });
    expect(steps[0]).toBe('before');
    expect(steps.slice(1, 3).sort()).toEqual(['arrived', 'sent']);
    expect(steps[3]).toBe('answer');
  });
});

describe('over TLS', () => {
  it('an authority of one’s own is trusted through caFile, for the sign-in as well, and refused with advice without', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    });
    const folder = mkdtempSync(join(tmpdir(), 'a2d-ca-'));
    const secure = await scriptedServer({ key, cert });
    secure.always(json(200, { yes: true }));
    try {
      const caFile = join(folder, 'ca.pem');
      writeFileSync(caFile, cert);
      const trusting = createHttp({ ...secure.settings, caFile }, {});
      await expect(getJson(trusting, { path: 'WhoAmI', context: { what: 'ask' } })).resolves.toEqual({ yes: true });
      trusting.close();
      const strict = createHttp(secure.settings, {});
      const attempt = getJson(strict, { path: 'WhoAmI', context: { what: 'ask' } });
      await expect(attempt).rejects.toMatchObject({ kind: 'not-executed', next: expect.stringContaining('caFile') });
      strict.close();
    } finally {
      await secure.close();
      rmSync(folder, { recursive: true });
    }
  });
});
