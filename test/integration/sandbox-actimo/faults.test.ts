import { afterEach, describe, expect, test } from '@jest/globals';
import { type Actimo, wrongRule } from '../../../sandbox/actimo/index.js';
import { type Client, closeAll, type Json, send, start } from './support.js';

afterEach(closeAll);

type Rule = Parameters<Actimo['faults']['add']>[0];
const effects = ({ actimo }: Client) => actimo.stats().faults;

describe('a fault of Actimo', () => {
  test('of 429 begins a burst that whatever comes next meets', async () => {
    const { actimo, call } = await start({ users: 60 });
    actimo.faults.add({ kind: 'burst429', count: 3, times: 1 });
    const seen = [];
    for (const path of ['/project', '/contacts', '/groups', '/project']) seen.push((await call(path)).status);
    expect(seen).toEqual([429, 429, 429, 200]);
  });

  test('late is answered 504 first and done then', async () => {
    const { actimo, call } = await start({ users: 60 });
    actimo.faults.add({ kind: 'lateCommit', method: 'DELETE', ms: 50, times: 1 });
    expect((await call('/contacts?ids=507', { method: 'DELETE' })).status).toBe(504);
    expect(actimo.store.contact(507)).toBeDefined();
    for (let tries = 0; actimo.store.contact(507) && tries < 100; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(actimo.store.contact(507)).toBeUndefined();
  });

  test('is slow and then as usual', async () => {
    const { actimo, call } = await start({ users: 60 });
    actimo.faults.add({ kind: 'slow', ms: 20, times: 1 });
    expect((await call('/project')).status).toBe(200);
  });

  test('strikes one list by its name, every n-th time, after so many, so many times', async () => {
    const { actimo, call } = await start({ users: 60 });
    actimo.faults.add({ kind: 'status', status: 503, table: 'workspaces.contacts', after: 1, every: 2, times: 2 });
    const seen = [];
    for (let n = 0; n < 8; n++) seen.push((await call('/workspaces/11/contacts')).status);
    expect(seen).toEqual([200, 200, 503, 200, 503, 200, 200, 200]);
    expect((await call('/workspaces')).status).toBe(200);
  });

  test('is listed among those that struck', async () => {
    const client = await start({ users: 60 });
    client.actimo.faults.add({ kind: 'html', times: 1 });
    await client.call('/contacts');
    expect(effects(client)).toEqual([{ kind: 'html', at: expect.any(String), route: 'GET /contacts' }]);
    client.actimo.resetStats();
    expect(effects(client)).toEqual([]);
  });

  test('that could do nothing is neither counted nor written down', async () => {
    const client = await start({ users: 60 });
    const { actimo, call } = client;
    for (const [kind, path, init] of [
      ['shortPage', '/contacts/507', {}],
      ['shortPage', '/contacts?email=nobody', {}],
      ['numberAsText', '/contacts/fields', {}],
      ['nullFields', '/contacts?email=nobody', {}],
      ['half', '/contacts/1', {}],
      ['empty', '/contacts/1', {}],
      ['noData', '/contacts?ids=559', { method: 'DELETE' }],
      ['slow', '/project', { key: 'guess' }],
      ['status', '/project', { key: 'guess' }],
      ['revokeKey', '/project', { key: 'guess' }],
      ['resetAfter', '/nowhere', {}],
      ['lateCommit', '/nowhere', {}],
    ] as const) {
      actimo.faults.clear();
      actimo.faults.add({ kind, times: 1 });
      await call(path, init);
      expect([kind, path, effects(client), actimo.faults.list()[0]?.hits]).toEqual([kind, path, [], 0]);
    }
  });

  test('that is none is refused in words', () => {
    expect(wrongRule({ kind: 'meteor' })).toMatch(/^fault kind must/);
    expect(wrongRule({ kind: 'slow', colour: 1 })).toMatch(/^a rule has no colour/);
    for (const [name, value] of [
      ...[-1, 1.5, 'long', 1e12, Number.POSITIVE_INFINITY].map((ms) => ['ms', ms] as const),
      ...[200, 600, null].map((status) => ['status', status] as const),
      ...[0, -1, 0.5].flatMap((n) => [['every', n] as const, ['times', n] as const, ['count', n] as const]),
      ...[-0.1, 1.1, '1'].map((chance) => ['chance', chance] as const),
      ...['(', 7, null].map((route) => ['route', route] as const),
      ...[7, '', {}].flatMap((text) => [['method', text] as const, ['table', text] as const, ['field', text] as const]),
      ...[['after', -1] as const, ['seed', 'x'] as const],
    ])
      expect([name, wrongRule({ kind: 'slow', [name]: value })]).toEqual([name, expect.stringMatching(new RegExp(`^${name} must`))]);
    expect(
      wrongRule({ kind: 'slow', ms: 5, route: '^/contacts', method: 'GET', after: 0, every: 2, chance: 0.5, times: 1 }),
    ).toBeUndefined();
    expect(wrongRule({ kind: 'slow', table: 'contacts' })).toBeUndefined();
  });
});

describe('silent damage', () => {
  test.each([
    ['cut', 'name', (was: Json) => was.slice(0, Math.ceil(was.length / 2))],
    ['shiftHour', 'created_at', (was: Json) => new Date(Date.parse(was) + 3_600_000).toISOString().replace('.000', '')],
    ['drop', 'employee_id', () => null],
    ['change', 'timezone', (was: Json) => `${was}*`],
  ] as const)('%s of %s shows in an answer of 200, and is logged', async (kind, field, damaged) => {
    const client = await start({ users: 60 });
    const before = await client.list('/contacts');
    client.actimo.faults.add({ kind, field, table: 'contacts', after: 3, times: 1 });
    const after = await client.list('/contacts');
    expect(after[3]).toEqual({ ...before[3], [field]: damaged(before[3][field]) });
    expect([...after.slice(0, 3), ...after.slice(4)]).toEqual([...before.slice(0, 3), ...before.slice(4)]);
    expect(effects(client)).toEqual([{ kind, at: expect.any(String), route: 'GET /contacts', key: String(before[3].id), field }]);
    expect(await client.list('/contacts')).toEqual(before);
  });

  test('a time comes an hour later in every style, and a value that is the same is no damage', async () => {
    const client = await start({ users: 60 });
    for (const [dateStyle, later] of [
      ['sql', (was: string) => new Date(Date.parse(`${was.replace(' ', 'T')}Z`) + 3_600_000).toISOString().slice(0, 19).replace('T', ' ')],
      ['epoch', (was: number) => was + 3600],
    ] as const) {
      client.actimo.setSwitches({ dateStyle });
      const [before] = await client.list('/contacts/507');
      client.actimo.faults.add({ kind: 'shiftHour', times: 1 });
      expect(await client.list('/contacts/507')).toEqual([{ ...before, created_at: later(before.created_at as never) }]);
      client.actimo.faults.clear();
    }
    client.actimo.resetStats();
    const [{ tags }] = await client.list('/contacts/507');
    client.actimo.faults.add({ kind: 'change', field: 'tags', value: tags });
    await client.list('/contacts/507');
    expect(effects(client)).toEqual([]);
  });

  test('round takes the decimals of a score', async () => {
    const client = await start({ users: 120 });
    const [{ id }] = (await client.list('/messages')).filter(({ modules }: Json) => modules.some(({ type }: Json) => type === 'quiz'));
    client.actimo.faults.add({ kind: 'round', field: 'score_pct', times: 1 });
    const before = (await client.list(`/trainings/${id}/results`)).length;
    expect(before).toBeGreaterThan(0);
    expect(effects(client)).toMatchObject([{ kind: 'round', field: 'score_pct' }]);
  });

  test('strikes every n-th record, or by a seeded chance, the same for the same seed', async () => {
    const hit = async (rule: Rule) => {
      const client = await start({ users: 60 });
      client.actimo.faults.add(rule);
      await client.list('/contacts');
      return effects(client).map(({ key }) => Number(key));
    };
    expect(await hit({ kind: 'drop', field: 'first_name', every: 20 })).toEqual([520, 540, 560]);
    const drawn = await hit({ kind: 'drop', field: 'first_name', chance: 0.2, seed: 5 });
    expect(drawn.length).toBeGreaterThan(2);
    expect(await hit({ kind: 'drop', field: 'first_name', chance: 0.2, seed: 5 })).toEqual(drawn);
  });

  test('that can do nothing is not counted', async () => {
    const client = await start({ users: 60 });
    client.actimo.faults.add({ kind: 'round', table: 'contacts' });
    await client.list('/contacts');
    expect([effects(client), client.actimo.faults.list()[0]?.hits]).toEqual([[], 0]);
  });

  test('shows in what a write answers, while the record is as it was sent', async () => {
    const client = await start({ users: 60 });
    client.actimo.faults.add({ kind: 'cut', field: 'last_name', method: 'PUT', times: 1 });
    const [answered] = (await client.call('/contacts/507', send('PUT', { last_name: 'Holmgaard' }))).body.data;
    expect([answered.last_name, (await client.list('/contacts/507'))[0].last_name]).toEqual(['Holmg', 'Holmgaard']);
  });
});
