import { Clock } from '../../../sandbox/time/index.js';
import { closeAll, send, start } from './support.js';

afterEach(closeAll);

const until = async (fits: () => boolean): Promise<void> => {
  for (let tries = 0; !fits() && tries < 200; tries++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(fits()).toBe(true);
};

describe('people in Actimo', () => {
  test('edit, add and delete on the clock, again and again until they are called off', async () => {
    const clock = new Clock();
    const { actimo, list } = await start({ users: 60, clock });
    actimo.edit({ random: { seed: 3, create: 1, update: 1, delete: 1 }, when: { everyMs: 60_000, times: 3 } });
    actimo.edit({ edits: [{ op: 'delete', object: 'user', id: 507 }], when: { afterMs: 3_600_000 } });
    expect(actimo.edits()).toMatchObject({ done: [], waiting: 2 });
    clock.advance(60_000);
    await until(() => actimo.edits().done.length === 3);
    clock.advance(60_000);
    await until(() => actimo.edits().done.length === 6);
    const keys = actimo
      .edits()
      .done.filter(({ op }) => op === 'update')
      .map(({ key }) => key);
    expect(new Set(keys).size).toBe(2);
    actimo.cancelEdits();
    clock.advance(7_200_000);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(actimo.edits()).toMatchObject({ waiting: 0 });
    expect(actimo.edits().done).toHaveLength(6);
    expect(await list('/contacts/507')).toHaveLength(1);
  });

  test('come after a milestone and a while', async () => {
    const clock = new Clock();
    let written = 0;
    const { actimo, call } = await start({ users: 60, clock, contactsWritten: () => written });
    actimo.edit({ edits: [{ op: 'delete', object: 'user', id: 507 }], when: { contactsWritten: 5, afterMs: 60_000 } });
    clock.advance(120_000);
    written = 5;
    await call('/project');
    expect(actimo.edits().waiting).toBe(1);
    clock.advance(60_000);
    await until(() => actimo.edits().done.length === 1);
    expect((await call('/contacts/507')).status).toBe(404);
  });

  test('whom the API deletes for good are blanked at once, and stay in what was sent to them', async () => {
    const { actimo, call } = await start({ users: 60 });
    const [before] = (await call('/contacts/507')).body.data;
    expect((await call('/contacts?ids=507&forceAnonymize=true', { method: 'DELETE' })).status).toBe(200);
    expect(actimo.store.departure(507)).toMatchObject({ anonymised: true });
    expect([...actimo.dump()].join('\n')).not.toContain(before.email);
    expect(() => actimo.edit({ edits: [{ op: 'restore', object: 'user', id: 507 }] })).toThrow(/cannot be brought back/);
    const history = (await call('/groups/301/contacts')).body.data.filter(({ contact_id }: { contact_id: number }) => contact_id === 507);
    expect(history).toMatchObject([{ removed_at: expect.any(String) }]);
  });

  test('several are deleted by one call, and none when one of them is not there', async () => {
    const { call } = await start({ users: 60 });
    expect((await call('/contacts?ids=507,1', { method: 'DELETE' })).status).toBe(404);
    expect((await call('/contacts/507')).status).toBe(200);
    expect((await call('/contacts?ids=507,508&ids=509', { method: 'DELETE' })).status).toBe(200);
    for (const id of [507, 508, 509]) expect((await call(`/contacts/${id}`)).status).toBe(404);
  });

  test('a partial update leaves what it does not name, and another id in the body is refused', async () => {
    const { call } = await start({ users: 60 });
    const [before] = (await call('/contacts/507')).body.data;
    const [after] = (await call('/contacts/507', send('PUT', { title: 'Chef 👩‍🍳' }))).body.data;
    expect(after).toEqual({ ...before, title: 'Chef 👩‍🍳' });
    expect((await call('/contacts/507', send('PUT', { id: 508, title: 'Elev' }))).status).toBe(400);
  });
});
