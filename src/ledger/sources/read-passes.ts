import { sql } from 'kysely';
import type { ObjectName } from '../../domain/index.js';
import { LedgerError } from '../errors.js';
import type { Ledger } from '../ledger.js';

/** How a read pass over one object ended. */
export interface PassEnd {
  readonly object: ObjectName;
  readonly pass: number;
  /** Every page of every key was read. */
  readonly complete: boolean;
  /** Nothing happened that could hide a record: no page short, no key refused, no restart. */
  readonly undisturbed: boolean;
  /** How many there should be by another source; null when there is none, and then the pass proves no absence. */
  readonly secondCount: number | null;
}

/** Begins a pass over one object: its number, 1 for the first. A pass that broke off is left as it is; the next one starts over. */
export async function startReadPass(ledger: Ledger, object: ObjectName): Promise<number> {
  const { rows } = await sql<{ pass: number }>`
    insert into read_pass (object, pass)
    select ${object}, coalesce(max(pass), 0) + 1 from read_pass where object = ${object}
    returning pass`.execute(ledger.db);
  return (rows[0] as { pass: number }).pass;
}

/**
 * Ends a pass. `seen` are the records met in it, `missing` those that are in the ledger, not gone, and were not met. Repeating it gives the same answer.
 * Throws LedgerError `unknown-pass`.
 */
export async function finishReadPass(ledger: Ledger, end: PassEnd): Promise<{ seen: number; missing: number }> {
  const { object, pass } = end;
  const { rows } = await sql<{ seen: number; missing: number }>`
    with counted as (
      select count(*) filter (where seen_pass = ${pass})::int as seen,
             count(*) filter (where seen_pass < ${pass} and gone_at is null)::int as missing
        from source_record where object = ${object}
    )
    update read_pass p
       set finished_at = coalesce(p.finished_at, now()), complete = ${end.complete}, undisturbed = ${end.undisturbed}, seen = counted.seen,
           second_count = ${end.secondCount}
      from counted where p.object = ${object} and p.pass = ${pass}
    returning counted.seen, counted.missing`.execute(ledger.db);
  const counted = rows[0];
  if (counted === undefined) throw new LedgerError('unknown-pass', `read pass ${pass} over ${object} was never started`);
  return counted;
}
