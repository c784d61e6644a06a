import { createHash } from 'node:crypto';
import { afterAll } from '@jest/globals';
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

let made = 0;
const open: Ledger[] = [];
afterAll(async () => {
  await Promise.all(open.map((ledger) => ledger.close()));
});

/** A new migration's ledger in the database of this test file; closed when the file has ended. */
export async function freshLedger(): Promise<Ledger> {
  made += 1;
  const ledger = await createLedger({ url: await database(), migration: `test-${made}`, client: 'client-1' });
  open.push(ledger);
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
