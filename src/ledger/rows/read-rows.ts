import { type RawBuilder, sql } from 'kysely';
import type { FacetName, ObjectName, RowId, SourceKey } from '../../domain/index.js';
import type { Ledger } from '../ledger.js';
import type { FacetRow, Partition, RowContribution } from './row-types.js';

export interface FacetQuery {
  readonly table: string;
  readonly facet: FacetName;
  readonly sampleOnly?: boolean | undefined;
  /** Go on after this row. */
  readonly afterId?: RowId | undefined;
  readonly limit: number;
  readonly partition?: Partition | undefined;
}

const columns = sql`
  r.table_name as "table", r.id, r.object, r.source_key as "sourceKey", r.part, r.origin, r.before, r.sample, r.version, f.facet,
  encode(f.desired, 'hex') as desired, encode(f.applied, 'hex') as applied, encode(f.verified, 'hex') as verified, f.state, f.code, f.reason`;

const joined = sql`target_facet f join target_row r on r.table_name = f.table_name and r.id = f.id`;

/** Rows of a table that are in an unsettled chunk: whether they were written is not known, so nobody may touch them. */
const inDoubt = (table: string): RawBuilder<unknown> => sql`
  select x.id from chunk c cross join lateral unnest(c.row_ids, c.outcomes) as x (id, outcome)
   where c.settled_at is null and c.table_name = ${table} and x.outcome is null`;

/** Whether a row belongs to a partition. The ids of rows that were there are no random numbers, hence the hash. */
export const inPartition = (id: RawBuilder<unknown>, partition: Partition | undefined): RawBuilder<unknown> =>
  partition === undefined || partition.of === 1
    ? sql`true`
    : sql`mod(uuid_hash(${id})::bigint + 2147483648, ${partition.of}::bigint) = ${partition.index}::bigint`;

/** A page of pending facets, in the order of their rows' ids. Rows in an unsettled chunk, of whatever facet, are left out. */
export async function facetsToWrite(ledger: Ledger, query: FacetQuery): Promise<readonly FacetRow[]> {
  const { table, facet, sampleOnly = false } = query;
  const { rows } = await sql<FacetRow>`
    select ${columns} from ${joined}
     where f.table_name = ${table} and f.facet = ${facet} and f.state = 'pending'
       and f.id > ${query.afterId ?? '00000000-0000-0000-0000-000000000000'}
       and ${inPartition(sql`f.id`, query.partition)} and ${sampleOnly ? sql`r.sample` : sql`true`}
       and f.id not in (${inDoubt(table)})
     order by f.id limit ${query.limit}`.execute(ledger.db);
  return rows;
}

/**
 * A page of rows in which something of ours is, with all the facets that were written of each, in the order of their ids. `limit` counts rows. Rows in an
 * unsettled chunk are left out.
 */
export async function writtenFacets(
  ledger: Ledger,
  query: Pick<FacetQuery, 'table' | 'sampleOnly' | 'afterId' | 'limit'>,
): Promise<readonly FacetRow[]> {
  const { table, sampleOnly = false, limit } = query;
  const { rows } = await sql<FacetRow>`
    with page as (
      select distinct f.id from ${joined}
       where f.table_name = ${table} and f.state in ('applied', 'verified', 'differs')
         and f.id > ${query.afterId ?? '00000000-0000-0000-0000-000000000000'} and ${sampleOnly ? sql`r.sample` : sql`true`}
         and f.id not in (${inDoubt(table)})
       order by f.id limit ${limit}
    )
    select ${columns} from page join target_facet f on f.id = page.id join target_row r on r.table_name = f.table_name and r.id = f.id
     where f.table_name = ${table} and f.state in ('applied', 'verified', 'differs')
     order by f.id, f.facet`.execute(ledger.db);
  return rows;
}

/** How many facets `facetsToWrite` would answer with over all its pages; for cutting partitions. */
export async function countFacets(ledger: Ledger, query: Omit<FacetQuery, 'afterId' | 'limit' | 'partition'>): Promise<number> {
  const { table, facet, sampleOnly = false } = query;
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ${joined}
     where f.table_name = ${table} and f.facet = ${facet} and f.state = 'pending' and ${sampleOnly ? sql`r.sample` : sql`true`}
       and f.id not in (${inDoubt(table)})`.execute(ledger.db);
  return rows[0]?.count ?? 0;
}

/** Every facet of these rows, in the order of their ids. */
export async function facetsForRows(ledger: Ledger, table: string, ids: readonly RowId[]): Promise<readonly FacetRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<FacetRow>`
    select ${columns} from ${joined} where f.table_name = ${table} and f.id = any(${ids}::uuid[]) order by f.id, f.facet`.execute(
    ledger.db,
  );
  return rows;
}

/** Every facet of the rows that belong to these source records (not of those that they only feed), in the order of their keys. */
export async function facetsOfSources(ledger: Ledger, object: ObjectName, keys: readonly SourceKey[]): Promise<readonly FacetRow[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<FacetRow>`
    select ${columns} from ${joined}
     where r.object = ${object} and r.source_key = any(${keys}) order by r.source_key, r.table_name, r.part, f.facet`.execute(ledger.db);
  return rows;
}

/** Which source records feed which columns of these rows; columns in alphabetical order. */
export async function contributionsOf(ledger: Ledger, table: string, ids: readonly RowId[]): Promise<readonly RowContribution[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: RowId; object: ObjectName; key: SourceKey; columns: string[] }>`
    select c.id, c.object, c.key, s.columns from contribution c join column_set s on s.id = c.column_set
     where c.table_name = ${table} and c.id = any(${ids}::uuid[]) order by c.id, c.object, c.key`.execute(ledger.db);
  return rows.map(({ id, object, key, columns: fed }) => ({ id, source: { object, key }, columns: fed }));
}
