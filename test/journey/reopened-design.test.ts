import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import canonicalize from 'canonicalize';
import { mappingKind, sourceKey } from '../../src/domain/index.js';
import { countByObject, getArtefact, listHeld, putArtefact } from '../../src/ledger/index.js';
import { parseMapping } from '../../src/mapping/index.js';
import type { GateName } from '../../src/workflows/gates.js';
import { Rehearsal } from '../support/rehearsal.js';

jest.setTimeout(200_000);

/** After the first design Actimo goes on changing: what the mapping does not know is asked about, and only the records with it wait. */
describe('a mapping that was approved', () => {
  let migration: Rehearsal;
  let people: { id: string; row: string }[];
  const edit = (id: string, fields: object) =>
    migration.admin('POST', 'actimo/edits', { edits: [{ op: 'update', object: 'user', id: Number(id), fields }] });
  const contact = async (actimoId: string) =>
    (await migration.admin<string>('GET', 'dump?side=dataverse'))
      .split('\n')
      .filter((line) => line.includes('"table":"contact"'))
      .map((line) => (JSON.parse(line) as { columns: Record<string, unknown> }).columns)
      .find((columns) => columns['a2d_actimoid'] === actimoId);
  const until = async (what: string, true_: () => Promise<boolean>) => {
    for (const end = Date.now() + 60_000; ; ) {
      if (await true_()) return;
      if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  const opened = (name: GateName, openings: number) =>
    migration.until(`gate ${name} open for the ${openings}. time`, ({ gates }) =>
      gates.some((gate) => gate.gate === name && gate.status === 'open' && gate.openings === openings),
    );

  beforeAll(async () => {
    migration = await Rehearsal.prepare({ users: 40, sample: 6, file: { delta: { every: '2 seconds', window: '1 second' } } });
    migration.worker();
    await migration.start();
    await migration.approveThrough('sample');
    await migration.until('deltas', ({ phase, deltaPasses }) => phase === 'delta' && deltaPasses > 0);
    people = (await migration.admin<string>('GET', 'dump?side=dataverse'))
      .split('\n')
      .filter((line) => line.includes('"table":"contact"') && line.includes('"a2d_actimoid":"'))
      .map((line) => JSON.parse(line) as { id: string; columns: { a2d_actimoid: string; a2d_uniform: number | null } })
      .filter(({ columns }) => columns.a2d_uniform !== null)
      .map(({ id, columns }) => ({ id: columns.a2d_actimoid, row: id }));
  });

  test('is asked about again when a drop-down has a new value; who has it waits, and everything else goes on', async () => {
    const [first, second] = people;
    const before = await contact(first?.id ?? '');
    await edit(first?.id ?? '', { data2: 'Skræddersyet' });
    await opened('mapping', 2);
    await opened('schema', 2);
    await edit(second?.id ?? '', { title: 'Vagtplanlægger' });
    await until('the other change', async () => (await contact(second?.id ?? ''))?.['jobtitle'] === 'Vagtplanlægger');
    expect((await contact(first?.id ?? ''))?.['a2d_uniform']).toBe(before?.['a2d_uniform']);
    const held = await migration.ledger((ledger) => listHeld(ledger));
    expect(held.filter(({ key }) => key === sourceKey(first?.id ?? '')).map(({ hold }) => hold.code)).toEqual(['unknown-option']);
    expect((await migration.progress()).phase).toBe('delta');
  });

  test('is asked about once more after a no', async () => {
    await migration.decide('mapping', 'reject', { comment: 'who orders these?' });
    await opened('mapping', 3);
    expect((await contact(people[0]?.id ?? ''))?.['a2d_uniform']).not.toBeNull();
  });

  test('brings the new option into Dynamics after a yes, and with it who waited', async () => {
    const before = (await contact(people[0]?.id ?? ''))?.['a2d_uniform'] as number;
    await migration.approve('mapping');
    await migration.approve('schema');
    await until('the new option', async () => ((await contact(people[0]?.id ?? ''))?.['a2d_uniform'] as number) !== before);
    const definition = (await migration.admin<string>('GET', 'dump?side=dataverse'))
      .split('\n')
      .filter((line) => line.includes('"metadata"') && line.includes('Skræddersyet'));
    expect(definition.join('\n')).toContain(String((await contact(people[0]?.id ?? ''))?.['a2d_uniform']));
    await until('nobody waits', async () =>
      (await migration.ledger((ledger) => listHeld(ledger))).every(({ hold }) => hold.code !== 'unknown-option'),
    );
  });

  test('takes a slot that nobody used only after somebody decided what becomes of it', async () => {
    const mapping = async () => parseMapping((await migration.ledger((ledger) => getArtefact(ledger, { kind: mappingKind })))?.body ?? '');
    const slot = Object.entries((await mapping()).fields.user).find(
      ([, decision]) => 'drop' in decision && /^No record/.test(decision.drop),
    );
    if (slot === undefined) throw new Error('every slot is in use');
    await edit(people[2]?.id ?? '', { [slot[0]]: 'Skab 17' });
    const gate = await migration.until('an open field', ({ gates }) =>
      gates.some(({ gate: name, status, document }) => name === 'mapping' && status === 'open' && document.blocked !== undefined),
    );
    const { document } = gate.gates.find(({ gate: name }) => name === 'mapping') ?? { document: undefined };
    expect(document?.blocked).toContain(`user.${slot[0]}`);
    expect((await migration.decide('mapping', 'approve')).accepted).toBe(false);

    // What \`reject mapping --mapping FILE\` does.
    const doc = await mapping();
    const changed = {
      ...doc,
      fields: { ...doc.fields, user: { ...doc.fields.user, [slot[0]]: { drop: 'Lockers are not for Dynamics.' } } },
    };
    await migration.ledger((ledger) => putArtefact(ledger, { kind: mappingKind, body: canonicalize(changed) ?? '' }));
    await migration.decide('mapping', 'reject', { comment: 'no lockers' });
    await migration.until('a mapping without open fields', ({ gates }) =>
      gates.some(({ gate: name, status, document: about }) => name === 'mapping' && status === 'open' && about.blocked === undefined),
    );
    await migration.approve('mapping');
    expect((await migration.progress()).gates.find(({ gate: name }) => name === 'mapping')?.status).toBe('approved');
  });

  test('believes that many left only when somebody approved the report that says so', async () => {
    const leave = people.slice(3, 6).map(({ id }) => ({ op: 'delete', object: 'user', id: Number(id) }));
    await migration.admin('POST', 'actimo/edits', { edits: leave });
    const passes = (await migration.progress()).deltaPasses;
    await migration.until('two more passes', ({ deltaPasses }) => deltaPasses > passes + 3);
    expect((await migration.ledger(countByObject)).user.gone).toBe(0);

    await migration.gate('cutOver');
    const report = await migration.ledger((ledger) => getArtefact(ledger, { kind: 'reconciliation' }));
    expect(report?.body).toMatch(/3 of \d+ records are no longer found in Actimo/);
    await migration.approve('cutOver');
    await migration.gate('accept');
    expect((await migration.ledger(countByObject)).user.gone).toBe(3);
    const summary = JSON.parse(await readFile(join(migration.folder, 'reports', 'summary.json'), 'utf8'));
    expect(summary.reconciliation.clean).toBe(true);
  });
});
