import { sql } from 'kysely';
import type { ObjectName, SourceKey, SourceRecord } from '../../domain/index.js';
import type { Ledger } from '../ledger.js';

export interface SourceQuery {
  readonly object: ObjectName;
  /** Go on after this key. */
  readonly afterKey?: SourceKey | undefined;
  readonly limit: number;
  readonly sampleOnly?: boolean | undefined;
}

const columns = sql`s.object, s.key, b.body, encode(s.hash, 'hex') as hash`;
const present = sql`source_record s join source_body b on b.object = s.object and b.key = s.key and s.gone_at is null`;

/** A page of records in the order of their keys, byte by byte; those that are gone are left out. */
export async function readSources(ledger: Ledger, query: SourceQuery): Promise<readonly SourceRecord[]> {
  const { rows } = await sql<SourceRecord>`
    select ${columns} from ${present}
     where s.object = ${query.object} and s.key > ${query.afterKey ?? ''} and (s.sample or not ${query.sampleOnly ?? false})
     order by s.key limit ${query.limit}`.execute(ledger.db);
  return rows;
}

/** The records with these keys that are there and not gone, in the order of their keys. */
export async function sourcesByKeys(ledger: Ledger, object: ObjectName, keys: readonly SourceKey[]): Promise<readonly SourceRecord[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<SourceRecord>`
    select ${columns} from ${present} where s.object = ${object} and s.key = any(${keys}) order by s.key`.execute(ledger.db);
  return rows;
}

/** The memberships whose `contact_id` is one of these users, gone ones left out, in the order of their keys. */
export async function membershipsOfUsers(ledger: Ledger, userKeys: readonly SourceKey[]): Promise<readonly SourceRecord[]> {
  if (userKeys.length === 0) return [];
  const { rows } = await sql<SourceRecord>`
    select ${columns} from ${present}
     where b.object = 'membership' and b.body ->> 'contact_id' = any(${userKeys}) order by s.key`.execute(ledger.db);
  return rows;
}

/** How many records of an object are there and how many have gone. */
export async function countSources(ledger: Ledger, object: ObjectName): Promise<{ present: number; gone: number }> {
  const { rows } = await sql<{ present: number; gone: number }>`
    select count(*) filter (where gone_at is null)::int as present, count(gone_at)::int as gone
      from source_record where object = ${object}`.execute(ledger.db);
  return rows[0] ?? { present: 0, gone: 0 };
}
