import type { ActimoOptions, Switches } from '../../../sandbox/actimo/index.js';
import { type Client, closeAll, type Json, send, start as startClient } from './support.js';

afterEach(closeAll);

const start = (options: Partial<ActimoOptions> = {}): Promise<Client> => startClient({ users: 60, ratePerSecond: 10_000, ...options });

describe('the switches', () => {
  const all = (call: Client['call']) => call('/contacts').then(({ body }) => body.data.map(({ id }: Json) => id));

  test('paging by offset hands out every contact once and says how many there are', async () => {
    const { call, actimo } = await start();
    const whole = await all(call);
    actimo.setSwitches({ paging: 'offset', pageSize: 7 });
    const ids: number[] = [];
    for (let offset = 0; offset < 60; offset += 25) {
      const { body } = await call(`/contacts?limit=25&offset=${offset}`);
      expect(body.meta).toEqual({ total: 60, limit: 25, offset });
      ids.push(...body.data.map(({ id }: Json) => id));
    }
    expect(ids).toEqual(whole);
    expect((await call('/contacts')).body.data).toHaveLength(7);
    expect((await call('/contacts?offset=100')).body.data).toEqual([]);
  });

  test('paging by page does too', async () => {
    const { call, actimo } = await start();
    const whole = await all(call);
    actimo.setSwitches({ paging: 'page' });
    const ids: number[] = [];
    for (let page = 1; page <= 3; page++)
      ids.push(...(await call(`/contacts?per_page=25&page=${page}`)).body.data.map(({ id }: Json) => id));
    expect(ids).toEqual(whole);
    expect((await call('/contacts?per_page=25&page=3')).body.meta).toEqual({ total: 60, page: 3, per_page: 25, pages: 3 });
  });

  test('times come as ISO, SQL text or seconds, booleans as numbers or words', async () => {
    const { call, actimo } = await start();
    const [plain] = (await call('/contacts/507')).body.data;
    expect(plain.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect([0, 1]).toContain(plain.opt_out);
    actimo.setSwitches({ dateStyle: 'sql', bools: 'words' });
    const [sql] = (await call('/contacts/507')).body.data;
    expect(sql.created_at).toBe(plain.created_at.replace('T', ' ').replace('Z', ''));
    expect(sql.opt_out).toBe(plain.opt_out === 1);
    actimo.setSwitches({ dateStyle: 'epoch' });
    expect((await call('/contacts/507')).body.data[0].created_at).toBe(Date.parse(plain.created_at) / 1000);
  });

  test('with delta on, one can ask for what changed', async () => {
    const { call, actimo } = await start({ switches: { delta: true } });
    actimo.edit({ edits: [{ op: 'update', object: 'user', id: 507, fields: { title: 'Ny' } }] });
    const { body } = await call('/contacts?updated_since=2025-06-02T06:00:00Z');
    expect(body.data.map(({ id }: Json) => id)).toEqual([507]);
    expect((await call('/contacts?updated_since=soon')).status).toBe(400);
  });

  test('relationships can be missing, a duplicate can be an update', async () => {
    const { call } = await start({ switches: { relationships: false, duplicate: 'update' } });
    expect((await call('/contacts/507/relationships')).status).toBe(404);
    const [{ email }] = (await call('/contacts/507')).body.data;
    const answer = await call('/contacts', send('POST', { first_name: 'Nu', last_name: 'Igen', email }));
    expect([answer.status, answer.body.data[0].id]).toEqual([200, 507]);
  });

  test('a switch that there is not is refused', async () => {
    const { actimo } = await start();
    expect(() => actimo.setSwitches({ paging: 'cursor' })).toThrow(/paging takes none, offset, page/);
    expect(() => actimo.setSwitches({ colour: 'red' })).toThrow(/no switch colour/);
  });

  test('mean together what they mean alone', async () => {
    const { actimo, call } = await start();
    const moment = {
      iso_z: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
      sql: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
      epoch: /^\d{10}$/,
    };
    const each = <const T>(...values: T[]): T[] => values;
    const whole = new Map(((await call('/contacts')).body.data as Json[]).map((row) => [row.id, row]));
    let seen = 0;
    for (const paging of each('none', 'offset', 'page'))
      for (const dateStyle of each('iso_z', 'sql', 'epoch'))
        for (const bools of each('numbers', 'words'))
          for (const onlyDocumented of each(false, true))
            for (const delta of each(false, true))
              for (const mediaExpires of each(false, true)) {
                const switches: Partial<Switches> = { paging, dateStyle, bools, onlyDocumented, delta, mediaExpires, pageSize: 25 };
                actimo.setSwitches(switches);
                const { data, meta } = (await call('/contacts')).body;
                const wrong = (data as Json[]).filter((row) => {
                  const before = whole.get(row.id);
                  return !(
                    moment[dateStyle].test(row.created_at) &&
                    typeof row.created_at === (dateStyle === 'epoch' ? 'number' : 'string') &&
                    typeof row.opt_out === (bools === 'words' ? 'boolean' : 'number') &&
                    Number(row.opt_out) === before.opt_out &&
                    'status' in row !== onlyDocumented &&
                    'updated_at' in row === (delta && !onlyDocumented) &&
                    (onlyDocumented || before.image_url === null || row.image_url.includes('?expires=') === mediaExpires) &&
                    row.email === before.email
                  );
                });
                expect([switches, wrong, data.length, meta?.total]).toEqual([
                  switches,
                  [],
                  paging === 'none' ? 60 : 25,
                  paging === 'none' ? undefined : 60,
                ]);
                expect((await call('/workspaces')).status).toBe(onlyDocumented ? 404 : 200);
                seen++;
              }
    expect(seen).toBe(144);
  });
});
