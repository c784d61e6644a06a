import { rm } from 'node:fs/promises';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { type Stack, startStack, temporaryDataDir } from '../../../src/stack/index.js';

let dataDir: string;
beforeAll(async () => {
  dataDir = await temporaryDataDir('a2d-stack-');
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

async function tables(stack: Stack): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: stack.postgresUrl });
  await client.connect();
  try {
    return (await client.query(`select tablename from pg_tables where schemaname = 'public'`)).rows;
  } finally {
    await client.end();
  }
}

async function withTemporal<Result>({ temporal }: Stack, work: (client: Client) => Promise<Result>): Promise<Result> {
  const connection = await Connection.connect({ address: temporal.address });
  try {
    return await work(new Client({ connection, namespace: temporal.namespace }));
  } finally {
    await connection.close();
  }
}

test('keeps a table and a running workflow over a restart, tells where the UI is, and keeps histories for thirty days', async () => {
  const said: string[] = [];
  const first = await startStack({ dataDir, log: (message) => said.push(message) });
  try {
    const client = new pg.Client({ connectionString: first.postgresUrl });
    await client.connect();
    await client.query('create table kept (n int)');
    await client.end();
    await withTemporal(first, (temporal) =>
      temporal.workflow.start('anything', { workflowId: 'kept', taskQueue: 'nobody', searchAttributes: { MigrationPhase: ['audit'] } }),
    );
    expect((await fetch(first.temporal.uiUrl)).status).toBe(200);
  } finally {
    await first.stop();
  }
  expect(said.join('\n')).toMatch(
    /Postgres runs at 127\.0\.0\.1:\d+[\s\S]*Temporal runs at 127\.0\.0\.1:\d+, web UI http:\/\/127\.0\.0\.1:\d+, program from /,
  );

  const second = await startStack({ dataDir });
  try {
    expect(await tables(second)).toEqual([{ tablename: 'kept' }]);
    await withTemporal(second, async (temporal) => {
      expect((await temporal.workflow.getHandle('kept').describe()).status.name).toBe('RUNNING');
      const { config } = await temporal.workflowService.describeNamespace({ namespace: second.temporal.namespace });
      expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 86_400);
    });
  } finally {
    await second.stop();
  }
});

test('a part that ends unasked is told', async () => {
  const said: string[] = [];
  const stack = await startStack({ dataDir, log: (message) => said.push(message) });
  process.kill(stack.pids['temporal'] as number, 'SIGKILL');
  for (let tries = 0; tries < 100 && !said.some((line) => line.startsWith('Temporal ended unasked')); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await stack.stop();
  expect(said.at(-1)).toMatch(/^Temporal ended unasked/);
});
