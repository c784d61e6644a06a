import type { ActimoOptions } from '../../../sandbox/actimo/index.js';
import { Clock } from '../../../sandbox/time/index.js';
import { type Client, closeAll, type Json, send, start as startClient } from './support.js';

afterEach(closeAll);

const start = (options: Partial<ActimoOptions> = {}): Promise<Client> => startClient({ users: 60, ratePerSecond: 10_000, ...options });

describe('a key for one workspace', () => {
  test('sees its people only', async () => {
    const { call, actimo } = await start({ keys: 'workspace' });
    expect(actimo.apiKeys).toHaveLength(3);
    const key = actimo.apiKeys[1] ?? '';
    expect((await call('/workspaces', { key })).body.data.map(({ id }: Json) => id)).toEqual([12]);
    expect((await call('/workspaces/11/contacts', { key })).status).toBe(403);
    const rows = (await call('/workspaces/12/contacts', { key })).body.data.map((row: Json) => row.contact_id);
    const seen = (await call('/contacts', { key })).body.data.map(({ id }: Json) => id);
    expect(rows).toEqual(expect.arrayContaining(seen));
    expect(seen.length).toBeGreaterThan(0);
    const hidden = (await call('/contacts', { key: actimo.apiKeys[0] ?? '' })).body.data.find(({ id }: Json) => !seen.includes(id));
    expect((await call(`/contacts/${hidden.id}`, { key })).status).toBe(404);
  });

  const two = async () => {
    const client = await start({ keys: 'workspace' });
    const [other = '', key = ''] = client.actimo.apiKeys;
    const seen = new Set((await client.call('/contacts', { key })).body.data.map(({ id }: Json) => id));
    const hidden: number = (await client.call('/contacts', { key: other })).body.data.find(({ id }: Json) => !seen.has(id)).id;
    return { ...client, key, seen, hidden };
  };

  test('shows nobody else in groups, sends, answers, talks and figures, nor admins of other workspaces', async () => {
    const { call, key, actimo } = await two();
    const members = new Set(actimo.store.memberships.idsIn(12));
    const all = async (path: string) => (await call(path, { key })).body.data;
    const messages = await all('/messages');
    const people: number[] = [];
    for (const path of [
      '/groups/301/contacts',
      '/engagement',
      '/one-on-ones',
      ...messages.flatMap(({ id }: Json) => [`/messages/${id}/sends`, `/messages/${id}/answers`]),
    ])
      people.push(...(await all(path)).map(({ contact_id }: Json) => contact_id).filter((id: number | null) => id !== null));
    expect(people.length).toBeGreaterThan(50);
    expect(people.filter((id) => !members.has(id))).toEqual([]);
    expect((await all('/pulses/31/results')).filter(({ manager_id }: Json) => !members.has(manager_id))).toEqual([]);
    expect((await all('/users')).map(({ workspace_ids }: Json) => workspace_ids)).toEqual([[12]]);
  });

  test('changes and reaches nobody else', async () => {
    const { call, key, hidden, actimo } = await two();
    actimo.setSwitches({ duplicate: 'update' });
    const { email } = actimo.store.contact(hidden) as Json;
    expect((await call('/contacts', { key, ...send('POST', { first_name: 'A', last_name: 'B', email }) })).status).toBe(409);
    expect((await call(`/contacts/${hidden}`, { key, ...send('PUT', { title: 'Chef' }) })).status).toBe(404);
    expect((await call(`/contacts?ids=${hidden}`, { key, method: 'DELETE' })).status).toBe(404);
    const [{ id }] = (await call('/messages', { key, ...send('POST', { modules: [] }) })).body.data;
    expect((await call(`/messages/${id}/contactLink/${hidden}`, { key })).status).toBe(404);
    expect((await call(`/messages/${id}/send`, { key, ...send('POST', { contacts: [hidden] }) })).status).toBe(404);
  });

  test('sees whom it makes, in its workspace', async () => {
    const { call, key } = await two();
    const [{ id }] = (await call('/contacts', { key, ...send('POST', { first_name: 'Ny', last_name: 'Mand' }) })).body.data;
    expect((await call(`/contacts/${id}`, { key })).status).toBe(200);
    expect((await call('/workspaces/12/contacts', { key })).body.data.at(-1)).toMatchObject({
      contact_id: id,
      removed_at: null,
      role: 'member',
    });
  });
});

describe('the rate of a key', () => {
  test('is its own, lets nobody through who does not wait, and everybody who waits as long as he is told', async () => {
    const clock = new Clock();
    const { call, actimo } = await start({ keys: 'workspace', ratePerSecond: 20, clock, switches: { retryAfter: true } });
    const [key = '', other = ''] = actimo.apiKeys;
    const statuses = async (calls: number, of = key) =>
      (await Promise.all(Array.from({ length: calls }, () => call('/project', { key: of })))).map(({ status }) => status);
    clock.speed = 0.001;
    expect((await statuses(60)).filter((status) => status === 200)).toHaveLength(20);
    expect(await statuses(20, other)).toEqual(new Array(20).fill(200));
    clock.advance(999);
    expect(new Set(await statuses(5))).toEqual(new Set([429]));
    clock.advance(1);
    expect((await statuses(60)).filter((status) => status === 200)).toHaveLength(20);
    clock.speed = 1;
    const refused = await call('/project', { key });
    expect(refused.status).toBe(429);
    clock.advance(Number(refused.headers.get('retry-after')) * 1000);
    expect(await statuses(20)).toEqual(new Array(20).fill(200));
  });
});
