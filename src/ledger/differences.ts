import { sql } from 'kysely';
import type { FacetState, ObjectName, RowId, SourceKey } from '../domain/index.js';
import type { Ledger } from './ledger.js';

/** A facet that is not in order, with the record that it belongs to. `why` names fields and codes, never values. */
export interface FacetDifference {
  readonly object: ObjectName;
  readonly key: SourceKey;
  readonly table: string;
  readonly id: RowId;
  readonly kind: FacetState;
  readonly why: string;
}

/** Facets that are refused, conflicted, differ, or were never brought to an end, in the order of object and key. */
export async function listDifferences(ledger: Ledger, limit: number): Promise<readonly FacetDifference[]> {
  const { rows } = await sql<FacetDifference>`
    select r.object, r.source_key as key, r.table_name as "table", r.id, f.state as kind,
           concat_ws(' ', f.facet || ':', coalesce(f.detail, case f.state when 'pending' then 'not written yet' when 'applied' then 'not read back yet' end), '(' || f.code || ')') as why
      from target_facet f join target_row r on r.table_name = f.table_name and r.id = f.id
      join source_record s on s.object = r.object and s.key = r.source_key and s.gone_at is null and s.disposition is distinct from 'held'
     where f.state in ('refused', 'conflicted', 'differs', 'pending', 'waiting', 'applied')
     order by 1, 2, 3, 4, f.facet limit ${limit}`.execute(ledger.db);
  return rows;
}
