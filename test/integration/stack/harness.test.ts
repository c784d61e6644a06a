import pg from 'pg';
import { freshDatabase } from '../../support/postgres.js';
import { freshNamespace } from '../../support/temporal.js';

test('a fresh database answers and is empty', async () => {
  const client = new pg.Client({ connectionString: await freshDatabase() });
  await client.connect();
  const { rows } = await client.query(
    `select lower('ÅSE') as lower, (select count(*)::int from pg_tables where schemaname = 'public') as tables`,
  );
  await client.end();
  expect(rows).toEqual([{ lower: 'åse', tables: 0 }]);
});

test('a fresh namespace takes a workflow with the search attributes of the project', async () => {
  const { client, namespace } = await freshNamespace();
  const options = { workflowId: 'w', taskQueue: 'nobody', searchAttributes: { MigrationPhase: ['audit'], AwaitingApproval: ['scope'] } };
  await client.workflow.start('anything', options);
  const found = await client.workflow.getHandle('w').describe();
  expect(found.searchAttributes).toMatchObject({ MigrationPhase: ['audit'], AwaitingApproval: ['scope'] });
  expect(client.options.namespace).toBe(namespace);
});
