import { type FacetName, facetNames, type ObjectName } from '../../domain/index.js';
import { compiled } from '../document/compiled.js';
import type { MappingDocument } from '../document/schema.js';
import type { Rule, Source } from '../rules/rule.js';
import { ownName } from './own-columns.js';

export interface TargetTable {
  readonly table: string;
  readonly object: ObjectName;
  readonly facets: readonly FacetName[];
  /** Columns that the mapping may write. */
  readonly columns: readonly string[];
}

/** Tables that the mapping writes to, in load order: Accounts, Contacts, memberships. */
export function targetTables(doc: MappingDocument): TargetTable[] {
  const { person, account, location, membership, membershipTable } = compiled(doc);
  const memos = [ownName(doc.publisher.prefix, 'Review'), ownName(doc.publisher.prefix, 'Unplaced')];
  return [
    tableOf('account', 'workspace', [...account, ...location], doc, memos),
    tableOf('contact', 'user', person, doc, memos),
    tableOf(membershipTable, 'membership', membership, doc, membershipTable === 'connection' ? [] : memos),
  ];
}

function tableOf<S extends Source>(
  table: string,
  object: ObjectName,
  rules: readonly Rule<S>[],
  doc: MappingDocument,
  memos: readonly string[],
): TargetTable {
  const facets = facetNames.filter((facet) => rules.some((rule) => rule.facet === facet));
  return { table, object, facets, columns: [...new Set([...rules.flatMap((rule) => rule.columns(doc)), ...memos])] };
}

const createOnly = { account: ['overriddencreatedon', 'ownerid'], contact: ['overriddencreatedon', 'ownerid'] } as const;

/**
 * Columns that are set when a row is created and never again: leave them out of updates, of the hash of what is desired, and of comparisons with
 * what others wrote. `overriddencreatedon` is not valid for update; a changed owner cascades (docs/facts/dataverse.md §8).
 */
export const createOnlyColumns = (table: string): readonly string[] =>
  table === 'account' || table === 'contact' ? createOnly[table] : [];

/** Every column to ask for when rows are read back, and for `before`: what the mapping may write, and `createdon`, which shows what `overriddencreatedon` did. */
export function columnsToRead(doc: MappingDocument, table: string): string[] {
  const columns = targetTables(doc).find((target) => target.table === table)?.columns ?? [];
  return [...new Set(columns.map((column) => (column === 'overriddencreatedon' ? 'createdon' : column)))];
}
