import { connect } from 'node:net';
import { type Client, closeAll, send, start } from './support.js';

afterEach(closeAll);

/** Sends bytes as they are and answers what came back until the other side hung up. */
const wire = ({ url }: Client, text: string, { hangUp = false } = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      socket.write(text);
      if (hangUp) setTimeout(() => socket.resetAndDestroy(), 50);
    });
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
const request = ({ actimo }: Client, line: string, ...headers: string[]): string =>
  [`${line} HTTP/1.1`, ...headers, `api-key: ${actimo.apiKeys[0]}`, 'Connection: close', '', ''].join('\r\n');

describe('whatever comes over the wire', () => {
  test.each([
    ['Host: [nonsense', 200],
    ['Host: ', 200],
    ['Host: another.example', 200],
    ['Host: a/b?c#d', 200],
  ])('with %j it is answered as ever', async (host, status) => {
    const client = await start({ users: 20 });
    expect(await wire(client, request(client, 'GET /api/v1/project', host))).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(client.actimo.stats().failures).toBe(0);
  });

  test.each([
    'GET //',
    'GET http://[',
    'GET /api/v1/%',
    'GET /api/v1/contacts/%00',
    'OPTIONS *',
    'GET /media/%zz',
    'GET /admin/exports/%zz',
  ])('%s is refused and no failure', async (line) => {
    const client = await start({ users: 20 });
    expect(await wire(client, request(client, line, 'Host: 127.0.0.1'))).toMatch(/^HTTP\/1.1 40[0145] /);
    expect(client.actimo.stats().failures).toBe(0);
  });

  test('an upload that breaks off is no failure, and does nothing', async () => {
    const client = await start({ users: 20 });
    const before = client.actimo.store.contactCount();
    const head = request(client, 'POST /api/v1/contacts', 'Host: 127.0.0.1', 'Content-Length: 500');
    await wire(client, `${head}{"first_name":"Ida"`, { hangUp: true });
    expect((await client.call('/project')).status).toBe(200);
    expect([client.actimo.stats().failures, client.actimo.store.contactCount()]).toEqual([0, before]);
    expect(client.actimo.stats().requests['POST /contacts']).toEqual({ reset: 1 });
  });

  test('a method that a path does not have is answered with those that it has', async () => {
    const { call } = await start({ users: 20 });
    for (const [path, method, allow] of [
      ['/contacts', 'PATCH', 'GET, POST, DELETE'],
      ['/contacts/507', 'POST', 'GET, PUT'],
      ['/project', 'OPTIONS', 'GET'],
      ['/messages', 'HEAD', 'POST, GET'],
    ] as const) {
      const answer = await call(path, { method });
      expect([path, answer.status, answer.headers.get('allow')]).toEqual([path, 405, allow]);
    }
  });

  test('a body that is too large is refused when all of it has come', async () => {
    const { call } = await start({ users: 20 });
    const answer = await call('/contacts', send('POST', `{"first_name":"${'a'.repeat(6_000_000)}"}`));
    expect([answer.status, answer.body.message]).toEqual([413, 'the body is too large']);
  });

  test('JSON that goes down too far is refused', async () => {
    const { call, actimo } = await start({ users: 20 });
    const deep = (steps: number) => `${'['.repeat(steps)}${']'.repeat(steps)}`;
    for (const [steps, status] of [
      [50, 200],
      [1000, 400],
      [1_000_000, 400],
    ] as const) {
      expect([steps, (await call('/messages', send('POST', `{"modules":${deep(steps)}}`))).status]).toEqual([steps, status]);
      expect([steps, (await call('/contacts/507', send('PUT', `{"x":${deep(steps)}}`))).status]).toEqual([steps, status]);
    }
    expect(actimo.stats().failures).toBe(0);
  });

  test('a refusal says whether its path is documented too', async () => {
    const { call } = await start({ users: 20 });
    expect((await call('/project', { key: 'guess' })).headers.get('x-sim-basis')).toBe('documented');
    expect((await call('/workspaces', { key: 'guess' })).headers.get('x-sim-basis')).toBe('inferred');
    expect((await call('/nowhere')).headers.get('x-sim-basis')).toBeNull();
  });

  test('a late answer is not carried out any more when the sandbox was reset', async () => {
    const { actimo, call } = await start({ users: 20 });
    actimo.faults.add({ kind: 'lateCommit', ms: 40, times: 1 });
    expect((await call('/contacts', send('POST', { first_name: 'Ida', last_name: 'Holm' }))).status).toBe(504);
    actimo.reset();
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(actimo.store.contactCount()).toBe(20);
  });
});
