import { type ActimoSource, defaultCatalogue, type ProbeResult, parseCatalogue } from '../../../src/actimo/index.js';
import { objectNames } from '../../../src/domain/index.js';
import { closeAll, failureOf, json, readAll, sandboxSource, serverThat, sourceAt } from './support.js';

afterEach(closeAll);

const probed = async (source: ActimoSource) =>
  Object.fromEntries((await source.probe()).map((result) => [result.object, result])) as Record<string, ProbeResult>;

describe('probe', () => {
  it('says that everything is readable, and what a full read takes', async () => {
    const { source } = await sandboxSource({ users: 120 });
    const results = await probed(source);
    expect(Object.keys(results)).toEqual(objectNames);
    const current = (await readAll(source, 'membership')).rows.filter(({ body }) => body.removed_at === null).length;
    expect(results.workspace).toMatchObject({ readable: true, unread: [], basis: 'inferred', rows: 3, requests: 2, formula: '1 + 1' });
    expect(results.user).toMatchObject({
      readable: true,
      unread: [],
      basis: 'documented',
      rows: 120,
      requests: 122,
      formula: '1 + rows + 1',
    });
    expect(results.membership).toMatchObject({
      readable: true,
      unread: [],
      rows: current,
      requests: 10,
      formula: '1 + workspaces + 2 × 1 + 1 + workspaces',
    });
    expect(results.user?.fields).toEqual(expect.arrayContaining(['id', 'email', 'opt_out', 'data1']));
  });

  it('foretells the requests of a pass', async () => {
    const { actimo, source } = await sandboxSource();
    const results = await probed(source);
    for (const object of objectNames) {
      actimo.resetStats();
      await readAll(source, object);
      expect([object, actimo.stats().total]).toEqual([object, results[object]?.requests]);
    }
  });

  it('reckons the time at our share of the rate of all keys', async () => {
    const keys = ['a', 'b'].map((key) => ({ key, workspaces: null, expiresAt: null }));
    const { source } = await sandboxSource({ keys, ratePerSecond: 100 }, { rateShare: 0.5 });
    expect((await probed(source)).user).toMatchObject({ requests: 62, seconds: 1 });
    const { source: slow } = await sandboxSource({ ratePerSecond: 100 }, { ratePerSecond: 10 });
    expect((await probed(slow)).user).toMatchObject({ requests: 62, seconds: 8 });
  });

  it('says what an Actimo that has only what is documented cannot give', async () => {
    const { source } = await sandboxSource({ profile: 'documented' });
    const results = await probed(source);
    expect(results.workspace).toMatchObject({
      readable: false,
      why: expect.stringMatching(/workspace by GET \/workspaces: there is no such endpoint/),
    });
    expect(results.membership).toMatchObject({ readable: false, why: expect.stringMatching(/GET \/workspaces/) });
    expect(results.user).toMatchObject({ readable: true, rows: 60 });
    expect(results.user?.unread[0]).toEqual({ what: 'manager_id', why: 'there is no such endpoint (404)' });
    expect(results.user?.unread[1]?.what).toContain('image_url');
  });

  it('is no promise that such a pass then breaks: users come without their managers, and the pass says so', async () => {
    const { actimo, source } = await sandboxSource({ profile: 'documented' });
    const { rows, summary } = await readAll(source, 'user');
    expect(rows.length).toBe(60);
    expect(rows.every(({ body }) => !('manager_id' in body))).toBe(true);
    expect(summary).toEqual({
      complete: true,
      undisturbed: true,
      rows: 60,
      secondCount: 60,
      unread: [{ what: 'manager_id', why: 'there is no such endpoint (404)' }],
    });
    // Five refusals of two requests each, the list and the second count; not one for each of the sixty.
    expect(actimo.stats().total).toBe(5 * 2 + 2);
    expect(await source.fieldDefinitions()).toBeNull();
  });

  it('says which object a key may not read', async () => {
    const { actimo, source } = await sandboxSource();
    actimo.faults.add({ kind: 'status', status: 403, route: '^/workspaces/\\d+/contacts$' });
    const results = await probed(source);
    expect(results.membership).toMatchObject({
      readable: false,
      why: expect.stringMatching(/key 1 of ACTIMO_API_KEYS may not read this \(403\)/),
    });
    expect(results.workspace?.readable).toBe(true);
  });

  it('refuses a key that is not accepted, by its place in the list', async () => {
    const { actimo } = await sandboxSource();
    const [good] = actimo.apiKeys as [string];
    const { source } = await sandboxSource({}, { keys: [{ key: good }, { key: 'old' }] });
    expect(await failureOf(source.probe())).toMatchObject({
      code: 'actimo-unauthorized',
      message: expect.stringMatching(/key 2 of ACTIMO_API_KEYS/),
    });
  });

  it('names what a catalogue leaves out, and a POST that reads', async () => {
    const catalogue = parseCatalogue(`
version: 1
client: { path: /project, basis: documented }
objects:
  workspace: { path: /search, basis: inferred, method: POST, readingPost: true, body: { type: workspace }, key: [id], fields: [id] }
`);
    const asked: string[] = [];
    const url = await serverThat(async (request, response, { pathname }) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      asked.push(`${request.method} ${pathname} ${body}`);
      json(response, { data: [{ id: 1, name: 'one' }] });
    });
    const results = await probed(sourceAt(url, { catalogue }));
    expect(results.workspace).toMatchObject({ readable: true, readingPost: '/search', rows: 1 });
    expect(results.user).toMatchObject({ readable: false, why: 'The Actimo catalogue has no entry for user' });
    expect(asked).toEqual(['GET /project ', 'POST /search {"type":"workspace"}']);
  });
});

describe('client', () => {
  it('is the one that the keys belong to', async () => {
    const { source } = await sandboxSource();
    expect(await source.client()).toEqual({ id: '4', name: 'Nordlys A/S' });
  });

  it('must be the one that the settings name', async () => {
    const { source } = await sandboxSource({}, { client: '5' });
    expect(await failureOf(source.client())).toMatchObject({
      code: 'actimo-wrong-client',
      message: expect.stringMatching(/client 4, actimo.client says 5/),
    });
  });

  it('must be the same for all keys', async () => {
    const url = await serverThat((request, response) => json(response, { data: [{ id: request.headers['api-key'], name: 'x' }] }));
    expect(await failureOf(sourceAt(url, { keys: [{ key: '1' }, { key: '2' }] }).client())).toMatchObject({ code: 'actimo-wrong-client' });
  });

  it('is the one of the settings where Actimo does not tell', async () => {
    const silent = await serverThat((_, response) => json(response, { status: 1, data: [{}] }));
    const absent = await serverThat((_, response) => json(response, {}, 404));
    for (const url of [silent, absent]) {
      expect(await sourceAt(url, { client: 'acme' }).client()).toEqual({ id: 'acme', name: 'acme' });
      await failureOf(sourceAt(url).client());
    }
  });
});

describe('fieldDefinitions', () => {
  it('gives the labels and types of the custom fields', async () => {
    const { source } = await sandboxSource();
    expect(await source.fieldDefinitions()).toEqual(
      expect.arrayContaining([expect.objectContaining({ key: 'data1', label: expect.any(String) })]),
    );
  });
});

describe('a catalogue of one’s own', () => {
  const own = (change: (entry: Record<string, unknown>) => void) => {
    const catalogue = structuredClone(defaultCatalogue);
    change(catalogue.objects.workspace as unknown as Record<string, unknown>);
    return catalogue;
  };

  it('is told when its key is none: two different rows have it', async () => {
    const url = await serverThat((_, response) =>
      json(response, {
        data: [
          { id: 1, name: 'a' },
          { id: 1, name: 'b' },
        ],
      }),
    );
    expect(await failureOf(readAll(sourceAt(url), 'workspace'))).toMatchObject({
      code: 'actimo-key',
      message: expect.stringMatching(/two different rows have the key 1/),
    });
  });

  it('may meet the same row twice in one answer', async () => {
    const url = await serverThat((_, response) => json(response, { data: [{ id: 1 }, { id: 1 }, { id: 2 }] }));
    const { rows, summary } = await readAll(
      sourceAt(url, { catalogue: own((entry) => Object.assign(entry, { secondCounts: [] })) }),
      'workspace',
    );
    expect(rows.length).toBe(2);
    expect(summary).toEqual({ complete: true, undisturbed: true, rows: 2, secondCount: null, unread: [] });
  });

  it('is told of rows without a key, which make the pass incomplete and do not stop it', async () => {
    const url = await serverThat((_, response) => json(response, { data: [{ id: 1 }, { id: null }, { name: 'x' }] }));
    const { rows, summary } = await readAll(sourceAt(url), 'workspace');
    expect(rows.length).toBe(1);
    expect(summary).toMatchObject({ complete: false, unread: [{ what: '2 rows', why: 'they have no id' }] });
  });

  it('may find its rows elsewhere, under another sign-in', async () => {
    const catalogue = {
      ...own((entry) => Object.assign(entry, { rows: 'result.items', path: '/w', query: { all: '1' } })),
      signIn: { kind: 'header' as const, name: 'x-token' },
    };
    const url = await serverThat((request, response, { pathname, searchParams }) => {
      const right =
        request.headers['x-token'] === 'k' &&
        request.headers['api-key'] === undefined &&
        pathname === '/w' &&
        searchParams.get('all') === '1';
      json(response, right ? { status: false, result: { items: [{ id: 'a b' }] } } : {}, right ? 200 : 400);
    });
    const { rows } = await readAll(sourceAt(url, { catalogue }), 'workspace');
    expect(rows).toMatchObject([{ key: 'a b', body: { id: 'a b' } }]);
  });
});
