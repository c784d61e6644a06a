import { jest } from '@jest/globals';
import { Rehearsal } from '../support/rehearsal.js';
import { bundledCode, type KeptHistory, keepHistories, recordHistories, replayFailures } from './histories.js';

jest.setTimeout(300_000);

/**
 * One small migration through every phase, command and decision, roll-back at the end; then each of its histories is replayed. A difference means that
 * workflow code is not deterministic as it stands. With `A2D_RECORD=FOLDER` the histories are also written there: that is how `fixtures` are made, from
 * released code only (CONTRIBUTING.md).
 */
describe('a migration through everything that its workflows can do', () => {
  let histories: KeptHistory[];

  beforeAll(async () => {
    const migration = await Rehearsal.prepare({
      users: 24,
      sample: 6,
      file: { historyLimit: 120, delta: { every: '2 seconds', window: '1 second' }, reminders: '3 seconds', load: { partitions: 2 } },
    });
    migration.worker();
    await migration.start();
    await migration.decide('scope', 'reject', { comment: 'look again' });
    await migration.approve('scope');
    await migration.gate('mapping');
    await migration.command('pause');
    await migration.decide('mapping', 'reject', { comment: 'think again' });
    await migration.command('resume');
    await migration.approve('mapping');
    await migration.approve('schema');
    await migration.decide('sample', 'reject', { comment: 'not like this' });
    await migration.approve('mapping');
    await migration.approve('schema');
    await migration.approve('sample');
    await migration.until('deltas', ({ phase, deltaPasses }) => phase === 'delta' && deltaPasses > 0);
    await migration.command('throttle', { requestsPerSecond: 50 });
    await migration.admin('POST', 'actimo/edits', { random: { seed: 5, create: 1, update: 3, delete: 0 } });
    await migration.command('delta');
    await migration.command('retry');
    await migration.decide('cutOver', 'reject', { comment: 'sales is not ready' });
    await migration.approve('cutOver');
    await migration.decide('accept', 'reject', { comment: 'not yet' });
    await migration.command('extend', { hours: 1 });
    await migration.command('retry');
    await migration.gate('accept');
    await migration.command('rollBack');
    await migration.handle.result();
    histories = await recordHistories(migration.temporal.client);
    const folder = process.env['A2D_RECORD'];
    if (folder !== undefined) await keepHistories(folder, histories);
  });

  test('ran every kind of workflow, and some of them in several runs', () => {
    const ids = histories.map(({ workflowId }) => workflowId);
    for (const kind of [/^migration\.rehearsal$/, /\.converge\./, /\.delta\./, /\.rollback$/, /delta-/])
      expect(ids.filter((id) => kind.test(id)).length).toBeGreaterThan(0);
    expect(ids.filter((id) => id === 'migration.rehearsal').length).toBeGreaterThan(2);
  });

  test('is replayed without a difference', async () => {
    expect(await replayFailures(histories, await bundledCode())).toEqual([]);
  });
});
