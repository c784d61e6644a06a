import { sql } from 'kysely';
import type { Columns, ObjectName, RowId, RowOrigin, SourceKey } from '../../domain/index.js';
import type { Ledger } from '../ledger.js';
import { recordset } from '../recordset.js';

/** What rows that were there held before the migration; rows that are not planned yet are absent. */
export async function rowsBefore(ledger: Ledger, table: string, ids: readonly RowId[]): Promise<Map<RowId, Columns>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: RowId; before: Columns }>`
    select id, before from target_row where table_name = ${table} and id = any(${ids}::uuid[]) and before is not null`.execute(ledger.db);
  return new Map(rows.map(({ id, before }) => [id, before]));
}

/** Somebody edited rows between match and first write: what they hold now is what they held before us. Rows that we wrote to already stay as they are. */
export async function refreshBefore(
  ledger: Ledger,
  table: string,
  rows: readonly { readonly id: RowId; readonly before: Columns }[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update target_row t set before = r.before from ${recordset(rows, 'id uuid, before jsonb')}
     where t.table_name = ${table} and t.id = r.id
       and not exists (select from target_facet f where f.table_name = t.table_name and f.id = t.id and f.applied is not null)`.execute(
    ledger.db,
  );
}

/** One line of the map from Actimo to Dynamics. */
export interface IdLine {
  readonly object: ObjectName;
  readonly key: SourceKey;
  readonly part: string;
  readonly table: string;
  readonly id: RowId;
  readonly origin: RowOrigin;
}

const pageSize = 5_000;

/** Which record became which row, by table and id, a page at a time; rows that were never written are left out. */
export async function* idMap(ledger: Ledger): AsyncGenerator<readonly IdLine[]> {
  let after: { table: string; id: string } = { table: '', id: '00000000-0000-0000-0000-000000000000' };
  for (;;) {
    const { rows } = await sql<IdLine>`
      select r.object, r.source_key as key, r.part, r.table_name as "table", r.id, r.origin from target_row r
       where (r.table_name, r.id) > (${after.table}, ${after.id}::uuid)
         and exists (select from target_facet f where f.table_name = r.table_name and f.id = r.id and f.applied is not null and f.state <> 'undone')
       order by r.table_name, r.id limit ${pageSize}`.execute(ledger.db);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last;
  }
}
