import { sql } from 'kysely';
import type { ObjectName, RowId, SourceKey, TargetRef } from '../../domain/index.js';
import type { Ledger } from '../ledger.js';
import { recordset } from '../recordset.js';

/** A row that an undo leaves in Dynamics; `reason` holds no personal data. */
export interface KeptRow extends TargetRef {
  readonly reason: string;
}

/** Remembers rows that the undo of this epoch leaves, and why; the first reason is kept. `undoList` leaves them out from now on. */
export async function recordKept(ledger: Ledger, rows: readonly KeptRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into kept_row (epoch, table_name, id, reason)
    select e.current, r."table", r.id, r.reason from epoch e, ${recordset(rows, '"table" text, id uuid, reason text')}
    order by 2, 3 on conflict do nothing`.execute(ledger.db);
}

/** Every row that the undo of this epoch leaves, with the record that it belongs to, in the order of table and id. */
export async function listKept(ledger: Ledger): Promise<readonly (KeptRow & { readonly object: ObjectName; readonly key: SourceKey })[]> {
  const { rows } = await sql<KeptRow & { object: ObjectName; key: SourceKey }>`
    select k.table_name as "table", k.id, k.reason, r.object, r.source_key as key
      from kept_now k join target_row r on r.table_name = k.table_name and r.id = k.id order by 1, 2`.execute(ledger.db);
  return rows;
}

/** Of these rows, those that this migration made, and whether an undo leaves them. */
export async function ownRows(ledger: Ledger, refs: readonly TargetRef[]): Promise<readonly (TargetRef & { readonly kept: boolean })[]> {
  if (refs.length === 0) return [];
  const distinct = [...new Map(refs.map(({ table, id }) => [`${table} ${id}`, { table, id }])).values()];
  const { rows } = await sql<TargetRef & { kept: boolean }>`
    select t.table_name as "table", t.id, k.id is not null as kept
      from ${recordset(distinct, '"table" text, id uuid')} join target_row t on t.table_name = r."table" and t.id = r.id and t.origin = 'created'
      left join kept_now k on k.table_name = t.table_name and k.id = t.id`.execute(ledger.db);
  return rows;
}

/** What an undo did in each table: rows of ours deleted, rows that were there restored, rows of which something of ours is still there and that are not kept. */
export async function countUndone(
  ledger: Ledger,
): Promise<readonly { readonly table: string; readonly deleted: number; readonly restored: number; readonly failed: number }[]> {
  const { rows } = await sql<{ table: string; deleted: number; restored: number; failed: number }>`
    with row_state as (
      select r.table_name, r.origin, bool_and(f.state = 'undone' or f.applied is null) as undone, bool_or(f.state = 'undone') as was_there,
             exists (select from kept_now k where k.table_name = r.table_name and k.id = r.id) as kept
        from target_row r join target_facet f on f.table_name = r.table_name and f.id = r.id group by r.table_name, r.id, r.origin
    )
    select table_name as "table", (count(*) filter (where undone and was_there and origin = 'created'))::int as deleted,
           (count(*) filter (where undone and was_there and origin = 'existed'))::int as restored,
           (count(*) filter (where not undone and not kept))::int as failed
      from row_state group by table_name order by 1`.execute(ledger.db);
  return rows;
}

/** Rows in which something of ours is, by table: those that we made and those that were there. */
export async function countRowsByOrigin(
  ledger: Ledger,
): Promise<readonly { readonly table: string; readonly created: number; readonly changed: number }[]> {
  const { rows } = await sql<{ table: string; created: number; changed: number }>`
    select r.table_name as "table", (count(*) filter (where origin = 'created'))::int as created, (count(*) filter (where origin = 'existed'))::int as changed
      from target_row r
     where exists (select from target_facet f where f.table_name = r.table_name and f.id = r.id and f.applied is not null and f.state <> 'undone')
     group by r.table_name order by 1`.execute(ledger.db);
  return rows;
}

/** Ids of these rows that are in Dynamics as far as the books know: written by us, or there before. */
export async function writtenRows(ledger: Ledger, table: string, ids: readonly RowId[]): Promise<readonly RowId[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: RowId }>`
    select r.id from target_row r where r.table_name = ${table} and r.id = any(${ids}::uuid[])
       and (r.origin = 'existed' or exists (
         select from target_facet f where f.table_name = r.table_name and f.id = r.id and f.facet = 'core' and f.applied is not null))`.execute(
    ledger.db,
  );
  return rows.map(({ id }) => id);
}
