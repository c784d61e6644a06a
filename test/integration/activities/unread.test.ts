import { MockActivityEnvironment } from '@temporalio/testing';
import { pino } from 'pino';
import { createActivities } from '../../../src/activities/index.js';
import { getArtefact } from '../../../src/ledger/index.js';
import { firstSnapshot } from '../../../src/workflows/migration-state.js';
import { Rehearsal } from '../../support/rehearsal.js';

test('what a pass could not read stands in the reconciliation, until a pass can read it', async () => {
  const migration = await Rehearsal.prepare({ users: 20 });
  const { all, close } = createActivities({
    databaseUrl: migration.databaseUrl,
    env: migration.workerEnv,
    log: pino({ level: 'silent' }),
    temporal: migration.temporal.client,
  });
  const pass = async (name: string) => {
    for (const object of ['workspace', 'user', 'membership'] as const)
      await new MockActivityEnvironment().run(all.readObject, { migration: migration.name, object, pass: name });
    const snapshot = { ...firstSnapshot(1), phase: 'closing' as const };
    await new MockActivityEnvironment().run(all.reconciliationDocument, { migration: migration.name, snapshot });
    const document = await migration.ledger((ledger) => getArtefact(ledger, { kind: 'reconciliation' }));
    return (JSON.parse(document?.body ?? '{}') as { findings: { severity: string; text: string }[] }).findings.filter(({ text }) =>
      text.includes('could not be read'),
    );
  };
  try {
    expect(await pass('one')).toEqual([]);
    await migration.admin('POST', 'faults', { side: 'actimo', kind: 'status', status: 403, route: '^/workspaces/11/contacts$' });
    expect(await pass('two')).toMatchObject([
      { severity: 'attention', text: 'Workspace Membership: workspace 11 could not be read from Actimo (the key may not read it (403)).' },
    ]);
    await migration.admin('DELETE', 'faults');
    expect(await pass('three')).toEqual([]);
  } finally {
    await close();
  }
});
