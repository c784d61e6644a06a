import { getEventListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { FaultRule } from '../../../sandbox/actimo/index.js';
import { ActimoError } from '../../../src/actimo/index.js';
import { closeAll, failureOf, json, keysOf, readAll, sandboxSource, serverThat, sourceAt } from './support.js';

afterEach(closeAll);

describe('a request that fails', () => {
  // No more hits than a single request is repeated, so that no order of events can make it fail.
  it.each<[string, FaultRule]>([
    ['the server is busy', { kind: 'status', status: 503, every: 3, times: 6 }],
    ['the server has a fault', { kind: 'status', status: 500, every: 4, times: 6 }],
    ['the connection drops', { kind: 'reset', every: 3, times: 6 }],
    ['the connection drops after the work', { kind: 'resetAfter', every: 3, times: 6 }],
    ['half of the answer comes', { kind: 'half', every: 3, times: 6 }],
    ['the answer is empty', { kind: 'empty', every: 5, times: 6 }],
    ['a page for people comes', { kind: 'html', every: 4, times: 6 }],
    ['the list is missing in the answer', { kind: 'noData', every: 6, times: 2 }],
  ])('is sent again when %s, and nothing is lost or doubled', async (_, fault) => {
    const { actimo, source } = await sandboxSource();
    actimo.faults.add(fault);
    const { rows, summary } = await readAll(source, 'user');
    expect(actimo.faults.list()[0]?.hits).toBe(fault.times);
    expect(keysOf(rows)).toEqual([...actimo.store.contactIds()].map(String));
    expect(summary).toEqual({ complete: true, undisturbed: true, rows: 60, secondCount: 60, unread: [] });
  });

  it.each([true, false])('is sent again after a 429, whether it says how long to wait (%s) or not', async (retryAfter) => {
    const { actimo, source } = await sandboxSource({ switches: { retryAfter } });
    actimo.faults.add({ kind: 'status', status: 429, route: '^/workspaces$', times: 1 });
    const { summary } = await readAll(source, 'workspace');
    expect(summary.complete).toBe(true);
    expect(actimo.stats().requests['GET /workspaces']).toEqual({ '200': 2, '429': 1 });
    expect(source.requests()).toEqual({ '200': 2, '429': 1 });
  });

  it('keeps all requests of its key back when the answer is 429', async () => {
    const people = Array.from({ length: 200 }, (_, id) => ({ id }));
    let asked = 0;
    const url = await serverThat((_, response, { pathname }) => {
      if (pathname === '/contacts') json(response, { data: people });
      else if (++asked === 3) response.writeHead(429, { 'retry-after': '60' }).end();
      else json(response, { data: [] });
    });
    const leaving = new AbortController();
    const reading = failureOf(readAll(sourceAt(url), 'user', { signal: leaving.signal }));
    let before = -1;
    while (asked < 3 || before !== asked) {
      before = asked;
      await wait(200);
    }
    // What was under way came to its end; the rest waits.
    expect(asked).toBeLessThan(100);
    leaving.abort(new Error('seen enough'));
    await reading;
  });

  it.each<[string, FaultRule, string]>([
    ['busy', { kind: 'status', status: 503 }, 'actimo-unavailable'],
    ['out of reach', { kind: 'reset' }, 'actimo-unavailable'],
    ['a page for people', { kind: 'empty' }, 'actimo-not-json'],
    ['without its list', { kind: 'noData' }, 'actimo-unexpected'],
    ['not for this key', { kind: 'status', status: 403 }, 'actimo-forbidden'],
    ['not for any key', { kind: 'revokeKey' }, 'actimo-unauthorized'],
    ['not there', { kind: 'status', status: 404 }, 'actimo-not-there'],
    ['against the request', { kind: 'status', status: 400 }, 'actimo-unexpected'],
  ])('fails when the answer stays %s, with object, endpoint and what to do', async (_, fault, code) => {
    const { actimo, source } = await sandboxSource({}, { retries: 2 });
    actimo.faults.add({ ...fault, route: '^/contacts$' });
    const pass = source.read('user');
    const error = await failureOf(pass[Symbol.asyncIterator]().next());
    expect(error).toBeInstanceOf(ActimoError);
    expect(error).toMatchObject({
      code,
      message: expect.stringMatching(/reading user by GET \/contacts/),
      next: expect.stringMatching(/\w/),
    });
    expect(pass.summary().complete).toBe(false);
    // Repeated where that can help, and not where it cannot.
    const passing = ['actimo-unavailable', 'actimo-not-json'].includes(code) || fault.kind === 'noData';
    expect(actimo.faults.list()[0]?.hits).toBe(passing ? 3 : 1);
    expect((error as unknown as ActimoError).passing).toBe(code === 'actimo-unavailable' || code === 'actimo-not-json');
  });

  it('tells neither a key nor a part of an answer', async () => {
    const secret = '6f9619ff-8b86-d011-b42d-00cf4fc964ff';
    const cut = await serverThat((_, response) => response.end('{"data":[{"first_name":"Ida","last_name":'));
    const nowhere = 'http://127.0.0.1:9';
    for (const url of [cut, nowhere]) {
      const error = await failureOf(readAll(sourceAt(url, { keys: [{ key: secret }], retries: 1 }), 'user'));
      const told = inspect(error, { depth: 20, showHidden: true });
      expect(told).not.toContain(secret);
      expect(told).not.toContain('Ida');
    }
  });

  it('fails the pass, and the requests beside it end with it', async () => {
    const { actimo, source } = await sandboxSource({ users: 200 }, { retries: 0 });
    actimo.faults.add({ kind: 'status', status: 500, route: '/relationships$', after: 3 });
    await failureOf(readAll(source, 'user'));
    await wait(200);
    // The list, the ones that were answered, and what was under way at once.
    expect(actimo.stats().total).toBeLessThanOrEqual(1 + 4 + 64);
  });

  it('is not followed to another address, which would carry the key there', async () => {
    let visits = 0;
    const elsewhere = await serverThat((_, response) => {
      visits++;
      json(response, { data: [] });
    });
    const url = await serverThat((_, response) => response.writeHead(302, { location: elsewhere }).end());
    expect(await failureOf(readAll(sourceAt(url), 'user'))).toMatchObject({
      code: 'actimo-unexpected',
      message: expect.stringMatching(/another address \(302\)/),
    });
    expect(visits).toBe(0);
  });

  it('is given up when the answer takes too long, even if it trickles', async () => {
    const url = await serverThat((_, response) => {
      response.write('{"data":[');
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    expect(await failureOf(readAll(sourceAt(url, { timeoutMs: 15, retries: 1 }), 'user'))).toMatchObject({
      code: 'actimo-unavailable',
      message: expect.stringMatching(/timeout/),
    });
  });
});

describe('a short answer', () => {
  it('shows in the second count', async () => {
    const { actimo, source } = await sandboxSource();
    actimo.faults.add({ kind: 'shortPage', route: '^/contacts$', times: 1 });
    const { summary } = await readAll(source, 'user');
    expect(summary).toMatchObject({ rows: 59, secondCount: 60 });
  });

  it('of a workspace shows in the second counts of memberships, whether its last one is current or has ended', async () => {
    const { actimo, source } = await sandboxSource();
    const lasts = actimo.store.workspaceIds().map((workspace) => {
      const [id] = actimo.store.memberships.idsIn(workspace).slice(-1);
      return { workspace, ended: actimo.store.memberships.at(workspace, id as number)?.removed_at !== null };
    });
    expect(new Set(lasts.map(({ ended }) => ended)).size).toBe(2);
    for (const { workspace } of lasts) {
      actimo.faults.clear();
      actimo.faults.add({ kind: 'shortPage', route: `^/workspaces/${workspace}/contacts$`, times: 1 });
      const { rows, summary } = await readAll(source, 'membership');
      expect(summary.secondCount).toBe(rows.length + 1);
    }
  });
});

describe('an aborted pass', () => {
  it.each([
    ['the list', '/contacts', {}, undefined],
    ['a manager', '/contacts/1/relationships', {}, undefined],
    ['the pause before a repetition', '/contacts', { retryDelayMs: 30_000 }, 503],
    ['the end of a 429', '/contacts', {}, 429],
    ['its turn', '', { ratePerSecond: 0.01 }, undefined],
  ] as const)('ends with the reason of the signal while it waits for %s', async (_, stuckAt, settings, status) => {
    const url = await serverThat((_request, response, { pathname }) => {
      if (pathname !== stuckAt) json(response, { data: [{ id: 1 }] });
      else if (status) json(response, {}, status);
    });
    const leaving = new AbortController();
    const reading = failureOf(readAll(sourceAt(url, settings), 'user', { signal: leaving.signal }));
    await wait(120);
    const reason = new Error('the worker shuts down');
    leaving.abort(reason);
    expect(await reading).toBe(reason);
    expect(getEventListeners(leaving.signal, 'abort')).toEqual([]);
  });

  it('does not begin under a signal that has aborted', async () => {
    const { actimo, source } = await sandboxSource();
    expect(await failureOf(readAll(source, 'user', { signal: AbortSignal.abort(new Error('no')) }))).toMatchObject({ message: 'no' });
    expect(actimo.stats().total).toBe(0);
  });

  it('leaves no listener behind on a signal that lives on', async () => {
    const { source } = await sandboxSource({ users: 150 });
    const { signal } = new AbortController();
    await readAll(source, 'user', { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
