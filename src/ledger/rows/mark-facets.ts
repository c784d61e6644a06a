import { sql } from 'kysely';
import type { ContentHash, FacetName, FacetState, HoldReason, TargetRef } from '../../domain/index.js';
import { passName } from '../chunks/chunk-types.js';
import { LedgerError } from '../errors.js';
import type { Ledger } from '../ledger.js';
import { recordset } from '../recordset.js';

/** A facet's new state, found without a write: by reading back, by a retry, by a person's answer. */
export interface FacetMark extends TargetRef {
  readonly facet: FacetName;
  readonly state: FacetState;
  /** The row's version as just read; absent: unchanged. */
  readonly version?: string | null | undefined;
  readonly code?: string | undefined;
  readonly detail?: string | undefined;
  readonly reason?: HoldReason | undefined;
  /**
   * The desired content that the reading was compared with. With it, `verified` also holds for a row that needed no write. Without it the comparison counts
   * as being with what was written last.
   */
  readonly desired?: ContentHash | undefined;
}

/**
 * Sets states in one statement. A facet that was planned anew since the reading stays as planned: `applied`, `verified` and `differs` only hold for the desired
 * content that was looked at. `undone` forgets what was written; `gone` does not, so that an undo still finds it. `pass` (as in `beginChunk`) is the one that a first
 * verification counts for; the pass that wrote it unless told. Throws LedgerError `unknown-row`.
 */
export async function markFacets(ledger: Ledger, marks: readonly FacetMark[], options: { readonly pass?: string } = {}): Promise<void> {
  if (marks.length === 0) return;
  const last = [...new Map(marks.map((mark) => [`${mark.table} ${mark.id} ${mark.facet}`, mark])).values()];
  const lines = last.map((mark) => ({ ...mark, versionGiven: mark.version !== undefined }));
  const shape =
    '"table" text, id uuid, facet text, state text, version text, "versionGiven" boolean, code text, detail text, reason jsonb, desired text';
  await ledger.db.transaction().execute(async (tx) => {
    const { numAffectedRows } = await sql`
      with m as (
        select r.*,
               coalesce(case when r.state not in ('applied', 'verified', 'differs') then true
                             when r.desired is not null then f.desired = decode(r.desired, 'hex')
                             else f.state <> 'pending' or f.applied = f.desired end, false) as holds
          from ${recordset(lines, shape)} join target_facet f on f.table_name = r."table" and f.id = r.id and f.facet = r.facet
      )
      update target_facet f
         set state = case when m.holds then m.state else f.state end,
             code = case when m.holds then m.code else f.code end,
             detail = case when m.holds then m.detail else f.detail end,
             reason = case when not m.holds then f.reason when m.state in ('held', 'waiting') then nullif(m.reason, 'null') end,
             applied = case when m.state = 'undone' then null else f.applied end,
             verified = case when m.state = 'undone' then null when m.state = 'verified' and m.holds then f.desired
                             when m.state in ('differs', 'conflicted') then null else f.verified end,
             verified_in = case when m.state = 'undone' then null when m.state = 'verified' and m.holds
                                then coalesce(f.verified_in, ${options.pass === undefined ? null : passName(options.pass)}, f.written_in, f.planned_in) else f.verified_in end,
             verified_at = case when m.state = 'undone' then null when m.state = 'verified' and m.holds
                                then coalesce(f.verified_at, now()) else f.verified_at end
        from m where f.table_name = m."table" and f.id = m.id and f.facet = m.facet`.execute(tx);
    if (Number(numAffectedRows) !== last.length) throw await unknownRow(tx, last);
    await sql`
      update target_row t set version = r.version from ${recordset(lines, shape)}
       where r."versionGiven" and t.table_name = r."table" and t.id = r.id and t.version is distinct from r.version`.execute(tx);
  });
}

async function unknownRow(tx: Ledger['db'], marks: readonly FacetMark[]): Promise<LedgerError> {
  const { rows } = await sql<{ name: string }>`
    select r.facet || ' of ' || r."table" || ' ' || r.id as name from ${recordset(marks, '"table" text, id uuid, facet text')}
      left join target_facet f on f.table_name = r."table" and f.id = r.id and f.facet = r.facet where f.id is null limit 1`.execute(tx);
  return new LedgerError('unknown-row', `${rows[0]?.name ?? 'a row'} was never planned`, 'plan the row before its state is set');
}
