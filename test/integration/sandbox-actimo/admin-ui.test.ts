import readExcelFile from 'read-excel-file/node';
import { type Actimo, createActimo } from '../../../sandbox/actimo/index.js';

// biome-ignore lint/suspicious/noExplicitAny: the tests read JSON as it comes
type Json = any;

let actimo: Actimo;
let origin: string;
let cookie: string;

beforeAll(async () => {
  actimo = createActimo({ users: 120, seed: 7, profile: 'documented' });
  origin = (await actimo.listen(0)).url.replace('/api/v1', '');
  const answer = await post('/admin/login', { email: actimo.store.world.adminUser(0).email, password: 'sandbox-admin' }, '');
  cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
});
afterAll(() => actimo.close());

const post = (path: string, body: unknown, withCookie = cookie) =>
  fetch(origin + path, { method: 'POST', body: JSON.stringify(body), headers: { cookie: withCookie, 'content-type': 'application/json' } });
const download = async (file: string) => {
  const answer = await fetch(`${origin}/admin/exports/${file}`, { headers: { cookie } });
  return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
};

describe('the lists behind the admin UI', () => {
  test('want a cookie, and a cookie wants the right password', async () => {
    expect((await post('/admin/api/contacts', {}, '')).status).toBe(401);
    expect((await post('/admin/api/contacts', {}, 'actimo_session=guess')).status).toBe(401);
    expect((await post('/admin/login', { email: 'konsulent@elsewhere.example', password: 'guess' }, '')).status).toBe(403);
    expect((await post('/admin/login', { email: 'nobody@nordlys.example', password: 'sandbox-admin' }, '')).status).toBe(403);
  });

  test('page by the body, and hold what the API would, whatever the profile', async () => {
    const ids: number[] = [];
    for (let pageIndex = 0; pageIndex < 3; pageIndex++) {
      const { success, result } = (await (await post('/admin/api/contacts', { pageIndex, pageSize: 50 })).json()) as Json;
      expect([success, result.totalCount]).toEqual([true, 120]);
      ids.push(...result.items.map(({ id }: Json) => id));
    }
    expect(ids).toEqual([...actimo.store.contactIds()]);
    const members = (await (await post('/admin/api/workspaces.11.contacts', {})).json()) as Json;
    expect(members.result.totalCount).toBe(actimo.store.memberships.idsIn(11).length);
    expect((await post('/admin/api/nothing', {})).status).toBe(404);
    expect((await post('/admin/api/social.groups.903.posts', {})).status).toBe(403);
  });

  test('were recorded as a HAR, cookie and password included', async () => {
    const { log } = (await actimo.har()) as Json;
    expect(log.version).toBe('1.2');
    expect(log.entries[0].request.postData.text).toContain('sandbox-admin');
    expect(log.entries.every(({ request, response }: Json) => request.method === 'POST' && response.status === 200)).toBe(true);
    // What HAR 1.2 demands of each entry.
    const required = { startedDateTime: '', time: 0, request: {}, response: {}, cache: {}, timings: {} };
    for (const entry of log.entries) {
      for (const [name, sample] of Object.entries(required)) expect([name, typeof entry[name]]).toEqual([name, typeof sample]);
      for (const part of ['method', 'url', 'httpVersion', 'cookies', 'headers', 'queryString', 'headersSize', 'bodySize'])
        expect(entry.request).toHaveProperty(part);
      for (const part of ['status', 'statusText', 'httpVersion', 'cookies', 'headers', 'content', 'redirectURL', 'headersSize', 'bodySize'])
        expect(entry.response).toHaveProperty(part);
      for (const { name, value } of [
        ...entry.request.headers,
        ...entry.response.headers,
        ...entry.request.cookies,
        ...entry.response.cookies,
      ])
        expect([typeof name, typeof value]).toEqual(['string', 'string']);
    }
    const contacts = log.entries.filter(({ request }: Json) => request.url.endsWith('/admin/api/contacts'));
    expect(contacts).toHaveLength(2);
    expect(JSON.parse(contacts[0].response.content.text).result.items[0].id).toBe(501);
  });
});

describe('exports', () => {
  test('are listed, and there is no other', async () => {
    const { result } = JSON.parse((await download('')).bytes.toString()) as Json;
    expect(result.items).toEqual(expect.arrayContaining(['contacts.xlsx', 'groups.cp1252.csv', 'pulse_31.csv', 'academy_71_report.xlsx']));
    expect((await download('salaries.xlsx')).status).toBe(404);
    expect((await download('contacts.pdf')).status).toBe(404);
  });

  test('every kind can be had in every format', async () => {
    const message = `message_${1_733_754 - 3 * 12}_report`;
    expect(actimo.exportNames()).toContain(message);
    const further = actimo.exportNames().filter((name) => !/report|pulse|contacts|groups|_sends/.test(name));
    expect(further).toEqual(expect.arrayContaining(['workspaces', 'memberships', 'one_on_ones', 'automations', 'points', 'integrations']));
    for (const name of ['contacts', 'groups', message, 'academy_71_report', 'pulse_31', ...further]) {
      for (const format of ['xlsx', 'csv', 'cp1252.csv']) {
        const { status, bytes } = await download(`${name}.${format}`);
        expect([name, format, status, bytes.length > 100]).toEqual([name, format, 200, true]);
        expect((await actimo.exportOf(`${name}.${format}`))?.length).toBeGreaterThan(100);
      }
    }
  });

  test('Excel has real dates and texts with their leading zeros', async () => {
    const [sheet] = (await readExcelFile((await download('contacts.xlsx')).bytes)) as Json;
    const [head = [], ...people] = sheet.data as Json[][];
    expect(people).toHaveLength(120);
    expect(head).toEqual(expect.arrayContaining(['Fornavn', 'Postnr.', 'Lønnummer']));
    const at = (label: string) => head.indexOf(label);
    expect(people.some((row) => row[at('Postnr.')] === '0800')).toBe(true);
    expect(people[0]?.[at('Oprettet')]).toBeInstanceOf(Date);
    expect(people[0]?.[at('Lønnummer')]).toMatch(/^\d{6}$/);
  });

  test('CSV has a byte order mark and semicolons, or the code page of Windows with its losses', async () => {
    const utf8 = (await download('contacts.csv')).bytes.toString('utf8');
    expect(utf8.startsWith('\ufeffFornavn;Efternavn;E-mail')).toBe(true);
    expect(utf8).toContain('🥉 Begynder');
    const windows = (await download('contacts.cp1252.csv')).bytes;
    expect(windows.toString('latin1')).toContain('Lønnummer');
    expect(windows.toString('latin1')).toContain('? Begynder');
  });

  test('what stands beyond the twelve objects is there as well: places, roles, rules, talks, sends and files, without ids or secrets', async () => {
    const rows = async (name: string) =>
      (await download(`${name}.csv`)).bytes
        .toString('utf8')
        .slice(1)
        .split('\r\n')
        .map((line) => line.split(';'));
    expect((await rows('workspaces'))[0]).toEqual(
      expect.arrayContaining(['Domæne', 'Beskrivelse', 'Tags', 'Lokation', 'Postnr.', 'Hovedlokation']),
    );
    const [head = [], ...members] = await rows('memberships');
    expect(members.length - 1).toBe(actimo.store.workspaceIds().flatMap((id) => actimo.store.memberships.idsIn(id)).length);
    const column = (name: string) => new Set(members.map((row) => row[head.indexOf(name)]));
    expect([...column('Rolle')]).toEqual(expect.arrayContaining(['member', 'manager', 'admin']));
    expect([...column('Primær')]).toEqual(expect.arrayContaining(['Ja', 'Nej', '']));
    expect((await download('automations.csv')).bytes.toString()).toContain('update_contact');
    expect((await download('points.csv')).bytes.toString()).toContain('🥇 Ekspert');
    expect((await download('integrations.csv')).bytes.toString()).not.toMatch(/secret|password|nøgle/i);
    const names = actimo.exportNames();
    const [sends] = names.filter((name) => name.endsWith('_sends'));
    expect((await rows(sends as string))[1]).toEqual(expect.arrayContaining([expect.stringMatching(/^(sms|email)$/)]));
    const answers = await Promise.all(names.filter((name) => name.endsWith('_answers')).map((name) => download(`${name}.csv`)));
    expect(answers.map(({ bytes }) => bytes.toString()).join('')).toMatch(/;upload;;"?(fil_|Skærmbillede)/);
    expect((await rows('one_on_ones'))[1]?.[4]).toMatch(/^\d\d-\d\d-\d{4} \d\d:\d\d$/);
  });

  test('Excel opens whatever somebody has typed', async () => {
    const other = createActimo({ users: 20, seed: 7 });
    const typed = 'a\u0000b\u0008c\ud83dd\ufffe<&>"]]>\r\n=1+1';
    other.edit({ edits: [{ op: 'update', object: 'user', id: 507, fields: { title: typed, department: 'x'.repeat(40_000) } }] });
    const [sheet] = (await readExcelFile((await other.exportOf('contacts.xlsx')) as Buffer)) as Json;
    const [head, ...people] = sheet.data as Json[][];
    const row = people[6] as Json[];
    expect(row[(head as Json[]).indexOf('Titel')]).toMatch(/^abcd<&>"\]\]>\r?\n=1\+1$/);
    // Excel calls a file broken in which a cell holds more.
    expect(row[(head as Json[]).indexOf('Afdeling')].length).toBe(32_767);
  });

  test('a message report has the seven columns of the UI and no ids', async () => {
    const text = (await download(`message_${1_733_754 - 3 * 12}_report.csv`)).bytes.toString('utf8');
    expect(text.split('\r\n')[0]).toBe('\ufeffName;Notification;Opened on;Traffic sources;Email;Mobile phone;Department');
    expect(text).toMatch(/;\d\d-\d\d-\d{4} \d\d:\d\d;/);
  });
});
