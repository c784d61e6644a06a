import { closeAll, type Json, send, start } from './support.js';

afterEach(closeAll);

const perClient = async (options: Parameters<typeof start>[0] = {}) => {
  const client = await start({ users: 60, clients: 2, ...options });
  const [first, second] = client.actimo.clients;
  return { ...client, one: first?.apiKeys[0] ?? '', other: second?.apiKeys[0] ?? '', second };
};

describe('several clients', () => {
  test('have a name, workspaces, people and keys of their own, and no id in common', async () => {
    const { call, one, other } = await perClient();
    for (const path of [
      '/project',
      '/contacts',
      '/workspaces',
      '/groups',
      '/users',
      '/messages',
      '/academies',
      '/social/groups',
      '/one-on-ones',
      '/automations',
    ]) {
      const [mine, theirs] = [(await call(path, { key: one })).body.data, (await call(path, { key: other })).body.data];
      const ids = new Set(mine.map(({ id }: Json) => id));
      expect([path, theirs.length > 0, theirs.some(({ id }: Json) => ids.has(id))]).toEqual([path, true, false]);
    }
    const emails = async (key: string) =>
      (await call('/contacts', { key })).body.data.map(({ email }: Json) => email?.toLowerCase()).filter(Boolean);
    const mine = new Set(await emails(one));
    expect((await emails(other)).some((email: string) => mine.has(email))).toBe(false);
  });

  test('do not see each other, whatever id is asked for', async () => {
    const { call, one, other } = await perClient();
    const of = async (path: string, key: string) => (await call(path, { key })).body.data[0].id;
    const [message, academy, wall] = [await of('/messages', other), await of('/academies', other), await of('/social/groups', other)];
    const [contact, workspace, group] = [await of('/contacts', other), await of('/workspaces', other), await of('/groups', other)];
    for (const path of [
      `/contacts/${contact}`,
      `/contacts/${contact}/relationships`,
      `/workspaces/${workspace}/contacts`,
      `/groups/${group}/contacts`,
      `/messages/${message}`,
      `/messages/${message}/answers`,
      `/messages/${message}/contactLink/${contact}`,
      `/academies/${academy}`,
      `/academies/${academy}/progress`,
      `/trainings/${message + 1}/results`,
      `/contacts/${contact}/points`,
      `/social/groups/${wall}/posts`,
    ])
      expect([path, (await call(path, { key: one })).status, (await call(path, { key: other })).status]).toEqual([path, 404, 200]);
    expect((await call(`/contacts/${contact}`, { key: one, ...send('PUT', { title: 'Chef' }) })).status).toBe(404);
    expect((await call(`/contacts?ids=${contact}`, { key: one, method: 'DELETE' })).status).toBe(404);
    expect((await call(`/messages/${message}/send`, { key: one, ...send('POST', { contacts: [507] }) })).status).toBe(404);
    const [mine] = (await call('/messages', { key: one })).body.data;
    expect((await call(`/messages/${mine.id}/send`, { key: one, ...send('POST', { contacts: [contact] }) })).status).toBe(404);
    expect((await call(`/messages/${mine.id}/send`, { key: one, ...send('POST', { groups: [group] }) })).status).toBe(404);
  });

  test('have no word of each other in anything that is read, made or signed in to', async () => {
    const { call, one, other, url } = await perClient({ users: 300 });
    for (const path of [
      '/contacts',
      '/workspaces',
      '/users',
      '/messages',
      '/academies',
      '/integrations',
      '/automations',
      '/social/groups',
    ]) {
      expect((await call(path, { key: other })).text).not.toMatch(/nordlys/i);
      expect((await call(path, { key: one })).text).not.toMatch(/havblik/i);
    }
    const made = await call('/contacts', { key: other, ...send('POST', { first_name: 'Ny', last_name: 'Mand' }) });
    const admins = (await call('/users', { key: other })).body.data;
    expect(admins.map(({ id }: Json) => id)).toContain(made.body.data[0].user_id);
    const theirs = new Set((await call('/users', { key: one })).body.data.map(({ email }: Json) => email));
    expect(admins.some(({ email }: Json) => theirs.has(email))).toBe(false);
    const post = (path: string, body: unknown, cookie = '') =>
      fetch(new URL(path, url), { method: 'POST', body: JSON.stringify(body), headers: { cookie } });
    for (const { email } of admins) {
      const session = (await post('/admin/login', { email, password: 'sandbox-admin' })).headers.get('set-cookie')?.split(';')[0];
      const { result } = (await (await post('/admin/api/project', {}, session)).json()) as Json;
      expect(result.items).toMatchObject([{ name: 'Havblik ApS' }]);
    }
  });

  test('may have a key for each workspace', async () => {
    const { actimo, call } = await start({ users: 60, clients: 2, keys: 'workspace' });
    for (const { apiKeys } of actimo.clients) {
      expect(apiKeys).toHaveLength(3);
      for (const key of apiKeys) expect((await call('/workspaces', { key })).body.data).toHaveLength(1);
    }
  });

  test('leave the first one as it is alone', async () => {
    const alone = await start({ users: 60 });
    const { actimo } = await perClient();
    const first = [...actimo.dump()].filter((line) => !line.includes('"client":'));
    expect(first).toEqual([...alone.actimo.dump()]);
    expect(alone.actimo.apiKeys).toEqual(actimo.apiKeys);
  });

  test('are edited by name', async () => {
    const { actimo, call, one, other, second } = await perClient();
    const before = (await call('/contacts', { key: one })).body.data;
    actimo.edit({ client: second?.id ?? 0, random: { seed: 1, create: 2, update: 2, delete: 1 } });
    expect((await call('/contacts', { key: other })).body.data).toHaveLength(61);
    expect((await call('/contacts', { key: one })).body.data).toEqual(before);
    expect(() => actimo.edit({ client: 99, edits: [] })).toThrow(/no client 99/);
  });
});
