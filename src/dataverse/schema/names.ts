import type { SchemaDesign, SchemaPart } from '../../domain/index.js';
import { SchemaError } from '../errors.js';

/** Dataverse makes the logical name from the schema name. */
export const logicalName = (schemaName: string): string => schemaName.toLowerCase();

/** Longest names that are safe (docs/facts/dataverse.md §6). */
const longest = { table: 41, column: 50, relationship: 100 };

function checkName(schemaName: string, prefix: string, max: number): void {
  if (!schemaName.startsWith(`${prefix}_`) || !/^[A-Za-z][A-Za-z0-9_]*$/.test(schemaName) || schemaName.length > max) {
    throw new SchemaError(
      'schema-name',
      schemaName,
      `${schemaName} is not a name that Dataverse takes: it must start with ${prefix}_, hold only letters, digits and _, and have at most ${max} characters`,
      'change the name in the mapping document',
    );
  }
}

/** Refuses a design that Dataverse would refuse half way through. */
export function checkNames(design: SchemaDesign): void {
  const { prefix } = design.publisher;
  for (const table of design.tables) {
    checkName(table.schemaName, prefix, longest.table);
    checkName(table.primaryName.schemaName, prefix, longest.column);
  }
  for (const column of design.columns) checkName(column.schemaName, prefix, longest.column);
  for (const key of design.keys) checkName(key.schemaName, prefix, longest.column);
  for (const lookup of design.lookups) {
    checkName(lookup.schemaName, prefix, longest.relationship);
    checkName(lookup.lookup.schemaName, prefix, longest.column);
  }
}

export type PartKind = SchemaPart['kind'];

/** A part's name as the ledger keeps it: `<table>.<name>` for columns and keys, the name otherwise. */
export const columnPart = (table: string, schemaName: string): string => `${table}.${logicalName(schemaName)}`;

/** How a part is called in messages and differences. */
export const spoken = (kind: PartKind, name: string): string => `${kind} ${name}`;
