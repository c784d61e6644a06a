import { setTimeout as sleep } from 'node:timers/promises';
import { compareDumps } from '../../sandbox/check/compare.js';
import { countByObject } from '../../src/ledger/index.js';
import { eventsOfAllRuns } from '../support/history.js';
import { Rehearsal } from '../support/rehearsal.js';

const historyLimit = 40;

/** Many small parts, so that forty events do not last for one table. No tick of the Schedule falls into a run: a delta comes of what the test sends. */
const prepare = (file: object) =>
  Rehearsal.prepare({
    users: 60,
    seed: 13,
    sample: 6,
    file: { load: { chunk: 5, partitions: 1, rowsPerPartition: 5 }, delta: { every: '30 days', window: '1 second' }, ...file },
  });

async function toTheEnd(migration: Rehearsal) {
  const { deltaPasses } = await migration.until('the report for cut-over', ({ gates }) =>
    gates.some(({ gate, status }) => gate === 'cutOver' && status === 'open'),
  );
  await migration.approve('cutOver');
  await migration.gate('accept');
  return { deltaPasses, counts: await migration.ledger(countByObject), dump: await migration.admin<string>('GET', 'dump') };
}

describe('a migration that continues as new every forty events', () => {
  test('in mid-load, with a signal and updates in flight: nothing is lost, and the end is that of a run in one piece', async () => {
    const plain = await prepare({});
    plain.worker();
    await plain.start();
    await plain.approveThrough('sample');
    const undisturbed = await toTheEnd(plain);
    expect(undisturbed.deltaPasses).toBe(0);

    const migration = await prepare({ historyLimit });
    migration.worker();
    await migration.start();
    await migration.approveThrough('sample');
    await migration.until('the load', ({ phase }) => phase === 'full');
    const before = (await migration.progress()).runs;
    // The signal is sent once, when this run is about to end; updates follow one another from here to the end of the load, so that one is always in flight.
    while ((await migration.handle.describe()).historyLength < historyLimit - 10) await sleep(20);
    const sent = [migration.handle.signal('deltaDue')];
    const verdicts = [];
    do {
      verdicts.push(await migration.command('throttle', { requestsPerSecond: 1_000 + verdicts.length }));
    } while ((await migration.progress()).phase === 'full');
    await Promise.all(sent);
    const during = (await migration.progress()).runs - before;
    verdicts.push(await migration.command('throttle', { requestsPerSecond: 0 }));
    expect(verdicts.every(({ accepted }) => accepted)).toBe(true);
    expect(during).toBeGreaterThan(1);

    const end = await toTheEnd(migration);
    expect(end.deltaPasses).toBe(1);
    expect(end.counts).toEqual(undisturbed.counts);
    expect(compareDumps(undisturbed.dump, end.dump)).toEqual([]);

    const { client } = migration.temporal;
    const runs = await eventsOfAllRuns(client, migration.handle.workflowId);
    expect(runs.length).toBe((await migration.progress()).runs);
    expect(runs.length).toBeGreaterThan(10);
    expect((await eventsOfAllRuns(client, `migration.${migration.name}.converge.user.full-core`)).length).toBeGreaterThan(1);
    const updates = runs.map((events) => ({
      accepted: events.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes).length,
      completed: events.flatMap(({ eventId, workflowExecutionUpdateCompletedEventAttributes: update }) =>
        update ? [{ from: Number(update.acceptedEventId), to: Number(eventId) }] : [],
      ),
    }));
    // An update is answered in the run that took it, and every one that was answered is in the history.
    for (const { accepted, completed } of updates) expect(completed.length).toBe(accepted);
    const decisions = 5;
    expect(updates.reduce((sum, { accepted }) => sum + accepted, 0)).toBeGreaterThanOrEqual(verdicts.length + decisions);
    // At least once one was under way when its run had become too long: the run waited for it before it ended.
    expect(updates.some(({ completed }) => completed.some(({ from, to }) => from < historyLimit && to >= historyLimit))).toBe(true);
    // The signal came at the end of a run, and what it asked for was done in a later one.
    const heardIn = runs.findIndex((events) =>
      events.some(({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName === 'deltaDue'),
    );
    const doneIn = runs.findIndex((events) =>
      events.some(({ startChildWorkflowExecutionInitiatedEventAttributes: child }) => child?.workflowId?.endsWith('.delta.delta-1')),
    );
    expect(doneIn).toBeGreaterThan(heardIn);
  }, 600_000);
});
