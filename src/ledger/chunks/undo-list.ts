import { sql } from 'kysely';
import type { RowId } from '../../domain/index.js';
import type { Ledger } from '../ledger.js';
import { inPartition } from '../rows/read-rows.js';
import type { Partition } from '../rows/row-types.js';
import type { UndoRow } from './chunk-types.js';

export interface UndoQuery {
  readonly table: string;
  readonly scope: 'all' | 'sample';
  readonly afterId?: RowId | undefined;
  readonly limit: number;
  readonly partition?: Partition | undefined;
}

const nothing = '00000000-0000-0000-0000-000000000000';

/**
 * A page of the rows in which something of ours is, in the order of their ids. The earlier values are those before the first write since the row was last taken
 * back; a write that was refused, not sent or met somebody else's change does not count, one in doubt does. Rows that stay (`recordKept`) are left out.
 */
export async function undoList(ledger: Ledger, query: UndoQuery): Promise<readonly UndoRow[]> {
  const { table, scope } = query;
  const { rows } = await sql<UndoRow>`
    with page as materialized (
      select r.id, r.object, r.source_key, r.part, r.origin, r.version from target_row r
       where r.table_name = ${table} and r.id > ${query.afterId ?? nothing} and (r.sample or ${scope === 'all'})
         and ${inPartition(sql`r.id`, query.partition)}
         and exists (select from target_facet f where f.table_name = r.table_name and f.id = r.id and f.applied is not null and f.state <> 'undone')
         and not exists (select from kept_now k where k.table_name = r.table_name and k.id = r.id)
       order by r.id limit ${query.limit}
    ), span as (
      select (array_agg(id order by id))[1] as lowest, (array_agg(id order by id desc))[1] as highest from page
    ), journal as materialized (
      select c.id as chunk, x.id, x.outcome, x.earlier
        from span join chunk c on c.table_name = ${table} and c.lowest <= span.highest and c.highest >= span.lowest
       cross join lateral rows from (unnest(c.row_ids), unnest(c.outcomes), jsonb_array_elements(c.earlier)) as x (id, outcome, earlier)
        join page p on p.id = x.id
    ), taken_back as (
      select id, max(chunk) as chunk from journal where outcome in ('undone', 'gone') group by id
    ), earliest as (
      select distinct on (j.id, e.key) j.id, e.key, e.value
        from journal j left join taken_back t on t.id = j.id cross join lateral jsonb_each(nullif(j.earlier, 'null')) as e
       where coalesce(j.outcome, 'in-doubt') not in ('refused', 'not-sent', 'conflicted') and j.chunk > coalesce(t.chunk, 0)
       order by j.id, e.key, j.chunk
    ), earlier as (
      select id, jsonb_object_agg(key, value) as columns from earliest group by id
    )
    select ${table} as "table", p.id, p.object, p.source_key as "sourceKey", p.part, p.origin, p.version, coalesce(e.columns, '{}') as earlier,
           array(select k from jsonb_object_keys(e.columns) as k
                 union select unnest(s.columns) from contribution c join column_set s on s.id = c.column_set where c.table_name = ${table} and c.id = p.id
                 order by 1) as written
      from page p left join earlier e on e.id = p.id order by p.id`.execute(ledger.db);
  return rows;
}

/** How many rows `undoList` has over all its pages; for cutting partitions. */
export async function countUndo(ledger: Ledger, query: Pick<UndoQuery, 'table' | 'scope'>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from target_row r
     where r.table_name = ${query.table} and (r.sample or ${query.scope === 'all'})
       and exists (select from target_facet f where f.table_name = r.table_name and f.id = r.id and f.applied is not null and f.state <> 'undone')
       and not exists (select from kept_now k where k.table_name = r.table_name and k.id = r.id)`.execute(ledger.db);
  return rows[0]?.count ?? 0;
}
