import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { countByObject, listDifferences, listHeld } from '../../src/ledger/index.js';
import { Rehearsal } from '../support/rehearsal.js';

test('a first migration carries every record, verified or held with a reason, and purges its books when it is accepted', async () => {
  const migration = await Rehearsal.prepare({ users: 60, sample: 10 });
  migration.worker();
  await migration.start();
  await migration.approveThrough('sample');
  await migration.gate('cutOver');
  await migration.admin('POST', 'actimo/edits', { random: { seed: 5, create: 2, update: 4, delete: 1 } });
  await migration.approve('cutOver');
  await migration.gate('accept');

  const counts = await migration.ledger(countByObject);
  const differences = await migration.ledger((ledger) => listDifferences(ledger, 20));
  expect(differences).toEqual([]);
  for (const { read, pending, refused, conflicted, differs, ...rest } of Object.values(counts)) {
    expect({ pending, refused, conflicted, differs }).toEqual({ pending: 0, refused: 0, conflicted: 0, differs: 0 });
    expect(rest.verified + rest.held + rest.merged + rest.dropped + rest.gone).toBe(read);
  }
  expect(counts.user.read).toBeGreaterThanOrEqual(60);
  expect(counts.user.verified).toBeGreaterThan(40);
  const held = await migration.ledger((ledger) => listHeld(ledger));
  expect(held.every(({ hold }) => hold.reason.length > 10)).toBe(true);

  // Managers who are enabled users own the Contacts of their people; everybody else's are the fallback owner's.
  const contacts = (await migration.admin<string>('GET', 'dump'))
    .split('\n')
    .filter((line) => line.includes('"table":"contact"') && line.includes('"a2d_actimoid":"'))
    .map((line) => (JSON.parse(line) as { columns: { ownerid: unknown } }).columns.ownerid);
  expect(new Set(contacts).size).toBeGreaterThan(2);

  expect((await migration.decide('accept', 'approve')).accepted).toBe(true);
  expect(await migration.handle.result()).toMatchObject({ outcome: 'accepted', delta: { created: expect.any(Number) } });
  const summary = JSON.parse(await readFile(join(migration.folder, 'reports', 'summary.json'), 'utf8'));
  expect(summary.reconciliation).toEqual({ clean: true, differences: [] });
}, 240_000);
