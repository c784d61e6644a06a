import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createLedger, listMigrations, openLedger, purge, setRegistryState } from '../../../src/ledger/index.js';
import { freshDatabase } from '../../support/postgres.js';
import { database } from './fresh-ledger.js';

const client = 'client-1';

async function query(text: string): Promise<Record<string, unknown>[]> {
  const connection = new pg.Client({ connectionString: await database() });
  await connection.connect();
  try {
    return (await connection.query(text)).rows;
  } finally {
    await connection.end();
  }
}

describe('opening a ledger', () => {
  test('a database without a ledger lists no migrations and opens none', async () => {
    const url = await freshDatabase();
    expect(await listMigrations(url)).toEqual([]);
    await expect(openLedger({ url, migration: 'nobody' })).rejects.toMatchObject({ code: 'unknown-migration', next: expect.any(String) });
  });

  test('creating it again opens the same ledger, with the same hash key', async () => {
    const url = await database();
    const first = await createLedger({ url, migration: 'twice', client });
    const again = await createLedger({ url, migration: 'twice', client });
    const opened = await openLedger({ url, migration: 'twice' });
    try {
      expect(again.hash('{}')).toBe(first.hash('{}'));
      expect(opened.hash('{}')).toBe(first.hash('{}'));
      expect(opened).toMatchObject({ migration: 'twice', client });
      const [{ key }] = (await query('select key from m_twice.hash_key')) as [{ key: Buffer }];
      expect(first.hash('{"a":1}')).toBe(createHmac('sha256', key).update('{"a":1}').digest('hex'));
    } finally {
      await Promise.all([first.close(), again.close(), opened.close()]);
    }
  });

  test('many processes may create the same ledger at once', async () => {
    const url = await freshDatabase();
    const ledgers = await Promise.all(Array.from({ length: 6 }, () => createLedger({ url, migration: 'at-once', client, poolSize: 1 })));
    expect(new Set(ledgers.map((ledger) => ledger.hash('x'))).size).toBe(1);
    await Promise.all(ledgers.map((ledger) => ledger.close()));
  });

  test('two migrations hash alike contents differently', async () => {
    const url = await database();
    const [a, b] = await Promise.all(['key-a', 'key-b'].map((migration) => createLedger({ url, migration, client })));
    expect(a?.hash('same')).not.toBe(b?.hash('same'));
    await Promise.all([a?.close(), b?.close()]);
  });

  test.each(['', 'A', '1st', 'a_b', 'ø', 'a'.repeat(42), 'x; drop schema public'])('refuses the name %j', async (migration) => {
    await expect(createLedger({ url: await database(), migration, client })).rejects.toMatchObject({ code: 'migration-name' });
  });

  test('a name that another client uses is refused', async () => {
    const url = await database();
    await (await createLedger({ url, migration: 'taken', client })).close();
    await expect(createLedger({ url, migration: 'taken', client: 'client-2' })).rejects.toMatchObject({ code: 'other-client' });
  });

  test('connections carry the migration in their name', async () => {
    const ledger = await createLedger({ url: await database(), migration: 'named', client });
    expect(await query(`select count(*)::int as n from pg_stat_activity where application_name = 'a2d:named'`)).not.toEqual([{ n: 0 }]);
    await ledger.close();
  });

  test('a ledger of an older version is not opened until it was brought up to date', async () => {
    const url = await database();
    await (await createLedger({ url, migration: 'older', client })).close();
    await query(`delete from m_older.sql_file where name like '007%'`);
    await expect(openLedger({ url, migration: 'older' })).rejects.toMatchObject({ code: 'ledger-version' });
  });

  test('a lost connection does not end the process, and the ledger goes on', async () => {
    const ledger = await createLedger({ url: await database(), migration: 'cut', client, poolSize: 2 });
    await query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'a2d:cut'`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await setRegistryState(ledger, { state: 'full' });
    expect((await listMigrations(await database())).find(({ migration }) => migration === 'cut')?.state).toBe('full');
    await ledger.close();
  });
});

describe('purging', () => {
  test('drops the schema, keeps the line in the registry, and may be repeated', async () => {
    const url = await database();
    const ledger = await createLedger({ url, migration: 'to-purge', client });
    await setRegistryState(ledger, { state: 'accepted', summary: { read: 3 } });
    await purge(ledger);
    await purge(ledger);
    await ledger.close();
    expect(await query(`select 1 from pg_namespace where nspname = 'm_to_purge'`)).toEqual([]);
    expect(await listMigrations(url)).toContainEqual(
      expect.objectContaining({ migration: 'to-purge', client, state: 'purged', summary: { read: 3 }, purgedAt: expect.any(String) }),
    );
    await expect(openLedger({ url, migration: 'to-purge' })).rejects.toMatchObject({ code: 'purged-migration' });
    await expect(createLedger({ url, migration: 'to-purge', client })).rejects.toMatchObject({ code: 'purged-migration' });
  });

  test('the registry can be written by name when the ledger is purged', async () => {
    const url = await database();
    await setRegistryState({ url, migration: 'to-purge' }, { state: 'done' });
    expect((await listMigrations(url)).find(({ migration }) => migration === 'to-purge')).toMatchObject({
      state: 'done',
      summary: { read: 3 },
    });
    await expect(setRegistryState({ url, migration: 'never' }, { state: 'done' })).rejects.toMatchObject({ code: 'unknown-migration' });
  });
});
