import { type RawBuilder, sql } from 'kysely';
import { toJson } from './json.js';

/** A batch as a table `r` within a statement: `recordset(rows, 'id uuid, state text')`. One parameter however many rows, so one statement a batch. */
export const recordset = (rows: readonly object[], columns: string): RawBuilder<unknown> => recordsetOf(toJson(rows), columns);

/** The same for rows that are JSON text already. */
export const recordsetOf = (json: string, columns: string): RawBuilder<unknown> =>
  sql`jsonb_to_recordset(${json}::jsonb) as r(${sql.raw(columns)})`;

/** Slices of at most `size`, in order. */
export function* slices<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
