import fc from 'fast-check';
import { allRoutes } from '../../../sandbox/actimo/http/routes.js';
import { readFlags, type SandboxFlags } from '../../../sandbox/start/flags.js';
import { type Sandbox, startSandbox } from '../../../sandbox/start/sandbox.js';
import { asJson, escaped, type Shot, Storm, sentence } from '../../support/storm.js';
import { type Client, closeAll, start } from './support.js';

let client: Client;
let storm: Storm;
beforeAll(async () => {
  client = await start({ users: 20 });
  storm = new Storm(new URL(client.url).origin, () => ({ 'api-key': client.actimo.apiKeys[0] ?? '' }));
});
afterAll(async () => {
  storm.close();
  await closeAll();
});

const values = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    1,
    -1,
    501,
    507,
    1e300,
    '',
    'a@nordlys.example',
    '+4520008136',
    '2024-01-01',
    '0800',
    [],
    {},
    [507],
    ['x'],
    [null],
    { type: 'text' },
    '__proto__',
  ),
  fc.integer(),
  fc.double(),
  fc.jsonValue({ maxDepth: 2 }),
);
const objectOf = (keys: readonly string[]) => fc.dictionary(fc.constantFrom(...keys), values, { maxKeys: 6 });
const fields = [
  'first_name',
  'last_name',
  'email',
  'title',
  'msisdn',
  'country_code',
  'phone_number',
  'addr_zip',
  'tags',
  'opt_out',
  'allow_email',
  'shared',
  'data1',
  'data20',
  'timezone',
  'id',
  'nosuch',
  '',
  '__proto__',
  'constructor',
];
const shot = (method: string, path: fc.Arbitrary<string>, body?: fc.Arbitrary<string>): fc.Arbitrary<Shot> =>
  fc.record({ method: fc.constant(method), path: path.map((rest) => `/api/v1${rest}`), ...(body === undefined ? {} : { body }) });
const still = async (): Promise<void> => {
  expect((await client.call('/project')).status).toBe(200);
  expect(client.actimo.stats().failures).toBe(0);
};

/** Ten thousand of each: whatever comes, the stand-in answers in its own way, and never fails itself. */
describe('random bodies', () => {
  afterEach(() => {
    client.actimo.reset();
  });

  test('of new contacts', async () => {
    const named = fc.record({ first_name: fc.string({ maxLength: 9 }), last_name: fc.string({ maxLength: 9 }) });
    const body = fc
      .tuple(objectOf(fields), fc.oneof({ weight: 1, arbitrary: named }, { weight: 3, arbitrary: fc.constant({}) }))
      .map((parts): unknown => Object.assign({}, ...parts));
    await storm.survived(shot('POST', fc.constant('/contacts'), asJson(body)));
    await still();
  });

  test('of changed contacts', async () => {
    const path = fc.constantFrom('/contacts/507', '/contacts/1', '/contacts/999999999999999', '/contacts/0', '/contacts/x');
    await storm.survived(shot('PUT', path, asJson(objectOf(fields))));
    await still();
  });

  test('of messages and sends', async () => {
    const path = fc.constantFrom('/messages', '/messages/1733754/send', '/messages/1/send');
    const keys = ['modules', 'id', 'contacts', 'groups', 'isTest', 'nosuch'];
    await storm.survived(shot('POST', path, asJson(objectOf(keys))));
    await still();
  });

  test('and queries of every list', async () => {
    const lists = allRoutes.filter(({ method }) => method === 'GET').map(({ path }) => path);
    const ids = fc.constantFrom(
      '507',
      '11',
      '301',
      '31',
      '71',
      '901',
      '903',
      `${1_733_754 - 36}`,
      `${1_733_754 - 35}`,
      '1733754',
      '0',
      '999999999999999',
      '-1',
      'x',
    );
    // Lists that are put together from everything that happened take their time, so they come seldom.
    const path = fc.oneof(
      {
        weight: 30,
        arbitrary: fc.constantFrom(
          '/contacts',
          '/contacts/507',
          '/workspaces',
          '/workspaces/11/contacts',
          '/groups',
          '/messages/1733754/contactLink/507',
          '/nowhere',
          '/contacts/%ff',
        ),
      },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...lists), ids).map(([list, id]) => list.replaceAll(':id', id)) },
    );
    const name = fc.constantFrom(
      'search',
      'employee_id',
      'email',
      'data1',
      'ids',
      'updated_since',
      'limit',
      'offset',
      'page',
      'per_page',
      'from',
      'to',
      'round',
      'token',
      'nosuch',
    );
    const text = escaped(
      fc.oneof(sentence(['-1', '0', '7', '1e9', 'x', '2024-01-01', 'T', 'Z', ',', ' ', 'NaN', 'æ', '😀']), fc.string({ maxLength: 12 })),
    );
    const query = fc.array(
      fc.tuple(name, text).map((pair) => pair.join('=')),
      { maxLength: 3 },
    );
    for (const switches of [{ paging: 'none' }, { paging: 'offset', delta: true }, { paging: 'page', dateStyle: 'epoch' }] as const) {
      client.actimo.setSwitches(switches);
      await storm.survived(
        shot(
          'GET',
          fc.tuple(path, query).map(([list, parts]) => `${list}?${parts.join('&')}`),
        ),
        { runs: 3400 },
      );
    }
    client.actimo.setSwitches({ paging: 'none', delta: false, dateStyle: 'iso_z' });
    await still();
  }, 180_000);

  test('and ids to delete', async () => {
    const ids = escaped(sentence(['507', '1', ',', '-1', 'x', '5e2', '999999999999999999999']));
    await storm.survived(
      shot(
        'DELETE',
        fc
          .tuple(ids, fc.constantFrom('', '&forceAnonymize=true', '&ids=508', '&forceAnonymize='))
          .map(([first, more]) => `/contacts?ids=${first}${more}`),
      ),
    );
    await still();
  });

  test('behind the admin UI', async () => {
    const signedIn = await fetch(`${new URL(client.url).origin}/admin/login`, {
      method: 'POST',
      body: JSON.stringify({ email: client.actimo.store.world.adminUser(0).email, password: 'sandbox-admin' }),
    });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const path = fc.oneof(
      fc.constantFrom(
        '/admin/login',
        '/admin/api/contacts',
        '/admin/api/workspaces.11.contacts',
        '/admin/api/nosuch',
        '/admin/api/',
        '/admin/',
        '/admin/exports/',
        '/media/1',
        '/media/x',
      ),
      fc
        .constantFrom('%', '%ff', '%00', 'nosuch.xlsx', 'pulse_31.csv', 'pulse_99.xlsx', '.', '..%2f')
        .map((file) => `/admin/exports/${file}`),
    );
    const body = asJson(objectOf(['email', 'password', 'pageIndex', 'pageSize']));
    const post = fc.record({
      method: fc.constantFrom('POST', 'PUT'),
      path,
      body,
      headers: fc.constantFrom({ cookie }, { cookie: 'x' }, { cookie: `${cookie};a=b` }),
    });
    const get = fc.record({ method: fc.constantFrom('GET', 'DELETE'), path, headers: fc.constantFrom({ cookie }, { cookie: '=' }) });
    await storm.survived(fc.oneof(post, get));
    await still();
  });
});

describe('random bodies of admin routes', () => {
  let lines: readonly string[];
  let sandbox: Sandbox;
  let admin: Storm;
  beforeAll(async () => {
    sandbox = await startSandbox(readFlags(['--users', '20', '--actimo-port', '0', '--dataverse-port', '0']) as SandboxFlags);
    admin = new Storm(sandbox.ready.dataverse.url, () => ({}));
    lines = [...sandbox.actimo.dump(), JSON.stringify({ actimo: sandbox.actimo.state() })];
  });
  afterAll(async () => {
    admin.close();
    await sandbox.close();
  });

  test('are refused in words or carried out', async () => {
    const words = fc.constantFrom<unknown>(
      'contact',
      'account',
      'Create',
      'Update',
      'refuse',
      'change',
      'async',
      'dataverse',
      'actimo',
      'cut',
      'slow',
      '429',
      'lastname',
      ['lastname'],
      { lastname: 'a' },
      { column: 'lastname' },
      { column: 'nosuch' },
      { contactsWritten: 3 },
      { afterMs: 5 },
      { seed: 1 },
      { seed: 1, update: 2 },
      { notes: 1 },
      { requests: 5 },
      0.5,
    );
    const edits = fc.array(
      fc.dictionary(
        fc.constantFrom('op', 'object', 'table', 'id', 'into', 'columns', 'fields', 'workspace_id', 'contact_id', 'manager', 'workspaces'),
        fc.oneof(
          words,
          values,
          fc.constantFrom<unknown>('create', 'update', 'delete', 'merge', 'restore', 'user', 'membership', 'workspace', 11, 507),
        ),
      ),
      { maxLength: 2 },
    );
    const oddEdits = fc.array(fc.oneof(values, fc.constant(null)), { minLength: 1, maxLength: 2 });
    const keys = [
      'side',
      'kind',
      'route',
      'table',
      'column',
      'field',
      'method',
      'status',
      'after',
      'value',
      'every',
      'chance',
      'times',
      'phase',
      'ms',
      'rules',
      'name',
      'message',
      'does',
      'mode',
      'if',
      'columns',
      'set',
      'to',
      'subject',
      'random',
      'hang',
      'when',
      'client',
      'now',
      'advanceMs',
      'limits',
      'servers',
      'entitlement',
      'notes',
      'count',
      'seed',
      'paging',
      'pageSize',
    ];
    const body = fc
      .tuple(
        fc.dictionary(fc.constantFrom(...keys), fc.oneof(words, values), { maxKeys: 7 }),
        fc.oneof(
          { weight: 2, arbitrary: fc.constant({}) },
          {
            weight: 1,
            arbitrary: fc
              .oneof({ weight: 4, arbitrary: edits }, { weight: 1, arbitrary: oddEdits })
              .map((list): unknown => ({ edits: list })),
          },
        ),
      )
      .map((parts): unknown => Object.assign({}, ...parts));
    const path = fc
      .constantFrom(
        'faults',
        'clock',
        'actimo/switches',
        'actimo/edits',
        'dataverse/edits',
        'dataverse/hang',
        'dataverse/plug-ins',
        'dataverse/flows',
        'dataverse/settings',
        'restore',
        'nowhere',
      )
      .map((route) => `/sandbox/${route}`);
    // Rules and plug-ins would pile up and slow down what comes after them.
    for (let n = 0; n < 20; n++) {
      await admin.survived(fc.record({ method: fc.constant('POST'), path, body: asJson(body) }), { runs: 500, seed: n });
      sandbox.dataverse.faults.clear();
      sandbox.dataverse.plugIns.clear();
      sandbox.dataverse.flows.clear();
      sandbox.dataverse.cancelEdits();
      sandbox.actimo.faults.clear();
      sandbox.actimo.cancelEdits();
    }
    const stats = await fetch(`${sandbox.ready.dataverse.url}/sandbox/stats`);
    expect(stats.status).toBe(200);
    expect(((await stats.json()) as { actimo: { failures: number } }).actimo.failures).toBe(0);
  });

  test('and lines to restore, and queries, are refused in words or carried out', async () => {
    // A line as it is, with a member more, another one or none, or cut off.
    const line = fc
      .tuple(
        fc.constantFrom(...lines),
        fc.constantFrom('as it is', 'member', 'cut'),
        objectOf(['side', 'object', 'key', 'body', 'client', 'actimo']),
      )
      .map(([text, how, more]) =>
        how === 'cut'
          ? text.slice(0, Math.floor(text.length / 2))
          : how === 'member'
            ? JSON.stringify({ ...JSON.parse(text), ...more })
            : text,
      );
    const deeper = fc
      .tuple(fc.constantFrom(...lines.filter((text) => text.includes('"body"'))), values, fc.nat())
      .map(([text, value, nth]) => {
        const parsed = JSON.parse(text);
        const names = Object.keys(parsed.body);
        return JSON.stringify({ ...parsed, body: { ...parsed.body, [names[nth % names.length] ?? 'id']: value } });
      });
    const restore = fc.record({
      method: fc.constant('POST'),
      path: fc.constantFrom('/sandbox/restore', '/sandbox/restore?side=actimo'),
      body: fc.array(fc.oneof(line, deeper), { maxLength: 3 }).map((some) => some.join('\n')),
    });
    const query = escaped(sentence(['actimo', 'dataverse', 'x', ',', '%']));
    const others = fc.record({
      method: fc.constantFrom('GET', 'DELETE', 'PUT', 'POST'),
      path: fc
        .tuple(fc.constantFrom('faults', 'stats', 'clock', 'actimo/switches', 'actimo/edits', 'actimo/har', 'nowhere', 'dump/x', ''), query)
        .map(([route, side]) => `/sandbox/${route}?side=${side}`),
    });
    for (let n = 0; n < 10; n++) {
      await admin.survived(fc.oneof({ weight: 4, arbitrary: restore }, { weight: 1, arbitrary: others }), { runs: 1000, seed: n });
      // Whatever was put back can be read.
      for (const path of ['/contacts', '/workspaces', '/workspaces/11/contacts', '/groups/301/contacts', '/engagement', '/social/groups'])
        expect(
          (await fetch(sandbox.ready.actimo.url + path, { headers: { 'api-key': sandbox.ready.actimo.apiKeys[0] ?? '' } })).status,
        ).toBe(200);
      for (const name of ['contacts.xlsx', 'memberships.csv', 'groups.csv', 'workspaces.xlsx', 'one_on_ones.csv'])
        expect((await sandbox.actimo.exportOf(name))?.length).toBeGreaterThan(20);
      sandbox.actimo.reset();
    }
    expect(sandbox.actimo.stats().failures).toBe(0);
  }, 180_000);
});
