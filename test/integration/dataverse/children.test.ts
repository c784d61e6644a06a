import { jest } from '@jest/globals';
import { type Environment, idOf, people, startEnvironment } from './environment.js';

// Other test files share the machine.
jest.setTimeout(60_000);

let env: Environment;
beforeAll(async () => {
  env = await startEnvironment();
});
afterAll(() => env.close());

describe('rows that hang on ours', () => {
  it('are found through every relationship that would delete or unlink them, each with its parent', async () => {
    const { sandbox, dataverse } = env;
    sandbox.insert({ table: 'account', columns: { accountid: idOf(900), name: 'Firma' } });
    await dataverse.send({ table: 'contact', operation: 'create', via: 'bulk', rows: people(1, 5) });
    const note = sandbox.insert({ table: 'annotation', columns: { subject: 'Husk', objectid: { table: 'contact', id: idOf(1) } } });
    const task = sandbox.insert({ table: 'task', columns: { subject: 'Ring', regardingobjectid: { table: 'contact', id: idOf(2) } } });
    const opportunity = sandbox.insert({
      table: 'opportunity',
      columns: { name: 'Salg', customerid: { table: 'contact', id: idOf(3) } },
    });
    sandbox.update('account', idOf(900), { primarycontactid: { table: 'contact', id: idOf(4) } });

    const found = await dataverse.childrenOf('contact', [1, 2, 3, 4, 5].map(idOf));
    const byParent = (n: number) =>
      found.rows.filter((row) => row.parentId === idOf(n)).map((row) => [row.childTable, row.childId, row.onDelete]);
    expect(byParent(1)).toEqual([['annotation', note, 'Cascade']]);
    expect(byParent(2)).toEqual([['task', task, 'Cascade']]);
    expect(byParent(3)).toContainEqual(['opportunity', opportunity, 'Cascade']);
    expect(byParent(4)).toEqual([['account', idOf(900), 'RemoveLink']]);
    expect(byParent(5)).toEqual([]);
    expect(found.unsearched).toEqual([]);
  });

  it('include both rows of a connection, each knowing the other', async () => {
    const { dataverse } = env;
    await dataverse.send({ table: 'contact', operation: 'create', via: 'bulk', rows: people(11, 11) });
    await dataverse.send({
      table: 'connection',
      operation: 'create',
      via: 'batch',
      rows: [{ id: idOf(50), columns: { record1id: { table: 'contact', id: idOf(11) }, record2id: { table: 'account', id: idOf(900) } } }],
    });
    const { rows } = await dataverse.childrenOf('contact', [idOf(11)]);
    expect(rows.map((row) => row.childTable)).toEqual(['connection', 'connection']);
    const [one, other] = rows;
    expect(one?.mirrorOf).toBe(other?.childId);
    expect(other?.mirrorOf).toBe(one?.childId);
    expect(rows.map((row) => row.childId)).toContain(idOf(50));
  });

  it('are found for hundreds of parents at once', async () => {
    const { sandbox, dataverse } = env;
    await dataverse.send({ table: 'contact', operation: 'create', via: 'bulk', rows: people(1001, 1450) });
    for (const n of [1001, 1225, 1450])
      sandbox.insert({ table: 'annotation', columns: { subject: 'x', objectid: { table: 'contact', id: idOf(n) } } });
    const ids = Array.from({ length: 450 }, (_, at) => idOf(1001 + at));
    const { rows } = await dataverse.childrenOf('contact', ids);
    expect(rows.map((row) => row.parentId).sort()).toEqual([idOf(1001), idOf(1225), idOf(1450)]);
  });

  it('that may not be read are named as not searched', async () => {
    env.sandbox.addRole('Half blind', [
      'prvReadContact',
      'prvReadAccount',
      ...['User', 'Entity', 'Attribute', 'Relationship', 'Organization', 'SdkMessage', 'SdkMessageFilter'].map((name) => `prvRead${name}`),
    ]);
    env.sandbox.addApplication({ clientId: 'half', clientSecret: 'x', roles: ['Half blind'] });
    const half = env.connect({ clientId: 'half', clientSecret: 'x' });
    const { unsearched } = await half.childrenOf('contact', [idOf(1)]);
    expect(unsearched).toContainEqual(expect.objectContaining({ childTable: 'annotation', code: '0x80040220' }));
  });

  it('are searched for again when the service was busy', async () => {
    env.sandbox.faults.add({ kind: '5xx', route: 'batch', times: 1 });
    env.sandbox.faults.add({ kind: 'half-response', route: 'batch', times: 1 });
    expect((await env.dataverse.childrenOf('contact', [idOf(1)])).rows).toHaveLength(1);
    env.sandbox.faults.clear();
  });
});
