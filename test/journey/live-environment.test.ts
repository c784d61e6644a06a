import { countByObject, listDifferences } from '../../src/ledger/index.js';
import { Rehearsal } from '../support/rehearsal.js';

interface Stats {
  readonly dataverse: {
    readonly outbox: { readonly sent: number };
    readonly edits: {
      readonly done: readonly { readonly op: string; readonly id: string; readonly columns: readonly string[] }[];
      readonly hung: readonly { readonly contacts: readonly string[] }[];
      readonly failed: readonly string[];
    };
  };
}
interface Row {
  readonly table?: string;
  readonly id?: string;
  readonly columns: Readonly<Record<string, unknown>>;
}

test('a migration among people at work sends nobody an e-mail, leaves what they have done, and says where', async () => {
  const migration = await Rehearsal.prepare({ users: 60, sample: 8, file: { dataverse: { bypass: { flows: true } } } });
  await migration.admin('POST', 'dataverse/flows', { subject: 'Velkommen i kundeklubben' });
  await migration.admin('POST', 'dataverse/plug-ins', { table: 'contact', message: 'Create', does: 'slow', ms: 5 });
  await migration.admin('POST', 'dataverse/edits', {
    random: { seed: 3, update: 3, merge: 1, delete: 1 },
    hang: { notes: 3, calls: 2, opportunities: 1, count: 4, seed: 9 },
    when: { contactsWritten: 40 },
  });
  migration.worker();
  await migration.start();
  await migration.approveThrough('cutOver');
  await migration.gate('accept');

  const { outbox, edits } = (await migration.admin<Stats>('GET', 'stats')).dataverse;
  expect([outbox.sent, edits.failed, edits.done.map(({ op }) => op)]).toEqual([0, [], ['update', 'update', 'update', 'delete', 'merge']]);
  expect((await migration.admin<{ ran: number }[]>('GET', 'dataverse/plug-ins'))[0]?.ran).toBeGreaterThan(30);

  const rows = (await migration.admin<string>('GET', 'dump'))
    .split('\n')
    .filter((line) => line.includes('"side":"dataverse"'))
    .map((line) => JSON.parse(line) as Row);
  const contact = (id: string) => rows.find((row) => row.table === 'contact' && row.id === id)?.columns;
  for (const { op, id, columns } of edits.done) {
    if (op === 'delete') expect(contact(id)).toBeUndefined();
    else if (op === 'merge') expect(contact(id)).toMatchObject({ merged: true, statecode: 1 });
    else for (const column of columns) expect(String(contact(id)?.[column])).toMatch(/^Rettet i Dynamics|^\+45 20 00|^Vil helst|^true$/);
  }
  const hungOn = new Set(edits.hung.flatMap(({ contacts }) => contacts));
  const count = (table: string, column: string) =>
    rows.filter((row) => row.table === table && hungOn.has(String(row.columns[column]))).length;
  expect([count('annotation', 'objectid'), count('phonecall', 'regardingobjectid'), count('opportunity', 'customerid')]).toEqual([3, 2, 1]);

  const differences = await migration.ledger((ledger) => listDifferences(ledger, 50));
  for (const { id } of edits.done) expect(differences.map((difference) => difference.id)).toContain(id);
  for (const { read, ...rest } of Object.values(await migration.ledger(countByObject)))
    expect(Object.values(rest).reduce((sum, number) => sum + number, 0)).toBe(read);
}, 240_000);
