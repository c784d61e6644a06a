import { sql } from 'kysely';
import { LedgerError } from '../errors.js';
import { toJson } from '../json.js';
import type { Ledger } from '../ledger.js';
import type { ChunkStart } from './chunk-types.js';
import { holdEpoch } from './epoch.js';

/**
 * Writes down a request before it leaves; answers the chunk's id. When it throws, nothing may be sent. Throws EpochRaisedError when the sender's epoch is over,
 * LedgerError `row-in-doubt` when a row is still in an unsettled chunk, `empty-chunk`, `row-twice`.
 */
export async function beginChunk(ledger: Ledger, chunk: ChunkStart): Promise<string> {
  // In the order of ids: a chunk then spans a small part of them (see chunk_span).
  const rows = [...chunk.rows].sort((a, b) => (a.id < b.id ? -1 : 1));
  const ids = rows.map(({ id }) => id);
  const lowest = ids[0];
  const highest = ids.at(-1);
  if (lowest === undefined || highest === undefined) throw new LedgerError('empty-chunk', `a chunk of ${chunk.table} has no rows`);
  const twice = ids.find((id, n) => id === ids[n + 1]);
  if (twice !== undefined) throw new LedgerError('row-twice', `${chunk.table} ${twice} is twice in one chunk`);
  const earlier = rows.some((row) => row.earlier !== null) ? toJson(rows.map((row) => row.earlier)) : null;

  return ledger.db.transaction().execute(async (tx) => {
    await holdEpoch(tx, chunk.epoch);
    // One chunk of a table begins at a time, so that of two that want the same row the second sees the first.
    await sql`select pg_advisory_xact_lock(hashtext(current_schema()), hashtext(${`chunks of ${chunk.table}`}))`.execute(tx);
    const { rows: doubtful } = await sql<{ id: string }>`
      select x.id from chunk c cross join lateral unnest(c.row_ids, c.outcomes) as x (id, outcome)
       where c.settled_at is null and c.table_name = ${chunk.table} and c.lowest <= ${highest} and c.highest >= ${lowest}
         and x.outcome is null and x.id in (select unnest(${ids}::uuid[])) limit 1`.execute(tx);
    if (doubtful[0] !== undefined) {
      const message = `${chunk.table} ${doubtful[0].id} is in a chunk whose outcome is not known`;
      throw new LedgerError('row-in-doubt', message, 'read it back and settle that chunk first');
    }
    const { rows: begun } = await sql<{ id: string }>`
      insert into chunk (epoch, pass, table_name, facet, operation, row_ids, desired, earlier, outcomes, lowest, highest)
      values (${chunk.epoch}, ${chunk.pass}, ${chunk.table}, ${chunk.facet}, ${chunk.operation}, ${ids}::uuid[],
              (select array_agg(decode(h, 'hex') order by n) from unnest(${rows.map(({ desired }) => desired)}::text[]) with ordinality as d (h, n)),
              ${earlier}::jsonb, array_fill(null::text, array[${ids.length}::int]), ${lowest}, ${highest})
      returning id::text`.execute(tx);
    return (begun[0] as { id: string }).id;
  });
}
