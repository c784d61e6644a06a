import { sql } from 'kysely';
import { type ObjectName, objectNames, type SourceKey } from '../../domain/index.js';
import type { Ledger } from '../ledger.js';

/** Where a record stands: whether it left Actimo, and what the plan decided on it. */
export interface SourceStanding {
  readonly gone: boolean;
  readonly disposition: 'held' | 'merged' | 'dropped' | null;
}

/** Standings of these records; records that were never read are absent. */
export async function sourceStandings(
  ledger: Ledger,
  object: ObjectName,
  keys: readonly SourceKey[],
): Promise<Map<SourceKey, SourceStanding>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<SourceStanding & { key: SourceKey }>`
    select key, gone_at is not null as gone, disposition from source_record where object = ${object} and key = any(${keys})`.execute(
    ledger.db,
  );
  return new Map(rows.map(({ key, gone, disposition }) => [key, { gone, disposition }]));
}

/** Of these keys, those that a pass has stored already: an interrupted pass goes on behind them. */
export async function seenInPass(
  ledger: Ledger,
  query: { readonly object: ObjectName; readonly pass: number; readonly keys: readonly SourceKey[] },
): Promise<ReadonlySet<SourceKey>> {
  const { rows } = await sql<{ key: SourceKey }>`
    select key from source_record where object = ${query.object} and key = any(${query.keys}) and seen_pass = ${query.pass}`.execute(
    ledger.db,
  );
  return new Set(rows.map(({ key }) => key));
}

/** Every field that occurs in the records of each object, or occurred once. */
export async function fieldsSeen(ledger: Ledger): Promise<readonly { readonly object: ObjectName; readonly field: string }[]> {
  const { rows } = await sql<{ object: ObjectName; field: string }>`
    select object, field from source_field order by array_position(${objectNames}::text[], object), field`.execute(ledger.db);
  return rows;
}

/**
 * The different values that each of these fields has in the records present now, blanks aside; at most `limit` (default 1,000) of each. One look at every
 * record, however many fields. A field without values is absent.
 */
export async function valuesSeen(
  ledger: Ledger,
  query: { readonly object: ObjectName; readonly fields: readonly string[]; readonly limit?: number },
): Promise<Map<string, readonly unknown[]>> {
  if (query.fields.length === 0) return new Map();
  const { rows } = await sql<{ field: string; values: readonly unknown[] }>`
    with seen as (
      select distinct e.key as field, e.value
        from source_record s join source_body b using (object, key) cross join lateral jsonb_each(b.body) e
       where object = ${query.object} and s.gone_at is null and e.key = any(${query.fields}) and e.value not in ('null', '""')
    ), numbered as (
      select *, row_number() over (partition by field order by value) as n from seen
    )
    select field, jsonb_agg(value order by n) as values from numbered where n <= ${query.limit ?? 1_000} group by field`.execute(ledger.db);
  return new Map(rows.map(({ field, values }) => [field, values]));
}
