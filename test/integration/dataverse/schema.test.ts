import { jest } from '@jest/globals';
import type { SchemaDesign, SchemaPart } from '../../../src/domain/index.js';
import { design, type Environment, idOf, startEnvironment } from './environment.js';

// Other test files share the machine.
jest.setTimeout(60_000);

let env: Environment;
beforeEach(async () => {
  env = await startEnvironment();
});
afterEach(() => env.close());

/** Everything but the rows' version numbers and times, to compare before and after. */
const dump = () => [...env.sandbox.dump()].map((line) => line.replaceAll(/"(versionnumber|modifiedon)":[^,}]+/g, ''));
const metadataLines = () => dump().filter((line) => line.includes('"metadata"'));
const names = (parts: readonly SchemaPart[]) => parts.map((part) => `${part.kind} ${part.name}`);

/** What a ledger does with the parts that it is told of. */
function ledger() {
  const parts = new Map<string, SchemaPart>();
  return {
    onPart: (part: SchemaPart) => void parts.set(`${part.kind} ${part.name}`, part),
    known: () => [...parts.values()],
  };
}

describe('deploying the schema', () => {
  it('makes every part, in our solution, usable at once', async () => {
    const { dataverse } = env;
    const told: string[] = [];
    const parts = await dataverse.deploySchema(design, { progress: (done, total, part) => void told.push(`${done}/${total} ${part}`) });
    expect(parts.every((part) => part.madeByUs && part.id !== '')).toBe(true);
    expect(names(parts)).toEqual([
      'publisher actimotest',
      'solution actimotest',
      'table a2d_membership',
      ...design.columns.map((column) => `column ${column.table}.${column.schemaName.toLowerCase()}`),
      'key contact.a2d_actimokey',
      'lookup a2d_contact_manager',
      'lookup a2d_contact_membership',
      'connectionRole Actimo-medlem',
      'securityRole Actimo-data',
    ]);
    expect(told.at(-1)).toBe('17/17 securityRole Actimo-data');
    expect(await dataverse.checkSchema(design)).toEqual([]);

    const columns = {
      lastname: 'Nygaard',
      a2d_actimoid: '17',
      a2d_bio: 'Linje 1\nLinje 2',
      a2d_level: 42,
      a2d_share: 0.1234,
      a2d_admin: true,
      a2d_hired: '2020-01-31',
      a2d_created: '2020-01-31T08:15:30Z',
      a2d_size: 420000001,
    };
    const manager = { id: idOf(2), columns: { lastname: 'Leder', a2d_actimoid: '18' } };
    const create = await dataverse.send({ table: 'contact', operation: 'create', via: 'bulk', rows: [{ id: idOf(1), columns }, manager] });
    expect(create.kind).toBe('answered');
    const link = { id: idOf(1), columns: { a2d_managerid: { table: 'contact', id: idOf(2) } } };
    expect((await dataverse.send({ table: 'contact', operation: 'update', via: 'bulk', rows: [link] })).kind).toBe('answered');
    const read = await dataverse.retrieve('contact', [idOf(1)], [...Object.keys(columns), 'a2d_managerid']);
    expect(read.get(idOf(1))?.columns).toEqual({ ...columns, a2d_managerid: { table: 'contact', id: idOf(2) } });

    const membership = { id: idOf(3), columns: { a2d_name: 'x', a2d_role: 'admin', a2d_personid: { table: 'contact', id: idOf(1) } } };
    expect(await dataverse.send({ table: 'a2d_membership', operation: 'create', via: 'bulk', rows: [membership] })).toMatchObject({
      kind: 'answered',
    });
    expect(await dataverse.countCustomTables()).toBe(1);
    expect(await dataverse.privileges()).toContain('prvCreatea2d_Membership');
  });

  it('labels what it makes in the base language of the organisation', async () => {
    await env.close();
    env = await startEnvironment({ baseLanguage: 1031 });
    await env.dataverse.deploySchema(design);
    expect((await env.dataverse.table('contact')).columns.get('a2d_size')?.options).toEqual([
      { value: 420000000, label: 'Lille' },
      { value: 420000001, label: 'Stor' },
    ]);
  });

  it('again leaves everything as it is and still knows whose it is', async () => {
    const book = ledger();
    await env.dataverse.deploySchema(design, { onPart: book.onPart });
    const before = metadataLines();
    const again = await env.dataverse.deploySchema(design, { known: book.known() });
    expect(again.every((part) => part.madeByUs)).toBe(true);
    expect(metadataLines()).toEqual(before);
    // Somebody with other books finds the parts, and they are not theirs.
    const stranger = await env.connect().deploySchema(design);
    expect(stranger.some((part) => part.madeByUs)).toBe(false);
  });

  it('goes on after it died half way, wherever that was', async () => {
    const book = ledger();
    for (let steps = 1; steps < 12; steps += 3) {
      let left = steps;
      const onPart = (part: SchemaPart) => {
        book.onPart(part);
        left -= 1;
        if (left === 0) throw new Error('killed');
      };
      await expect(env.dataverse.deploySchema(design, { known: book.known(), onPart })).rejects.toThrow('killed');
    }
    const parts = await env.dataverse.deploySchema(design, { known: book.known(), onPart: book.onPart });
    expect(parts.every((part) => part.madeByUs)).toBe(true);
    expect(await env.dataverse.checkSchema(design)).toEqual([]);
  });

  it('sits out what passes: locks, other customizations, lost answers, servers that do not see it yet', async () => {
    const { faults } = env.sandbox;
    for (const kind of ['429', 'reset-after', 'reset-before', '5xx'] as const) {
      faults.add({ kind, route: 'POST EntityDefinitions', every: 3, times: 2 });
      faults.add({ kind, route: 'POST (RelationshipDefinitions|solutions|publishers|roles)', every: 2, times: 1 });
    }
    faults.add({ kind: 'metadata-hidden', route: 'GET EntityDefinitions', every: 7, times: 3 });
    const parts = await env.dataverse.deploySchema(design);
    expect(parts.every((part) => part.madeByUs)).toBe(true);
    faults.clear();
    expect(await env.dataverse.checkSchema(design)).toEqual([]);
  });

  it('waits while somebody else customizes', async () => {
    env.sandbox.settings.customizationMs = 150;
    const other: SchemaDesign = { ...design, tables: [], columns: design.columns.slice(0, 2), keys: [], lookups: [], connectionRoles: [] };
    const { securityRole: _, ...plain } = other;
    const elsewhere: SchemaDesign = {
      ...plain,
      publisher: { ...design.publisher, uniqueName: 'other', prefix: 'oth' },
      solution: { ...design.solution, uniqueName: 'other' },
      columns: [{ table: 'account', schemaName: 'oth_X', label: 'X', description: 'X', type: { kind: 'string', maxLength: 10 } }],
    };
    const [ours, theirs] = await Promise.all([env.dataverse.deploySchema(plain), env.connect().deploySchema(elsewhere)]);
    expect([...ours, ...theirs].every((part) => part.madeByUs)).toBe(true);
  });

  it('refuses what is there and differs, by name, before it makes anything', async () => {
    const narrow = {
      ...design,
      columns: design.columns.map((column) =>
        column.schemaName === 'a2d_ActimoId' ? { ...column, type: { kind: 'string', maxLength: 20 } as const } : column,
      ),
    };
    const { securityRole: _, ...rest } = narrow;
    await env.dataverse.deploySchema({ ...rest, tables: [], columns: narrow.columns.slice(0, 1), lookups: [], keys: [] });
    const before = metadataLines();
    await expect(env.dataverse.deploySchema(design)).rejects.toMatchObject({
      code: 'schema-differs',
      part: 'column contact.a2d_actimoid',
      message: expect.stringContaining('string of 20 characters'),
    });
    expect(metadataLines()).toEqual(before);
    expect(await env.dataverse.checkSchema(design)).toContainEqual({
      part: 'column contact.a2d_actimoid',
      wanted: 'string of at least 50 characters',
      found: 'string of 20 characters',
    });
  });

  it('adds an option to a drop-down of its own, and to nobody else’s', async () => {
    const book = ledger();
    await env.dataverse.deploySchema(design, { onPart: book.onPart });
    const grown: SchemaDesign = {
      ...design,
      columns: design.columns.map((column) =>
        column.type.kind === 'choice'
          ? { ...column, type: { kind: 'choice', options: [...column.type.options, { value: 420000002, label: 'Kæmpe' }] } }
          : column,
      ),
    };
    await expect(env.connect().deploySchema(grown)).rejects.toMatchObject({ code: 'schema-differs', part: 'column contact.a2d_size' });
    await env.dataverse.deploySchema(grown, { known: book.known() });
    expect(await env.dataverse.checkSchema(grown)).toEqual([]);
  });

  it('says which columns hold duplicates when a key cannot be built', async () => {
    const { keys: _, ...rest } = design;
    await env.dataverse.deploySchema({ ...rest, keys: [] });
    for (const lastname of ['A', 'B']) env.sandbox.insert({ table: 'contact', columns: { lastname, a2d_actimoid: 'same' } });
    await expect(env.dataverse.deploySchema(design)).rejects.toMatchObject({
      code: 'schema-key-failed',
      message: expect.stringContaining('a2d_actimoid'),
    });
  });

  it('refuses a name that Dataverse would refuse half way through', async () => {
    const before = dump();
    const bad = { ...design, columns: [{ ...design.columns[0], schemaName: 'wrong_X' }] } as SchemaDesign;
    await expect(env.dataverse.deploySchema(bad)).rejects.toMatchObject({ code: 'schema-name' });
    expect(dump()).toEqual(before);
  });
});

describe('a schema that somebody else makes', () => {
  it('is checked part by part', async () => {
    const differences = await env.dataverse.checkSchema(design);
    expect(differences).toHaveLength(15);
    expect(differences[0]).toEqual({ part: 'table a2d_membership', wanted: 'UserOwned, named by a2d_name', found: 'missing' });
  });
});

describe('removing the schema', () => {
  it('leaves the environment as it was', async () => {
    const before = metadataLines();
    const rows = (table: string) => [...env.sandbox.rows(table)].length;
    const counts = () => ['publisher', 'solution', 'connectionrole', 'role'].map(rows);
    const countsBefore = counts();
    const parts = await env.dataverse.deploySchema(design);
    expect(counts()).not.toEqual(countsBefore);
    const removed = await env.dataverse.removeSchema(parts);
    expect(removed).toHaveLength(parts.length);
    expect(metadataLines()).toEqual(before);
    expect(counts()).toEqual(countsBefore);
  });

  it('takes only what is ours, skips what is gone, and can be repeated', async () => {
    const parts = await env.dataverse.deploySchema(design);
    const kept = parts.map((part) => (part.name === 'contact.a2d_bio' ? { ...part, madeByUs: false } : part));
    await env.dataverse.removeSchema(kept);
    expect((await env.dataverse.table('contact')).columns.has('a2d_bio')).toBe(true);
    expect(await env.dataverse.removeSchema(kept)).toEqual([]);
  });

  it('removes a part that was announced and never seen', async () => {
    const book = ledger();
    const onPart = (part: SchemaPart) => {
      book.onPart(part);
      if (part.name === 'contact.a2d_level' && part.id !== '') throw new Error('killed');
    };
    const dying = env.dataverse.deploySchema(design, { onPart });
    await expect(dying).rejects.toThrow('killed');
    const announced = book.known().map((part) => (part.name === 'contact.a2d_level' ? { ...part, id: '' } : part));
    await env.dataverse.removeSchema(announced);
    expect((await env.dataverse.table('contact', { fresh: true })).columns.has('a2d_level')).toBe(false);
  });
});

it('a process that knew the tables before the schema was made sees the new columns when it needs them', async () => {
  const other = env.connect();
  expect((await other.table('contact')).columns.has('a2d_actimoid')).toBe(false);
  await env.dataverse.deploySchema(design);
  expect(await other.findByValues('contact', 'a2d_actimoid', ['1'], ['a2d_level'])).toEqual([]);
  const row = { id: idOf(1), columns: { lastname: 'x', a2d_actimoid: '1' } };
  expect(await other.send({ table: 'contact', operation: 'create', via: 'bulk', rows: [row] })).toMatchObject({ kind: 'answered' });
});
