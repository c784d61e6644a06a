import { sql } from 'kysely';
import type { FacetName, RowId } from '../../domain/index.js';
import { LedgerError } from '../errors.js';
import { toJson } from '../json.js';
import type { Database, Ledger } from '../ledger.js';
import { recordset } from '../recordset.js';
import { type ChunkOperation, passName, type RowOutcome, type RowOutcomeKind } from './chunk-types.js';

interface StoredChunk {
  readonly id: string;
  readonly pass: string;
  readonly table: string;
  readonly facet: FacetName;
  readonly operation: ChunkOperation;
  readonly ids: readonly RowId[];
  readonly desired: readonly (string | null)[];
  readonly outcomes: readonly (RowOutcomeKind | null)[];
  readonly presumed: boolean;
  readonly details: Readonly<Record<RowId, { code?: string | undefined; detail?: string | undefined }>> | null;
}

/**
 * Writes down what became of a chunk's rows: in the chunk, in their facets, and their versions. An outcome that is known stays: settling twice, or by two
 * processes, keeps the first word. `presumed`: what is settled was read while the request could still arrive, so that a `not-sent` holds only until a later word.
 * With `unsettled: 'in-doubt'` rows without an outcome stay in doubt and the chunk stays open for them; without it they are an
 * error. A facet that was planned anew meanwhile becomes pending instead. Deleting a row, or taking back its `core`, ends all its facets.
 * Throws LedgerError `unknown-chunk`, `not-in-chunk`, `outcome-missing`.
 */
export async function settleChunk(
  ledger: Ledger,
  chunkId: string,
  outcomes: readonly RowOutcome[],
  options: { readonly unsettled?: 'in-doubt'; readonly presumed?: boolean } = {},
): Promise<void> {
  await ledger.db.transaction().execute(async (tx) => {
    const chunk = await lockChunk(tx, chunkId);
    const position = new Map(chunk.ids.map((id, n) => [id, n]));
    const known = [...chunk.outcomes];
    const details = { ...chunk.details };
    const news: (RowOutcome & { desired: string | null; versionGiven: boolean })[] = [];
    for (const outcome of outcomes) {
      const n = position.get(outcome.id);
      if (n === undefined) throw new LedgerError('not-in-chunk', `${chunk.table} ${outcome.id} is not in chunk ${chunkId}`);
      if (known[n] !== null && !(chunk.presumed && known[n] === 'not-sent')) continue;
      known[n] = outcome.outcome;
      if (outcome.code !== undefined || outcome.detail !== undefined) details[outcome.id] = { code: outcome.code, detail: outcome.detail };
      news.push({ ...outcome, desired: chunk.desired[n] ?? null, versionGiven: outcome.version !== undefined });
    }
    const open = known.filter((outcome) => outcome === null).length;
    if (open > 0 && options.unsettled === undefined) {
      const next = "give every row an outcome, or say { unsettled: 'in-doubt' }";
      throw new LedgerError(
        'outcome-missing',
        `${open} of ${known.length} rows of chunk ${chunkId} (${chunk.table}) have no outcome`,
        next,
      );
    }
    if (news.length > 0) {
      await settleFacets(tx, chunk, news);
      await settleVersions(tx, chunk, news);
    }
    await sql`
      update chunk set outcomes = ${known}::text[], presumed = ${options.presumed === true && known.includes('not-sent')}, details = ${Object.keys(details).length > 0 ? toJson(details) : null}::jsonb,
             settled_at = case when ${open === 0} then coalesce(settled_at, clock_timestamp()) end
       where id = ${chunkId}::bigint`.execute(tx);
  });
}

async function lockChunk(tx: Database, id: string): Promise<StoredChunk> {
  const { rows } = await sql<StoredChunk>`
    select id::text, pass, table_name as "table", facet, operation, row_ids::text[] as ids, outcomes, details, presumed,
           array(select encode(h, 'hex') from unnest(desired) with ordinality as d (h, n) order by n) as desired
      from chunk where id = ${/^\d{1,18}$/.test(id) ? id : '0'}::bigint for update`.execute(tx);
  const chunk = rows[0];
  if (chunk === undefined) throw new LedgerError('unknown-chunk', `there is no chunk ${id}`);
  return chunk;
}

type News = RowOutcome & { readonly desired: string | null };

async function settleFacets(tx: Database, chunk: StoredChunk, news: readonly News[]): Promise<void> {
  const lines = news.map(({ id, outcome, desired, code, detail }) => ({ id, outcome, desired, code, detail }));
  const pass = passName(chunk.pass);
  await sql`
    with o as (
      select id, outcome, decode(desired, 'hex') as desired, code, detail,
             outcome in ('applied', 'verified', 'differs') as written,
             outcome = 'undone' or (outcome = 'gone' and ${chunk.operation === 'delete'}) as taken_away,
             (outcome = 'undone' and ${chunk.facet === 'core'}) or (outcome in ('undone', 'gone') and ${chunk.operation === 'delete'}) as whole_row
        from ${recordset(lines, 'id uuid, outcome text, desired text, code text, detail text')}
    ), settled as (
      select f.id, f.facet, o.outcome, o.code, o.detail, o.written, o.taken_away, f.state as was,
             -- What is wanted now is not what this chunk was to write. A facet that only goes along with its row has no say, and an undo wants nothing.
             o.outcome <> 'undone' and f.facet = ${chunk.facet} and f.desired is distinct from o.desired
               and (o.desired is not null or o.outcome not in ('refused', 'conflicted')) as planned_anew,
             case when o.written then o.desired when o.taken_away then null else f.applied end as applied,
             case when o.outcome = 'verified' then o.desired when o.outcome in ('refused', 'not-sent') then f.verified end as verified
        from o join target_facet f on f.table_name = ${chunk.table} and f.id = o.id and (f.facet = ${chunk.facet} or o.whole_row)
    ), resting as (
      select s.*,
             case when s.outcome = 'undone' then 'undone'
                  when s.was in ('held', 'waiting') or s.outcome = 'not-sent' then s.was
                  when s.planned_anew then resting_state(f.desired, s.applied, s.verified)
                  else s.outcome end as state
        from settled s join target_facet f on f.table_name = ${chunk.table} and f.id = s.id and f.facet = s.facet
    )
    update target_facet f
       set applied = r.applied, verified = r.verified, state = r.state,
           code = case when r.state = r.outcome then r.code when r.state = f.state then f.code end,
           detail = case when r.state = r.outcome then r.detail when r.state = f.state then f.detail end,
           reason = case when r.state in ('held', 'waiting') then f.reason end,
           written_in = case when r.written then ${pass} when not r.taken_away then f.written_in end,
           verified_in = case when r.taken_away then null when r.outcome = 'verified' then coalesce(f.verified_in, ${pass}) else f.verified_in end,
           verified_at = case when r.taken_away then null when r.outcome = 'verified' then coalesce(f.verified_at, now()) else f.verified_at end
      from resting r
     where f.table_name = ${chunk.table} and f.id = r.id and f.facet = r.facet`.execute(tx);
}

async function settleVersions(tx: Database, chunk: StoredChunk, news: readonly (News & { versionGiven: boolean })[]): Promise<void> {
  const lines = news.filter(({ versionGiven }) => versionGiven).map(({ id, version }) => ({ id, version }));
  if (lines.length === 0) return;
  await sql`
    update target_row t set version = r.version from ${recordset(lines, 'id uuid, version text')}
     where t.table_name = ${chunk.table} and t.id = r.id and t.version is distinct from r.version`.execute(tx);
}
