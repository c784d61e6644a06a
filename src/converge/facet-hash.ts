import canonicalize from 'canonicalize';
import { type Columns, type ContentHash, isLookup } from '../domain/index.js';
import type { Ledger } from '../ledger/index.js';
import { createOnlyColumns } from '../mapping/index.js';

/** Columns of a facet that count: create-only ones are written once and never compared again. */
export function comparable(table: string, columns: Columns): Columns {
  const createOnly = new Set(createOnlyColumns(table));
  return Object.fromEntries(Object.entries(columns).filter(([name]) => !createOnly.has(name)));
}

/** The desired (or the read) content of a facet as one hash under the migration's key. Look-ups count by table and id, without case. */
export function facetHash(ledger: Ledger, table: string, columns: Columns): ContentHash {
  const plain = Object.fromEntries(
    Object.entries(comparable(table, columns)).map(([name, value]) => [
      name,
      isLookup(value) ? { table: value.table, id: value.id.toLowerCase() } : value,
    ]),
  );
  return ledger.hash(canonicalize(plain) ?? '{}');
}

/** The columns of `like`, with the values of `read`; absent ones are null. */
export const restrictedTo = (like: Columns, read: Columns): Columns =>
  Object.fromEntries(Object.keys(like).map((name) => [name, read[name] ?? null]));
