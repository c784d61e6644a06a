import { setTimeout as wait } from 'node:timers/promises';
import type { Contact } from '../../../sandbox/actimo/index.js';
import { Clock } from '../../../sandbox/time/clock.js';
import { checkCatalogue } from '../../../src/actimo/catalogue.js';
import { type ActimoSource, defaultCatalogue, type RateBudget } from '../../../src/actimo/index.js';
import { type ObjectName, objectNames, type SourceKey, sourceKey } from '../../../src/domain/index.js';
import { closeAll, failureOf, keysOf, readAll, sandboxSource } from './support.js';

afterEach(closeAll);

const paged = (style: 'offset' | 'page', pageSize = 7, total = 'meta.total') =>
  checkCatalogue({ ...defaultCatalogue, paging: { style, pageSize, total } });

const readObjects = async (source: ActimoSource) => {
  const read = {} as Record<ObjectName, Awaited<ReturnType<typeof readAll>>>;
  for (const object of objectNames) read[object] = await readAll(source, object);
  return read;
};

describe('a pass', () => {
  it('reads every workspace, user and membership once, and says that nothing moved', async () => {
    const { actimo, source } = await sandboxSource();
    const read = await readObjects(source);
    const { store } = actimo;
    const users = [...store.contactIds()];
    const memberships = store.workspaceIds().flatMap((workspace) => store.memberships.idsIn(workspace).map((id) => `${workspace}:${id}`));
    expect(keysOf(read.workspace.rows)).toEqual(store.workspaceIds().map(String));
    expect(keysOf(read.user.rows)).toEqual(users.map(String));
    expect(keysOf(read.membership.rows)).toEqual(memberships);
    for (const { rows, summary } of Object.values(read))
      expect(summary).toEqual({ complete: true, undisturbed: true, rows: rows.length, secondCount: rows.length, unread: [] });
  });

  it('adds to each user the manager that its relationships name, or null, and nothing else', async () => {
    const { actimo, source } = await sandboxSource();
    const { rows } = await readAll(source, 'user');
    for (const { key, body } of rows) {
      const manager = actimo.store.relationshipsOf(Number(key)).find(({ type }) => type === 'manager');
      expect(body.manager_id).toBe(manager?.contact_id ?? null);
      expect(Object.keys(body)).toEqual(expect.arrayContaining(['first_name', 'data1', 'opt_out']));
    }
    expect(rows.filter(({ body }) => body.manager_id === null).length).toBeGreaterThan(0);
  });

  it('sees no change in links to files that are signed anew at every reading', async () => {
    const clock = new Clock();
    const { source } = await sandboxSource({ clock });
    const first = await readAll(source, 'user');
    clock.advance(60_000);
    const second = await readAll(source, 'user');
    expect(second.rows.some(({ body }, at) => body.image_url !== first.rows[at]?.body.image_url)).toBe(true);
    expect(second.rows.map(({ compared }) => compared)).toEqual(first.rows.map(({ compared }) => compared));
  });

  it('sends nothing but GET', async () => {
    const { actimo, source } = await sandboxSource();
    await source.probe();
    await readObjects(source);
    expect(Object.keys(actimo.stats().requests).filter((label) => !label.startsWith('GET '))).toEqual([]);
  });

  it.each([
    ['offset and limit', paged('offset'), 'offset', {}],
    ['pages', paged('page'), 'page', {}],
    ['pages that are smaller than asked for', paged('page', 50), 'page', { maxPageSize: 9 }],
    ['offset and limit with smaller answers than asked for', paged('offset', 50), 'offset', { maxPageSize: 9 }],
    ['pages without a total', paged('page', 7, 'nowhere'), 'page', {}],
  ] as const)('reads the same by %s as in one answer', async (_, catalogue, paging, switches) => {
    const whole = await sandboxSource();
    const { source } = await sandboxSource({ switches: { paging, ...switches } }, { catalogue });
    const expected = await readObjects(whole.source);
    const read = await readObjects(source);
    for (const object of objectNames) {
      // The links to files are signed anew for each reading.
      const compared = ({ rows }: typeof read.user) => rows.map((row) => ({ key: row.key, compared: row.compared }));
      expect(compared(read[object])).toEqual(compared(expected[object]));
      expect(read[object].summary).toEqual(expected[object].summary);
    }
  });

  it('notices that Actimo pages although the catalogue says that it does not', async () => {
    const { source } = await sandboxSource({ switches: { paging: 'page', pageSize: 20 } });
    expect(await failureOf(readAll(source, 'user'))).toMatchObject({
      code: 'actimo-paging',
      message: expect.stringMatching(/user by GET \/contacts: answers 20 of 60 rows/),
      next: expect.stringMatching(/catalogue/),
    });
  });

  it.each(['offset', 'page'] as const)('notices that Actimo does not page although the catalogue says %s', async (style) => {
    const { source } = await sandboxSource({}, { catalogue: paged(style) });
    expect(await failureOf(readAll(source, 'user'))).toMatchObject({ code: 'actimo-paging' });
    const { source: roomy } = await sandboxSource({}, { catalogue: paged(style, 100) });
    expect(await failureOf(readAll(roomy, 'user'))).toMatchObject({
      code: 'actimo-paging',
      message: expect.stringMatching(/the same rows again/),
    });
  });

  it('is disturbed when somebody joins while its pages are turned', async () => {
    const { actimo, source } = await sandboxSource({ switches: { paging: 'page' } }, { catalogue: paged('page') });
    const pass = source.read('user');
    let pages = 0;
    for await (const _ of pass)
      if (++pages === 3) actimo.store.addContact((id, at) => ({ ...(actimo.store.contact(501) as Contact), id, created_at: at }));
    expect(pass.summary()).toMatchObject({ complete: true, undisturbed: false, rows: 61, secondCount: 61 });
  });

  it('is disturbed when somebody leaves while its pages are turned, for a row may have slipped across the edge of a page', async () => {
    const { actimo, source } = await sandboxSource({ switches: { paging: 'page' } }, { catalogue: paged('page') });
    const gone = [...actimo.store.contactIds()][0] as number;
    const pass = source.read('user');
    const keys: string[] = [];
    for await (const page of pass) {
      if (keys.length === 0) actimo.store.deleteContact(gone, false);
      keys.push(...keysOf(page.rows));
    }
    expect(pass.summary()).toMatchObject({ complete: true, undisturbed: false });
    // One was missed: exactly why nothing may be called gone after such a pass.
    expect(keys.length).toBe(59);
  });

  it('is disturbed when the memberships that the workspaces count change under it', async () => {
    const { actimo, source } = await sandboxSource();
    const pass = source.read('membership');
    let page = 0;
    for await (const _ of pass)
      if (++page === 1) {
        const [workspace] = actimo.store.workspaceIds().slice(-1);
        const { id } = actimo.store.addContact((newId, at) => ({ ...(actimo.store.contact(501) as Contact), id: newId, created_at: at }));
        actimo.store.memberships.put({
          contact_id: id,
          workspace_id: workspace as number,
          added_at: '2024-01-01T00:00:00Z',
          removed_at: null,
          role: 'member',
          primary: null,
        });
      }
    expect(pass.summary()).toMatchObject({ complete: true, undisturbed: false });
  });

  it('leaves out who was deleted between the list and the question for the manager', async () => {
    const { actimo, source } = await sandboxSource({ users: 40 });
    const [, victim] = [...actimo.store.contactIds()] as [number, number];
    actimo.faults.add({ kind: 'slow', ms: 500, route: `^/contacts/${victim}/relationships$` });
    const reading = readAll(source, 'user');
    while (!actimo.stats().requests['GET /contacts']) await wait(1);
    actimo.store.deleteContact(victim, false);
    // The sandbox looks the contact up after the wait.
    const { rows, summary } = await reading;
    expect(keysOf(rows)).not.toContain(String(victim));
    expect(summary).toMatchObject({ complete: true, undisturbed: false, rows: 39, secondCount: 39 });
  });

  it('is incomplete when its reader leaves early', async () => {
    const { source } = await sandboxSource();
    const pass = source.read('workspace');
    for await (const _ of pass) break;
    expect(pass.summary()).toMatchObject({ complete: false });
  });

  it('neither enriches nor hands out again what an interrupted attempt has stored', async () => {
    const { actimo, source } = await sandboxSource();
    const half = new Set<SourceKey>([...actimo.store.contactIds()].slice(0, 30).map(sourceKey));
    const { rows, summary } = await readAll(source, 'user', { alreadyRead: async (keys) => new Set(keys.filter((key) => half.has(key))) });
    expect(rows.length).toBe(30);
    expect(rows.some(({ key }) => half.has(key))).toBe(false);
    expect(summary).toMatchObject({ complete: true, undisturbed: true, rows: 60, secondCount: 60 });
    expect(actimo.stats().requests['GET /contacts/:id/relationships']).toEqual({ '200': 30 });
  });

  it('hands out a big answer in pages of at most 500 and says how many rows to expect', async () => {
    const { source } = await sandboxSource({ users: 1200, switches: { relationships: false } });
    const sizes: [number, number | null][] = [];
    for await (const { rows, expected } of source.read('user')) sizes.push([rows.length, expected]);
    expect(sizes).toEqual([
      [500, 1200],
      [500, 1200],
      [200, 1200],
    ]);
  });

  it('passes on what it reads: null for null, text for numbers that came as text', async () => {
    const { actimo, source } = await sandboxSource();
    actimo.faults.add({ kind: 'numberAsText', route: '^/contacts$' });
    const asText = await readAll(source, 'user');
    expect(asText.rows[0]).toMatchObject({ key: '501', body: { id: '501' } });
    expect(asText.summary).toMatchObject({ complete: true, undisturbed: true, rows: 60 });
    actimo.faults.clear();
    actimo.faults.add({ kind: 'nullFields', route: '/contacts$' });
    const members = await readAll(source, 'membership');
    expect(members.rows[0]?.body.workspace_id).toBeNull();
    expect(members.summary).toMatchObject({ complete: true });
  });
});

describe('the pace', () => {
  it('stays within our share: a strict Actimo never says 429', async () => {
    const { actimo, source } = await sandboxSource({ users: 200, ratePerSecond: 200 });
    const { rows } = await readAll(source, 'user');
    expect(rows.length).toBe(200);
    expect(actimo.stats().rejected429).toBe(0);
  });

  it('is spread over several keys', async () => {
    const keys = ['a', 'b', 'c'].map((key) => ({ key, workspaces: null, expiresAt: null }));
    const { actimo, source } = await sandboxSource({ users: 150, ratePerSecond: 40, keys }, { rateShare: 1 });
    await readAll(source, 'user');
    // A key alone would take four seconds at this rate and be refused in between if it carried more than its part.
    expect(actimo.stats().rejected429).toBeLessThan(10);
  });

  it('is that of the lease, and a pass waits while there is none', async () => {
    const asked: [string, number][] = [];
    let closed = true;
    const budget: RateBudget = {
      lease: async (resource, wanted) => {
        asked.push([resource, wanted]);
        return closed ? { perSecond: 0, forMs: 10 } : { perSecond: 4000, forMs: 60_000 };
      },
    };
    const { actimo, source } = await sandboxSource({}, {}, { budget });
    const reading = readAll(source, 'workspace');
    await wait(50);
    expect(actimo.stats().total).toBe(0);
    closed = false;
    await reading;
    expect(asked.length).toBeGreaterThan(2);
    expect(asked[0]).toEqual([expect.stringMatching(/^actimo:[0-9a-f]{10}$/), 4000]);
  });
});

describe('keys of single workspaces', () => {
  it('together read what one key of the client reads, each person once', async () => {
    const whole = await sandboxSource();
    const { actimo } = await sandboxSource({ keys: 'workspace' });
    const keys = actimo.apiKeys.map((key, index) => ({ key, workspace: String(actimo.store.workspaceIds()[index]) }));
    const { source } = await sandboxSource({ keys: 'workspace' }, { keys });
    const expected = await readObjects(whole.source);
    const read = await readObjects(source);
    // Who is in no workspace is seen by no key of a workspace.
    const members = new Set(expected.membership.rows.map(({ body }) => String(body.contact_id)));
    expect(keysOf(read.user.rows).sort()).toEqual(
      keysOf(expected.user.rows)
        .filter((key) => members.has(key))
        .sort(),
    );
    expect(keysOf(read.membership.rows)).toEqual(keysOf(expected.membership.rows));
    expect(read.user.summary).toMatchObject({ complete: true, undisturbed: true, secondCount: read.user.rows.length });
  });

  it('leave a workspace without a key unread, and say so', async () => {
    const { actimo, source: _ } = await sandboxSource({ keys: 'workspace' });
    const [first, second] = actimo.apiKeys as [string, string];
    const [one] = actimo.store.workspaceIds().map(String);
    // The second key is said to be the first workspace's: what it sees besides has no key then.
    const { source } = await sandboxSource(
      { keys: 'workspace' },
      {
        keys: [
          { key: first, workspace: one as string },
          { key: second, workspace: '999' },
        ],
      },
    );
    const { summary } = await readAll(source, 'membership');
    expect(summary.complete).toBe(false);
    expect(summary.unread).toEqual([{ what: 'workspace 12', why: 'no key reads it' }]);
  });

  it('leave a workspace that they may not read unread, and say so', async () => {
    const { actimo } = await sandboxSource();
    const ids = actimo.store.workspaceIds();
    const keys = [{ key: 'k', workspaces: null, expiresAt: null }];
    const { actimo: other, source } = await sandboxSource({ keys });
    other.faults.add({ kind: 'status', status: 403, route: `^/workspaces/${ids[1]}/contacts$` });
    const { rows, summary } = await readAll(source, 'membership');
    expect(summary).toMatchObject({ complete: false, unread: [{ what: `workspace ${ids[1]}`, why: 'the key may not read it (403)' }] });
    expect(rows.some(({ key }) => key.startsWith(`${ids[0]}:`))).toBe(true);
    expect(rows.some(({ key }) => key.startsWith(`${ids[1]}:`))).toBe(false);
  });
});
