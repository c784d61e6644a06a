import { type Client, closeAll, type Json, start } from './support.js';

let client: Client;
beforeAll(async () => {
  client = await start({ users: 120 });
});
afterAll(closeAll);

const names = (row: Json): string[] => Object.keys(row).sort();
const fields = (text: string): string[] => text.split(' ').sort();
const messageOf = async (type: string): Promise<Json> =>
  (await client.list('/messages')).find(
    ({ modules, status }: Json) => status === 'published' && modules.some((one: Json) => one.type === type),
  );

describe('the fields of C.2', () => {
  test.each([
    [
      '/contacts',
      'addr_city addr_country addr_line_1 addr_line_2 addr_state addr_zip allow_email allow_sms company country_code created_at data1 data2 data3 data4 data5 data6 data7 data8 data9 data10 data11 data12 data13 data14 data15 data16 data17 data18 data19 data20 department email employee_id first_name id image_url language last_name msisdn name opt_out phone_number shared source_data source_type status tags timezone title user_id',
    ],
    ['/project', 'id name'],
    ['/workspaces', 'client_id contact_count created_at description domain id language locations name tags'],
    ['/workspaces/11/contacts', 'added_at contact_id primary removed_at role workspace_id'],
    ['/users', 'email id name role workspace_ids'],
    ['/groups', 'created_at id member_count name shared source_type user_id'],
    ['/groups/301/contacts', 'added_at contact_id group_id removed_at removed_by'],
    ['/academies', 'availability cover_image_url description due_date id language name passing_score sections workspace_id'],
    ['/academies/71/progress', 'completed contact_id score_pct status total'],
    ['/pulses', 'id interval name sections status'],
    ['/pulses/31/results', 'avg distribution manager_id question_id responses round section_id suppressed'],
    ['/contacts/507/points', 'by_category total'],
    ['/social/groups', 'contact_group_id cover_image_url description id kind name'],
    ['/social/groups/901/posts', 'comments contact_id created_at id media reactions text'],
    ['/contacts/fields', 'key label options type'],
    ['/automations', 'actions enabled id name rules trigger'],
    ['/integrations', 'id kind name settings'],
    ['/one-on-ones', 'contact_id ends_at id manager_id notes starts_at status title'],
  ])('%s has them and no others', async (path, wanted) => {
    const rows = await client.list(path);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(names(row)).toEqual(fields(wanted));
  });

  test('a training has recipients, results and a bag of properties', async () => {
    const { id } = await messageOf('quiz');
    const [recipients, results, properties] = await Promise.all(
      ['recipients', 'results', 'properties'].map((part) => client.list(`/trainings/${id}/${part}`)),
    );
    expect(names(recipients?.[0])).toEqual(
      fields('academy_id bounced channel contact_id notified_at opened_at published_at source training_id'),
    );
    expect(new Set(recipients?.map(({ source }) => source))).toEqual(new Set(['contact', 'group', 'department']));
    expect(names(results?.[0])).toEqual(fields('answers attempt completed_at contact_id passed points score_pct started_at training_id'));
    expect(properties?.map(({ key }) => key)).toEqual(['categories', 'language', 'due_date', 'passing_score', 'retake', 'menu', 'theme']);
  });

  test('a message has modules of every kind, and numbers that fit together', async () => {
    const messages = await client.list('/messages');
    const kinds = new Set(messages.flatMap(({ modules }: Json) => modules.map(({ type }: Json) => type)));
    for (const kind of fields('text image buttongroup grid feed video audio quiz confirm survey slider upload feedback nps form'))
      expect([kind, kinds.has(kind)]).toEqual([kind, true]);
    expect(new Set(messages.map(({ status }: Json) => status))).toEqual(new Set(['draft', 'scheduled', 'published']));
    const [numbers] = await client.list(`/messages/${(await messageOf('quiz')).id}/analytics`);
    expect(numbers.viewed_by).toBeLessThanOrEqual(numbers.published_to);
    expect(numbers.total_views).toBeGreaterThanOrEqual(numbers.unique_views);
    expect(numbers.open_rate).toBeCloseTo((100 * numbers.viewed_by) / numbers.published_to, 1);
  });

  test('badges and rank, of which nothing is known, say that they are synthetic', async () => {
    const rows = await client.list('/engagement');
    const badges = rows.flatMap(({ badges: list }: Json) => list);
    expect(badges.length).toBeGreaterThan(0);
    for (const { synthetic } of [...badges, ...rows.map(({ rank }: Json) => rank)]) expect(synthetic).toBe(1);
  });

  test('sends by SMS and e-mail have their time, text and state', async () => {
    const sends = (await Promise.all((await client.list('/messages')).map(({ id }: Json) => client.list(`/messages/${id}/sends`)))).flat();
    expect(new Set(sends.map(({ channel }: Json) => channel))).toEqual(new Set(['sms', 'email']));
    expect(names(sends[0])).toEqual(fields('channel contact_id sent_at status subject text'));
  });

  test('integrations show no secrets', async () => {
    const text = JSON.stringify(await client.list('/integrations'));
    expect(text).not.toMatch(/secret|password|key"/i);
  });

  test('every path says whether it is documented or inferred', async () => {
    for (const [path, basis] of [
      ['/project', 'documented'],
      ['/contacts', 'documented'],
      ['/contacts/507', 'documented'],
      ['/groups', 'documented'],
      ['/workspaces', 'inferred'],
      ['/academies', 'inferred'],
    ])
      expect([path, (await client.call(path as string)).headers.get('x-sim-basis')]).toEqual([path, basis]);
  });
});
