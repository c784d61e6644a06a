import { type Actimo, type ActimoOptions, readEdits } from '../../../sandbox/actimo/index.js';
import { type Client, closeAll, type Json, send, start as startClient } from './support.js';

afterEach(closeAll);

const start = (options: Partial<ActimoOptions> = {}): Promise<Client> => startClient({ users: 60, ratePerSecond: 10_000, ...options });

describe('the documented API', () => {
  test('a key is needed, and the check is GET /project', async () => {
    const { call } = await start();
    expect((await call('/project', { key: 'wrong' })).status).toBe(401);
    const good = await call('/project');
    expect(good.status).toBe(200);
    expect(good.headers.get('x-sim-basis')).toBe('documented');
    expect(good.body).toEqual({ status: 'ok', data: [{ id: 4, name: 'Nordlys A/S' }] });
  });

  test('all contacts come in one answer, a single one as a list of one', async () => {
    const { call } = await start();
    const all = await call('/contacts');
    expect(all.body.data).toHaveLength(60);
    expect(all.body.meta).toBeUndefined();
    const one = await call('/contacts/507');
    expect(one.body.data).toEqual([all.body.data.find(({ id }: Json) => id === 507)]);
    expect((await call('/contacts/1')).status).toBe(404);
  });

  test('filters are exact, the search is not, unknown query keys are ignored', async () => {
    const { call } = await start();
    const [wanted] = (await call('/contacts/507')).body.data;
    expect((await call(`/contacts?email=${encodeURIComponent(wanted.email)}`)).body.data).toEqual([wanted]);
    expect((await call(`/contacts?data20=${wanted.data20}`)).body.data).toEqual([wanted]);
    expect((await call(`/contacts?search=${encodeURIComponent(wanted.name.toUpperCase())}&colour=red`)).body.data).toContainEqual(wanted);
    expect((await call('/contacts?employee_id=nobody')).body.data).toEqual([]);
  });

  test('a contact is created, changed and deleted softly', async () => {
    const { call, actimo } = await start();
    const made = await call(
      '/contacts',
      send('POST', { first_name: 'Ny', last_name: 'Én', email: 'ny@nordlys.example', allow_sms: false }),
    );
    expect(made.body.data[0]).toMatchObject({ name: 'Ny Én', allow_sms: 0, source_type: 'api' });
    const { id } = made.body.data[0];
    const changed = await call(`/contacts/${id}`, send('PUT', { id, last_name: 'To' }));
    expect(changed.body.data[0]).toMatchObject({ id, name: 'Ny To', email: 'ny@nordlys.example' });
    expect((await call(`/contacts?ids=${id}&forceAnonymize=false`, { method: 'DELETE' })).body).toEqual({ status: 'ok' });
    expect((await call(`/contacts/${id}`)).status).toBe(404);
    expect(actimo.store.departure(id)?.anonymised).toBe(false);
  });

  test('an address and a number are taken as long as somebody has them', async () => {
    const { call } = await start();
    const [{ email, msisdn }] = (await call('/contacts/507')).body.data;
    const create = async (fields: object) => {
      const { status, body } = await call('/contacts', send('POST', { first_name: 'Ny', last_name: 'Mand', ...fields }));
      return [status, status === 200 ? body.data[0].id : body.id];
    };
    expect(await create({ email: email.toUpperCase() })).toEqual([409, 507]);
    expect(await create({ msisdn: msisdn.replace('+', '').replace(/(..)/g, '$1 ') })).toEqual([409, 507]);
    expect((await call('/contacts/507', send('PUT', { email: 'andet@nordlys.example', msisdn: null }))).status).toBe(200);
    expect((await call('/contacts/507', send('PUT', { email: 'ANDET@nordlys.example' }))).status).toBe(200);
    const [status, id] = await create({ email, msisdn });
    expect(status).toBe(200);
    expect(await create({ email: 'andet@Nordlys.example' })).toEqual([409, 507]);
    expect(await create({ msisdn })).toEqual([409, id]);
    expect((await call(`/contacts/508`, send('PUT', { email }))).status).toBe(409);
    expect((await call(`/contacts?ids=${id}`, { method: 'DELETE' })).status).toBe(200);
    expect((await create({ email, msisdn }))[0]).toBe(200);
    expect((await create({}))[0]).toBe(200);
  });

  test('what cannot be undone is taken at its word only', async () => {
    const { call } = await start();
    for (const query of [
      'ids=',
      'ids=5e2',
      'ids=507.0',
      'ids=0x1fb',
      'ids=507,',
      'ids=507&forceAnonymize=1',
      'ids=507&forceAnonymize=TRUE',
      'forceAnonymize=true',
    ])
      expect([query, (await call(`/contacts?${query}`, { method: 'DELETE' })).status]).toEqual([query, 400]);
    for (const fields of [{ first_name: null }, { last_name: '' }])
      expect((await call('/contacts/507', send('PUT', fields))).status).toBe(400);
    expect((await call('/contacts/507')).status).toBe(200);
  });

  test.each([
    ['without a last name', { first_name: 'A' }, 400],
    ['with a list as name', { first_name: [], last_name: 'B' }, 400],
    ['with an e-mail address that is taken', { first_name: 'A', last_name: 'B', email: 'TAKEN' }, 409],
  ])('a contact %s is refused', async (_, fields, status) => {
    const { call } = await start();
    const taken = (await call('/contacts/507')).body.data[0].email.toUpperCase();
    const body = 'email' in fields ? { ...fields, email: taken } : fields;
    expect((await call('/contacts', send('POST', body))).status).toBe(status);
  });

  test('what is not JSON, too much, or asked in the wrong way is refused, and the sandbox itself does not fail', async () => {
    const { call, actimo } = await start();
    expect((await call('/contacts', { method: 'POST', body: '{' })).status).toBe(400);
    expect((await call('/contacts', { method: 'POST', body: '[1]' })).status).toBe(400);
    expect((await call('/contacts', { method: 'DELETE' })).status).toBe(400);
    expect((await call('/project', { method: 'PUT', body: '{}' })).status).toBe(405);
    expect((await call('/nowhere')).status).toBe(404);
    expect(actimo.stats().failures).toBe(0);
  });

  test('a message goes to those who are there, and to somebody', async () => {
    const { call } = await start();
    const [{ id }] = (await call('/messages', send('POST', { modules: [] }))).body.data;
    for (const [path, body, status] of [
      [`/messages/${id}/send`, { groups: [301] }, 200],
      [`/messages/${id}/send`, {}, 400],
      [`/messages/${id}/send`, { contacts: [] }, 400],
      [`/messages/${id}/send`, { contacts: ['507'] }, 400],
      [`/messages/${id}/send`, { id: id + 1, contacts: [507] }, 400],
      [`/messages/${id}/send`, { contacts: [507, 1] }, 404],
      [`/messages/${id}/send`, { groups: [1] }, 404],
      [`/messages/${id + 1}/send`, { contacts: [507] }, 404],
      ['/messages', { modules: 'text' }, 400],
    ] as const)
      expect([path, body, (await call(path, send('POST', body))).status]).toEqual([path, body, status]);
    expect((await call(`/messages/${id + 1}/contactLink/507`)).status).toBe(404);
    expect((await call(`/messages/${id}/contactLink/1`)).status).toBe(404);
  });

  test('a message gives a link per contact', async () => {
    const { call } = await start();
    const { id } = (await call('/messages', send('POST', { modules: [{ type: 'text', text: '<p>Hej</p>' }] }))).body.data[0];
    expect((await call(`/messages/${id}/send`, send('POST', { id, contacts: [507], groups: [], isTest: 0 }))).body).toEqual({
      status: 'ok',
    });
    expect((await call(`/messages/${id}/contactLink/507?token=1`)).body.data[0].link).toContain('token=');
  });

  test('the 21st call within a second is refused, with or without Retry-After', async () => {
    const { call, actimo } = await start({ ratePerSecond: 20 });
    const statuses = (await Promise.all(Array.from({ length: 21 }, () => call('/project')))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    const without = await call('/project');
    expect([without.status, without.headers.get('retry-after')]).toEqual([429, null]);
    actimo.setSwitches({ retryAfter: true });
    expect((await call('/project')).headers.get('retry-after')).toBe('1');
    expect(actimo.stats().rejected429).toBe(3);
  });
});

describe('what is inferred', () => {
  test('workspaces, memberships, admins, groups and relationships hang together', async () => {
    const { call } = await start();
    const workspaces = await call('/workspaces');
    expect(workspaces.headers.get('x-sim-basis')).toBe('inferred');
    expect(workspaces.body.data[0]).toMatchObject({
      id: 11,
      client_id: 4,
      locations: [{ name: expect.any(String), primary: expect.anything() }],
    });
    for (const { id, contact_count } of workspaces.body.data) {
      const rows = (await call(`/workspaces/${id}/contacts`)).body.data;
      expect(rows.filter((row: Json) => row.removed_at === null)).toHaveLength(contact_count);
    }
    const groups = (await call('/groups')).body.data;
    expect(Object.keys(groups[0]).sort()).toEqual(['created_at', 'id', 'member_count', 'name', 'shared', 'source_type', 'user_id']);
    expect((await call(`/groups/${groups[0].id}/contacts`)).body.data.length).toBeGreaterThanOrEqual(60);
    expect((await call('/users')).body.data[0]).toMatchObject({ role: 'admin', workspace_ids: [11] });
    expect((await call('/contacts/503/relationships')).body.data[0]).toEqual({ type: 'manager', contact_id: 501 });
    expect((await call('/contacts/fields')).body.data.map(({ key }: Json) => key)).toContain('data20');
  });

  test.each(['documented', 'files'] as const)('is not there in profile %s, nor are the invented contact fields', async (profile) => {
    const { call } = await start({ profile });
    for (const path of [
      '/workspaces',
      '/users',
      '/contacts/507/relationships',
      '/contacts/fields',
      '/workspaces/11/contacts',
      '/groups/301/contacts',
    ]) {
      expect([path, (await call(path)).status]).toEqual([path, 404]);
    }
    expect((await call('/groups')).status).toBe(200);
    const [contact] = (await call('/contacts/507')).body.data;
    expect(contact).toHaveProperty('data20');
    expect(contact).not.toHaveProperty('status');
    expect(contact).not.toHaveProperty('language');
  });
});

describe('faults', () => {
  test.each(['reset', 'half'] as const)('%s breaks the connection', async (kind) => {
    const { call, actimo } = await start();
    actimo.faults.add({ kind, times: 1 });
    await expect(call('/contacts')).rejects.toThrow();
    expect((await call('/contacts')).body.data).toHaveLength(60);
  });

  test('resetAfter breaks the connection when the work is done', async () => {
    const { call, actimo } = await start();
    actimo.faults.add({ kind: 'resetAfter', method: 'DELETE', times: 1 });
    await expect(call('/contacts?ids=507', { method: 'DELETE' })).rejects.toThrow();
    expect(actimo.store.contact(507)).toBeUndefined();
  });

  test('html, empty, noData, status, numberAsText, nullFields, shortPage and revokeKey do what they say', async () => {
    const { call, actimo } = await start();
    const next = async (rule: Parameters<Actimo['faults']['add']>[0]) => {
      actimo.faults.add({ times: 1, ...rule });
      return call('/contacts');
    };
    expect((await next({ kind: 'html' })).text).toContain('<h1>502');
    expect(await next({ kind: 'empty' })).toMatchObject({ status: 200, text: '' });
    expect((await next({ kind: 'noData' })).body).toEqual({ status: 'ok' });
    expect((await next({ kind: 'status', status: 503 })).status).toBe(503);
    expect((await next({ kind: 'numberAsText' })).body.data[0].id).toBe('501');
    expect((await next({ kind: 'nullFields' })).body.data[0].user_id).toBeNull();
    expect((await next({ kind: 'shortPage' })).body.data).toHaveLength(59);
    expect((await next({ kind: 'revokeKey' })).status).toBe(401);
    expect((await call('/contacts')).status).toBe(401);
    actimo.reset();
    expect((await call('/contacts')).status).toBe(200);
  });
});

describe('edits', () => {
  test('drawn ones depend on the seed and the data only', async () => {
    const [one, two] = [await start(), await start()];
    const request = { random: { seed: 3, create: 4, update: 5, delete: 2 } };
    const report = one.actimo.edit(request);
    expect(report.counts).toEqual({ created: 4, updated: 5, deleted: 2 });
    expect(two.actimo.edit(request)).toEqual(report);
    expect([...one.actimo.dump()]).toEqual([...two.actimo.dump()]);
    expect((await one.call('/contacts')).body.data).toHaveLength(62);
  });

  test('wait for their milestone', async () => {
    let written = 0;
    const { actimo, call } = await start({ contactsWritten: () => written });
    const report = actimo.edit({ edits: [{ op: 'delete', object: 'user', id: 507 }], when: { contactsWritten: 10 } });
    expect(report.applied).toBe(false);
    written = 9;
    expect((await call('/contacts/507')).status).toBe(200);
    written = 10;
    expect((await call('/contacts/507')).status).toBe(404);
    expect(actimo.edits()).toMatchObject({ waiting: 0, done: [{ op: 'delete', object: 'user', key: '507' }] });
  });

  test('change memberships and workspaces', async () => {
    const { actimo } = await start();
    const outsider = [...actimo.store.contactIds()].find((id) => !actimo.store.memberships.at(13, id)) as number;
    actimo.edit({ edits: [{ op: 'create', object: 'membership', workspace_id: 13, contact_id: outsider, fields: { role: 'editor' } }] });
    expect(actimo.store.memberships.at(13, outsider)).toMatchObject({ role: 'editor', removed_at: null });
    actimo.edit({ edits: [{ op: 'delete', object: 'membership', workspace_id: 13, contact_id: outsider }] });
    expect(actimo.store.memberships.at(13, outsider)?.removed_at).toMatch(/^2025-06-02T06:00:0/);
    actimo.edit({ edits: [{ op: 'delete', object: 'membership', workspace_id: 13, contact_id: outsider, erase: true }] });
    expect(actimo.store.memberships.at(13, outsider)).toBeUndefined();
    actimo.edit({ edits: [{ op: 'update', object: 'workspace', id: 13, fields: { name: 'Nyt navn' } }] });
    expect(actimo.store.workspace(13)?.name).toBe('Nyt navn');
  });

  test.each([
    [{ op: 'update', object: 'user', id: 1, fields: {} }, /no user 1/],
    [{ op: 'update', object: 'workspace', id: 11, fields: { id: 5 } }, /a workspace has no id/],
    [{ op: 'update', object: 'membership', workspace_id: 11, contact_id: 1 }, /no membership 11:1/],
    [{ op: 'update', object: 'group', id: 1 }, /object must be/],
  ])('%j is refused', async (edit, message) => {
    const { actimo } = await start();
    expect(() => actimo.edit(readEdits({ edits: [edit] }))).toThrow(message);
  });
});
