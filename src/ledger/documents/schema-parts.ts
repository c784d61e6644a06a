import { sql } from 'kysely';
import type { SchemaPart } from '../../domain/index.js';
import type { Ledger } from '../ledger.js';
import { recordset } from '../recordset.js';

/** Remembers pieces of schema. What this migration made once stays its own, although a repeated deployment finds it there. */
export async function recordSchemaParts(ledger: Ledger, parts: readonly SchemaPart[]): Promise<void> {
  const last = [...new Map(parts.map((part) => [`${part.kind} ${part.name}`, part])).values()];
  if (last.length === 0) return;
  await sql`
    insert into schema_part as p (kind, name, id, made_by_us)
    select kind, name, id, "madeByUs" from ${recordset(
      last.map((part, n) => ({ ...part, n })),
      'n int, kind text, name text, id text, "madeByUs" boolean',
    )} order by n
    on conflict (kind, name) do update set id = excluded.id, made_by_us = p.made_by_us or excluded.made_by_us`.execute(ledger.db);
}

/** The pieces in the order in which they were first recorded. */
export async function listSchemaParts(ledger: Ledger): Promise<readonly SchemaPart[]> {
  const { rows } = await sql<SchemaPart>`select kind, name, id, made_by_us as "madeByUs" from schema_part order by position`.execute(
    ledger.db,
  );
  return rows;
}

/** Forgets pieces that were removed, so that a later deployment may make them again. */
export async function forgetSchemaParts(ledger: Ledger, parts: readonly Pick<SchemaPart, 'kind' | 'name'>[]): Promise<void> {
  if (parts.length === 0) return;
  await sql`
    delete from schema_part p using ${recordset(parts, 'kind text, name text')} where p.kind = r.kind and p.name = r.name`.execute(
    ledger.db,
  );
}
