import { jest } from '@jest/globals';
import { listDecisions } from '../../src/ledger/index.js';
import { Rehearsal } from '../support/rehearsal.js';

jest.setTimeout(200_000);

/** Every cell of the gate table (docs/architecture.md), on real parts: one small migration is led through all of it, with everything refused that can be. */
describe('the gates of a migration', () => {
  let migration: Rehearsal;
  const rowsWritten = async () => statsOf(await migration.admin('GET', 'stats')).rowsWritten;

  beforeAll(async () => {
    migration = await Rehearsal.prepare({ users: 24, sample: 6, file: { reminders: '1 second', rollbackWindow: '1 hour' } });
    migration.worker();
    await migration.start();
  });

  test('scope refuses a wrong hash, a wrong gate, an empty approver and a reject without a reason', async () => {
    await migration.gate('scope');
    expect((await migration.decide('scope', 'approve', { artefact: 'f'.repeat(64) })).sentence).toMatch(/code does not belong/);
    expect((await migration.decide('sample', 'approve', { artefact: 'f'.repeat(64) })).sentence).toMatch(/not open yet/);
    expect((await migration.decide('scope', 'approve', { approver: '' })).sentence).toMatch(/approver is empty/);
    expect((await migration.decide('scope', 'reject', { comment: '' })).sentence).toMatch(/needs a comment/);
  });

  test('a malformed decision is refused before it is history', async () => {
    expect((await migration.decide('scope', 'approve', { artefact: 'abc' })).sentence).toMatch(/ten hexadecimal digits/);
    const history = await migration.handle.fetchHistory();
    const accepted = history.events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes) ?? [];
    const texts = JSON.stringify(
      accepted.map(({ workflowExecutionUpdateAcceptedEventAttributes: a }) =>
        Buffer.from(a?.acceptedRequest?.input?.args?.payloads?.[0]?.data ?? '').toString(),
      ),
    );
    expect(texts).not.toContain('"abc"');
  });

  test('scope unanswered: reminders, and nothing else', async () => {
    const progress = await migration.until('a reminder', ({ gates }) => (gates.find(({ gate }) => gate === 'scope')?.reminders ?? 0) >= 2);
    expect(progress.phase).toBe('scopeGate');
  });

  test('scope rejected: the audit runs again and asks again; scope approved: design', async () => {
    expect(await migration.decide('scope', 'reject', { comment: 'look again' })).toEqual({
      accepted: true,
      sentence: 'scope: rejected by Ida Holm.',
    });
    const gate = (
      await migration.until('scope again', ({ gates }) =>
        gates.some((one) => one.gate === 'scope' && one.status === 'open' && one.openings === 2),
      )
    ).gates[0];
    expect(gate?.openings).toBe(2);
    expect((await migration.decide('scope', 'approve')).accepted).toBe(true);
    await migration.gate('mapping');
  });

  test('a decision sent twice is heard once', async () => {
    const { document } = (await migration.progress()).gates.find(({ gate }) => gate === 'scope') ?? { document: { hash: '' } };
    expect((await migration.decide('scope', 'approve', { artefact: document.hash })).sentence).toBe(
      'Gate scope is closed: Ida Holm approved it already.',
    );
  });

  test('one of mapping and schema rejected: design again, and nothing was written', async () => {
    await migration.decide('schema', 'approve');
    await migration.decide('mapping', 'reject', { comment: 'think again' });
    await migration.until('mapping again', ({ gates }) =>
      gates.some(({ gate, status, openings }) => gate === 'mapping' && status === 'open' && openings === 2),
    );
    expect(Object.values(await rowsWritten()).reduce((sum, count) => sum + count, 0)).toBe(0);
  });

  test('two people decide at once: one is heard, the other learns who was first', async () => {
    const { document } = await migration.gate('mapping');
    const verdicts = await Promise.all([
      migration.decide('mapping', 'approve', { artefact: document.hash, approver: 'Ida Holm' }),
      migration.decide('mapping', 'approve', { artefact: document.hash, approver: 'Bo Krag' }),
    ]);
    expect(verdicts.filter(({ accepted }) => accepted)).toHaveLength(1);
    expect(verdicts.find(({ accepted }) => !accepted)?.sentence).toMatch(/(Ida Holm|Bo Krag) approved it already/);
  });

  test('mapping and schema approved: schema in place, then the sample; the first row is written only now', async () => {
    await migration.gate('sample');
    expect((await rowsWritten()).contact).toBeGreaterThan(0);
  });

  test('sample rejected: the sample is undone and the design asked again', async () => {
    await migration.decide('sample', 'reject', { comment: 'not like this' });
    await migration.gate('mapping');
    const dump = await migration.admin<string>('GET', 'dump');
    expect(dump.split('\n').filter((line) => line.includes('"a2d_actimoid":"'))).toHaveLength(0);
  });

  test('sample approved: full migration; cut-over waits for its window and then for people, while deltas go on', async () => {
    await migration.decide('mapping', 'approve');
    await migration.decide('schema', 'approve');
    await migration.decide('sample', 'approve');
    await migration.gate('cutOver');
    const before = (await migration.progress()).deltaPasses;
    await migration.until('deltas past the window', ({ deltaPasses }) => deltaPasses > before + 1);
  });

  test('cut-over rejected: deltas go on and ask again with a fresh report', async () => {
    expect((await migration.decide('cutOver', 'approve', { comment: '' })).sentence).toMatch(/who closed Actimo/);
    await migration.decide('cutOver', 'reject', { comment: 'sales is not ready' });
    const before = (await migration.progress()).deltaPasses;
    await migration.until(
      'cut-over again',
      ({ gates, deltaPasses }) => deltaPasses > before && gates.some(({ gate, status }) => gate === 'cutOver' && status === 'open'),
    );
  });

  test('cut-over approved as a bare signal: last delta, then acceptance', async () => {
    const { document } = await migration.gate('cutOver');
    await migration.handle.signal('decide', {
      gate: 'cutOver',
      artefact: document.hash,
      decision: 'approve',
      approver: 'Bo Krag',
      comment: 'Bo Krag closed Actimo',
    });
    await migration.gate('accept');
  });

  test('accept rejected: nothing is taken back until roll-back is asked for by name; the window can be extended', async () => {
    await migration.decide('accept', 'reject', { comment: 'not yet' });
    const again = await migration.until('accept again', ({ gates }) =>
      gates.some(({ gate, status, openings }) => gate === 'accept' && status === 'open' && openings === 2),
    );
    expect(again.phase).toBe('undoWindow');
    const until = again.undoUntil ?? 0;
    expect((await migration.command('extend', { hours: 5 })).accepted).toBe(true);
    expect((await migration.progress()).undoUntil).toBe(until + 5 * 3_600_000);
  });

  test('every decision is in the books, refused ones too', async () => {
    const decisions = await migration.ledger(listDecisions);
    expect(decisions.filter(({ kind, accepted }) => kind === 'gate' && !accepted).length).toBeGreaterThanOrEqual(6);
    expect(
      decisions.filter(({ about, accepted, decision }) => about === 'cutOver' && accepted && decision === 'approve').map(({ who }) => who),
    ).toEqual(['Bo Krag']);
  });

  test('accept approved: the ledger is purged and the migration ends', async () => {
    expect((await migration.decide('accept', 'approve')).accepted).toBe(true);
    expect(await migration.handle.result()).toMatchObject({ outcome: 'accepted' });
    await expect(migration.ledger(listDecisions)).rejects.toMatchObject({ code: 'purged-migration' });
  });
});

/** Rows of people's data written by table; what describes the environment (metadata, roles) is counted apart by the sandbox. */
function statsOf(stats: { dataverse: { rows: Record<string, { created: number; updated: number; deleted: number }> } }): {
  rowsWritten: Record<string, number>;
} {
  return {
    rowsWritten: Object.fromEntries(
      Object.entries(stats.dataverse.rows).map(([table, { created, updated, deleted }]) => [table, created + updated + deleted]),
    ),
  };
}
