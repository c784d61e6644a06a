import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { onFileEnd } from './file-end.js';
import { sharedService } from './services.js';

/** URL of an empty database on the run's Postgres, dropped when the test file has ended (whoever is still connected is thrown out). */
export async function freshDatabase(): Promise<string> {
  const server = process.env['A2D_TEST_POSTGRES'] ?? (await sharedService<{ url: string }>('postgres')).url;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await execute(server, `create database ${name}`);
  onFileEnd(() => execute(server, `drop database ${name} with (force)`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
