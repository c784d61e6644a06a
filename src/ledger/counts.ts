import { sql } from 'kysely';
import {
  type Disposition,
  dispositions,
  type FacetName,
  type FacetState,
  type ObjectCounts,
  type ObjectName,
  objectNames,
  type SourceKey,
} from '../domain/index.js';
import type { Ledger } from './ledger.js';

type Fate = Disposition | 'pending';

/**
 * What became of the source records of each object, each counted once; `read` is the sum of all the others, `pending` included. The order of precedence:
 * gone, merged, dropped, held, refused, conflicted, differs, pending, verified. `sampleOnly` counts the sample's records alone.
 */
export async function countByObject(
  ledger: Ledger,
  query: { readonly sampleOnly?: boolean } = {},
): Promise<Record<ObjectName, ObjectCounts>> {
  const sampled = query.sampleOnly
    ? sql`exists (select from source_record s where s.object = r.object and s.key = r.key and s.sample)`
    : sql`true`;
  const { rows } = await sql<{ object: ObjectName; disposition: Fate; count: number }>`
    select object, disposition, count(*)::int as count from record_fate r where ${sampled} group by object, disposition`.execute(ledger.db);
  const zero = Object.fromEntries([...dispositions, 'pending', 'read'].map((name) => [name, 0])) as ObjectCounts;
  const counts = Object.fromEntries(objectNames.map((object) => [object, { ...zero }])) as Record<
    ObjectName,
    { -readonly [Name in keyof ObjectCounts]: number }
  >;
  for (const { object, disposition, count } of rows) {
    counts[object][disposition] = count;
    counts[object].read += count;
  }
  return counts;
}

/**
 * Of the sample's records, how many are pending for nothing but a look-up: it waits for a row that the sample does not have (somebody's manager), and is
 * written with the full migration.
 */
export async function countLinksToCome(ledger: Ledger): Promise<Record<ObjectName, number>> {
  const { rows } = await sql<{ object: ObjectName; count: number }>`
    with facets as (
      select c.object, c.key, bool_and(f.facet = 'links' or f.state in ('verified', 'gone')) as only_links
        from contribution c
        join target_row r on r.table_name = c.table_name and r.id = c.id
        join target_facet f on f.table_name = c.table_name and f.id = c.id
       where f.facet = 'core' or r.object = c.object
       group by c.object, c.key
    )
    select object, count(*)::int as count
      from record_fate join facets using (object, key) join source_record s using (object, key)
     where record_fate.disposition = 'pending' and only_links and s.sample group by object`.execute(ledger.db);
  const counts = Object.fromEntries(objectNames.map((object) => [object, 0])) as Record<ObjectName, number>;
  for (const { object, count } of rows) counts[object] = count;
  return counts;
}

/** A page of the records of one disposition, in the order of their keys; `reason` is what the plan gave with it. */
export async function recordsWith(
  ledger: Ledger,
  query: { readonly object: ObjectName; readonly disposition: Fate; readonly afterKey?: SourceKey | undefined; readonly limit: number },
): Promise<readonly { readonly key: SourceKey; readonly reason: string | null }[]> {
  const { rows } = await sql<{ key: SourceKey; reason: string | null }>`
    select f.key, s.disposition_reason as reason from record_fate f join source_record s on s.object = f.object and s.key = f.key
     where f.object = ${query.object} and f.disposition = ${query.disposition} and f.key > ${query.afterKey ?? ''}
     order by f.key limit ${query.limit}`.execute(ledger.db);
  return rows;
}

/** Of the records that are verified now, how many were first verified in which pass. A record is first verified with its first core facet. */
export async function phaseCounts(ledger: Ledger): Promise<Record<ObjectName, Readonly<Record<string, number>>>> {
  const { rows } = await sql<{ object: ObjectName; pass: string; count: number }>`
    with first as (
      select distinct on (c.object, c.key) c.object, c.key, f.verified_in as pass
        from contribution c join target_facet f on f.table_name = c.table_name and f.id = c.id and f.facet = 'core' and f.verified_at is not null
       order by c.object, c.key, f.verified_at, f.table_name, f.id
    )
    select r.object, coalesce(first.pass, '') as pass, count(*)::int as count
      from record_fate r left join first on first.object = r.object and first.key = r.key
     where r.disposition = 'verified' group by 1, 2`.execute(ledger.db);
  const counts = Object.fromEntries(objectNames.map((object) => [object, {}])) as Record<ObjectName, Record<string, number>>;
  for (const { object, pass, count } of rows) counts[object][pass] = count;
  return counts;
}

export interface FacetProgress {
  readonly total: number;
  /** Those that nothing more happens to without a person or a retry: all but pending, waiting and applied. */
  readonly done: number;
  readonly byState: Readonly<Partial<Record<FacetState, number>>>;
}

/** How far one facet of a table has come; for progress bars. */
export async function countProgress(
  ledger: Ledger,
  query: { readonly table: string; readonly facet: FacetName; readonly sampleOnly?: boolean | undefined },
): Promise<FacetProgress> {
  const sampled = query.sampleOnly
    ? sql`exists (select from target_row r where r.table_name = f.table_name and r.id = f.id and r.sample)`
    : sql`true`;
  const { rows } = await sql<{ state: FacetState; count: number }>`
    select f.state, count(*)::int as count from target_facet f
     where f.table_name = ${query.table} and f.facet = ${query.facet} and ${sampled} group by f.state`.execute(ledger.db);
  const unfinished: readonly FacetState[] = ['pending', 'waiting', 'applied'];
  const sum = (lines: typeof rows): number => lines.reduce((total, { count }) => total + count, 0);
  return {
    total: sum(rows),
    done: sum(rows.filter(({ state }) => !unfinished.includes(state))),
    byState: Object.fromEntries(rows.map(({ state, count }) => [state, count])),
  };
}
