import { createHash } from 'node:crypto';
import { sql } from 'kysely';
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
    select "table", id, object, "sourceKey", part, origin, nullif(before, 'null'), sample
      from ${recordset(lines, '"table" text, id uuid, object text, "sourceKey" text, part text, origin text, before jsonb, sample boolean')}
    on conflict (table_name, id) do update
      set object = excluded.object, source_key = excluded.source_key, part = excluded.part,
          before = coalesce(t.before, excluded.before), sample = t.sample or excluded.sample
    where (t.object, t.source_key, t.part) is distinct from (excluded.object, excluded.source_key, excluded.part)
       or (t.before is null and excluded.before is not null) or (excluded.sample and not t.sample)
    returning table_name || ' ' || id as row, xmax = 0 as created`.execute(tx);
  return new Set(written.filter(({ created }) => created).map(({ row }) => row));
}

async function upsertFacets(tx: Database, pass: string, rows: readonly PlannedRow[]): Promise<Set<RowName>> {
  const lines = rows.flatMap(({ table, id, facets }) =>
    facets.map(({ facet, desired, state, reason }) => ({ table, id, facet, desired, state, reason })),
  );
  if (lines.length === 0) return new Set();
  const becomes = sql`planned_state(t.state, t.desired, t.applied, t.verified, excluded.state, excluded.desired)`;
  const reason = sql`case when ${becomes} = 'held' then excluded.reason end`;
  const { rows: touched } = await sql<TouchedRow>`
    with p as (
      select "table", id, facet, decode(desired, 'hex') as desired, state, case when state = 'held' then nullif(reason, 'null') end as reason
        from ${recordset(lines, '"table" text, id uuid, facet text, desired text, state text, reason jsonb')}
    )
    insert into target_facet as t (table_name, id, facet, desired, state, reason, planned_in)
    select "table", id, facet, desired, case when state = 'pending' then resting_state(desired, null, null) else state end, reason, ${pass} from p
    on conflict (table_name, id, facet) do update
      set desired = excluded.desired, state = ${becomes}, reason = ${reason}, planned_in = excluded.planned_in,
          code = case when t.state = ${becomes} then t.code end, detail = case when t.state = ${becomes} then t.detail end
    where (t.desired, t.state, t.reason) is distinct from (excluded.desired, ${becomes}, ${reason})
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
    on conflict (object, key, table_name, id) do update set column_set = excluded.column_set
     where c.column_set <> excluded.column_set`.execute(tx);
}
