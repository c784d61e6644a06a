import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { type PostgresServer, startPostgres, temporaryDataDir } from '../../../src/stack/index.js';

let base: string;
beforeEach(async () => {
  base = await temporaryDataDir('a2d-postgres-');
});
afterEach(() => rm(base, { recursive: true, force: true }));

const start = (dir = join(base, 'pg')): Promise<PostgresServer> => startPostgres({ dir, database: 'ledger', durable: true });

async function query(server: PostgresServer, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test('is durable, keeps its data over a stop, and starts over what a crash left, even when the dead process id belongs to somebody else now', async () => {
  const first = await start();
  expect(await query(first, 'show fsync')).toEqual([{ fsync: 'on' }]);
  await query(first, 'create table kept as select 1 as n');
  await first.stop();

  const second = await start();
  expect(await query(second, 'select n from kept')).toEqual([{ n: 1 }]);
  await query(second, 'insert into kept values (2)');
  process.kill(second.pid, 'SIGKILL');
  await second.ended;

  const lock = join(base, 'pg', 'data', 'postmaster.pid');
  const lines = (await readFile(lock, 'utf8')).split('\n');
  await writeFile(lock, [String(process.ppid), ...lines.slice(1)].join('\n'));
  const third = await start();
  expect(await query(third, 'select sum(n)::int from kept')).toEqual([{ sum: 3 }]);
  await third.stop();
});

test('waits for a server on the same data that is still ending', async () => {
  const first = await start();
  await query(first, 'create table kept as select 1 as n');
  const stopped = first.stop();
  const second = await start();
  await stopped;
  expect(await query(second, 'select n from kept')).toEqual([{ n: 1 }]);
  await second.stop();
});

test('refuses data that another server goes on serving', async () => {
  const first = await start();
  await expect(start()).rejects.toMatchObject({ code: 'data-in-use', message: expect.stringContaining(`process ${first.pid}`) });
  await first.stop();
});

// Only root hands Postgres to another user; for anybody else there is no such case.
if (process.getuid?.() === 0) {
  test('as root, a folder that the system user may not reach is refused with what to do', async () => {
    const closed = join(base, 'closed');
    await mkdir(closed, { mode: 0o700 });
    await expect(start(join(closed, 'pg'))).rejects.toMatchObject({ code: 'closed-folder', next: expect.stringContaining('/var/lib') });
  });
}
