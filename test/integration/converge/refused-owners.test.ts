import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  convergePartition,
  planObject,
  RefusedOwners,
  resolveIdentities,
  type Scene,
  settleOpenChunks,
} from '../../../src/converge/index.js';
import { type RowId, type SourceKey, sourceKey } from '../../../src/domain/index.js';
import { epoch, startReadPass, storePage } from '../../../src/ledger/index.js';
import { designSchema, Evidence, proposeMapping } from '../../../src/mapping/index.js';
import { type Environment, startEnvironment } from '../dataverse/environment.js';
import { freshLedger } from '../ledger/fresh-ledger.js';

// Four managers with thirty people each. Two of them are users of Dynamics who have no role, so that nothing can be theirs; one has a role; one is no user.
const managers = ['norole.one', 'norole.two', 'owner', 'nobody'].map((name) => `${name}@example.com`);
const people = Array.from({ length: 120 }, (_, n) => ({
  key: sourceKey(n + 1),
  body: {
    id: n + 1,
    first_name: `First ${n}`,
    last_name: `Last ${n}`,
    email: managers[n] ?? `person.${n}@example.com`,
    manager_id: (n % managers.length) + 1,
    status: 'active',
    created_at: '2021-03-04T05:06:07Z',
  },
}));

let environment: Environment;
let scene: Scene;
let owner: string;

beforeAll(async () => {
  environment = await startEnvironment();
  const { sandbox, dataverse } = environment;
  for (const email of managers.slice(0, 2))
    sandbox.insert('systemuser', { fullname: email, internalemailaddress: email, isdisabled: false });
  owner = sandbox.addApplication({
    clientId: '00000000-0000-4000-8000-0000000000aa',
    clientSecret: 'secret',
    roles: ['Salesperson'],
  }) as string;
  sandbox.update('systemuser', owner, { internalemailaddress: managers[2] });
  const ledger = await freshLedger();
  const pass = await startReadPass(ledger, 'user');
  await storePage(ledger, { object: 'user', pass, rows: people });
  const evidence = new Evidence().see(
    'user',
    people.map(({ body }) => body),
  );
  const doc = proposeMapping({ client: ledger.client, evidence, fieldDefinitions: null });
  await dataverse.deploySchema(designSchema(doc));
  scene = {
    ledger,
    dataverse,
    doc,
    fallbackOwner: undefined,
    refusedOwners: new RefusedOwners(),
    maxChunkRows: 500,
    longestWriteMs: 240_000,
    log: { info: () => undefined, warn: () => undefined },
    reached: () => undefined,
  };
  const signal = new AbortController().signal;
  await resolveIdentities(scene, signal);
  await planObject(scene, { object: 'user', pass: 'full', sampleOnly: false, signal });
});
afterAll(() => environment.close());

const partition = async (index: number) =>
  convergePartition(scene, {
    ...{ object: 'user', table: 'contact', facet: 'core', pass: 'full', sampleOnly: false },
    attempt: 1,
    epoch: await epoch(scene.ledger),
    partition: { index, of: 2 },
    signal: new AbortController().signal,
  });

const bulkCreates = (): Readonly<Record<string, number>> =>
  (environment.sandbox.stats() as { requests: { byKind: Record<string, Record<string, number>> } }).requests.byKind[
    'POST contacts/CreateMultiple'
  ] ?? {};

test('an owner that Dynamics refuses by name costs one request, whoever else was to be theirs, in this partition and the next', async () => {
  const first = await partition(0);
  expect(bulkCreates()).toEqual({ 403: 2, 200: 1 });
  const second = await partition(1);
  expect(bulkCreates()).toEqual({ 403: 2, 200: 2 });
  expect(first.verified + second.verified).toBe(people.length);
  expect(first.notInOrder + second.notInOrder).toBe(0);
});

test('their Contacts belong to the fallback owner, those of others to whom they should', async () => {
  const { userId } = await environment.dataverse.whoAmI();
  const owners = new Map<SourceKey, RowId>();
  for await (const page of environment.dataverse.query('contact', { select: ['a2d_actimoid', 'ownerid'] }))
    for (const { columns } of page) owners.set(columns.a2d_actimoid as SourceKey, (columns.ownerid as { id: RowId }).id);
  for (const { key, body } of people) expect([key, owners.get(key)]).toEqual([key, body.manager_id === 3 ? owner : userId]);
});

test('a worker that did not hear the refusal itself reads off the rows that the fallback owner is theirs', async () => {
  const { ledger } = scene;
  const { rows } = await sql<{ id: string }>`
    update chunk set settled_at = null, outcomes = '{}' where operation = 'create' and 'verified' = any(outcomes) returning id`.execute(
    ledger.db,
  );
  expect(rows.length).toBeGreaterThan(0);
  const later = { ...scene, refusedOwners: new RefusedOwners() };
  const signal = new AbortController().signal;
  expect(await settleOpenChunks(later, { belongs: () => true, signal })).toBe(rows.length);
  const states = await sql<{ state: string; count: number }>`
    select state, count(*)::int as count from target_facet where table_name = 'contact' and facet = 'core' group by state`.execute(
    ledger.db,
  );
  expect(states.rows).toEqual([{ state: 'verified', count: people.length }]);
});
