import { countByObject, listDifferences } from '../../src/ledger/index.js';
import { Rehearsal } from '../support/rehearsal.js';

test('a row that makes Dataverse fail for no stated reason is found, refused and named; all others of its chunk arrive; retry mends it', async () => {
  const migration = await Rehearsal.prepare({ users: 40, sample: 6, file: { delta: { every: '30 days', window: '1 second' } } });
  const { done } = await migration.admin<{ done: { key: string }[] }>('POST', 'actimo/edits', {
    edits: [{ op: 'create', object: 'user', fields: { first_name: 'Poul', last_name: 'Poison', email: 'poul.poison@example.com' } }],
  });
  const key = done[0]?.key;
  await migration.admin('POST', 'faults', {
    side: 'dataverse',
    kind: 'refuse-row',
    table: 'contact',
    column: 'lastname',
    equals: 'Poison',
    code: '0x80040216',
  });
  migration.worker();
  await migration.start();
  await migration.approveThrough('cutOver');
  const { document } = await migration.gate('accept');
  const counts = await migration.ledger(countByObject);
  expect(counts.user).toMatchObject({ refused: 1, pending: 0 });
  expect(await migration.ledger((ledger) => listDifferences(ledger, 10))).toMatchObject([{ object: 'user', key, kind: 'refused' }]);

  await migration.admin('DELETE', 'faults');
  await migration.command('retry');
  await migration.gate('accept', document.hash);
  const { user } = await migration.ledger(countByObject);
  expect(user).toEqual({ ...counts.user, refused: 0, verified: counts.user.verified + 1 });
  expect(await migration.admin<string>('GET', 'dump')).toContain('"lastname":"Poison"');
}, 240_000);
