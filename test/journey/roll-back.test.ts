import { jest } from '@jest/globals';
import { compareDumps } from '../../sandbox/check/compare.js';
import { listKept, openChunks } from '../../src/ledger/index.js';
import { sentSoFar } from '../support/milestones.js';
import { Rehearsal } from '../support/rehearsal.js';

jest.setTimeout(240_000);

const dataverse = (dump: string): string[] => dump.split('\n').filter((line) => line.includes('"side":"dataverse"'));

describe('roll-back', () => {
  test('leaves Dynamics as it was, the old values of matched Contacts included', async () => {
    const migration = await Rehearsal.prepare({ users: 40, sample: 8 });
    const before = await migration.admin<string>('GET', 'dump');
    migration.worker();
    await migration.start();
    await migration.approveThrough('cutOver');
    await migration.gate('accept');
    const during = await migration.admin<string>('GET', 'dump');
    expect(compareDumps(dataverse(before), dataverse(during)).length).toBeGreaterThan(30);

    expect((await migration.command('rollBack')).accepted).toBe(true);
    expect(await migration.handle.result()).toMatchObject({ outcome: 'rolledBack' });
    expect(compareDumps(dataverse(before), dataverse(await migration.admin<string>('GET', 'dump')))).toEqual([]);
  });

  // Its limit is below the four minutes for which a request can be under way: nobody waits for one that its sender has settled.
  test('asked for in the middle of the load: what is under way is finished and settled, then all of it is taken back', async () => {
    const migration = await Rehearsal.prepare({ users: 60, sample: 8, file: { load: { chunk: 5, writeTimeout: '4 minutes' } } });
    const before = await migration.admin<string>('GET', 'dump');
    migration.worker();
    await migration.start();
    await migration.approveThrough('schema');
    await migration.gate('sample');
    const sample = await sentSoFar(migration);
    await migration.approve('sample');
    while ((await sentSoFar(migration)).rows < sample.rows + 20) await new Promise((resolve) => setTimeout(resolve, 5));

    expect((await migration.command('rollBack')).accepted).toBe(true);
    expect(await migration.handle.result()).toMatchObject({ outcome: 'rolledBack' });
    expect(await migration.ledger((ledger) => openChunks(ledger))).toEqual([]);
    expect(compareDumps(dataverse(before), dataverse(await migration.admin<string>('GET', 'dump')))).toEqual([]);
  }, 200_000);

  test('keeps Contacts on which somebody hung something, with what hangs on them, and lists them', async () => {
    const migration = await Rehearsal.prepare({ users: 120, sample: 8 });
    migration.worker();
    await migration.start();
    await migration.approveThrough('cutOver');
    await migration.gate('accept');
    const hung = await migration.admin<{ contacts: string[] }>('POST', 'dataverse/hang', {
      notes: 100,
      tasks: 60,
      connections: 40,
      count: 60,
    });

    await migration.command('rollBack');
    expect(await migration.handle.result()).toMatchObject({ outcome: 'rolledBack' });
    const kept = (await migration.ledger(listKept)).filter(({ table }) => table === 'contact').map(({ id }) => id as string);
    expect([...kept].sort()).toEqual([...new Set(hung.contacts)].sort());
    const after = dataverse(await migration.admin<string>('GET', 'dump'));
    for (const id of new Set(hung.contacts))
      expect(after.some((line) => line.includes(`"table":"contact"`) && line.includes(id))).toBe(true);
    expect(after.filter((line) => line.includes('"table":"annotation"')).length).toBeGreaterThanOrEqual(100);
    expect(after.filter((line) => line.includes('"table":"task"')).length).toBeGreaterThanOrEqual(60);
  });
});
