import { v5 } from 'uuid';
import { type RowId, rowId, type SourceKey } from '../domain/index.js';

/** This project's own namespace (RFC 9562 §6.6); changing it would double every row of a second migration. */
const namespace = '5b0e7c52-6f0d-4f1e-9a53-0c6a1d8f2e47';

/**
 * The GUID of a row that we create: the same for the same client, table, part and source record, whichever migration asks. Takes an open ledger or the
 * client's id.
 */
export function targetId(of: { readonly client: string } | string, table: string, part: string, key: SourceKey): RowId {
  const client = typeof of === 'string' ? of : of.client;
  return rowId(v5(JSON.stringify([client, table, part, key]), namespace));
}
