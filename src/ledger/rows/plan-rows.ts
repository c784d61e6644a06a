import { createHash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { RowId } from '../../domain/index.js';
import type { Database, Ledger } from '../ledger.js';
import { recordset, slices } from '../recordset.js';
import type { PlannedRow } from './row-types.js';

export interface PlanCounts {
  readonly created: number;
  /** Rows that were there and of which something is to be done differently now. */
  readonly changed: number;
  readonly unchanged: number;
}

/** Rows in one transaction: enough to make a statement's fixed cost small, few enough to hold no lock for long. */
const sliceSize = 4000;

// In each statement a join leaves out what is as it was: `on conflict` would lock, and so write, every row that it meets.

/**
 * Writes down what rows should hold. Planning the same again changes nothing, so a step that broke off is simply repeated.
 *
 * - A facet whose desired content changed becomes pending, unless it was written just so already; then it is applied or verified as before.
 * - A facet with an unsettled chunk takes the new desired content, but stays closed to writers until the chunk is settled (`facetsToWrite` leaves it out).
 * - A facet that is refused, conflicted or differs stays so until its desired content changes or `markFacets` opens it again.
 * - A facet that is not in the plan stays as it is. To have a row removed, plan its facets with `desired: null`.
 * - Who made the row, and `before`, are as they were first given. Contributions are replaced by those given.
 */
export async function planRows(ledger: Ledger, plan: { readonly pass: string; readonly rows: readonly PlannedRow[] }): Promise<PlanCounts> {
  // Last word wins, and the order of ids keeps two planners that overlap from locking each other out.
  const rows = [...new Map(plan.rows.map((row) => [`${row.table} ${row.id}`, row])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
  let created = 0;
  let changed = 0;
  for (const slice of slices(rows, sliceSize)) {
    const counts = await ledger.db.transaction().execute(async (tx) => {
      const made = await upsertRows(tx, slice);
      const touched = await upsertFacets(tx, plan.pass, slice);
      await replaceContributions(tx, slice);
      return { created: made.size, changed: [...touched].filter((row) => !made.has(row)).length };
    });
    created += counts.created;
    changed += counts.changed;
  }
  return { created, changed, unchanged: rows.length - created - changed };
}

type RowName = `${string} ${RowId}`;
interface TouchedRow {
  readonly row: RowName;
}

async function upsertRows(tx: Database, rows: readonly PlannedRow[]): Promise<Set<RowName>> {
  const lines = rows.map(({ table, id, object, sourceKey, part, origin, before, sample }) => ({
    table,
    id,
    object,
    sourceKey,
    part,
    origin,
    before,
    sample,
  }));
  const { rows: written } = await sql<TouchedRow & { created: boolean }>`
    insert into target_row as t (table_name, id, object, source_key, part, origin, before, sample)
    select r."table", r.id, r.object, r."sourceKey", r.part, r.origin, nullif(r.before, 'null'), r.sample
      from ${recordset(lines, '"table" text, id uuid, object text, "sourceKey" text, part text, origin text, before jsonb, sample boolean')}
      left join target_row o on o.table_name = r."table" and o.id = r.id
     where o.id is null or (o.object, o.source_key, o.part) is distinct from (r.object, r."sourceKey", r.part)
        or (o.before is null and nullif(r.before, 'null') is not null) or (r.sample and not o.sample)
    on conflict (table_name, id) do update
      set object = excluded.object, source_key = excluded.source_key, part = excluded.part,
          before = coalesce(t.before, excluded.before), sample = t.sample or excluded.sample
    returning table_name || ' ' || id as row, xmax = 0 as created`.execute(tx);
  return new Set(written.filter(({ created }) => created).map(({ row }) => row));
}

async function upsertFacets(tx: Database, pass: string, rows: readonly PlannedRow[]): Promise<Set<RowName>> {
  const lines = rows.flatMap(({ table, id, facets }) =>
    facets.map(({ facet, desired, state, reason }) => ({ table, id, facet, desired, state, reason })),
  );
  if (lines.length === 0) return new Set();
  const becomes = (planned: RawBuilder<unknown>) =>
    sql`planned_state(t.state, t.desired, t.applied, t.verified, ${planned}.state, ${planned}.desired)`;
  const reason = (planned: RawBuilder<unknown>) => sql`case when ${becomes(planned)} = 'held' then ${planned}.reason end`;
  const [p, next] = [sql`p`, sql`excluded`];
  const { rows: touched } = await sql<TouchedRow>`
    with p as (
      select "table", id, facet, decode(desired, 'hex') as desired, state, case when state = 'held' then nullif(reason, 'null') end as reason
        from ${recordset(lines, '"table" text, id uuid, facet text, desired text, state text, reason jsonb')}
    )
    insert into target_facet as t (table_name, id, facet, desired, state, reason, planned_in)
    select p."table", p.id, p.facet, p.desired, case when p.state = 'pending' then resting_state(p.desired, null, null) else p.state end, p.reason, ${pass}
      from p left join target_facet t on t.table_name = p."table" and t.id = p.id and t.facet = p.facet
     where t.id is null or (t.desired, t.state, t.reason) is distinct from (p.desired, ${becomes(p)}, ${reason(p)})
    on conflict (table_name, id, facet) do update
      set desired = excluded.desired, state = ${becomes(next)}, reason = ${reason(next)}, planned_in = excluded.planned_in,
          code = case when t.state = ${becomes(next)} then t.code end, detail = case when t.state = ${becomes(next)} then t.detail end
    returning table_name || ' ' || id as row`.execute(tx);
  return new Set(touched.map(({ row }) => row));
}

async function replaceContributions(tx: Database, rows: readonly PlannedRow[]): Promise<void> {
  const targets = rows.map(({ table, id }) => ({ table, id }));
  const sets = new Map<string, readonly string[]>();
  const lines = rows.flatMap(({ table, id, contributions }) =>
    contributions.map(({ source, columns }) => {
      const sorted = [...new Set(columns)].sort();
      const digest = createHash('sha256').update(sorted.join(' ')).digest('hex');
      sets.set(digest, sorted);
      return { table, id, object: source.object, key: source.key, digest };
    }),
  );
  const distinct = [...sets].map(([digest, columns]) => ({ digest, columns }));
  await sql`
    insert into column_set (digest, columns)
    select decode(r.digest, 'hex'), r.columns from ${recordset(distinct, 'digest text, columns text[]')}
     where not exists (select from column_set c where c.digest = decode(r.digest, 'hex')) order by 1
    on conflict do nothing`.execute(tx);
  const contributions = recordset(lines, '"table" text, id uuid, object text, key text, digest text');
  await sql`
    delete from contribution c using ${recordset(targets, '"table" text, id uuid')}
     where c.table_name = r."table" and c.id = r.id
       and (c.object, c.key, c.table_name, c.id) not in (select r.object, r.key, r."table", r.id from ${contributions})`.execute(tx);
  await sql`
    insert into contribution as c (object, key, table_name, id, column_set)
    select r.object, r.key, r."table", r.id, s.id
      from ${contributions} join column_set s on s.digest = decode(r.digest, 'hex')
      left join contribution o on o.object = r.object and o.key = r.key and o.table_name = r."table" and o.id = r.id
     where o.column_set is distinct from s.id
    on conflict (object, key, table_name, id) do update set column_set = excluded.column_set`.execute(tx);
}
