import { type Actimo, type ActimoOptions, createActimo } from '../../../sandbox/actimo/index.js';

const running: Actimo[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((actimo) => actimo.close()));
});

// biome-ignore lint/suspicious/noExplicitAny: the tests read JSON as it comes
type Json = any;

async function start(options: Partial<ActimoOptions> = {}) {
  const actimo = createActimo({ users: 120, seed: 7, ratePerSecond: 10_000, ...options });
  running.push(actimo);
  const { url } = await actimo.listen(0);
  const origin = url.replace('/api/v1', '');
  const call = (path: string) =>
    fetch((path.startsWith('/media') ? origin : url) + path, { headers: { 'api-key': actimo.apiKeys[0] ?? '' } });
  const list = async (path: string): Promise<Json[]> => {
    const response = await call(path);
    expect([path, response.status]).toEqual([path, 200]);
    return ((await response.json()) as Json).data;
  };
  return { actimo, call, list };
}

test('all twelve objects can be read, and whatever is read twice is the same', async () => {
  const { list } = await start();
  const [message] = (await list('/messages')).filter(({ modules }: Json) => modules.some(({ type }: Json) => type === 'quiz'));
  const [academy] = await list('/academies');
  const [pulse] = await list('/pulses');
  const [group] = await list('/social/groups');
  for (const path of [
    '/contacts',
    '/workspaces',
    '/workspaces/11/contacts',
    `/trainings/${message.id}/recipients`,
    `/trainings/${message.id}/results`,
    `/trainings/${message.id}/properties`,
    `/academies/${academy.id}/progress`,
    `/pulses/${pulse.id}/results`,
    '/contacts/507/points',
    '/engagement',
    '/messages',
    `/messages/${message.id}/analytics`,
    `/messages/${message.id}/sends`,
    `/social/groups/${group.id}/posts`,
    '/contacts/fields',
    '/automations',
    '/points/rules',
    '/integrations',
    '/one-on-ones',
  ]) {
    const rows = await list(path);
    expect([path, rows.length > 0]).toEqual([path, true]);
    expect(await list(path)).toEqual(rows);
  }
});

test('a score of at least the passing score passes, and the attempts end with it', async () => {
  const { list } = await start();
  const academies = await list('/academies');
  let seen = 0;
  for (const academy of academies) {
    for (const { message_id, retake } of academy.sections.flatMap(({ trainings }: Json) => trainings)) {
      const results = await list(`/trainings/${message_id}/results`);
      for (const result of results) {
        seen++;
        if (result.completed_at !== null) expect(Boolean(result.passed)).toBe(result.score_pct >= academy.passing_score);
        if (!retake.allowed) expect(result.attempt).toBe(1);
        if (retake.max !== null) expect(result.attempt).toBeLessThanOrEqual(retake.max);
      }
    }
  }
  expect(seen).toBeGreaterThan(50);
  expect(academies.some(({ due_date }) => due_date !== null && due_date < '2025-06-02')).toBe(true);
});

test('a quiz stands in a message outside any academy', async () => {
  const { list } = await start();
  const inside = new Set(
    (await list('/academies')).flatMap(({ sections }) =>
      sections.flatMap(({ trainings }: Json) => trainings.map(({ message_id }: Json) => message_id)),
    ),
  );
  const quizzes = (await list('/messages')).filter(({ modules }) => modules.some(({ type }: Json) => type === 'quiz'));
  const outside = quizzes.filter(({ id }) => !inside.has(id));
  expect(outside.length).toBeGreaterThan(0);
  expect((await list(`/trainings/${outside[0].id}/recipients`)).every(({ academy_id }) => academy_id === null)).toBe(true);
});

test('people who left are among the recipients and in notified-to, and not in published-to', async () => {
  const { list, actimo } = await start();
  const [news] = await list('/messages');
  const before = (await list(`/messages/${news.id}/analytics`))[0];
  const audience = (await list(`/messages/${news.id}/sends`)).map(({ contact_id }) => contact_id);
  const leaver = audience.find((id) => actimo.store.contact(id) !== undefined) as number;
  actimo.edit({ edits: [{ op: 'delete', object: 'user', id: leaver, anonymise: true }] });
  const after = (await list(`/messages/${news.id}/analytics`))[0];
  expect(after.published_to).toBe(before.published_to - 1);
  expect(after.notified_to).toBe(before.notified_to);
  expect((await list(`/messages/${news.id}/sends`)).map(({ contact_id }) => contact_id)).toContain(leaver);
});

test('a message shows other words in the feed than it is named', async () => {
  const { list } = await start();
  const messages = await list('/messages');
  expect(messages.some(({ headline, name }) => headline !== null && headline !== name)).toBe(true);
  expect(new Set(messages.map(({ status }) => status))).toEqual(new Set(['draft', 'scheduled', 'published']));
});

test('answers name nobody where statistics are anonymous, and carry files', async () => {
  const { list, call } = await start();
  const surveys = (await list('/messages')).filter(({ modules }) => modules.some(({ type }: Json) => type === 'nps'));
  const open = (
    await Promise.all(surveys.filter(({ anonymise_statistics }) => !anonymise_statistics).map(({ id }) => list(`/messages/${id}/answers`)))
  ).flat();
  const closed = (
    await Promise.all(surveys.filter(({ anonymise_statistics }) => anonymise_statistics).map(({ id }) => list(`/messages/${id}/answers`)))
  ).flat();
  expect(open.length).toBeGreaterThan(0);
  expect(open.every(({ contact_id }) => contact_id !== null)).toBe(true);
  expect(closed.length).toBeGreaterThan(0);
  expect(closed.every(({ contact_id }) => contact_id === null)).toBe(true);
  const { file } = open.find(({ type }) => type === 'upload');
  const download = await call(file.url);
  expect(download.headers.get('content-type')).toBe(file.mime);
  expect((await download.arrayBuffer()).byteLength).toBe(file.size);
});

test('a pulse shows no team with fewer than three answers, and no respondent', async () => {
  const { list } = await start();
  const cells = await list('/pulses/31/results?round=1');
  const first = cells.filter(({ manager_id }) => manager_id === 501);
  const second = cells.filter(({ manager_id }) => manager_id === 502);
  expect(
    first.every(
      ({ suppressed, responses, avg, distribution }) => suppressed && responses === null && avg === null && distribution === null,
    ),
  ).toBe(true);
  expect(second.every(({ suppressed, responses }) => !suppressed && responses === 3)).toBe(true);
  expect(JSON.stringify(cells)).not.toContain('contact_id');
});

test('private groups of the social wall are not for admins', async () => {
  const { list, call } = await start();
  const groups = await list('/social/groups');
  for (const { id, kind } of groups)
    expect([kind, (await call(`/social/groups/${id}/posts`)).status]).toEqual([kind, kind === 'private' ? 403 : 200]);
  expect(new Set(groups.map(({ kind }) => kind))).toEqual(new Set(['company', 'private']));
});

test('points add up to the best attempts', async () => {
  const { list } = await start();
  const best = new Map<string, number>();
  for (const { id } of (await list('/messages')).filter(({ modules }) => modules.some(({ type }: Json) => type === 'quiz'))) {
    for (const { contact_id, points } of await list(`/trainings/${id}/results`)) {
      const key = `${contact_id} ${id}`;
      best.set(key, Math.max(best.get(key) ?? 0, points));
    }
  }
  const totals = new Map<number, number>();
  for (const [key, points] of best) totals.set(Number(key.split(' ')[0]), (totals.get(Number(key.split(' ')[0])) ?? 0) + points);
  for (const { contact_id, points } of await list('/engagement'))
    expect([contact_id, points]).toEqual([contact_id, totals.get(contact_id) ?? 0]);
});

test('links to media expire unless told otherwise', async () => {
  const { call, actimo, list } = await start();
  const { image_url } = (await list('/contacts')).find((contact) => contact.image_url !== null);
  expect((await call(image_url)).status).toBe(200);
  expect((await call(image_url.replace(/expires=\d+/, 'expires=1000'))).status).toBe(403);
  expect((await call(image_url.split('?')[0])).status).toBe(403);
  expect((await list('/contacts')).find((contact) => contact.image_url !== null).image_url.split('?')[0]).toBe(image_url.split('?')[0]);
  actimo.setSwitches({ mediaExpires: false });
  expect((await call(image_url.split('?')[0])).status).toBe(200);
});

test('points of a time are those that were won in it', async () => {
  const { list, call } = await start();
  const sum = async (query: string) => (await list(`/engagement${query}`)).reduce((all, { points }) => all + points, 0);
  const whole = await sum('');
  expect([await sum('?from=&to='), await sum('?from=2030-01-01'), await sum('?to=2000-01-01T00:00:00Z')]).toEqual([whole, 0, 0]);
  const [early, late] = [await sum('?to=2025-03-01'), await sum('?from=2025-03-01')];
  expect([early > 0, late > 0, early + late >= whole]).toEqual([true, true, true]);
  expect((await call('/engagement?from=soon')).status).toBe(400);
});

test('texts are HTML of a real editor: nested lists, links, pictures, entities, text from right to left, pasted Word', async () => {
  const { list } = await start({ users: 1200 });
  const html = (await list('/messages'))
    .flatMap(({ modules }) => modules.filter(({ type }: Json) => type === 'text').map(({ text }: Json) => text))
    .join('\n');
  for (const part of [
    /<li>[^<]+<[uo]l/,
    /<a [^>]*href="[^"]*&amp;/,
    /<img src="data:image\/gif;base64,/,
    /<img [^>]*src="\/media\/1"/,
    /&oslash;/,
    /dir="rtl"/,
  ])
    expect([String(part), part.test(html)]).toEqual([String(part), true]);
  for (const part of [/class="MsoNormal"/, /<o:p><\/o:p>/, /<!-- \[if gte mso 9\]>/, /<table /])
    expect([String(part), part.test(html)]).toEqual([String(part), true]);
});

test.each(['documented', 'files'] as const)('profile %s has none of it', async (profile) => {
  const { call } = await start({ profile });
  for (const path of [
    '/messages',
    '/academies',
    '/pulses',
    '/engagement',
    '/social/groups',
    '/automations',
    '/one-on-ones',
    '/contacts/507/points',
  ]) {
    expect([path, (await call(path)).status]).toEqual([path, path === '/messages' ? 405 : 404]);
  }
});
