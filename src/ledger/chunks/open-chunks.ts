import { sql } from 'kysely';
import type { Columns, ContentHash, FacetName, RowId } from '../../domain/index.js';
import type { Ledger } from '../ledger.js';
import { inPartition } from '../rows/read-rows.js';
import type { Partition } from '../rows/row-types.js';
import type { OpenChunk } from './chunk-types.js';

export interface OpenChunkQuery {
  readonly table?: string | undefined;
  readonly facet?: FacetName | undefined;
  /** Only chunks with a row in this share of the table. */
  readonly partition?: Partition | undefined;
  readonly limit?: number | undefined;
  /** Also chunks that are settled on a presumption (`settleChunk`), with the rows of which `not-sent` is presumed. */
  readonly andPresumed?: boolean | undefined;
}

interface StoredOpenChunk extends Omit<OpenChunk, 'rows'> {
  readonly ids: readonly RowId[];
  readonly desired: readonly (ContentHash | null)[];
  readonly earlier: readonly (Columns | null)[] | null;
  readonly outcomes: readonly (string | null)[];
}

/** Chunks that were begun and are not settled, oldest first: each may have left and may have run. Their rows wait until `settleChunk` has read them back. */
export async function openChunks(ledger: Ledger, query: OpenChunkQuery = {}): Promise<readonly OpenChunk[]> {
  const { table, facet, partition } = query;
  const { rows } = await sql<StoredOpenChunk>`
    select id::text, presumed, epoch, pass, table_name as "table", facet, operation, row_ids::text[] as ids, earlier, outcomes,
           (extract(epoch from clock_timestamp() - sent_at) * 1000)::float8 as "sentMsAgo",
           array(select encode(h, 'hex') from unnest(c.desired) with ordinality as d (h, n) order by n) as desired
      from chunk c
     where (settled_at is null or (presumed and ${query.andPresumed === true}))
       and ${table === undefined ? sql`true` : sql`table_name = ${table}`} and ${facet === undefined ? sql`true` : sql`facet = ${facet}`}
       and ${partition === undefined ? sql`true` : sql`exists (select from unnest(c.row_ids) as u (id) where ${inPartition(sql`u.id`, partition)})`}
     order by c.id limit ${query.limit ?? null}`.execute(ledger.db);
  return rows.map(({ ids, desired, earlier, outcomes, ...chunk }) => ({
    ...chunk,
    rows: ids
      .map((id, n) => ({ id, desired: desired[n] ?? null, earlier: earlier?.[n] ?? null, outcome: outcomes[n] }))
      .filter(({ outcome }) => outcome === null || (chunk.presumed && outcome === 'not-sent'))
      .map(({ outcome: _none, ...row }) => row),
  }));
}
