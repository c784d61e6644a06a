import { sql } from 'kysely';
import type { ContentHash, ObjectName, SourceKey } from '../../domain/index.js';
import { LedgerError } from '../errors.js';
import { canonicalJson } from '../json.js';
import type { Database, Ledger } from '../ledger.js';
import { recordset, recordsetOf } from '../recordset.js';

export interface SourcePage {
  readonly object: ObjectName;
  readonly pass: number;
  readonly rows: readonly SourceLine[];
}

interface SourceLine {
  readonly key: SourceKey;
  readonly body: Readonly<Record<string, unknown>>;
  /** What tells whether the record has changed; the body unless it is given. */
  readonly compared?: Readonly<Record<string, unknown>>;
}

export interface PageCounts {
  readonly created: number;
  /** Bodies that are not what they were, and records that had been gone. */
  readonly changed: number;
  readonly unchanged: number;
}

interface Incoming {
  readonly key: SourceKey;
  readonly body: string;
  readonly hash: ContentHash;
  readonly fields: readonly string[];
}

interface Stored {
  readonly key: SourceKey;
  readonly hash: string;
  readonly seenPass: number;
  readonly gone: boolean;
}

/**
 * Stores one page of a pass, of any size up to some thousands. A body is written only when it is new or changed. Storing the same page again changes nothing.
 * Throws LedgerError `key-not-unique` when one key comes with two different bodies in one pass.
 */
export async function storePage(ledger: Ledger, page: SourcePage): Promise<PageCounts> {
  const { object, pass } = page;
  const incoming = distinct(ledger, page);
  return ledger.db.transaction().execute(async (tx) => {
    const stored = await storedOf(tx, object, incoming);
    const created = incoming.filter(({ key }) => !stored.has(key));
    const changed: Incoming[] = [];
    const unchanged: SourceKey[] = [];
    for (const row of incoming) {
      const before = stored.get(row.key);
      if (before === undefined) continue;
      if (before.hash !== row.hash && before.seenPass === pass) throw notUnique(object, row.key);
      if (before.hash !== row.hash || before.gone) changed.push(row);
      else unchanged.push(row.key);
    }
    await touch(tx, object, pass, unchanged);
    await write(tx, object, pass, [...created, ...changed]);
    return { created: created.length, changed: changed.length, unchanged: unchanged.length };
  });
}

/** One line per key, in the order of the keys, so that two pages that overlap cannot lock each other out. */
function distinct(ledger: Ledger, { object, rows }: SourcePage): Incoming[] {
  const byKey = new Map<SourceKey, Incoming>();
  for (const { key, body, compared = body } of rows) {
    const json = canonicalJson(body);
    const row = { key, body: json, hash: ledger.hash(compared === body ? json : canonicalJson(compared)), fields: Object.keys(body) };
    const before = byKey.get(key);
    if (before !== undefined && before.hash !== row.hash) throw notUnique(object, key);
    byKey.set(key, row);
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

async function storedOf(tx: Database, object: ObjectName, incoming: readonly Incoming[]): Promise<Map<SourceKey, Stored>> {
  const { rows } = await sql<Stored>`
    select key, encode(hash, 'hex') as hash, seen_pass as "seenPass", gone_at is not null as gone
      from source_record where object = ${object} and key = any(${incoming.map(({ key }) => key)}) order by key for update`.execute(tx);
  return new Map(rows.map((row) => [row.key, row]));
}

async function touch(tx: Database, object: ObjectName, pass: number, keys: readonly SourceKey[]): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    update source_record set seen_pass = ${pass}
     where object = ${object} and key = any(${keys}) and seen_pass < ${pass}`.execute(tx);
}

async function write(tx: Database, object: ObjectName, pass: number, rows: readonly Incoming[]): Promise<void> {
  if (rows.length === 0) return;
  const lines = rows.map(({ key, hash }) => ({ key, hash }));
  await sql`
    insert into source_record as s (object, key, hash, seen_pass)
    select ${object}, r.key, decode(r.hash, 'hex'), ${pass} from ${recordset(lines, 'key text, hash text')}
    on conflict (object, key) do update
      set hash = excluded.hash, seen_pass = greatest(s.seen_pass, excluded.seen_pass), changed_at = now(), gone_at = null`.execute(tx);
  const bodies = `[${rows.map(({ key, body }) => `{"key":${JSON.stringify(key)},"body":${body}}`).join(',')}]`;
  await sql`
    insert into source_body (object, key, body)
    select ${object}, r.key, r.body from ${recordsetOf(bodies, 'key text, body jsonb')}
    on conflict (object, key) do update set body = excluded.body`.execute(tx);
  const fields = [...new Set(rows.flatMap((row) => row.fields))].sort().map((field) => ({ field }));
  await sql`
    insert into source_field (object, field) select ${object}, r.field from ${recordset(fields, 'field text')}
     where not exists (select from source_field f where f.object = ${object} and f.field = r.field)
    on conflict do nothing`.execute(tx);
}

const notUnique = (object: ObjectName, key: SourceKey): LedgerError =>
  new LedgerError(
    'key-not-unique',
    `${object} ${key} was read twice in one pass, with different contents`,
    `read again; when it comes back, the catalogue's key for ${object} is not unique`,
  );
