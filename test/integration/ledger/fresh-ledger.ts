import { createHash } from 'node:crypto';
import { afterAll } from '@jest/globals';
import { sql } from 'kysely';
import { type ContentHash, contentHash, type RowId, rowId, type SourceKey, sourceKey } from '../../../src/domain/index.js';
import {
  beginChunk,
  type ChunkStart,
  createLedger,
  epoch,
  type Ledger,
  type PlannedRow,
  planRows,
  type RowOutcomeKind,
  settleChunk,
  startReadPass,
  storePage,
} from '../../../src/ledger/index.js';
import { freshDatabase } from '../../support/postgres.js';

let url: Promise<string> | undefined;

/** The database of this test file. */
export const database = (): Promise<string> => {
  url ??= freshDatabase();
  return url;
};

let ledger: Promise<Ledger> | undefined;
afterAll(async () => {
  await (await ledger)?.close();
});

/** An empty ledger in the database of this test file: the same one, emptied, for each who asks. */
export async function freshLedger(): Promise<Ledger> {
  if (ledger === undefined) {
    ledger = createLedger({ url: await database(), migration: 'test', client: 'client-1' });
    return ledger;
  }
  // Deleting from few small tables' worth of rows is ten times faster than truncating; as a replica, without minding the order.
  const { db } = await ledger;
  await sql`
    do $$ declare name text; begin
      set local session_replication_role = replica;
      for name in select tablename from pg_tables where schemaname = 'm_test' and tablename not like 'sql_file%' and tablename <> 'hash_key' loop
        execute format('delete from %I', name);
      end loop;
      insert into epoch (current) values (1);
    end $$`.execute(db);
  return ledger;
}

/** Any hash; the same for the same word. */
export const hashOf = (word: string): ContentHash => contentHash(createHash('sha256').update(word).digest('hex'));

/** Any GUID; the same for the same word. */
export function idOf(word: string | number): RowId {
  const hex = createHash('sha256').update(String(word)).digest('hex');
  return rowId(`${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`);
}

export const keysOf = (from: number, to: number): SourceKey[] => Array.from({ length: to - from + 1 }, (_, n) => sourceKey(from + n));

/** Reads users with these keys into the ledger, in one pass of their own. */
export async function readUsers(ledger: Ledger, keys: readonly SourceKey[]): Promise<void> {
  const pass = await startReadPass(ledger, 'user');
  await storePage(ledger, { object: 'user', pass, rows: keys.map((key) => ({ key, body: { id: key, name: `Name ${key}` } })) });
}

/** A Contact of a user, created by us, with one core facet, unless told otherwise. */
export function contactOf(key: SourceKey, desired: string, more: Partial<PlannedRow> = {}): PlannedRow {
  return {
    table: 'contact',
    id: idOf(`contact ${key}`),
    object: 'user',
    sourceKey: key,
    part: 'main',
    origin: 'created',
    sample: false,
    facets: [{ facet: 'core', desired: hashOf(desired), state: 'pending' }],
    contributions: [{ source: { object: 'user', key }, columns: ['firstname', 'lastname'] }],
    ...more,
  };
}

/** Plans one Contact and answers its id. */
export async function planContact(ledger: Ledger, key: SourceKey, desired: string, more: Partial<PlannedRow> = {}): Promise<RowId> {
  const row = contactOf(key, desired, more);
  await planRows(ledger, { pass: 'full', rows: [row] });
  return row.id;
}

/** Begins a chunk of Contacts' core columns with these desired words, unless told otherwise. */
export async function begin(
  ledger: Ledger,
  rows: readonly { id: RowId; desired: string | null; earlier?: ChunkStart['rows'][number]['earlier'] }[],
  more: Partial<Omit<ChunkStart, 'rows'>> = {},
): Promise<string> {
  return beginChunk(ledger, {
    epoch: await epoch(ledger),
    pass: 'full',
    table: 'contact',
    facet: 'core',
    operation: 'update',
    ...more,
    rows: rows.map(({ id, desired, earlier }) => ({ id, desired: desired === null ? null : hashOf(desired), earlier: earlier ?? null })),
  });
}

/** Writes one Contact's core columns and settles with this outcome. */
export async function write(
  ledger: Ledger,
  row: Parameters<typeof begin>[1][number],
  outcome: RowOutcomeKind,
  more: Partial<Omit<ChunkStart, 'rows'>> = {},
): Promise<void> {
  const chunk = await begin(ledger, [row], more);
  await settleChunk(ledger, chunk, [{ id: row.id, outcome, version: 'W/"1"' }]);
}
