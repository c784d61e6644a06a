import { type Columns, type ColumnValue, isLookup, rowId } from '../domain/index.js';
import type { ReadRow } from './dataverse.js';
import { DataverseError } from './errors.js';
import type { Json } from './json-answer.js';
import type { TableMetadata } from './table-metadata.js';

/** Entity set of a look-up's target table. */
export type EntitySets = (table: string) => string;

/** Which table a look-up points to; comes only when asked for. */
export const lookupAnnotation = 'Microsoft.Dynamics.CRM.lookuplogicalname';

function wrongColumn(table: TableMetadata, column: string, code: string, says: string): DataverseError {
  return new DataverseError(
    `${table.name}.${column}: ${says}`,
    { kind: 'refused', status: 0, code, table: table.name, column },
    'deploy the schema, or correct the mapping',
  );
}

/** Users and teams are bound through the navigation property of their common table `owner`. */
function navigationOf(table: TableMetadata, column: string, target: string): string {
  const targets = table.lookups.get(column);
  const navigation = targets?.get(target) ?? (target === 'systemuser' || target === 'team' ? targets?.get('owner') : undefined);
  if (navigation === undefined) throw wrongColumn(table, column, 'unknown-lookup-target', `is not a look-up to ${target}`);
  return navigation;
}

/** Which tables the look-ups in these columns point to: their entity sets are needed before `toWire`. */
export function targetsOf(rows: readonly { readonly columns: Columns }[]): Set<string> {
  const targets = new Set<string>();
  for (const { columns } of rows) {
    for (const value of Object.values(columns)) if (isLookup(value)) targets.add(value.table);
  }
  return targets;
}

/** Columns by logical name to the members of a request body: look-ups become `<navigation property>@odata.bind` (docs/facts/dataverse.md §3). */
export function toWire(table: TableMetadata, columns: Columns, entitySet: EntitySets): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [column, value] of Object.entries(columns)) {
    const known = table.columns.get(column);
    if (known === undefined) throw wrongColumn(table, column, 'unknown-column', 'there is no such column');
    if (isLookup(value)) {
      body[`${navigationOf(table, column, value.table)}@odata.bind`] = `/${entitySet(value.table)}(${value.id})`;
    } else if (known.kind !== 'lookup') {
      body[column] = value;
    } else if (value === null) {
      // Any of the navigation properties of a look-up with several targets clears it.
      const [navigation] = table.lookups.get(column)?.values() ?? [];
      if (navigation === undefined) throw wrongColumn(table, column, 'unknown-lookup-target', 'is a look-up without relationship');
      body[`${navigation}@odata.bind`] = null;
    } else {
      throw wrongColumn(table, column, 'not-a-lookup-value', 'is a look-up and takes a table and an id');
    }
  }
  return body;
}

/** Wire names of columns, lower case, to logical names: what a server text may be quoted for. */
export function quotable(table: TableMetadata, columns: Iterable<string>): Map<string, string> {
  const names = new Map<string, string>();
  for (const column of columns) {
    names.set(column.toLowerCase(), column);
    names.set(`_${column}_value`.toLowerCase(), column);
    for (const navigation of table.lookups.get(column)?.values() ?? []) names.set(navigation.toLowerCase(), column);
  }
  return names;
}

const wireName = (table: TableMetadata, column: string): string => {
  const known = table.columns.get(column);
  if (known === undefined) throw wrongColumn(table, column, 'unknown-column', 'there is no such column');
  return known.kind === 'lookup' ? `_${column}_value` : column;
};

/** `$select` for logical names; the id comes along. */
export const selectOf = (table: TableMetadata, columns: readonly string[]): string[] => [
  ...new Set([table.primaryId, ...columns.map((column) => wireName(table, column))]),
];

function readValue(table: TableMetadata, row: Json, column: string): ColumnValue {
  const name = wireName(table, column);
  const value = row[name];
  if (value === null || value === undefined) return null;
  if (table.columns.get(column)?.kind !== 'lookup') return value as ColumnValue;
  const annotated = row[`${name}@${lookupAnnotation}`];
  const targets = [...(table.lookups.get(column)?.keys() ?? [])];
  const target = typeof annotated === 'string' ? annotated : targets.length === 1 ? targets[0] : undefined;
  // Without a name of the table the value could not be written back: better to fail than to guess.
  if (target === undefined) throw wrongColumn(table, column, 'no-lookup-table', 'the answer does not say to which table it points');
  return { table: target, id: rowId(String(value)) };
}

/** A row of an answer in the words of the domain. */
export function fromWire(table: TableMetadata, row: Json, columns: readonly string[]): ReadRow {
  const etag = row['@odata.etag'];
  return {
    id: rowId(String(row[table.primaryId])),
    version: typeof etag === 'string' ? etag : null,
    columns: Object.fromEntries(columns.map((column) => [column, readValue(table, row, column)])),
  };
}
