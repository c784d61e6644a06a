import { type Client, closeAll, type Json, start } from './support.js';

afterEach(closeAll);

const day = 86_400_000;
/** Groups of contacts with the same value, of more than one each. */
function doubles(contacts: readonly Json[], value: (contact: Json) => string | undefined): Json[][] {
  const by = new Map<string, Json[]>();
  for (const contact of contacts) {
    const key = value(contact);
    if (key) by.set(key, [...(by.get(key) ?? []), contact]);
  }
  return [...by.values()].filter((found) => found.length > 1);
}
const managerOf = async ({ list }: Client, id: number): Promise<number | undefined> =>
  (await list(`/contacts/${id}/relationships`)).find(({ type }: Json) => type === 'manager')?.contact_id;

describe('the cases of C.4', () => {
  test('drop-down values have Danish letters and emojis, in the definition and in contacts', async () => {
    const { list } = await start();
    const options = (await list('/contacts/fields')).find(({ key }: Json) => key === 'data3').options;
    expect(options).toContain('🥈 Øvet');
    expect((await list('/contacts')).filter(({ data3 }: Json) => data3 === '🥈 Øvet').length).toBeGreaterThan(1);
  });

  test('two contacts have no e-mail address, one null and one an empty text', async () => {
    const { list } = await start();
    expect((await list('/contacts')).filter(({ email }: Json) => !email).map(({ email }: Json) => email)).toEqual(
      expect.arrayContaining([null, '']),
    );
  });

  test('one number stands with and without plus, for one person and for two', async () => {
    const { list } = await start();
    const shared = doubles(await list('/contacts'), ({ msisdn }) => msisdn?.replace(/\D/g, '')).filter(
      (found) => new Set(found.map(({ msisdn }) => msisdn.startsWith('+'))).size === 2,
    );
    expect(shared.map((found) => new Set(found.map(({ name }) => name)).size).sort()).toEqual([1, 2]);
  });

  test('a contact was moved between groups, and the old line says when and by whom', async () => {
    const { list } = await start();
    const ended: Json[] = [];
    for (const { id } of await list('/groups'))
      ended.push(...(await list(`/groups/${id}/contacts`)).filter(({ removed_at }: Json) => removed_at !== null));
    expect(ended.length).toBeGreaterThan(0);
    for (const line of ended)
      expect([line.removed_by, Date.parse(line.removed_at) >= Date.parse(line.added_at)]).toEqual([expect.any(Number), true]);
  });

  test('managers go in a circle, and one manager is in no list any more', async () => {
    const client = await start();
    const ids: number[] = (await client.list('/contacts')).map(({ id }: Json) => id);
    const managers = new Map<number, number | undefined>();
    for (const id of ids) managers.set(id, await managerOf(client, id));
    const inCircle = ids.filter((id) => managers.get(id) !== id && managers.get(managers.get(id) ?? 0) === id);
    expect(inCircle).toHaveLength(2);
    const gone = ids.map((id) => managers.get(id)).filter((id) => id !== undefined && !ids.includes(id));
    expect(gone.length).toBeGreaterThan(0);
    expect((await client.call(`/contacts/${gone[0]}`)).status).toBe(404);
  });

  test('a deleted contact comes back on day 179 and not on day 181', async () => {
    const { actimo, call } = await start();
    for (const [days, comesBack] of [
      [179, true],
      [181, false],
    ] as const) {
      actimo.reset();
      expect((await call('/contacts?ids=507&forceAnonymize=false', { method: 'DELETE' })).status).toBe(200);
      actimo.setClock(actimo.clock() + days * day);
      const restore = () => actimo.edit({ edits: [{ op: 'restore', object: 'user', id: 507 }] });
      if (comesBack) expect(restore().done).toHaveLength(1);
      else expect(restore).toThrow(/cannot be brought back/);
      expect((await call('/contacts/507')).status).toBe(comesBack ? 200 : 404);
    }
  });

  test('somebody who left 179 days ago can be brought back, those who left before and the anonymous cannot', async () => {
    const { actimo, list, call } = await start();
    const departed = [...actimo.dump()].map((line) => JSON.parse(line)).filter(({ object }) => object === 'departed');
    const [recent, old, anonymous] = departed.map(({ key }) => Number(key)) as [number, number, number];
    const restore = (id: number) => actimo.edit({ edits: [{ op: 'restore', object: 'user', id }] });
    for (const id of [old, anonymous]) expect(() => restore(id)).toThrow(/cannot be brought back/);
    restore(recent);
    expect(await list(`/contacts/${recent}`)).toMatchObject([{ id: recent, name: expect.any(String) }]);
    expect((await list('/contacts')).map(({ id }: Json) => id)).toContain(recent);
    actimo.setSwitches({ paging: 'offset' });
    expect((await call('/contacts')).body.meta.total).toBe(301);
    const lines = [...actimo.dump()];
    const state = JSON.parse(JSON.stringify(actimo.state()));
    actimo.edit({ edits: [{ op: 'delete', object: 'user', id: recent, anonymise: true }] });
    expect(() => restore(recent)).toThrow(/cannot be brought back/);
    expect((await call('/contacts')).body.meta.total).toBe(300);
    actimo.restore(state);
    expect([...actimo.dump()]).toEqual(lines);
    actimo.reset();
    actimo.restoreDump(lines.map((line) => JSON.parse(line)));
    expect([...actimo.dump()]).toEqual(lines);
  });

  test('people left 179 and 181 days ago, and some are anonymous: no list shows them, history does', async () => {
    const { actimo, list } = await start();
    const departed = [...actimo.dump()].map((line) => JSON.parse(line)).filter(({ object }) => object === 'departed');
    const age = ({ body }: Json) => Math.round((actimo.clock() - body.deletedAt) / day);
    expect(departed.slice(0, 2).map((line) => [age(line), line.body.anonymised])).toEqual([
      [179, false],
      [181, true],
    ]);
    const ids: number[] = departed.map(({ key }) => Number(key));
    expect((await list('/contacts')).some(({ id }: Json) => ids.includes(id))).toBe(false);
    const history = (await Promise.all((await list('/workspaces')).map(({ id }: Json) => list(`/workspaces/${id}/contacts`)))).flat();
    const lines = history.filter(({ contact_id }: Json) => ids.includes(contact_id));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.every(({ removed_at }: Json) => removed_at !== null)).toBe(true);
  });

  test('an academy is overdue, and some trainings may be taken again', async () => {
    const { actimo, list } = await start();
    const academies = await list('/academies');
    expect(academies.some(({ due_date }: Json) => due_date !== null && Date.parse(due_date) < actimo.clock())).toBe(true);
    const retakes = academies
      .flatMap(({ sections }: Json) => sections)
      .flatMap(({ trainings }: Json) => trainings.map(({ retake }: Json) => retake));
    expect(new Set(retakes.map(({ allowed }: Json) => allowed))).toEqual(new Set([0, 1]));
    expect(retakes.some(({ max }: Json) => max === 2)).toBe(true);
  });

  test('a postal code begins with a zero', async () => {
    const { list } = await start();
    expect((await list('/contacts')).some(({ addr_zip }: Json) => addr_zip === '0800')).toBe(true);
  });

  test('data20 is used, data7 has values of two meanings, data15 has values and no definition', async () => {
    const { list } = await start();
    const contacts = await list('/contacts');
    const keys = (await list('/contacts/fields')).map(({ key }: Json) => key);
    expect(contacts.every(({ data20 }: Json) => /^\d{6}$/.test(data20))).toBe(true);
    expect([/^AB /, /^0\d{3}$/].map((shape) => contacts.some(({ data7 }: Json) => shape.test(data7 ?? '')))).toEqual([true, true]);
    expect([contacts.some(({ data15 }: Json) => data15 !== null), keys.includes('data15'), keys.includes('data20')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('the least client has what no client of its size would lack, and a large one has each case many times', async () => {
    for (const [users, least] of [
      [20, 1],
      [60, 1],
      [300, 1],
      [5000, 10],
    ] as const) {
      const { list, actimo } = await start({ users });
      const contacts = await list('/contacts');
      const fits = (test: (contact: Json) => boolean) => contacts.filter(test).length;
      const doubled = doubles(contacts, ({ msisdn }) => msisdn?.replace(/\D/g, ''));
      const messages = await list('/messages');
      const found = {
        'no e-mail address': fits(({ email }) => !email),
        'a number with and without plus': doubled.filter((two) => new Set(two.map(({ msisdn }) => msisdn.startsWith('+'))).size === 2)
          .length,
        'a circle of managers': contacts.filter(({ id }) => {
          const managerOf = (of: number) => actimo.store.relationshipsOf(of).find(({ type }) => type === 'manager')?.contact_id;
          const manager = managerOf(id);
          return manager !== undefined && manager !== id && managerOf(manager) === id;
        }).length,
        'a postal code that begins with zero': fits(({ addr_zip }) => addr_zip?.startsWith('0')),
        'both meanings of data7': Math.min(
          fits(({ data7 }) => /^AB /.test(data7 ?? '')),
          fits(({ data7 }) => /^\d/.test(data7 ?? '')),
        ),
        'emojis in a drop-down': fits(({ data3 }) => /\p{Extended_Pictographic}/u.test(data3 ?? '')),
        'another headline': messages.filter(({ headline, name }: Json) => headline !== null && headline !== name).length,
        'anonymous statistics': messages.filter(({ anonymise_statistics }: Json) => anonymise_statistics).length,
        'left and anonymous': [...actimo.store.departures()].filter(([, { anonymised }]) => anonymised).length,
        'a private group': (await list('/social/groups')).filter(({ kind }: Json) => kind === 'private').length,
        'an academy overdue': (await list('/academies')).filter(({ due_date }: Json) => due_date !== null && due_date < '2025-06-02')
          .length,
        'a team too small to show': (await list('/pulses/31/results?round=1')).filter(({ suppressed }: Json) => suppressed).length,
      };
      const few = Object.entries(found).filter(([name, count]) => count < (name.startsWith('a team') ? 1 : least));
      expect([users, few]).toEqual([users, []]);
    }
  });

  test('40,000 contacts come in one body', async () => {
    const { list } = await start({ users: 40_000 });
    const contacts = await list('/contacts');
    expect([contacts.length, new Set(contacts.map(({ id }: Json) => id)).size]).toEqual([40_000, 40_000]);
  });
});
